// Asking for labels: messages without any come in, and the most useful ones are labelled first.

import { api } from "./api.js";
import { lines } from "./curve.js";
import { Desk } from "./desk.js";
import { el } from "./extension/js/dom.js";
import { hideFault, showFault } from "./fault.js";
import { choosing, content, problemsOf } from "./upload.js";
import { SET_NAMES, words } from "./words.js";

const $ = (id) => document.getElementById(id);
const QUERY = { status: "unlabelled", order: "useful" };
const BOX = { width: 260, height: 110 };
const SVG = "http://www.w3.org/2000/svg";
const MARGIN = { left: 34, top: 8, right: 58, bottom: 22 };

async function showWorth() {
  const { waiting, labelled, curve, forecast } = await api.asking();
  $("waiting").textContent = words.waiting(waiting, labelled);
  $("forecast").replaceChildren(...Object.keys(SET_NAMES).filter((set) => forecast[set]).map((set) => el("li", {}, words.forecast(set, forecast[set]))));
  $("curve").replaceChildren(...(curve.length > 1 ? [drawing(curve)] : []));
  $("adding").open = !waiting;
  $("worth").hidden = false;
}

function drawing(curve) {
  const { low, high, lines: drawn } = lines(curve, BOX);
  const { left, top, right, bottom } = MARGIN;
  const whole = svg("svg", { viewBox: `0 0 ${left + BOX.width + right} ${top + BOX.height + bottom}`, role: "img", "aria-label": words.curve });
  const inside = svg("g", { transform: `translate(${left} ${top})` });
  inside.append(...[[high, 0], [low, BOX.height]].flatMap(([value, y]) => [svg("line", { x1: 0, x2: BOX.width, y1: y, y2: y }), svg("text", { x: -6, y: y + 4, class: "value" }, value.toFixed(1))]));
  inside.append(svg("text", { x: 0, y: BOX.height + 18 }, words.messagesAxis(curve[0].messages, curve.at(-1).messages)));
  let lowest = -Infinity;
  for (const { set, path, dots } of drawn.sort((a, b) => a.dots.at(-1)[1] - b.dots.at(-1)[1])) {
    lowest = Math.max(lowest + 14, dots.at(-1)[1]); // names keep clear of each other
    inside.append(svg("path", { d: path, class: set }), ...dots.map(([x, y]) => svg("circle", { cx: x, cy: y, r: 2.5, class: set })), svg("text", { x: BOX.width + 8, y: lowest + 4 }, SET_NAMES[set]));
  }
  whole.append(inside);
  return whole;
}

function svg(tag, attributes, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(text);
  return element;
}

async function add(body, desk) {
  try {
    const answer = await api.addMessages(body);
    hideFault();
    $("lines").value = "";
    $("added").textContent = words.added(answer);
    $("problems").replaceChildren(...problemsOf(answer.problems));
    await Promise.all([showWorth(), desk.open({ ...QUERY })]);
  } catch (fault) {
    $("problems").replaceChildren(...problemsOf(fault.body?.problems));
    showFault(fault);
  }
}

async function start() {
  const labels = await api.labels();
  let waiting = 0;
  const desk = new Desk(labels, { counted: ({ unlabelled }) => (waiting = unlabelled) });
  $("add").addEventListener("submit", (event) => {
    event.preventDefault();
    const texts = $("lines").value.split("\n").map((line) => line.trim()).filter(Boolean);
    if (texts.length) add({ texts }, desk);
    else $("added").textContent = words.noLines;
  });
  choosing($("choose"), $("file"), async (file) => add(await content(file), desk), () => showFault(new Error(words.tooLarge)));
  await Promise.all([showWorth(), desk.open({ ...QUERY })]);
  $("adding").open = !waiting;
  document.body.dataset.ready = "yes";
}

start().catch((fault) => (showFault(fault, () => location.reload()), (document.body.dataset.ready = "yes")));
