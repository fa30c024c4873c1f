// Which moments have passed without the buyer having been told, and when to look again.

import { dues } from "./cases.js";

/** The name of the one alarm, set for the next moment. */
export const ALARM = "remind";

/**
 * Give what has passed and was not told yet.
 *
 * @param {object[]} cases
 * @param {Date} now
 * @returns {{case: object, kind: string, at: string, quote: string, key: string}[]}
 */
export function overdue(cases, now) {
  return marked(cases).filter((due) => new Date(due.at) <= now);
}

/** Give when to look again, in milliseconds since 1970, or null. */
export function nextLook(cases, now) {
  const coming = marked(cases).map((due) => new Date(due.at).getTime()).filter((at) => at > now.getTime());
  return coming.length ? Math.min(...coming) : null;
}

/** Note that the buyer has seen what has passed by now, so that nothing reminds of it. */
export function seen(one, now) {
  return { ...one, reminded: [...one.reminded, ...overdue([one], now).map((due) => due.key)] };
}

function marked(cases) {
  return cases
    .flatMap((one) => dues(one).map((due) => ({ ...due, case: one, key: `${due.kind} ${due.at}` })))
    .filter((due) => !due.case.reminded.includes(due.key));
}
