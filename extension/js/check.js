// Tests a server's address and tells the faults apart, each with its mend.

import { connect, Fault } from "./server.js";
import { address, isLocal } from "./settings.js";

/** The oldest server that this extension understands. */
export const OLDEST = "0.2.0";

/**
 * Test what was typed as a server's address.
 *
 * @param {string} typed
 * @param {string} token
 * @param {(server: string) => Promise<boolean>} mayReach asks the browser
 * @returns {Promise<{result: string, server?: string, version?: string}>} result: ready, no_model, or the fault:
 *   not_running, wrong_address, blocked, another_program, too_old, refused
 */
export async function test(typed, token, mayReach) {
  const server = address(typed);
  if (!server) return { result: "wrong_address" };
  if (!(await mayReach(server))) return { result: "blocked", server };
  const service = connect({ server, token });
  try {
    const health = await service.health();
    if (health?.service !== "cuifa" || typeof health.version !== "string") return { result: "another_program", server };
    if (!reaches(health.version, OLDEST)) return { result: "too_old", server, version: health.version };
    await service.ready();
    return { result: "ready", server, version: health.version };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { result: RESULTS.get(fault.code)?.(server) ?? "refused", server };
  }
}

const silent = (server) => (isLocal(server) ? "not_running" : "wrong_address");
const RESULTS = new Map([
  ["unreachable", silent],
  ["timeout", silent],
  ["not_cuifa", () => "another_program"],
  ["wrong_host", () => "wrong_address"],
  ["wrong_origin", () => "blocked"],
  ["no_model", () => "no_model"],
]);

/** Say whether version `have` is at least `needed`; both like 0.2.0. */
export function reaches(have, needed) {
  const [a, b] = [have, needed].map((version) => version.split(".").slice(0, 3).map((part) => parseInt(part, 10)));
  const place = b.findIndex((number, index) => (a[index] ?? 0) !== number);
  return place < 0 || (a[place] ?? 0) > b[place];
}
