// Chance that is the same in every run: a seed gives always the same draws (mulberry32).

/** Make a generator of chance from a seed. */
export function chance(seed) {
  const draw = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(draw() * limit);
  const one = (choices) => choices[below(choices.length)];
  const several = (most, make) => Array.from({ length: below(most + 1) }, make);
  return { below, one, several };
}

/** What breaks programs: no letters, half characters, markup, names that every object knows. */
export const AWKWARD = ["", " ", "\n", "发货", "亲😀", "👨‍👩‍👧", "\ud83d", "\ude00", "\u2028", "\0", '"', "\\", "<b>", "$1", "null", "0", "-1", "1e999", "__proto__", "constructor", "toString", "2026-11-27T18:00", "\u202e"];
