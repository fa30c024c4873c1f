// The labels that the owner chooses: one of a set, or several tactics; what cannot go together is settled at once.

/** The label sets, in the order in which they stand. */
export const SETS = ["cause", "tone", "stance", "tactics"];
/** A message without labels. */
export const UNLABELLED = { cause: null, tone: null, stance: null, tactics: null };
const NO_CAUSE = "not_refusal";
const NO_STANCE = "none";

/**
 * Choose a label, or take it back where it was chosen. `id` null says of the tactics that there are none.
 *
 * @param {{cause: string?, tone: string?, stance: string?, tactics: string[]?}} labels null where nobody said
 * @returns {{labels: object, settled: string[]}} the labels after, and what else had to change, as keys of words.js
 */
export function choose(labels, set, id) {
  return settle({ ...labels, [set]: set === "tactics" ? several(labels.tactics, id) : labels[set] === id ? null : id }, set);
}

function several(tactics, id) {
  if (id === null) return tactics?.length === 0 ? null : [];
  const rest = (tactics ?? []).filter((one) => one !== id);
  return rest.length < (tactics ?? []).length ? (rest.length ? rest : null) : [...rest, id];
}

/** Make the labels go together, as the server holds them to (model/labels.py); what was chosen last decides. */
function settle(labels, last) {
  const { cause, stance, tactics } = labels;
  if (last === "cause" && cause === NO_CAUSE && stance !== NO_STANCE) return { labels: { ...labels, stance: NO_STANCE }, settled: ["stanceFollows"] };
  if (last === "cause" && cause && cause !== NO_CAUSE && stance === NO_STANCE) return { labels: { ...labels, stance: null }, settled: ["stanceDropped"] };
  if (last === "stance" && stance === NO_STANCE && cause !== NO_CAUSE) return { labels: { ...labels, cause: NO_CAUSE }, settled: ["causeFollows"] };
  if (last === "stance" && stance && stance !== NO_STANCE && cause === NO_CAUSE) return { labels: { ...labels, cause: null }, settled: ["causeDropped"] };
  if (last === "tactics" && tactics?.includes("buyer_fault_refund") && !tactics.includes("refund_request")) {
    return { labels: { ...labels, tactics: [...tactics, "refund_request"] }, settled: ["refundAdded"] };
  }
  return { labels, settled: [] };
}

/** Fill the sets of which nobody said anything with what the model reads. */
export function adopt(labels, reading) {
  const read = readingOf(reading);
  const filled = Object.fromEntries(SETS.map((set) => [set, labels[set] ?? read[set]]));
  return [["cause", labels.cause], ["stance", labels.stance]].reduce((all, [set, told]) => (told ? settle(all, set).labels : all), filled);
}

/** Give the labels that the model reads. */
export function readingOf({ cause, tone, stance, tactics }) {
  return { cause: cause.id, tone: tone.id, stance: stance.id, tactics: tactics.map(({ id }) => id) };
}

/** Say whether two labels of a set are the same; the order of tactics does not matter. */
export function same(one, other) {
  if (!Array.isArray(one) || !Array.isArray(other)) return (one ?? null) === (other ?? null);
  return one.length === other.length && one.every((id) => other.includes(id));
}

/** Give the sets in which the labels differ from those before, with the new ones: what a decision has to send. */
export function changes(before, after) {
  return Object.fromEntries(SETS.filter((set) => !same(before[set], after[set])).map((set) => [set, after[set]]));
}

/** Find what the labels contradict: the entries that say something else of a set, and of which sets. */
export function contradicted(labels, known) {
  const said = (value) => value !== null && value !== undefined;
  return known
    .map((entry) => ({ entry, sets: SETS.filter((set) => said(labels[set]) && said(entry.labels[set]) && !same(labels[set], entry.labels[set])) }))
    .filter(({ sets }) => sets.length);
}

/** Give the set to go on with after a choice: the next empty one where the choice filled an empty one, else the same. */
export function nextSet(before, after, set) {
  if (set === "tactics" || before[set] !== null || after[set] === null) return set;
  const later = [...SETS.slice(SETS.indexOf(set) + 1), ...SETS.slice(0, SETS.indexOf(set))];
  return later.find((one) => after[one] === null) ?? set;
}

/** Say whether anything is labelled. */
export function labelled(labels) {
  return SETS.some((set) => labels[set] !== null && labels[set] !== undefined);
}
