import assert from "node:assert/strict";
import test from "node:test";

import { complaintOf, dues, exported, imported, newCase, promisedBefore, withEntry, withEvidence, withStep } from "../../extension/js/cases.js";
import { ORDER, question } from "../../extension/js/question.js";
import { nextLook, overdue, seen } from "../../extension/js/reminders.js";
import { AWKWARD, chance } from "./random.js";

const NOW = "2026-11-24T02:00:00.000Z";
const LATER = "2026-11-25T02:00:00.000Z";
const ORDERED = { ...Object.fromEntries(ORDER.map((field) => [field, ""])), platform: "taobao", item: "羽绒服", order_no: "4031234567890" };

const choice = (id) => ({ id, name: `名${id}`, level: "sure", confidence: 0.9, sure: true, alternatives: [], evidence: [{ start: 0, end: 1, weight: 1 }], told: false });

/** What the server answers, as far as an order keeps it. */
function answered({ messages = [{ speaker: "seller", text: "没货了", start: 0, end: 3 }], promise = null, cause = "no_stock" } = {}) {
  return { reading: { messages, speakers_known: true, cause: choice(cause), tone: choice("polite"), stance: choice("delay"), tactics: [choice("stall")], promise, private: [] }, advice: { steps: [] }, model: { version: "1" } };
}

const promising = (due, quote = "明天发") => answered({ promise: { quote, due, firm: true, start: 0, end: 3 } });

const started = (order = {}) => newCase("a", { ...ORDERED, ...order }, NOW);

const read = (kept, text, answer = answered(), { at = NOW, told = {}, now = NOW } = {}) => withEntry(kept, { text, answer, told, at }, now);

