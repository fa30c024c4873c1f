// The popup and the side panel: keeps the draft, asks the server, shows the answer or one clear fault.

import { render } from "./answer.js";
import { copy, mayReach, openPage, openPanel, pasted, pastedIfAllowed, recall, remember, whenRemembered } from "./browser.js";
import { complaintOf, newCase, promisedBefore, withEntry, withEvidence, withStep, exported } from "./cases.js";
import { send, sendWaiting, takeBack } from "./corrections.js";
import { decide, download } from "./dom.js";
import { showFault } from "./fault.js";
import { add, remove, save } from "./following.js";
import { t } from "./i18n.js";
import { list } from "./list.js";
import { setUp } from "./page.js";
import { count } from "./passages.js";
import { ORDER, question } from "./question.js";
import { offer, record, title } from "./record.js";
import { connect, Fault } from "./server.js";
import { cases } from "./store.js";

const LONGEST = 20_000;
const $ = (id) => document.getElementById(id);
const place = new URLSearchParams(location.search);

let set;
let server;
/** What was asked and answered last: {text, answer, at, told, steps, corrected, style, own}, or null. */
let last = null;
/** The order that is followed, or null. */
let followed = null;
/** Stops the question that is under way, if one is. */
let asking = null;

const now = () => new Date().toISOString();

// — the draft —

function draft() {
  return { text: $("text").value, ...order() };
}

function order() {
  return Object.fromEntries(ORDER.map((field) => [field, $(field).value]));
}

function fill(values) {
  for (const field of ["text", ...ORDER]) $(field).value = values[field] ?? "";
  if (!$("platform").value) $("platform").value = set.platform;
  $("order").open = !followed && ORDER.some((field) => field !== "platform" && values[field]);
  updateCounter();
}

function updateCounter() {
  const length = count($("text").value);
  $("counter").textContent = length > LONGEST * 0.9 ? `${length} / ${LONGEST}` : "";
  $("counter").className = length > LONGEST ? "over" : "quiet";
}

function keepDraft() {
  updateCounter();
  return remember("draft", { ...draft(), followed: followed?.id ?? null });
}

async function keepLast(changes) {
  last = { ...last, ...changes };
  await remember("last", last);
}

// — asking —

/** Ask the draft's question, or the one `about` which was asked before, with what is known by now. */
async function ask(about = null) {
  if (asking) return;
  const asked = about ? { ...draft(), text: about.text } : draft();
  const again = about ?? followed?.entries.find((entry) => entry.text === asked.text);
  const { told, at, corrected = null, style = "gentle", own } = again ?? { told: {}, at: now() };
  const steps = followed?.steps ?? about?.steps ?? [];
  busy(new AbortController());
  try {
    await keepDraft();
    if (!asked.text.trim()) throw new Fault("text_blank");
    if (count(asked.text) > LONGEST) throw new Fault("text_too_long");
    const known = { told, done: steps.map(({ id }) => id), promised_by: promisedBefore(followed, asked.text), said_at: again?.at };
    const answer = await server.analyze(question(asked, known), asking.signal);
    await keepLast({ text: asked.text, answer, at, told, steps, corrected, style, own });
    if (followed) followed = await save(followed.id, (one) => withEntry({ ...one, order: order() }, last, now()));
    await show();
    if (!about) reveal();
    sendWaiting(server);
  } catch (error) {
    if (error.code === "cancelled") return;
    await fault(error);
    if (!about) $("answer").hidden = $("record").hidden = true;
  } finally {
    busy(null);
  }
}

function busy(controller) {
  asking = controller;
  document.body.classList.toggle("busy", Boolean(controller));
  $("analyze").ariaDisabled = String(Boolean(controller));
  $("cancel").hidden = !controller;
  $("clear").hidden = $("paste").hidden = Boolean(controller);
  $("status-line").textContent = controller ? t("reading") : "";
}

async function fault(error) {
  const blocked = error.code === "unreachable" && !(await mayReach(set.server));
  showFault($("fault"), blocked ? new Fault("blocked") : error, () => ask());
}

// — showing —

