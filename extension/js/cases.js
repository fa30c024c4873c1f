// An order that the buyer follows: its facts, what was said, what was done. Plain values; store.js keeps them.

import { ORDER, orderOf } from "./question.js";
import { zoned } from "./time.js";

const FORMAT = "cuifa-cases";
const VERSION = 1;
const MOST_SAID = 500;
const LONGEST_SAID = 100_000;
const SPEAKERS = ["seller", "buyer", "system"];

/** Start to follow an order. */
export function newCase(id, order, now) {
  return { id, created_at: now, updated_at: now, closed_at: null, order, entries: [], steps: [], evidence: [], answer: null, reminded: [] };
}

/** Add a reading, or replace the last one where the same text was read again. */
export function withEntry(kept, { text, answer, told, at }, now) {
  const { messages, cause, tone, stance, tactics, promise } = answer.reading;
  const brief = ({ id, name, level }) => ({ id, name, level });
  const entry = {
    at,
    text,
    told,
    messages: messages.map(({ speaker, text: words }) => ({ speaker, text: words })),
    cause: brief(cause),
    tone: brief(tone),
    stance: brief(stance),
    tactics: tactics.map(({ id, name }) => ({ id, name })),
    promise: promise && { quote: promise.quote, due: promise.due, firm: promise.firm },
  };
  const before = kept.entries.at(-1)?.text === text ? kept.entries.slice(0, -1) : kept.entries;
  return { ...kept, entries: [...before, entry], answer, updated_at: now };
}

/** Give what the seller promised before this text, if anything. */
export function promisedBefore(kept, text) {
  return kept?.entries.filter((entry) => entry.text !== text && entry.promise).at(-1)?.promise.due;
}

/** Tick a step, or untick it. */
export function withStep(kept, { id, title }, ticked, now) {
  const others = kept.steps.filter((step) => step.id !== id);
  return { ...kept, steps: ticked ? [...others, { id, title, at: now }] : others, updated_at: now };
}

/** Mark a piece of evidence as in hand, or not. */
export function withEvidence(kept, id, have, now) {
  const others = kept.evidence.filter((one) => one !== id);
  return { ...kept, evidence: have ? [...others, id] : others, updated_at: now };
}

/** Give the moments by which the seller has to ship, the next one first; none once it has shipped or is settled. */
export function dues(kept) {
  if (kept.closed_at || ["shipped", "cancelled"].includes(kept.order.status)) return [];
  const promise = kept.entries.filter((entry) => entry.promise).at(-1)?.promise;
  const found = [
    kept.order.ship_by && { kind: "ship_by", at: zoned(kept.order.ship_by), quote: "" },
    promise && { kind: "promise", at: promise.due, quote: promise.quote },
  ];
  return found.filter(Boolean).sort((a, b) => new Date(a.at) - new Date(b.at));
}

/** Make the question of `POST /api/v1/complaint`. */
export function complaintOf(kept, now, claim) {
  const said = [];
  for (const { at, messages } of kept.entries) said.push(...messages.slice(repeated(said, messages)).map((message) => ({ ...message, at })));
  const promised = promisedBefore(kept, null);
  return {
    platform: kept.order.platform,
    now,
    order: { ...orderOf(kept.order), ...(promised ? { promised_by: promised } : {}) },
    messages: latest(said.filter(({ text }) => text.trim())),
    done: kept.steps.map((step) => step.id),
    evidence: kept.evidence,
    ...(claim ? { claim } : {}),
  };
}

/** Give how many messages at the start of a paste were pasted before: chats grow, and are pasted whole. */
function repeated(said, messages) {
  const same = (a, b) => a.speaker === b.speaker && a.text === b.text;
  for (let length = Math.min(said.length, messages.length); length > 0; length--) {
    if (said.slice(-length).every((message, index) => same(message, messages[index]))) return length;
  }
  return 0;
}

/** Keep the last messages that fit into one request. */
function latest(said) {
  const fitting = [];
  let length = 0;
  for (const message of said.slice(-MOST_SAID).reverse()) {
    length += message.text.length;
    if (length > LONGEST_SAID && fitting.length) break;
    fitting.unshift(message);
  }
  return fitting;
}

