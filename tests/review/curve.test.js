import assert from "node:assert/strict";
import test from "node:test";

import { lines } from "../../server/static/review/curve.js";

const BOX = { width: 100, height: 50 };
const points = (...f1) => f1.map((value, index) => ({ messages: 100 * (index + 1), f1: value }));

test("a curve runs from the left edge to the right, higher where the F1 is", () => {
  const { low, high, lines: [line] } = lines(points({ cause: 0.5 }, { cause: 0.6 }, { cause: 0.7 }), BOX);
  assert.deepEqual([low, high], [0.5, 0.7]);
  assert.equal(line.path, "M0 50L50 25L100 0");
  assert.deepEqual(line.dots, [[0, 50], [50, 25], [100, 0]]);
});

test("every label set has its line, and one that is missing at a point has no dot there", () => {
  const drawn = lines(points({ cause: 0.8, tone: 0.7 }, { cause: 0.9 }), BOX).lines;
  assert.deepEqual(drawn.map(({ set, dots }) => [set, dots.length]), [["cause", 2], ["tone", 1]]);
});

test("one point is no curve, and equal values draw a level line", () => {
  assert.deepEqual(lines(points({ cause: 0.8 }), BOX).lines, []);
  assert.deepEqual(lines([], BOX).lines, []);
  assert.ok(!lines(points({ cause: 1 }, { cause: 1 }), BOX).lines[0].path.includes("NaN"));
});
