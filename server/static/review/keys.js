// From a key to what it does. Keys do nothing while somebody types, and leave the browser's own combinations alone.

import { SETS } from "./choices.js";

/** The keys of a set's labels, in the order of the labels; what comes after them is for the mouse. */
export const LABEL_KEYS = [..."1234567890-=[]\\;',."];
/** The key that says that there are no tactics. */
export const NONE_KEY = "0";
/** The keys of the label sets. */
export const SET_KEYS = { cause: "q", tone: "w", stance: "e", tactics: "r" };
const DEEDS = { enter: "save", x: "reject", s: "skip", u: "undo", f: "flag", a: "adopt", "/": "search", "?": "help" };
const TYPED = ["text", "search", "number", "email", "url", "password", "date"];

/** Say whether keys typed into an element are text. */
export function isTyped({ tagName, type, isContentEditable }) {
  return isContentEditable || tagName === "TEXTAREA" || tagName === "SELECT" || (tagName === "INPUT" && TYPED.includes(type));
}

/** Say whether Enter is the element's own. */
function presses({ tagName, type }) {
  return ["BUTTON", "A", "SUMMARY"].includes(tagName) || type === "radio";
}

/**
 * Say what a key does, or null.
 *
 * @param {KeyboardEvent} event
 * @param {{set: string, labels: string[]}} state the active set and the ids of its labels
 * @returns {{deed: string, set?: string, id?: string?}?}
 */
export function deedOf({ key, target, ctrlKey, metaKey, altKey, repeat, isComposing }, { set, labels }) {
  if (isTyped(target) || altKey || isComposing) return null;
  const pressed = key.toLowerCase();
  if (ctrlKey || metaKey) return pressed === "z" ? { deed: "undo" } : null;
  const steps = { arrowleft: -1, arrowright: 1 };
  if (pressed in steps && target.type !== "radio") return { deed: "set", set: SETS.at((SETS.indexOf(set) + steps[pressed]) % SETS.length) };
  if (repeat || (pressed === "enter" && presses(target))) return null;
  if (Object.hasOwn(DEEDS, pressed)) return { deed: DEEDS[pressed] };
  const chosen = SETS.find((one) => SET_KEYS[one] === pressed);
  if (chosen) return { deed: "set", set: chosen };
  if (set === "tactics" && pressed === NONE_KEY) return { deed: "choose", set, id: null };
  const at = LABEL_KEYS.indexOf(pressed);
  return at >= 0 && at < labels.length ? { deed: "choose", set, id: labels[at] } : null;
}