/** Put cases into one file's text. */
export function exported(cases, now) {
  return JSON.stringify({ format: FORMAT, version: VERSION, exported_at: now, cases }, null, 1);
}

/**
 * Read a file that `exported` wrote.
 *
 * @param {string} text
 * @returns {{cases: object[], fault: string | null}} `fault` names what is wrong: not_json, not_ours, too_new, or bad_case with its place
 */
export function imported(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    return { cases: [], fault: "not_json" };
  }
  if (file?.format !== FORMAT || !Number.isInteger(file.version) || !Array.isArray(file.cases)) return { cases: [], fault: "not_ours" };
  if (file.version > VERSION) return { cases: [], fault: "too_new" };
  const bad = file.cases.findIndex((one) => !wellFormed(one));
  if (bad >= 0) return { cases: [], fault: "bad_case", place: bad + 1 };
  return { cases: file.cases.map(cleaned), fault: null };
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/;

const isText = (value) => typeof value === "string";
const isMoment = (value) => isText(value) && MOMENT.test(value) && !Number.isNaN(Date.parse(value));
const isLocal = (value) => [undefined, ""].includes(value) || (isText(value) && LOCAL.test(value) && !Number.isNaN(Date.parse(value)));
const isNamed = (value) => isText(value?.id) && isText(value?.name);
const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function wellFormed(one) {
  return (
    isText(one?.id) && one.id !== "" &&
    isMoment(one.created_at) && isMoment(one.updated_at) &&
    (one.closed_at === null || isMoment(one.closed_at)) &&
    isOrder(one.order) &&
    Array.isArray(one.entries) && one.entries.every(isEntry) &&
    Array.isArray(one.steps) && one.steps.every((step) => isText(step?.id) && isText(step.title) && isMoment(step.at)) &&
    Array.isArray(one.evidence) && one.evidence.every(isText)
  );
}

function isOrder(order) {
  return isPlain(order) && Object.values(order).every(isText) && isText(order.platform) && isLocal(order.paid_at) && isLocal(order.ship_by);
}

function isEntry(entry) {
  return (
    isText(entry?.text) && isMoment(entry.at) &&
    Array.isArray(entry.messages) && entry.messages.every((message) => SPEAKERS.includes(message?.speaker) && isText(message.text)) &&
    [entry.cause, entry.tone, entry.stance].every(isNamed) &&
    Array.isArray(entry.tactics) && entry.tactics.every(isNamed) &&
    (entry.promise === null || (isText(entry.promise?.quote) && isMoment(entry.promise.due)))
  );
}

/** Keep what we know and nothing else: a file may come from anywhere. The last answer is asked for anew. */
function cleaned({ id, created_at, updated_at, closed_at, order, entries, steps, evidence, reminded }) {
  return {
    id,
    created_at,
    updated_at,
    closed_at,
    order: only(order, ORDER),
    entries: entries.map(cleanedEntry),
    steps: steps.map((step) => only(step, ["id", "title", "at"])),
    evidence,
    answer: null,
    reminded: Array.isArray(reminded) ? reminded.filter(isText) : [],
  };
}

function cleanedEntry({ at, text, told, messages, cause, tone, stance, tactics, promise }) {
  const choice = (one) => only(one, ["id", "name", "level"]);
  const { cause: why, tone: how, stance: whether, tactics: which } = isPlain(told) ? told : {};
  const texts = Object.entries({ cause: why, tone: how, stance: whether }).filter(([, id]) => isText(id));
  return {
    at,
    text,
    told: { ...Object.fromEntries(texts), ...(Array.isArray(which) && which.every(isText) ? { tactics: which } : {}) },
    messages: messages.map((message) => only(message, ["speaker", "text"])),
    cause: choice(cause),
    tone: choice(tone),
    stance: choice(stance),
    tactics: tactics.map((tactic) => only(tactic, ["id", "name"])),
    promise: promise && only(promise, ["quote", "due", "firm"]),
  };
}

function only(value, keys) {
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(value, key)).map((key) => [key, value[key]]));
}
