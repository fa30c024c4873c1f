import assert from "node:assert/strict";
import test from "node:test";

import { Saves } from "../../server/static/review/saves.js";

const SAVED = { status: "accepted" };

/** A service whose answers come when the test says so. */
function service() {
  const asked = [];
  const heard = [];
  const pending = [];
  const send = (id, body) => new Promise((resolve, reject) => asked.push({ id, body, resolve, reject }));
  const saves = new Saves(send, { saved: ({ id, body }) => heard.push(["saved", id, body.status]), failed: ({ id, back }, fault) => heard.push([back ? "not back" : "failed", id, fault.message]), pending: (many) => pending.push(many) });
  const turn = () => new Promise((then) => setImmediate(then));
  const answer = async (fault = null) => {
    const { resolve, reject } = asked.at(-1);
    if (fault) reject(new Error(fault));
    else resolve({});
    await turn();
  };
  return { saves, asked, heard, pending, answer, sent: () => asked.map(({ id, body }) => `${id} ${body.status ?? "flag"}`) };
}

const decision = (id, body = SAVED) => ({ id, body, reverse: { status: "pending" }, restore: { item: id } });

test("decisions are sent one after another, in order", async () => {
  const { saves, answer, sent, heard, pending } = service();
  saves.decide(decision("a"));
  saves.decide(decision("b"));
  assert.deepEqual(sent(), ["a accepted"]);
  assert.equal(saves.pending, 2);
  await answer();
  assert.deepEqual(sent(), ["a accepted", "b accepted"]);
  let idle = false;
  const waited = saves.idle().then(() => (idle = true));
  assert.ok(!idle);
  await answer();
  await waited;
  assert.equal(saves.pending, 0);
  assert.deepEqual(heard, [["saved", "a", "accepted"], ["saved", "b", "accepted"]]);
  assert.deepEqual(pending, [1, 2, 1, 0]);
});

test("what waits is taken back without a word, what was sent is reversed", async () => {
  const { saves, answer, sent } = service();
  saves.decide(decision("a"));
  saves.decide(decision("b"));
  assert.equal(saves.undo().id, "b");
  assert.equal(saves.undo().id, "a");
  assert.equal(saves.undo(), undefined);
  await answer();
  assert.deepEqual(sent(), ["a accepted", "a pending"]);
});

test("several levels are taken back, a skipped one among them, and nothing is sent for it", async () => {
  const { saves, answer, sent } = service();
  saves.decide(decision("a"));
  await answer();
  saves.decide(decision("skipped", null));
  saves.decide(decision("b"));
  await answer();
  assert.equal(saves.undoable, 3);
  assert.deepEqual([saves.undo().id, saves.undo().id], ["b", "skipped"]);
  await answer();
  assert.equal(saves.undo().id, "a");
  await answer();
  assert.deepEqual(sent(), ["a accepted", "b accepted", "b pending", "a pending"]);
});

test("what failed is told once, cannot be taken back, and does not hold up the rest", async () => {
  const { saves, answer, sent, heard } = service();
  saves.decide(decision("a"));
  saves.decide(decision("b"));
  await answer("down");
  assert.deepEqual(heard, [["failed", "a", "down"]]);
  await answer();
  assert.deepEqual(sent(), ["a accepted", "b accepted"]);
  assert.equal(saves.undo().id, "b");
  assert.equal(saves.undo(), undefined);
});

test("what failed after it was taken back is nobody's loss", async () => {
  const { saves, answer, sent, heard } = service();
  saves.decide(decision("a"));
  saves.undo();
  await answer("down");
  assert.deepEqual(heard, []);
  assert.deepEqual(sent(), ["a accepted"]);
});

test("what could not be taken back is told, and can be taken back again", async () => {
  const { saves, answer, heard } = service();
  saves.decide(decision("a"));
  await answer();
  saves.undo();
  await answer("down");
  assert.deepEqual(heard.at(-1), ["not back", "a", "down"]);
  assert.equal(saves.undo().id, "a");
});

test("a flag goes the same way and is no decision", async () => {
  const { saves, answer, sent } = service();
  saves.send({ id: "a", body: { flagged: true } });
  saves.decide(decision("a"));
  assert.equal(saves.undoable, 1);
  await answer();
  assert.deepEqual(sent(), ["a flag", "a accepted"]);
});