function show() {
  $("fault").hidden = true;
  $("answer").replaceChildren(...(last ? render(last, on, { now: new Date(), paid_at: question(draft()).order.paid_at, labels }) : []));
  $("answer").hidden = !last;
  $("following").hidden = $("leave").hidden = !followed;
  $("unfollowed").hidden = Boolean(followed);
  $("case-title").textContent = followed ? title(followed) : "";
  return showRecord();
}

async function showRecord() {
  const open = followed || !last ? [] : (await cases.all()).filter((one) => !one.closed_at);
  const content = followed ? record(followed, await proofs(), onRecord) : last ? offer(open, onRecord) : [];
  $("record").replaceChildren(...content);
  $("record").hidden = !content.length;
}

function reveal() {
  $("answer").focus({ preventScroll: true });
  $("answer").scrollIntoView({ block: "start" });
  $("status-line").textContent = t("answered", last.answer.reading.cause.name, last.answer.advice.state.name);
}

/** Give what is asked for once and the same for all: from the server, remembered until the browser closes. */
async function once(key, get) {
  const known = await recall(key);
  if (known) return known;
  const got = await get();
  await remember(key, got);
  return got;
}

const labels = () => once(`labels ${last.answer.model.version}`, () => server.labels()); // another model may know more
const proofs = () => once("proofs", async () => (await server.complaint(complaintOf(followed, now()))).evidence).catch(() => null);

// — what the buyer does with the answer —

const on = {
  copy,
  style: (style) => keepLast({ style }),
  own: (own) => keepLast({ own }),
  check: (text, signal) => server.checkReply(text, signal).catch((error) => (error.code === "cancelled" ? null : { fault: t("checkMissing") })),
  tell(field) {
    $("order").open = true;
    $(field).focus();
  },
  async tick(step, ticked) {
    await keepLast({ steps: withStep(last, step, ticked, now()).steps });
    if (followed) followed = await save(followed.id, (one) => withStep(one, step, ticked, now()));
    await show();
    $(`step-${step.id}`)?.focus();
  },
  async choose(set, id) {
    await keepLast({ told: { ...last.told, [set]: id } });
    await ask(last);
    document.querySelector(`#${set} .chip`).focus();
  },
  /** Take the right label, tell the server what was wrong, and have the advice follow. */
  async correct(set, right, text) {
    const names = [right].flat().map(({ name }) => name).join("、") || t("noTactics");
    const value = Array.isArray(right) ? right.map(({ id }) => id) : right.id;
    const id = crypto.randomUUID();
    const sent = await send(server, { id, text, [set]: value, model_version: last.answer.model.version });
    await keepLast({ told: { ...last.told, [set]: value }, corrected: { id, set, sent, what: `${t(set)}：${names}` } });
    show();
    await ask(last);
    $("undo")?.focus();
  },
  async undo() {
    await takeBack(server, last.corrected.id);
    const { [last.corrected.set]: _, ...told } = last.told;
    await keepLast({ told, corrected: null });
    show();
    await ask(last);
    $("answer").focus({ preventScroll: true });
  },
};

const onRecord = {
  async follow(id) {
    const started = id ? await cases.get(id) : newCase(crypto.randomUUID(), order(), now());
    const steps = last.steps.filter((step) => !started.steps.some((known) => known.id === step.id));
    followed = withEntry({ ...started, steps: [...started.steps, ...steps] }, last, now());
    await add(followed);
    fill({ ...followed.order, text: last.text });
    await keepDraft();
    await show();
    $("complain").focus({ preventScroll: true });
    if (id) await ask(last);
  },
  async have(id, got) {
    followed = await save(followed.id, (one) => withEvidence(one, id, got, now()));
  },
  complain: () => openPage(`complaint.html?case=${encodeURIComponent(followed.id)}`),
  async settle() {
    followed = await save(followed.id, (one) => ({ ...one, closed_at: one.closed_at ? null : now(), updated_at: now() }));
    await showRecord();
    $("settle").focus();
  },
  async remove() {
    const answer = await decide(t("deleteOne", title(followed)), [{ id: "export", words: t("exportFirst") }, { id: "delete", words: t("delete"), plain: true }, { id: "cancel", words: t("leaveIt"), plain: true }]);
    if (answer === "cancel") return;
    if (answer === "export") download("cuifa-order.json", exported([followed], now()), "application/json");
    await remove(followed.id);
    await leave();
    await showCases();
  },
};

