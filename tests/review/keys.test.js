import assert from "node:assert/strict";
import test from "node:test";

import { deedOf, isTyped, LABEL_KEYS } from "../../server/static/review/keys.js";

const BODY = { tagName: "BODY" };
const CAUSES = Array.from({ length: 13 }, (_, index) => `cause ${index + 1}`);
const press = (key, { target = BODY, set = "cause", labels = CAUSES, ...more } = {}) => deedOf({ key, target, ...more }, { set, labels });

test("number keys and those beside them choose the active set's labels in their order", () => {
  assert.deepEqual([..."1290-=["].map((key) => press(key).id), ["cause 1", "cause 2", "cause 9", "cause 10", "cause 11", "cause 12", "cause 13"]);
  assert.equal(press("]"), null);
  assert.deepEqual(press("4", { set: "tone", labels: ["a", "b", "c", "d"] }), { deed: "choose", set: "tone", id: "d" });
  assert.equal(press("5", { set: "tone", labels: ["a", "b", "c", "d"] }), null);
});

test("no key stands for two things", () => {
  assert.equal(new Set(LABEL_KEYS).size, LABEL_KEYS.length);
  assert.deepEqual(LABEL_KEYS.filter((key) => ["enter", ..."xsufa/?qwer"].includes(key)), []);
});

test("0 says that there are no tactics", () => {
  assert.deepEqual(press("0", { set: "tactics", labels: ["a"] }), { deed: "choose", set: "tactics", id: null });
});

test("sets are reached by letter and by arrow, round and round", () => {
  assert.deepEqual([..."qwer"].map((key) => press(key).set), ["cause", "tone", "stance", "tactics"]);
  assert.equal(press("ArrowRight").set, "tone");
  assert.equal(press("ArrowLeft").set, "tactics");
  assert.equal(press("ArrowRight", { set: "tactics" }).set, "cause");
});

test("each deed has its key, with the capitals on as well", () => {
  const deeds = { Enter: "save", x: "reject", S: "skip", u: "undo", F: "flag", a: "adopt", "/": "search", "?": "help" };
  for (const [key, deed] of Object.entries(deeds)) assert.equal(press(key).deed, deed);
  assert.equal(press("z", { ctrlKey: true }).deed, "undo");
  assert.equal(press("z"), null);
});

test("nothing happens while somebody types, nor with the browser's own combinations", () => {
  for (const target of [{ tagName: "TEXTAREA" }, { tagName: "SELECT" }, { tagName: "INPUT", type: "search" }, { tagName: "P", isContentEditable: true }]) {
    assert.ok(isTyped(target));
    for (const key of ["1", "x", "Enter", "ArrowLeft"]) assert.equal(press(key, { target }), null);
  }
  assert.equal(press("1", { isComposing: true }), null);
  for (const key of ["r", "f", "s", "Enter"]) assert.equal(press(key, { ctrlKey: true }), null);
  assert.equal(press("f", { metaKey: true }), null);
  assert.equal(press("ArrowLeft", { altKey: true }), null);
});

test("a ticked box does not stop the keys, and Enter stays with a button that has the focus", () => {
  assert.equal(press("Enter", { target: { tagName: "INPUT", type: "checkbox" } }).deed, "save");
  assert.equal(press("Enter", { target: { tagName: "BUTTON" } }), null);
  assert.equal(press("x", { target: { tagName: "BUTTON" } }).deed, "reject");
  assert.equal(press("ArrowRight", { target: { tagName: "INPUT", type: "radio" } }), null);
});

test("a key that is held down decides once", () => {
  assert.equal(press("Enter", { repeat: true }), null);
  assert.equal(press("x", { repeat: true }), null);
  assert.equal(press("ArrowRight", { repeat: true }).deed, "set");
});
