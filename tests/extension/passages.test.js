import assert from "node:assert/strict";
import test from "node:test";

import { count, cut, marksOf } from "../../extension/js/passages.js";
import { AWKWARD, chance } from "./random.js";

const mark = (start, end, kind = "cause") => ({ start, end, kind, title: kind });
const pieces = (text, ...marks) => cut(text, marks).map(({ text: piece, mark: over }) => [piece, over?.kind ?? null]);
const label = (name, ...evidence) => ({ name, evidence: evidence.map(([start, end, weight = 1]) => ({ text: "", start, end, weight })) });
const reading = (changes) => ({ cause: label("缺货"), tone: label("中性陈述"), stance: label("明确不发"), tactics: [], promise: null, ...changes });

test("a text without marks is one piece, and an empty text is none", () => {
  assert.deepEqual(pieces("没货了"), [["没货了", null]]);
  assert.deepEqual(pieces(""), []);
  assert.deepEqual(pieces("", mark(0, 2)), []);
});

test("a mark in the middle, at either end, and over everything", () => {
  assert.deepEqual(pieces("亲没货了", mark(1, 3)), [["亲", null], ["没货", "cause"], ["了", null]]);
  assert.deepEqual(pieces("没货了", mark(0, 2)), [["没货", "cause"], ["了", null]]);
  assert.deepEqual(pieces("亲没货", mark(1, 3)), [["亲", null], ["没货", "cause"]]);
  assert.deepEqual(pieces("没货", mark(0, 2)), [["没货", "cause"]]);
});

test("offsets count code points: no character is cut in two", () => {
  assert.deepEqual(pieces("😂😂没货", mark(2, 4)), [["😂😂", null], ["没货", "cause"]]);
  assert.deepEqual(pieces("𠮷a😀", mark(2, 3)), [["𠮷a", null], ["😀", "cause"]]);
});

test("where marks overlap the later one wins, and the earlier one goes on after it", () => {
  assert.deepEqual(pieces("abcdef", mark(0, 4), mark(2, 6, "tactic")), [["ab", "cause"], ["cdef", "tactic"]]);
  assert.deepEqual(pieces("abcdef", mark(0, 6), mark(2, 4, "tactic")), [["ab", "cause"], ["cd", "tactic"], ["ef", "cause"]]);
});

test("two marks side by side stay two, though they are alike", () => {
  assert.deepEqual(pieces("没货退款", mark(0, 2), mark(2, 4)), [["没货", "cause"], ["退款", "cause"]]);
});

test("a mark that is empty, backwards or beyond the text marks what there is of it", () => {
  assert.deepEqual(pieces("没货", mark(1, 1)), [["没货", null]]);
  assert.deepEqual(pieces("没货", mark(2, 1)), [["没货", null]]);
  assert.deepEqual(pieces("没货", mark(5, 9)), [["没货", null]]);
  assert.deepEqual(pieces("没货", mark(-3, 1)), [["没", "cause"], ["货", null]]);
  assert.deepEqual(pieces("没货", mark(1, 99)), [["没", null], ["货", "cause"]]);
});

test("whatever the marks, the pieces join to the text, none is empty, and each character has its last mark", () => {
  const { below, one, several } = chance(8765);
  for (let round = 0; round < 1000; round++) {
    const text = several(8, () => one(AWKWARD)).join("");
    const length = count(text);
    const marks = several(5, () => mark(below(length + 4) - 2, below(length + 4), one(["cause", "tactic", "promise"])));
    const made = cut(text, marks);
    assert.equal(made.map(({ text: piece }) => piece).join(""), text);
    assert.ok(made.every(({ text: piece }) => piece !== ""));
    const covers = made.flatMap(({ text: piece, mark: over }) => Array(count(piece)).fill(over));
    const expected = Array.from({ length }, (_, at) => marks.findLast(({ start, end }) => start <= at && at < end) ?? null);
    assert.deepEqual(covers, expected);
  }
});

test("what speaks for the cause and the tactics is marked by name, what speaks against is not", () => {
  const found = marksOf(reading({ cause: label("缺货", [0, 2], [3, 4, -1], [5, 6, 0]), tactics: [label("催你退款", [2, 4])] }));
  assert.deepEqual(found, [
    { start: 0, end: 2, kind: "cause", title: "缺货" },
    { start: 2, end: 4, kind: "tactic", title: "催你退款" },
  ]);
});

test("a promise is marked with its own words", () => {
  const [found] = marksOf(reading({ promise: { start: 1, end: 5, quote: "明天发货" } }));
  assert.deepEqual([found.start, found.end, found.kind, found.title], [1, 5, "promise", "明天发货"]);
});

test("tone and stance are marked only when they are asked for, and then alone", () => {
  const one = reading({ cause: label("缺货", [0, 2]), tone: label("推诿", [2, 3]), stance: label("明确不发", [3, 4]) });
  assert.deepEqual(marksOf(one).map(({ kind }) => kind), ["cause"]);
  assert.deepEqual(marksOf(one, "tone").map(({ title }) => title), ["推诿"]);
  assert.deepEqual(marksOf(one, "stance").map(({ title }) => title), ["明确不发"]);
  assert.deepEqual(marksOf(one, "promise"), []);
});

test("characters are counted as the server counts them", () => {
  assert.equal(count(""), 0);
  assert.equal(count("没货了"), 3);
  assert.equal(count("😂"), 1);
  assert.equal(count("👨‍👩‍👧"), 5);
  assert.equal(count("\ud83d"), 1);
});
