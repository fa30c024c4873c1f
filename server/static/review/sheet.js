// Shows one message with its labels: what was given, what the model reads and from which words, and what is chosen.

import { contradicted, SETS } from "./choices.js";
import { button, el, tick } from "./extension/js/dom.js";
import { cut, marksOf } from "./extension/js/passages.js";
import { moment } from "./extension/js/time.js";
import { LABEL_KEYS, NONE_KEY, SET_KEYS } from "./keys.js";
import { SET_NAMES, words } from "./words.js";

const $ = (id) => document.getElementById(id);
const MARKS = { cause: "cause", tone: "tone", stance: "stance", tactics: "tactic" };

export class Sheet {
  #labels;
  #rows;

  /**
   * @param {object} labels the label sets, as `GET /api/v1/labels` gives them
   * @param {{choose: (set: string, id: string?) => void, set: (set: string) => void}} on what the owner does by mouse
   */
  constructor(labels, on) {
    this.#labels = labels;
    this.#rows = SETS.map((set) => row(set, labels[set], on));
    $("sets").replaceChildren(...this.#rows.map(({ element }) => element));
  }

  /** Lay a message out. */
  lay(item, labels, set) {
    $("about").textContent = this.#about(item);
    $("copies").hidden = !item.copies.length;
    $("copies").replaceChildren(...(item.copies.length ? [el("h3", {}, words.copies(item.copies.length)), el("ul", {}, item.copies.map((copy) => el("li", {}, tick(`copy-${copy.id}`, copy.text, true, () => {}))))] : []));
    for (const { show } of this.#rows) show(item);
    this.choose(item, labels, set);
  }

  /** Show what is chosen, and the words that speak for the active set. */
  choose(item, labels, set) {
    for (const { chosen } of this.#rows) chosen(labels, set);
    highlight(item, set);
    const against = contradicted(labels, item.known);
    $("known").hidden = !against.length;
    $("known").replaceChildren(...(against.length ? [el("h3", {}, words.contradicts(against.length)), el("ul", {}, against.map((one) => this.#contradiction(one)))] : []));
    $("flag").ariaPressed = String(item.flagged);
    $("about").textContent = this.#about(item);
  }

  /** Give the copies that get the same decision. */
  get copies() {
    return [...$("copies").querySelectorAll("input:checked")].map(({ id }) => id.slice("copy-".length));
  }

  #contradiction({ entry, sets }) {
    const said = sets.map((set) => `${SET_NAMES[set]} ${this.#names(set, entry.labels[set])}`).join("，");
    return el("li", {}, el("p", { className: "words" }, entry.text), el("p", { className: "note" }, words.says(entry.from, said)));
  }

  #names(set, value) {
    return names(this.#labels[set], value);
  }

  #about({ source, model_version: version, flagged, status, reviewed_at: reviewed, created_at: created }) {
    const when = reviewed ? words.reviewed(status, moment(reviewed, "zh-CN")) : moment(created, "zh-CN");
    return words.about({ source, version, flagged, reviewed: when });
  }
}

function names(labels, value) {
  if (Array.isArray(value) && !value.length) return words.noTactics;
  const ids = [value].flat();
  return labels.filter(({ id }) => ids.includes(id)).map(({ name }) => name).join("、") || ids.join("、");
}

/** One set: its name with its key, what was given and read, and a button a label. */
function row(set, labels, on) {
  const head = button([el("kbd", {}, SET_KEYS[set].toUpperCase()), SET_NAMES[set]], (event) => (on.set(set), leave(event)), { className: "set-name" });
  const given = el("span", { className: "given" });
  const read = el("span", { className: "read" });
  const made = labels.map(({ id, name, definition }, at) => choice(LABEL_KEYS[at], id, name, definition, (event) => (on.choose(set, id), leave(event))));
  if (set === "tactics") made.push(choice(NONE_KEY, null, words.noTactics, "", (event) => (on.choose(set, null), leave(event))));
  const element = el(
    "section",
    { className: `set ${MARKS[set]}`, dataset: { set } },
    el("div", { className: "head" }, head, given, read),
    el("div", { className: "choices", role: "group", ariaLabel: SET_NAMES[set] }, made.map(({ button }) => button)),
  );
  return {
    element,
    show: ({ labels: before, source, reading }) => {
      given.title = given.textContent = before[set] === null ? "" : words.given(source, names(labels, before[set]));
      const found = reading ? [reading[set]].flat() : [];
      read.title = read.textContent = !reading ? words.unread : set === "tactics" ? words.readTactics(found) : words.read(found[0].name, found[0]);
      for (const { id, mark } of made) mark.hidden = !found.some((one) => one.id === id);
    },
    chosen: (chosen, active) => {
      const value = chosen[set];
      element.classList.toggle("active", set === active);
      head.ariaPressed = String(set === active);
      for (const { id, button } of made) button.ariaPressed = String(id === null ? value?.length === 0 : Array.isArray(value) ? value.includes(id) : value === id);
    },
  };
}

function choice(key, id, name, definition, act) {
  const mark = el("span", { className: "is-read", hidden: true }, el("span", { className: "visually-hidden" }, words.isRead));
  return { id, mark, button: button([key ? el("kbd", {}, key) : null, name, mark], act, { className: "plain choice", title: definition }) };
}

/** After a click the keys go on from the message; who came by keyboard stays where they are. */
function leave(event) {
  if (event.detail > 0) $("message").focus({ preventScroll: true });
}

function highlight({ text, reading }, set) {
  const kind = MARKS[set];
  const marks = reading ? marksOf(reading, kind) : [];
  $("message").replaceChildren(...cut(text, marks).map(({ text: piece, mark }) => (mark ? el("mark", { className: kind, title: mark.title }, piece) : piece)));
  $("legend").replaceChildren(marks.length ? el("mark", { className: kind }, words.highlights(set)) : words.noEvidence(set));
}