// — followed orders —

async function open(id) {
  const one = await cases.get(id);
  if (!one) return;
  followed = one;
  const entry = one.entries.at(-1);
  last = null;
  if (entry && one.answer) await keepLast({ text: entry.text, answer: one.answer, at: entry.at, told: entry.told, steps: one.steps, corrected: null, style: "gentle" });
  fill({ ...one.order, text: entry?.text ?? "" });
  await keepDraft();
  view("read");
  await show();
  scrollTo(0, 0);
  if (entry) await ask({ ...last, text: entry.text, at: entry.at, told: entry.told });
}

async function leave() {
  followed = null;
  await clear();
}

async function clear() {
  asking?.abort();
  last = null;
  await remember("last", null);
  $("form").reset();
  fill({ ...(followed?.order ?? {}), text: "" });
  await keepDraft();
  await show();
  $("text").focus();
}

async function showCases() {
  view("cases");
  $("cases").replaceChildren(...list(await cases.all(), new Date(), { open, manage: () => openPage("options.html#orders") }));
}

function view(name) {
  for (const one of ["read", "cases"]) {
    $(one).hidden = one !== name;
    $(`to-${one}`).ariaCurrent = one === name ? "page" : null;
  }
}

// — what comes from outside —

/** Take text that was selected on a page, or copied, and ask at once. */
async function take({ text, copied }) {
  await remember("asked", null);
  const words = copied ? await pastedIfAllowed() : text;
  asking?.abort();
  busy(null);
  view("read");
  await leave();
  if (!words) return;
  fill({ text: words });
  await ask();
}

async function paste() {
  const words = await pasted();
  if (words === null) return fault(new Fault("clipboard"));
  $("text").value = words;
  await keepDraft();
  $("analyze").focus();
}

/** Order facts changed: keep them, and let the answer follow where it is still the answer to this text. */
async function changed(event) {
  if (!ORDER.includes(event.target.id)) return;
  if (followed) followed = await save(followed.id, (one) => ({ ...one, order: order(), updated_at: now() }));
  if (last && last.text === $("text").value) await ask(last);
}

async function start() {
  document.body.classList.toggle("panel", place.has("in"));
  $("to-panel").hidden = place.has("in");
  set = await setUp();
  server = connect(set);
  const [keptDraft, keptLast, scroll, asked] = await Promise.all(["draft", "last", "scroll", "asked"].map(recall));
  last = keptLast ?? null;
  followed = (keptDraft?.followed && (await cases.get(keptDraft.followed))) || null;
  fill({ ...keptDraft, text: $("text").value || keptDraft?.text });
  listen();
  show();
  if (scroll) scrollTo(0, scroll);
  document.body.dataset.ready = "yes";
  if (document.activeElement === document.body) $("text").focus({ preventScroll: true });
  if (asked) await take(asked);
  else if (place.has("case")) await open(place.get("case"));
}

function listen() {
  $("form").addEventListener("input", keepDraft);
  $("form").addEventListener("change", changed);
  $("form").addEventListener("submit", (event) => (event.preventDefault(), ask()));
  $("clear").addEventListener("click", clear);
  $("leave").addEventListener("click", leave);
  $("paste").addEventListener("click", paste);
  $("cancel").addEventListener("click", () => asking?.abort());
  $("to-read").addEventListener("click", () => view("read"));
  $("to-cases").addEventListener("click", showCases);
  $("to-options").addEventListener("click", () => openPage("options.html"));
  $("to-panel").addEventListener("click", () => openPanel().then(() => close()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id !== "own") (event.preventDefault(), ask());
  });
  document.addEventListener("scrollend", () => remember("scroll", scrollY));
  addEventListener("pagehide", () => remember("scroll", scrollY));
  whenRemembered("asked", take);
}

start();
