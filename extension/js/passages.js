// Cuts a text at its marked passages. Offsets count code points, as the server does, not UTF-16 units.

const SHOWN = ["cause", "tactic", "promise"];

/**
 * Cut `text` into pieces that together are the text, each with the mark that covers it.
 * Where marks overlap, the later one in `marks` wins.
 *
 * @param {string} text
 * @param {{start: number, end: number, kind: string, title: string}[]} marks
 * @returns {{text: string, mark: object | null}[]}
 */
export function cut(text, marks) {
  const points = Array.from(text);
  const covers = new Array(points.length).fill(null);
  for (const mark of marks) covers.fill(mark, Math.max(mark.start, 0), Math.max(mark.end, 0));
  const pieces = [];
  points.forEach((point, index) => {
    const last = pieces.at(-1);
    if (last && last.mark === covers[index]) last.text += point;
    else pieces.push({ text: point, mark: covers[index] });
  });
  return pieces;
}

/**
 * Collect the passages of a reading that are shown: what speaks for the cause, the tactics, and the promise,
 * or of one kind alone (cause, tone, stance, tactic, promise).
 */
export function marksOf(reading, only = null) {
  const speaksFor = (label, kind) =>
    label.evidence.filter(({ weight }) => weight > 0).map(({ start, end }) => ({ start, end, kind, title: label.name }));
  const promise = reading.promise ? [{ ...reading.promise, kind: "promise", title: reading.promise.quote }] : [];
  const choices = ["cause", "tone", "stance"].flatMap((set) => speaksFor(reading[set], set));
  const tactics = reading.tactics.flatMap((tactic) => speaksFor(tactic, "tactic"));
  return [...choices, ...tactics, ...promise].filter(({ kind }) => (only ? kind === only : SHOWN.includes(kind)));
}

/** Count characters as the server does. */
export function count(text) {
  return Array.from(text).length;
}
