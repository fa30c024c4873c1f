import assert from "node:assert/strict";
import test from "node:test";

import { ORDER, orderOf, question } from "../../extension/js/question.js";

const EMPTY = Object.fromEntries(ORDER.map((field) => [field, ""]));
const FULL = {
  platform: "taobao",
  item: " 羽绒服 ",
  amount: "299.90",
  order_no: "4031234567890",
  paid_at: "2026-11-20T09:05",
  ship_by: "2026-11-27T18:00",
  goods: "presale",
  status: "unshipped",
  off_platform_paid: "no",
};

test("a form that is filled in becomes an order of numbers, moments with Shanghai's zone, and yes or no", () => {
  assert.deepEqual(orderOf(FULL), {
    item: "羽绒服",
    amount: 299.9,
    goods: "presale",
    status: "unshipped",
    paid_at: "2026-11-20T09:05:00+08:00",
    ship_by: "2026-11-27T18:00:00+08:00",
    off_platform_paid: false,
  });
});

test("the order's number stays here, and the platform stands beside the order", () => {
  const asked = question({ text: "没货了", ...FULL });
  assert.ok(!JSON.stringify(asked).includes(FULL.order_no));
  assert.equal(asked.platform, "taobao");
  assert.ok(!("platform" in asked.order));
});

test("an empty form becomes an empty order", () => {
  assert.deepEqual(orderOf(EMPTY), {});
  assert.deepEqual(orderOf({}), {});
});

test("each field alone is told alone", () => {
  for (const field of ORDER.filter((one) => !["platform", "order_no"].includes(one)))
    assert.deepEqual(Object.keys(orderOf({ ...EMPTY, [field]: FULL[field] })), [field]);
});

test("an item of blanks is not told", () => {
  assert.deepEqual(orderOf({ item: " \n　" }), {});
});

test("an amount that is no number, or zero, is not told", () => {
  for (const amount of ["", " ", "abc", "12,50", "0", "0.00", "¥3"]) assert.deepEqual(orderOf({ amount }), {}, amount);
});

test("whether money went past the platform is told as yes, told as no, or not told", () => {
  assert.deepEqual(orderOf({ off_platform_paid: "yes" }), { off_platform_paid: true });
  assert.deepEqual(orderOf({ off_platform_paid: "no" }), { off_platform_paid: false });
  assert.deepEqual(orderOf({ off_platform_paid: "" }), {});
  assert.deepEqual(orderOf({ off_platform_paid: "maybe" }), {});
});

test("a field from a strange file never tells more than yes or no", () => {
  for (const off_platform_paid of ["__proto__", "constructor", "toString"]) assert.deepEqual(orderOf({ off_platform_paid }), {}, off_platform_paid);
});

test("a first question holds the text as it was pasted, the platform and the order, and nothing else", () => {
  const text = " 亲😀\r\n没货了 ";
  assert.deepEqual(question({ text, ...EMPTY, platform: "jd" }), { text, platform: "jd", order: {} });
});

test("what is known by now goes along", () => {
  const known = { told: { cause: "no_stock", tactics: [] }, done: ["urge", "report"], promised_by: "2026-11-25T23:59:59+08:00", said_at: "2026-11-24T01:00:00.000Z", now: "2026-11-24T02:00:00.000Z" };
  const { told, done, promised_by, said_at, now } = known;
  assert.deepEqual(question({ text: "明天发", ...EMPTY, platform: "jd" }, known), { text: "明天发", platform: "jd", order: { done, promised_by }, told, said_at, now });
});

test("what is empty by now does not go along", () => {
  const asked = question({ text: "明天发", ...EMPTY, platform: "jd" }, { told: {}, done: [], promised_by: undefined, said_at: undefined, now: "" });
  assert.deepEqual(asked, { text: "明天发", platform: "jd", order: {} });
});

test("that no tactic is there is told too", () => {
  assert.deepEqual(question({ text: "明天发", platform: "jd" }, { told: { tactics: [] } }).told, { tactics: [] });
});

test("asking changes neither the form nor what is known", () => {
  const draft = Object.freeze({ text: "明天发", ...FULL });
  const known = Object.freeze({ told: Object.freeze({ cause: "no_stock" }), done: Object.freeze(["urge"]) });
  assert.deepEqual(question(draft, known), question(draft, known));
});
