// The learning curve as a drawing: from points to the paths of an SVG.

/**
 * Lay the curves of all label sets out in one box.
 *
 * @param {{messages: number, f1: Object<string, number>}[]} points in the order of their messages
 * @param {{width: number, height: number}} box
 * @returns {{low: number, high: number, lines: {set: string, path: string, dots: number[][]}[]}} the F1 at the bottom
 *   and at the top, and a line a set
 */
export function lines(points, { width, height }) {
  if (points.length < 2) return { low: 0, high: 1, lines: [] };
  const values = points.flatMap(({ f1 }) => Object.values(f1));
  const low = Math.floor(Math.min(...values) * 10) / 10;
  const high = Math.min(1, Math.ceil(Math.max(...values) * 10) / 10);
  const [first, last] = [points[0].messages, points.at(-1).messages];
  const x = (messages) => round(((messages - first) / (last - first || 1)) * width);
  const y = (value) => round(height - ((value - low) / (high - low || 1)) * height);
  const line = (set) => {
    const dots = points.filter(({ f1 }) => set in f1).map(({ messages, f1 }) => [x(messages), y(f1[set])]);
    return { set, dots, path: dots.map(([across, down], index) => `${index ? "L" : "M"}${across} ${down}`).join("") };
  };
  return { low, high, lines: [...new Set(points.flatMap(({ f1 }) => Object.keys(f1)))].map(line) };
}

function round(value) {
  return Math.round(value * 10) / 10;
}
