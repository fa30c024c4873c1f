// The owner's own causes: listed, added, changed, removed.

import { api } from "./api.js";
import { button, decide, el, tick } from "./extension/js/dom.js";
import { hideFault, showFault } from "./fault.js";
import { words } from "./words.js";

const $ = (id) => document.getElementById(id);
const FEWEST = 8;
const FIELDS = { name: "名称", id: "代号", definition: "“什么算”" };
let causes = [];
let changing = null;

async function list() {
  const { causes: found, damaged = [], sources = [] } = await api.causes();
  causes = found;
  $("causes").replaceChildren(
    ...(causes.length ? causes.map(card) : [el("li", { className: "quiet" }, words.noCauses)]),
    ...damaged.map(({ file, reason }) => el("li", { className: "fault" }, words.damaged(file, reason))),
  );
  $("sources").replaceChildren(...sources.map(({ id, title, article, gives }) => el("li", { title: gives }, tick(`source-${id}`, `${title}${article}`, false, () => {}))));
}

function card(cause) {
  return el(
    "li",
    { className: "card", dataset: { cause: cause.id } },
    el("div", { className: "row" }, el("h3", {}, cause.name, " ", el("code", {}, cause.id)), el("div", {}, button(words.edit, () => open(cause), { className: "plain small", ariaLabel: `${words.edit} ${cause.name}` }), " ", button(words.remove, () => remove(cause), { className: "plain small", ariaLabel: `${words.remove} ${cause.name}` }))),
    el("p", {}, cause.definition),
    el("p", { className: "note" }, [words.examples(cause.examples.length), cause.advice && words.withAdvice, words.learned(cause.learned)].filter(Boolean).join(" · ")),
  );
}

function open(cause = null) {
  changing = cause;
  $("cause-title").textContent = cause ? words.editCause(cause.name) : words.addCause;
  for (const field of Object.keys(FIELDS)) $(field).value = cause?.[field] ?? "";
  $("id").readOnly = Boolean(cause);
  if (!cause) $("id").value = suggestion();
  $("examples").value = cause?.examples.join("\n") ?? "";
  const { steps = [], replies = {}, sources = [] } = cause?.advice ?? {};
  $("steps").replaceChildren(...(steps.length ? steps : [{}]).map(step));
  for (const style of ["gentle", "firm"]) $(style).value = replies[style] ?? "";
  for (const box of $("sources").querySelectorAll("input")) box.checked = sources.includes(box.id.slice("source-".length));
  $("advice").open = Boolean(cause?.advice);
  counted();
  $("told").textContent = "";
  $("cause").hidden = false;
  $("name").focus();
}

/** Suggest an id that is free: own_1, own_2 … */
function suggestion() {
  const taken = new Set(causes.map(({ id }) => id));
  return Array.from({ length: taken.size + 1 }, (_, index) => `own_${index + 1}`).find((id) => !taken.has(id));
}

function step({ title = "", detail = "", when = "" }) {
  const field = (name, value, limit) => el("input", { name, value, placeholder: words.step[name], ariaLabel: words.step[name], maxLength: limit, autocomplete: "off" });
  return el("li", { className: "step" }, field("title", title, 40), field("detail", detail, 300), field("when", when, 40));
}

function examples() {
  return $("examples").value.split("\n").map((line) => line.trim()).filter(Boolean);
}

function counted() {
  $("count").textContent = words.soMany(examples().length);
}

/** Give the advice as the form holds it, or null where nothing of it is written. */
function advice() {
  const typed = [...$("steps").children].map((row) => Object.fromEntries([...row.querySelectorAll("input")].map(({ name, value }) => [name, value.trim()]).filter(([, value]) => value)));
  const steps = typed.filter((one) => Object.keys(one).length);
  const replies = { gentle: $("gentle").value.trim(), firm: $("firm").value.trim() };
  const sources = [...$("sources").querySelectorAll("input:checked")].map(({ id }) => id.slice("source-".length));
  return steps.length || replies.gentle || replies.firm || sources.length ? { steps, replies, sources } : null;
}

/** Say what is missing before anything is sent, and go there. */
function missing() {
  for (const [id, name] of Object.entries(FIELDS)) {
    if (!$(id).value.trim()) return [$(id), words.missing(name)];
  }
  if (!$("id").checkValidity()) return [$("id"), words.wrongId];
  const left = FEWEST - examples().length;
  return left > 0 ? [$("examples"), words.tooFew(left)] : null;
}

async function save() {
  const lacks = missing();
  if (lacks) {
    const [field, told] = lacks;
    $("told").textContent = told;
    field.focus();
    return;
  }
  const told = { name: $("name").value.trim(), definition: $("definition").value.trim(), examples: examples(), advice: advice() };
  try {
    await api.putCause($("id").value, told);
    hideFault();
    await list();
    $("told").textContent = words.causeSaved(told.name);
    leave();
  } catch (fault) {
    showFault(fault);
  }
}

async function remove(cause) {
  const answer = await decide(words.removeQuestion(cause.name), [{ id: "remove", words: words.remove }, { id: "cancel", words: words.keep, plain: true }]);
  if (answer !== "remove") return;
  try {
    await api.deleteCause(cause.id);
    hideFault();
    if (changing?.id === cause.id) leave();
    await list();
    $("told").textContent = words.causeRemoved(cause.name);
  } catch (fault) {
    showFault(fault);
  }
}

function leave() {
  $("cause").hidden = true;
  $("new").focus();
}

$("new").addEventListener("click", () => open());
$("leave").addEventListener("click", leave);
$("add-step").addEventListener("click", () => ($("steps").append(step({})), $("steps").lastChild.firstChild.focus()));
$("examples").addEventListener("input", counted);
$("cause").addEventListener("submit", (event) => (event.preventDefault(), save()));
await list().catch(showFault);
document.body.dataset.ready = "yes";