/** Freeze a value to its depths: whoever changes it fails. */
function frozen(value) {
  if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

// — following —

test("an order that starts to be followed is open and empty", () => {
  const one = started();
  assert.deepEqual([one.id, one.created_at, one.updated_at, one.closed_at], ["a", NOW, NOW, null]);
  assert.deepEqual([one.entries, one.steps, one.evidence, one.answer], [[], [], [], null]);
});

test("a reading is kept with what was said and what was read, without offsets, scores and evidence", () => {
  const one = read(started(), "没货了", promising("2026-11-25T23:59:59+08:00"), { told: { cause: "no_stock" }, at: NOW, now: LATER });
  assert.deepEqual(one.entries, [
    {
      at: NOW,
      text: "没货了",
      told: { cause: "no_stock" },
      messages: [{ speaker: "seller", text: "没货了" }],
      cause: { id: "no_stock", name: "名no_stock", level: "sure" },
      tone: { id: "polite", name: "名polite", level: "sure" },
      stance: { id: "delay", name: "名delay", level: "sure" },
      tactics: [{ id: "stall", name: "名stall" }],
      promise: { quote: "明天发", due: "2026-11-25T23:59:59+08:00", firm: true },
    },
  ]);
  assert.equal(one.updated_at, LATER);
});

test("the last answer is kept whole, so that the order opens while the server is down", () => {
  const answer = answered();
  assert.deepEqual(read(read(started(), "一"), "二", answer).answer, answer);
});

test("readings of different texts stand in the order in which they came", () => {
  const one = read(read(read(started(), "一"), "二"), "三");
  assert.deepEqual(one.entries.map(({ text }) => text), ["一", "二", "三"]);
});

test("the same text read twice stands once, as it was read last", () => {
  const one = read(read(read(started(), "一"), "二"), "二", answered({ cause: "swindle" }), { told: { cause: "swindle" } });
  assert.deepEqual(one.entries.map(({ text, cause }) => [text, cause.id]), [["一", "no_stock"], ["二", "swindle"]]);
  assert.deepEqual(one.entries[1].told, { cause: "swindle" });
});

test("a text that comes again after another one stands again: the seller repeats itself", () => {
  const one = read(read(read(started(), "一"), "二"), "一");
  assert.deepEqual(one.entries.map(({ text }) => text), ["一", "二", "一"]);
});

test("a step that is ticked twice stands once, with the time of the last tick", () => {
  const urge = { id: "urge", title: "催发货" };
  const one = withStep(withStep(started(), urge, true, NOW), urge, true, LATER);
  assert.deepEqual(one.steps, [{ ...urge, at: LATER }]);
});

test("a step that is unticked is gone and the others stay; unticking what was not ticked is nothing", () => {
  const one = withStep(withStep(started(), { id: "urge", title: "催" }, true, NOW), { id: "report", title: "诉" }, true, NOW);
  const left = withStep(one, { id: "urge", title: "催" }, false, LATER);
  assert.deepEqual(left.steps.map(({ id }) => id), ["report"]);
  assert.deepEqual(withStep(left, { id: "urge", title: "催" }, false, LATER).steps, left.steps);
});

test("a piece of evidence in hand stands once, however often it is said, and goes when it is not in hand", () => {
  const one = withEvidence(withEvidence(withEvidence(started(), "chat", true, NOW), "page", true, NOW), "chat", true, LATER);
  assert.deepEqual([...one.evidence].sort(), ["chat", "page"]);
  assert.deepEqual(withEvidence(one, "chat", false, LATER).evidence, ["page"]);
});

test("every change notes its time and leaves the order it started from as it was", () => {
  const one = frozen(read(started(), "一"));
  for (const changed of [read(one, "二", answered(), { now: LATER }), withStep(one, { id: "urge", title: "催" }, true, LATER), withEvidence(one, "chat", true, LATER)]) {
    assert.equal(changed.updated_at, LATER);
    assert.equal(changed.created_at, NOW);
    assert.equal(changed.id, "a");
  }
});

// — what was promised before —

test("no promise stands before a text where no order is followed, nothing was said or nothing was promised", () => {
  assert.equal(promisedBefore(null, "一"), undefined);
  assert.equal(promisedBefore(undefined, "一"), undefined);
  assert.equal(promisedBefore(started(), "一"), undefined);
  assert.equal(promisedBefore(read(started(), "一"), "二"), undefined);
});

test("a promise in an earlier entry counts before a new text, over entries without one", () => {
  const one = read(read(started(), "周三发", promising("2026-11-25T23:59:59+08:00")), "在催了");
  assert.equal(promisedBefore(one, "没货了"), "2026-11-25T23:59:59+08:00");
});

test("of several promises the last one counts, even where it names an earlier day", () => {
  const one = read(read(started(), "周五发", promising("2026-11-27T23:59:59+08:00")), "周三发", promising("2026-11-25T23:59:59+08:00"));
  assert.equal(promisedBefore(one, "没货了"), "2026-11-25T23:59:59+08:00");
});

test("a text's own promise does not count before it when it is read again", () => {
  const one = read(read(started(), "周三发", promising("2026-11-25T23:59:59+08:00")), "周五发", promising("2026-11-27T23:59:59+08:00"));
  assert.equal(promisedBefore(one, "周五发"), "2026-11-25T23:59:59+08:00");
  assert.equal(promisedBefore(read(started(), "周三发", promising("2026-11-25T23:59:59+08:00")), "周三发"), undefined);
});

// — by when the seller has to ship —

test("an order without a ship-by time and without a promise is due at no time", () => {
  assert.deepEqual(dues(started()), []);
  assert.deepEqual(dues(read(started(), "没货了")), []);
  assert.deepEqual(dues(newCase("a", { platform: "jd" }, NOW)), []);
});

test("the ship-by time is Shanghai's", () => {
  const [due, ...others] = dues(started({ ship_by: "2026-11-27T18:00" }));
  assert.deepEqual(others, []);
  assert.equal(due.kind, "ship_by");
  assert.equal(new Date(due.at).toISOString(), "2026-11-27T10:00:00.000Z");
});

test("the last promise is due with the seller's words, also where the seller said more since", () => {
  const one = read(read(read(started(), "一", promising("2026-11-25T23:59:59+08:00", "周三发")), "二", promising("2026-11-27T23:59:59+08:00", "周五发")), "三");
  assert.deepEqual(dues(one), [{ kind: "promise", at: "2026-11-27T23:59:59+08:00", quote: "周五发" }]);
});

test("the moment that comes first stands first, whatever zone it is written in", () => {
  const kinds = (due) => dues(read(started({ ship_by: "2026-11-27T18:00" }), "一", promising(due))).map(({ kind }) => kind);
  assert.deepEqual(kinds("2026-11-27T09:59:59Z"), ["promise", "ship_by"]);
  assert.deepEqual(kinds("2026-11-27T10:00:01Z"), ["ship_by", "promise"]);
});

test("nothing is due once the order has shipped, was cancelled or is settled, and all is due while it is not", () => {
  const full = (order, closed_at = null) => ({ ...read(started({ ship_by: "2026-11-27T18:00", ...order }), "一", promising("2026-11-25T23:59:59+08:00")), closed_at });
  for (const status of ["shipped", "cancelled"]) assert.deepEqual(dues(full({ status })), [], status);
  assert.deepEqual(dues(full({}, LATER)), []);
  for (const status of ["", "unshipped", "label_only", "refunding"]) assert.equal(dues(full({ status })).length, 2, status);
});

// — the complaint —

test("an order of which nothing but the platform is known makes the smallest complaint", () => {
  assert.deepEqual(complaintOf(newCase("a", { platform: "jd" }, NOW), LATER), { platform: "jd", now: LATER, order: {}, messages: [], done: [], evidence: [] });
});

test("a complaint holds the order, all that was said with its time, the steps, the evidence and the claim", () => {
  const chat = answered({ messages: [{ speaker: "buyer", text: "发了吗", start: 0, end: 3 }, { speaker: "seller", text: "没", start: 4, end: 5 }] });
  let one = read(read(started({ ship_by: "2026-11-27T18:00", amount: "299" }), "一", chat, { at: NOW }), "二", promising("2026-11-25T23:59:59+08:00"), { at: LATER });
  one = withEvidence(withStep(one, { id: "urge", title: "催" }, true, NOW), "chat", true, NOW);
  assert.deepEqual(complaintOf(one, LATER, "refund"), {
    platform: "taobao",
    now: LATER,
    order: { item: "羽绒服", amount: 299, ship_by: "2026-11-27T18:00:00+08:00", promised_by: "2026-11-25T23:59:59+08:00" },
    messages: [
      { speaker: "buyer", text: "发了吗", at: NOW },
      { speaker: "seller", text: "没", at: NOW },
      { speaker: "seller", text: "没货了", at: LATER },
    ],
    done: ["urge"],
    evidence: ["chat"],
    claim: "refund",
  });
});

test("the order's number does not go into the question of a complaint", () => {
  assert.ok(!JSON.stringify(complaintOf(read(started(), "一"), NOW)).includes(ORDERED.order_no));
});

test("where no claim was chosen none is told", () => {
  for (const claim of ["", null, undefined]) assert.ok(!("claim" in complaintOf(started(), NOW, claim)));
});

test("messages without words are left out of a complaint", () => {
  const blank = answered({ messages: [{ speaker: "seller", text: " \n　" }, { speaker: "seller", text: "没货了" }, { speaker: "seller", text: "" }] });
  assert.deepEqual(complaintOf(read(started(), "一", blank), NOW).messages.map(({ text }) => text), ["没货了"]);
});

test("of more than 500 messages a complaint holds the last 500, in their order", () => {
  let one = started();
  for (let part = 0; part < 7; part++) one = read(one, `第${part}`, answered({ messages: Array.from({ length: 100 }, (_, index) => ({ speaker: "seller", text: `${part * 100 + index}` })) }));
  assert.deepEqual(complaintOf(one, NOW).messages.map(({ text }) => Number(text)), Array.from({ length: 500 }, (_, index) => 200 + index));
});

test("messages without words do not count among the 500", () => {
  const messages = Array.from({ length: 1000 }, (_, index) => ({ speaker: "seller", text: index % 2 ? `${index}` : " " }));
  assert.equal(complaintOf(read(started(), "一", answered({ messages })), NOW).messages.length, 500);
});

// — files —

/** An order as the extension makes it, with all that chance brings. */
function anyCase({ below, one, several }, id) {
  const words = () => several(3, () => one(AWKWARD)).join("");
  const time = () => new Date(Date.UTC(2026, below(12), 1 + below(28), below(24), below(60))).toISOString();
  const field = () => `2026-${String(1 + below(12)).padStart(2, "0")}-0${1 + below(9)}T1${below(10)}:00`;
  const order = { ...ORDERED, item: words(), amount: one(["", "0", "299.9"]), order_no: words(), paid_at: one(["", field()]), ship_by: one(["", field()]), status: one(["", "shipped", "refunding"]) };
  let kept = newCase(id, order, time());
  const changes = [
    () => {
      const answer = one([answered(), promising(time(), words()), answered({ messages: several(3, () => ({ speaker: one(["seller", "buyer", "system"]), text: words() })) })]);
      kept = read(kept, words(), answer, { at: time(), told: one([{}, { cause: words(), tactics: [words()] }]), now: time() });
    },
    () => (kept = withStep(kept, { id: words(), title: words() }, below(3) > 0, time())),
    () => (kept = withEvidence(kept, words(), below(3) > 0, time())),
    () => (kept = seen(kept, new Date(time()))),
    () => (kept = { ...kept, closed_at: one([null, time()]) }),
  ];
  several(12, () => one(changes)());
  return kept;
}

test("what was exported is imported as it was, but for the last answer, which is asked for anew", () => {
  const draws = chance(42);
  for (let round = 0; round < 200; round++) {
    const cases = draws.several(4, () => anyCase(draws, `id-${draws.below(1e9)}`));
    const { cases: back, fault } = imported(exported(cases, NOW));
    assert.equal(fault, null);
    assert.deepEqual(back, cases.map((one) => ({ ...one, answer: null })));
  }
});

test("an export of no orders is a file like any other", () => {
  assert.deepEqual(imported(exported([], NOW)), { cases: [], fault: null });
});

test("what is no JSON is called so", () => {
  for (const text of ["", " ", "{", "undefined", "<html>", exported([started()], NOW).slice(0, -1), "[".repeat(100_000)]) assert.deepEqual(imported(text), { cases: [], fault: "not_json" }, text.slice(0, 20));
});

test("JSON that is no export of ours is called so", () => {
  const others = [null, true, 0, "cuifa-cases", [], {}, { format: "cuifa-cases" }, { format: "cuifa-cases", cases: {} }, { format: "cuifa-cases", cases: "[]" }, { format: ["cuifa-cases"], cases: [] }, { format: "cuifa", version: 1, cases: [] }, [{ format: "cuifa-cases", cases: [] }]];
  for (const other of others) assert.deepEqual(imported(JSON.stringify(other)), { cases: [], fault: "not_ours" }, JSON.stringify(other));
});

test("a file of a version to come is called too new, before its orders are looked at", () => {
  const file = { ...JSON.parse(exported([], NOW)), version: 2, cases: [{ shape: "of tomorrow" }] };
  assert.deepEqual(imported(JSON.stringify(file)), { cases: [], fault: "too_new" });
});

test("of a file with one broken order nothing is imported, and the fault names its place, from 1", () => {
  const file = JSON.parse(exported([started(), read(started(), "一"), started()], NOW));
  delete file.cases[1].entries[0].cause;
  assert.deepEqual(imported(JSON.stringify(file)), { cases: [], fault: "bad_case", place: 2 });
});

/** Give the fault of a file whose one order was changed. */
function faultOf(change) {
  const file = JSON.parse(exported([withStep(read(started({ ship_by: "2026-11-27T18:00" }), "一", promising("2026-11-25T23:59:59+08:00")), { id: "urge", title: "催" }, true, NOW)], NOW));
  change(file.cases[0], file);
  return imported(JSON.stringify(file)).fault;
}

test("an order is broken where a part of it is missing or of another kind", () => {
  const breaks = {
    "no order": (one, file) => (file.cases[0] = null),
    "id missing": (one) => delete one.id,
    "id empty": (one) => (one.id = ""),
    "id a number": (one) => (one.id = 1),
    "created at no moment": (one) => (one.created_at = "gestern"),
    "updated missing": (one) => delete one.updated_at,
    "closed at no moment": (one) => (one.closed_at = "yes"),
    "closed missing": (one) => delete one.closed_at,
    "facts missing": (one) => delete one.order,
    "facts null": (one) => (one.order = null),
    "facts a list": (one) => (one.order = ["jd"]),
    "platform missing": (one) => delete one.order.platform,
    "amount a number": (one) => (one.order.amount = 3),
    "entries missing": (one) => delete one.entries,
    "entries an object": (one) => (one.entries = { length: 1 }),
    "an entry null": (one) => one.entries.push(null),
    "messages a text": (one) => (one.entries[0].messages = "没货了"),
    "a message without words": (one) => delete one.entries[0].messages[0].text,
    "a stance without name": (one) => delete one.entries[0].stance.name,
    "tactics null": (one) => (one.entries[0].tactics = null),
    "promise missing": (one) => delete one.entries[0].promise,
    "promise without words": (one) => delete one.entries[0].promise.quote,
    "promise due at no moment": (one) => (one.entries[0].promise.due = "bald"),
    "steps null": (one) => (one.steps = null),
    "a step without title": (one) => delete one.steps[0].title,
    "evidence of numbers": (one) => (one.evidence = [1]),
  };
  assert.equal(faultOf(() => {}), null);
  for (const [name, change] of Object.entries(breaks)) assert.equal(faultOf(change), "bad_case", name);
});

test("an order from before reminders and choices were kept is imported with none", () => {
  const file = JSON.parse(exported([read(started(), "一")], NOW));
  delete file.cases[0].reminded;
  delete file.cases[0].answer;
  delete file.cases[0].entries[0].told;
  const [one] = imported(JSON.stringify(file)).cases;
  assert.deepEqual([one.reminded, one.answer, one.entries[0].told], [[], null, {}]);
});

test("an answer in a file is not taken: its links and words may come from anyone", () => {
  const file = exported([{ ...started(), answer: { advice: { sources: [{ url: "javascript:alert(1)" }] } } }], NOW);
  assert.equal(imported(file).cases[0].answer, null);
});

test("what a file says of an order beyond what we know is not taken", () => {
  const file = JSON.parse(exported([started()], NOW));
  Object.assign(file.cases[0], { extra: 1, reminded: ["promise 1", 2, null] });
  file.cases[0].order.extra = "x";
  const [one] = imported(JSON.stringify(file).replace('"extra":1', '"__proto__":{"polluted":true}')).cases;
  assert.deepEqual(one, { ...started(), reminded: ["promise 1"] });
  assert.equal({}.polluted, undefined);
});

test("what a file says of an entry, a message or a step beyond what we know is not taken", () => {
  const file = JSON.parse(exported([withStep(read(started(), "一"), { id: "urge", title: "催" }, true, NOW)], NOW));
  const clean = structuredClone(file.cases[0]);
  file.cases[0].entries[0].extra = 1;
  file.cases[0].entries[0].messages[0].extra = 1;
  file.cases[0].steps[0].extra = 1;
  assert.deepEqual(imported(JSON.stringify(file)).cases, [{ ...clean, answer: null }]);
});

test("a ship-by time or a time of payment that is no moment breaks an order", () => {
  for (const field of ["ship_by", "paid_at"]) {
    for (const value of ["soon", "2026-11-27", "2026-13-45T99:99"]) assert.equal(faultOf((one) => (one.order[field] = value)), "bad_case", `${field} ${value}`);
  }
});

test("a text that only ends like a moment breaks an order", () => {
  for (const value of ["garbage 1", "1", "v 2026"]) {
    assert.equal(faultOf((one) => (one.entries[0].promise.due = value)), "bad_case", value);
    assert.equal(faultOf((one) => (one.updated_at = value)), "bad_case", value);
  }
});

test("a message of somebody unheard of breaks an order", () => {
  assert.equal(faultOf((one) => (one.entries[0].messages[0].speaker = "judge")), "bad_case");
});

test("choices that are no record are not taken", () => {
  for (const told of ["cause", 1, true, ["no_stock"]]) {
    const file = JSON.parse(exported([read(started(), "一")], NOW));
    file.cases[0].entries[0].told = told;
    const { cases: [one] } = imported(JSON.stringify(file));
    assert.ok(one === undefined || JSON.stringify(one.entries[0].told) === "{}", JSON.stringify(told));
  }
});

/** Use an order in all ways that have no server. */
function use(one) {
  const now = new Date(LATER);
  const entry = one.entries.at(-1);
  return JSON.stringify([dues(one), overdue([one], now).length, nextLook([one], now), seen(one, now), complaintOf(one, LATER), promisedBefore(one, ""), question({ text: "一", ...one.order }, { told: entry?.told })]);
}

/** List every place in a value: [holder, key]. */
const places = (value) => (value && typeof value === "object" ? Object.keys(value).flatMap((key) => [[value, key], ...places(value[key])]) : []);

test("a file in which any value was replaced, dropped or doubled is imported whole or not at all, and what is imported can be used", () => {
  const draws = chance(99);
  const { below, one: pick } = draws;
  const junk = () => pick([null, true, 0, -1, 1e300, "", "x", "\ud83d", [], {}, [null], [[]], { id: 1 }, { name: null }, "2026-11-27T18:00:00+08:00"]);
  const outcomes = new Set();
  for (let round = 0; round < 1000; round++) {
    const file = { top: JSON.parse(exported([anyCase(draws, "a"), anyCase(draws, "b")], NOW)) };
    for (let times = 1 + below(2); times; times--) {
      const [holder, key] = pick(places(file)) ?? [file, "top"];
      const kind = pick(["replace", "replace", "drop", "double"]);
      if (kind === "double" && Array.isArray(holder)) holder.push(holder[key]);
      else if (kind === "drop") Array.isArray(holder) ? holder.splice(Number(key), 1) : delete holder[key];
      else holder[key] = junk();
    }
    const { cases, fault, place } = imported(JSON.stringify(file.top) ?? "");
    outcomes.add(fault);
    if (fault === null) cases.forEach(use);
    else assert.deepEqual(cases, []);
    if (fault === "bad_case") assert.ok(place >= 1 && place <= file.top.cases.length);
  }
  assert.ok(outcomes.has(null) && outcomes.has("bad_case") && outcomes.has("not_ours"));
});

test("a file in which letters were lost or changed never fails but with one of the four faults", () => {
  const draws = chance(5);
  const { below, one: pick } = draws;
  for (let round = 0; round < 500; round++) {
    let text = exported([anyCase(draws, "a")], NOW);
    for (let times = 1 + below(3); times; times--) {
      const at = below(text.length);
      text = text.slice(0, at) + pick(["", "}", "]", '"', ",", "null", "1", "😀", "\\"]) + text.slice(at + below(3));
    }
    const { cases, fault } = imported(text);
    assert.ok([null, "not_json", "not_ours", "too_new", "bad_case"].includes(fault));
    cases.forEach(use);
  }
});
