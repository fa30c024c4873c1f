import assert from "node:assert/strict";
import test from "node:test";

import { namesOf, verdict } from "../../server/static/review/verdict.js";

const NAMES = namesOf({ cause: [{ id: "backlog", name: "订单积压" }], tone: [], stance: [], tactics: [] });
const BESIDE = { against: "v1", messages: 100, sets: { cause: [0.86, 0.8], tone: [0.9, 0.9] } };
const gate = (passed, findings, more = {}) => ({ passed, paragraph: "In English.", details: { findings, beside: BESIDE, corrections: 0, ...more } });

test("what passed says so, beside the model that answered, and that corrections hold", () => {
  assert.equal(verdict(gate(true, [], { corrections: 3 }), NAMES), "通过了检查。和 v1 比，在两个都判断过的 100 条上，F1：原因 0.860 → 0.800，语气 0.900 → 0.900。3 条更正都读对了。");
});

test("a first model has nothing beside it", () => {
  assert.equal(verdict(gate(true, [], { beside: null }), NAMES), "通过了检查。");
});

test("each reason is named with its figures", () => {
  const said = verdict(
    gate(false, [
      { kind: "falls", set: "cause", label: null, before: 0.86, now: 0.8 },
      { kind: "falls", set: "cause", label: "backlog", before: 0.8, now: 0.7 },
      { kind: "miscalibrated", set: "tone", error: 0.05 },
      { kind: "misread", wrong: 1, all: 2, shown: [{ text: "没货了", sets: ["cause"] }] },
      { kind: "conflict", text: "好".repeat(30) },
    ]),
    NAMES,
  );
  assert.ok(said.startsWith("没有启用：原因整体的 F1 从 0.860 降到 0.800；原因“订单积压”的 F1 从 0.800 降到 0.700；语气的把握不准，差 0.050；2 条更正里有 1 条还是读错，比如“没货了”；"));
  assert.ok(said.includes(`“${"好".repeat(20)}……”。和 v1 比`));
});

test("what could not be compared says so", () => {
  assert.equal(verdict(gate(false, [{ kind: "incomparable" }], { beside: null }), NAMES), "没有启用：它没法和正在用的模型比。");
  assert.ok(verdict(gate(false, [{ kind: "too_few_shared", shared: 5, judged: 100, against: "v1" }]), NAMES).includes("只和其中 5 条重合"));
});

test("a verdict of another program's version is told as it is", () => {
  assert.equal(verdict({ passed: false, paragraph: "In English." }, NAMES), "In English.");
  assert.equal(verdict(gate(false, [{ kind: "unheard" }]), NAMES), "In English.");
});
