import assert from "node:assert/strict";
import test from "node:test";

import { adopt, changes, choose, contradicted, labelled, nextSet, same, UNLABELLED } from "../../server/static/review/choices.js";

const labels = (some) => ({ ...UNLABELLED, ...some });
const reading = (cause, stance, ...tactics) => ({ cause: { id: cause }, tone: { id: "neutral" }, stance: { id: stance }, tactics: tactics.map((id) => ({ id })) });

test("a label is chosen, replaced, and taken back by choosing it again", () => {
  const one = choose(UNLABELLED, "cause", "logistics").labels;
  assert.equal(one.cause, "logistics");
  assert.equal(choose(one, "cause", "pricing").labels.cause, "pricing");
  assert.equal(choose(one, "cause", "logistics").labels.cause, null);
});

test("tactics add up, and none at all is something else than nobody having looked", () => {
  const one = choose(UNLABELLED, "tactics", "threat").labels;
  assert.deepEqual(choose(one, "tactics", "stalling").labels.tactics, ["threat", "stalling"]);
  assert.equal(choose(one, "tactics", "threat").labels.tactics, null);
  const none = choose(one, "tactics", null).labels;
  assert.deepEqual(none.tactics, []);
  assert.equal(choose(none, "tactics", null).labels.tactics, null);
  assert.deepEqual(choose(none, "tactics", "threat").labels.tactics, ["threat"]);
});

test("no refusal and no stance stand or fall together, what was chosen last decides, and it is told", () => {
  assert.deepEqual(choose(labels({ stance: "refuse" }), "cause", "not_refusal"), { labels: labels({ cause: "not_refusal", stance: "none" }), settled: ["stanceFollows"] });
  assert.deepEqual(choose(labels({ cause: "backlog" }), "stance", "none"), { labels: labels({ cause: "not_refusal", stance: "none" }), settled: ["causeFollows"] });
  const neither = labels({ cause: "not_refusal", stance: "none" });
  assert.deepEqual(choose(neither, "cause", "backlog"), { labels: labels({ cause: "backlog" }), settled: ["stanceDropped"] });
  assert.deepEqual(choose(neither, "stance", "delay"), { labels: labels({ stance: "delay" }), settled: ["causeDropped"] });
});

test("a reason for a refund brings the refund with it", () => {
  const { labels: after, settled } = choose(UNLABELLED, "tactics", "buyer_fault_refund");
  assert.deepEqual(after.tactics, ["buyer_fault_refund", "refund_request"]);
  assert.deepEqual(settled, ["refundAdded"]);
});

test("whatever is chosen in whatever order, the labels never contradict each other", () => {
  const ids = { cause: ["backlog", "not_refusal"], stance: ["delay", "none"], tactics: ["refund_request", "buyer_fault_refund", null] };
  const moves = Object.entries(ids).flatMap(([set, all]) => all.map((id) => [set, id]));
  const reach = (before, depth) => {
    const { cause, stance, tactics } = before;
    if (cause && stance) assert.equal(cause === "not_refusal", stance === "none");
    if (tactics?.includes("buyer_fault_refund")) assert.ok(tactics.includes("refund_request"));
    if (depth) for (const [set, id] of moves) reach(choose(before, set, id).labels, depth - 1);
  };
  reach(UNLABELLED, 5);
});

test("what the model reads fills empty sets alone, and gives way to what was said", () => {
  assert.deepEqual(adopt(labels({ cause: "pricing" }), reading("backlog", "delay", "threat")), labels({ cause: "pricing", tone: "neutral", stance: "delay", tactics: ["threat"] }));
  assert.equal(adopt(labels({ cause: "not_refusal" }), reading("backlog", "delay")).stance, "none");
  assert.equal(adopt(labels({ stance: "delay" }), reading("not_refusal", "none")).cause, null);
  assert.equal(adopt(labels({ cause: "backlog" }), reading("not_refusal", "none")).stance, null);
});

test("only what changed is sent", () => {
  const before = labels({ cause: "backlog", tactics: ["threat", "stalling"] });
  assert.deepEqual(changes(before, { ...before, tactics: ["stalling", "threat"] }), {});
  assert.deepEqual(changes(before, { ...before, cause: null, tone: "neutral" }), { cause: null, tone: "neutral" });
  assert.deepEqual(changes(before, { ...before, tactics: [] }), { tactics: [] });
});

test("labels are the same whatever the order of tactics", () => {
  assert.ok(same(["a", "b"], ["b", "a"]));
  assert.ok(!same(["a"], []));
  assert.ok(!same(null, []));
  assert.ok(same(undefined, null));
});

test("a known entry contradicts where both say something and differ", () => {
  const known = [{ id: "1", labels: labels({ cause: "backlog", tone: "neutral" }) }, { id: "2", labels: labels({ cause: "pricing" }) }];
  assert.deepEqual(contradicted(labels({ cause: "pricing" }), known).map(({ entry, sets }) => [entry.id, sets]), [["1", ["cause"]]]);
  assert.deepEqual(contradicted(labels({ stance: "delay" }), known), []);
  assert.deepEqual(contradicted(UNLABELLED, known), []);
});

test("after an empty set was filled the next empty one is next, after a change the same", () => {
  const first = labels({ cause: "backlog" });
  assert.equal(nextSet(UNLABELLED, first, "cause"), "tone");
  assert.equal(nextSet(first, labels({ cause: "pricing" }), "cause"), "cause");
  assert.equal(nextSet(first, UNLABELLED, "cause"), "cause");
  assert.equal(nextSet(first, labels({ cause: "backlog", stance: "delay" }), "stance"), "tactics");
  assert.equal(nextSet(UNLABELLED, labels({ tactics: ["threat"] }), "tactics"), "tactics");
});

test("no tactics is a label, and nothing at all is none", () => {
  assert.ok(!labelled(UNLABELLED));
  assert.ok(labelled(labels({ tactics: [] })));
});
