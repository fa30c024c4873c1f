import assert from "node:assert/strict";
import test from "node:test";

import { distance, moment, share, zoned } from "../../extension/js/time.js";
import { chance } from "./random.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = new Date("2026-11-27T18:00:00+08:00");

const off = (gap) => distance(new Date(NOW.getTime() + gap).toISOString(), NOW);

/** Run `look` as on computers all over the world. */
function everywhere(t, look) {
  const before = process.env.TZ;
  t.after(() => (before === undefined ? delete process.env.TZ : (process.env.TZ = before)));
  for (const [zone, offset] of [["UTC", 0], ["America/New_York", 300], ["Asia/Shanghai", -480], ["Pacific/Kiritimati", -840]]) {
    process.env.TZ = zone;
    assert.equal(NOW.getTimezoneOffset(), offset, `the zone ${zone} is not in force`);
    look(zone);
  }
}

test("a moment is said in Shanghai's time wherever the computer stands", (t) => {
  everywhere(t, () => {
    assert.match(moment("2026-11-27T10:00:00Z", "zh-CN"), /^11[/月]27日?周五 ?18:00$/);
    assert.match(moment("2026-11-27T10:00:00Z", "en"), /^Fri, Nov 27, 18:00$/);
  });
});

test("a late moment of one day in UTC is said as the next day in Shanghai", () => {
  assert.match(moment("2026-11-27T23:30:00Z", "zh-CN"), /28日?周六 ?07:30$/);
});

test("midnight is said as 00:00 of the day that begins", () => {
  assert.match(moment("2026-11-28T00:00:00+08:00", "en"), /Nov 28, 00:00$/);
  assert.match(moment("2026-11-28T00:00:00+08:00", "zh-CN"), /28日?周六 ?00:00$/);
});

test("a moment in Chinese reads as the comment on it says, 11月27日周五 18:00", () => {
  assert.equal(moment("2026-11-27T18:00:00+08:00", "zh-CN"), "11月27日周五 18:00");
});

test("what a form's field holds becomes the same moment of Shanghai wherever the computer stands", (t) => {
  everywhere(t, () => assert.equal(new Date(zoned("2026-11-27T18:00")).toISOString(), "2026-11-27T10:00:00.000Z"));
});

test("an hour that New York's clocks leave out in spring is a moment like any other", (t) => {
  everywhere(t, () => assert.equal(new Date(zoned("2026-03-08T02:30")).toISOString(), "2026-03-07T18:30:00.000Z"));
});

test("seconds in a form's field are left out", () => {
  assert.equal(zoned("2026-11-27T18:00:59.999"), zoned("2026-11-27T18:00"));
});

test("an empty or absent field stays empty", () => {
  assert.equal(zoned(""), "");
  assert.equal(zoned(undefined), undefined);
});

test("the distance is said in days and hours, in days alone from three on, and in minutes under an hour", () => {
  const cases = [
    [MINUTE, 0, 0, 1],
    [59 * MINUTE + 59_999, 0, 0, 59],
    [HOUR, 0, 1, 0],
    [HOUR + 59 * MINUTE, 0, 1, 0],
    [DAY - 1, 0, 23, 0],
    [DAY, 1, 0, 0],
    [DAY + 30 * MINUTE, 1, 0, 0],
    [2 * DAY + 23 * HOUR, 2, 23, 0],
    [3 * DAY, 3, 0, 0],
    [3 * DAY + 5 * HOUR, 3, 0, 0],
    [400 * DAY, 400, 0, 0],
  ];
  for (const [gap, days, hours, minutes] of cases) {
    assert.deepEqual(off(gap), { passed: false, days, hours, minutes }, `${gap} ms ahead`);
    assert.deepEqual(off(-gap), { passed: true, days, hours, minutes }, `${gap} ms ago`);
  }
});

test("less than a minute counts as one, and this very moment as passed", () => {
  assert.deepEqual(off(1), { passed: false, days: 0, hours: 0, minutes: 1 });
  assert.deepEqual(off(0), { passed: true, days: 0, hours: 0, minutes: 1 });
  assert.deepEqual(off(-1), { passed: true, days: 0, hours: 0, minutes: 1 });
});

test("the distance always names something, and at most two units", () => {
  const { below } = chance(1);
  for (let round = 0; round < 500; round++) {
    const { days, hours, minutes } = off((below(2) ? 1 : -1) * below(below(2) ? HOUR * 2 : 10 * DAY));
    const named = [days, hours, minutes].filter(Boolean);
    assert.ok(named.length >= 1 && named.length <= 2);
    assert.ok(hours < 24 && minutes < 60);
  }
});

test("the distance does not hang on the zone in which a moment is written", () => {
  assert.deepEqual(distance("2026-11-27T20:00:00+08:00", NOW), distance("2026-11-27T07:00:00-05:00", NOW));
});

test("the share grows from 0 at the start over a half in the middle to 1 at the end", () => {
  const [start, end] = ["2026-11-27T17:00:00+08:00", "2026-11-27T19:00:00+08:00"];
  assert.equal(share(start, end, new Date(start)), 0);
  assert.equal(share(start, end, NOW), 0.5);
  assert.equal(share(start, end, new Date(end)), 1);
});

test("the share stays within 0 and 1 before the start and after the end", () => {
  assert.equal(share("2026-11-28T00:00:00+08:00", "2026-11-29T00:00:00+08:00", NOW), 0);
  assert.equal(share("2026-11-25T00:00:00+08:00", "2026-11-26T00:00:00+08:00", NOW), 1);
});

test("a span without length, an end before the start, or a start that is no moment counts as over", () => {
  for (const start of ["2026-11-27T18:00:00+08:00", "2026-11-30T18:00:00+08:00", "nonsense"])
    assert.equal(share(start, "2026-11-27T18:00:00+08:00", NOW), 1);
});
