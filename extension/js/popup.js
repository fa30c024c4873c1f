// The popup: keeps the draft, asks the server, shows the answer or one clear fault.

import { render } from "./answer.js";
import { recall, remember, t } from "./browser.js";
import { el } from "./dom.js";
import { count } from "./passages.js";
import { analyze, Fault } from "./server.js";

const LONGEST = 20_000;
const FIELDS = ["platform", "item", "paid_at", "ship_by", "goods", "status", "off_platform_paid"];
const KNOWN_FAULTS = ["unreachable", "timeout", "not_cuifa", "no_model", "text_blank", "text_too_long", "no_seller_message"];
const $ = (id) => document.getElementById(id);

function translate() {
  for (const element of document.querySelectorAll("[data-i18n]")) element.textContent = t(element.dataset.i18n);
  for (const element of document.querySelectorAll("[data-i18n-placeholder]")) element.placeholder = t(element.dataset.i18nPlaceholder);
  for (const element of document.querySelectorAll("[data-i18n-label]")) element.ariaLabel = t(element.dataset.i18nLabel);
}

function draft() {
  return { text: $("text").value, ...Object.fromEntries(FIELDS.map((field) => [field, $(field).value])) };
}

function updateCounter() {
  const length = count($("text").value);
  $("counter").textContent = length > LONGEST * 0.9 ? `${length} / ${LONGEST}` : "";
  $("counter").className = length > LONGEST ? "over" : "quiet";
}

async function keepDraft() {
  updateCounter();
  await remember("draft", draft());
}

/** Turn the draft into the server's question; empty fields are left out, local times get Shanghai's zone. */
function question({ text, platform, item, goods, status, paid_at, ship_by, off_platform_paid }) {
  const zoned = (time) => time && `${time}:00+08:00`;
  const order = { item: item.trim(), goods, status, paid_at: zoned(paid_at), ship_by: zoned(ship_by), off_platform_paid: { yes: true, no: false }[off_platform_paid] };
  return { text, platform, order: Object.fromEntries(Object.entries(order).filter(([, value]) => value || value === false)) };
}

function showAnswer(text, answer) {
  $("fault").hidden = true;
  $("answer").replaceChildren(...render(text, answer));
  $("answer").hidden = false;
}

function showFault(fault) {
  const known = KNOWN_FAULTS.includes(fault.code);
  const sentence = known ? t(`fault_${fault.code}`) : fault.told || t("fault_unknown");
  const mend = known ? t(`mend_${fault.code}`) : fault.hint || t("mend_unknown");
  const command = ["unreachable", "no_model"].includes(fault.code) ? el("code", {}, fault.code === "unreachable" ? "make run" : "cuifa train") : null;
  $("fault").replaceChildren(el("p", {}, el("b", {}, sentence)), el("p", {}, mend, " ", command));
  $("fault").dataset.code = fault.code;
  $("fault").hidden = false;
  $("answer").hidden = true;
}

async function submit() {
  if ($("analyze").disabled) return;
  const asked = draft();
  $("analyze").disabled = true;
  document.body.classList.add("busy");
  try {
    await remember("draft", asked);
    if (!asked.text.trim()) throw new Fault("text_blank");
    if (count(asked.text) > LONGEST) throw new Fault("text_too_long");
    const answer = await analyze(question(asked));
    await remember("answer", { text: asked.text, answer });
    showAnswer(asked.text, answer);
    $("answer").focus({ preventScroll: true });
    $("answer").scrollIntoView({ block: "start" });
  } catch (error) {
    showFault(error instanceof Fault ? error : new Fault("unknown"));
  } finally {
    $("analyze").disabled = false;
    document.body.classList.remove("busy");
  }
}

async function clear() {
  $("form").reset();
  $("fault").hidden = $("answer").hidden = true;
  await remember("answer", null);
  await keepDraft();
  $("text").focus();
}

async function start() {
  translate();
  const [kept, last] = await Promise.all([recall("draft"), recall("answer")]);
  if (kept) for (const [id, value] of Object.entries(kept)) $(id).value = value;
  $("order").open = Boolean(kept?.item || kept?.paid_at || kept?.ship_by);
  if (last) showAnswer(last.text, last.answer);
  updateCounter();
  $("form").addEventListener("input", keepDraft);
  $("form").addEventListener("submit", (event) => (event.preventDefault(), submit()));
  $("clear").addEventListener("click", clear);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) (event.preventDefault(), submit());
  });
  document.body.dataset.ready = "yes";
}

start();
