import assert from "node:assert/strict";
import test from "node:test";

import { nextLook, overdue, seen } from "../../extension/js/reminders.js";
import { chance } from "./random.js";

const NOW = new Date("2026-11-27T18:00:00+08:00");
const HOUR = 3_600_000;

/** Give the moment so many hours from now as a form's field holds it, in Shanghai's time. */
const field = (hours) => new Date(NOW.getTime() + (8 + hours) * HOUR).toISOString().slice(0, 16);
const moment = (hours) => `${field(hours)}:00+08:00`;

/** An order with a ship-by time and promises so many hours from now. */
function followed(id, { ship_by, promises = [], status = "unshipped", closed_at = null } = {}) {
  const entries = promises.map((hours, index) => ({ text: `${index}`, promise: hours === null ? null : { quote: `话${index}`, due: moment(hours), firm: true } }));
  return { id, order: { platform: "jd", status, ship_by: ship_by === undefined ? "" : field(ship_by) }, entries, closed_at, reminded: [] };
}

const told = (cases, now = NOW) => overdue(cases, now).map((due) => `${due.case.id} ${due.kind}`).sort();

test("nothing followed: nothing has passed and there is no time to look again", () => {
  assert.deepEqual(overdue([], NOW), []);
  assert.equal(nextLook([], NOW), null);
});

test("an order without moments never reminds", () => {
  assert.deepEqual(told([followed("a")]), []);
  assert.equal(nextLook([followed("a")], NOW), null);
});

test("what has passed is told with its order, its kind and the seller's words", () => {
  const one = followed("a", { ship_by: -1, promises: [-2] });
  const found = overdue([one], NOW);
  assert.deepEqual(found.map(({ kind, quote }) => [kind, quote]).sort(), [["promise", "话0"], ["ship_by", ""]]);
  assert.ok(found.every((due) => due.case === one));
});

test("what is still to come is not told, and is looked at when it comes", () => {
  const one = followed("a", { ship_by: 5 });
  assert.deepEqual(told([one]), []);
  assert.equal(nextLook([one], NOW), NOW.getTime() + 5 * HOUR);
});

test("at its very moment a time has passed, and is not looked at again", () => {
  const one = followed("a", { ship_by: 0 });
  assert.deepEqual(told([one]), ["a ship_by"]);
  assert.equal(nextLook([one], NOW), null);
  assert.deepEqual(told([one], new Date(NOW.getTime() - 1)), []);
  assert.equal(nextLook([one], new Date(NOW.getTime() - 1)), NOW.getTime());
});

test("the next look is at the first moment that comes, over all orders", () => {
  assert.equal(nextLook([followed("a", { ship_by: 9, promises: [4] }), followed("b", { ship_by: 3 }), followed("c", { ship_by: -3 }), followed("d")], NOW), NOW.getTime() + 3 * HOUR);
});

test("orders that are shipped, cancelled or settled do not remind", () => {
  const silent = [followed("a", { ship_by: -1, status: "shipped" }), followed("b", { ship_by: 1, status: "cancelled" }), followed("c", { ship_by: -1, promises: [1], closed_at: NOW.toISOString() })];
  assert.deepEqual(told(silent), []);
  assert.equal(nextLook(silent, NOW), null);
});

test("of several promises only the last one reminds", () => {
  assert.deepEqual(told([followed("a", { promises: [-5, 5, null] })]), []);
  assert.equal(nextLook([followed("a", { promises: [3, 5, null] })], NOW), NOW.getTime() + 5 * HOUR);
});

test("what was seen is not told again, and what comes later still is", () => {
  const one = seen(followed("a", { ship_by: -1, promises: [2] }), NOW);
  assert.deepEqual(told([one]), []);
  assert.equal(nextLook([one], NOW), NOW.getTime() + 2 * HOUR);
  assert.deepEqual(told([one], new Date(NOW.getTime() + 2 * HOUR)), ["a promise"]);
});

test("seeing twice is seeing once, and changes nothing else of the order", () => {
  const one = Object.freeze(followed("a", { ship_by: -1 }));
  const once = seen(one, NOW);
  assert.deepEqual(seen(once, NOW), once);
  assert.deepEqual({ ...once, reminded: [] }, one);
});

test("what one order has seen says nothing of another with the same moment", () => {
  assert.deepEqual(told([seen(followed("a", { ship_by: -1 }), NOW), followed("b", { ship_by: -1 })]), ["b ship_by"]);
});

test("a new ship-by time, or a new promise, reminds anew", () => {
  const one = seen(followed("a", { ship_by: -3, promises: [-3] }), NOW);
  assert.deepEqual(told([{ ...one, order: { ...one.order, ship_by: field(-1) } }]), ["a ship_by"]);
  assert.deepEqual(told([{ ...one, entries: followed("a", { promises: [-3, -1] }).entries }]), ["a promise"]);
});

test("an order that was settled and is followed again is not told what was seen before", () => {
  const one = { ...seen(followed("a", { ship_by: -1 }), NOW), closed_at: NOW.toISOString() };
  assert.deepEqual(told([{ ...one, closed_at: null }]), []);
});

test("a ship-by time that is no moment never reminds and hides no other", () => {
  const broken = { ...followed("a", { promises: [4] }), order: { platform: "jd", ship_by: "soon" } };
  assert.deepEqual(told([broken]), []);
  assert.equal(nextLook([broken], NOW), NOW.getTime() + 4 * HOUR);
});

test("looking only when told to, every moment is told once, not before it has passed, and none is missed", () => {
  const { below, one, several } = chance(11);
  for (let round = 0; round < 200; round++) {
    const maybe = () => one([undefined, below(100) - 20]);
    let cases = several(5, () => maybe()).map((ship_by, index) => followed(`${index}`, { ship_by, promises: several(2, () => below(100) - 20) }));
    const expected = told(cases, new Date(NOW.getTime() + 1000 * HOUR));
    const heard = [];
    let looks = 0;
    for (let now = NOW.getTime(); now !== null; now = nextLook(cases, new Date(now))) {
      assert.ok(looks++ <= expected.length);
      const at = new Date(now);
      for (const due of overdue(cases, at)) {
        assert.ok(new Date(due.at) <= at);
        heard.push(`${due.case.id} ${due.kind}`);
      }
      cases = cases.map((each) => seen(each, at));
    }
    assert.deepEqual(heard.sort(), expected);
  }
});
