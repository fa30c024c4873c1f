// Corrections: what would be sent, sending it, keeping it while the server is down, taking it back.

import { alarmAt } from "./browser.js";
import { corrections as waiting } from "./store.js";

/** The alarm that sends what waits. */
export const ALARM = "send corrections";
const AGAIN_MS = 5 * 60_000;
const DOWN = ["unreachable", "timeout", "not_cuifa"];
const FOR_NOW = ["no_model", "store_unavailable", "disk_full", "internal", "wrong_origin", "wrong_host"];

/** Give the seller's words with personal data masked: all that a correction sends of the text. */
export function maskedWords(text, { messages, private: hidden = [] }) {
  const points = Array.from(text);
  const sellers = messages.filter(({ speaker }) => speaker === "seller");
  return sellers.map(({ start, end }) => masked(points, start, end, hidden)).join("\n");
}

function masked(points, start, end, hidden) {
  let text = "";
  let at = start;
  for (const span of hidden.filter((one) => one.end > start && one.start < end).sort((a, b) => a.start - b.start)) {
    text += points.slice(at, span.start).join("") + span.mask;
    at = Math.max(at, span.end);
  }
  return text + points.slice(at, end).join("");
}

/** Send a correction, or keep it until the server answers. Gives whether it was sent. */
export async function send(server, correction) {
  await waiting.put({ ...correction, undo: false });
  return (await sendWaiting(server)).has(correction.id);
}

/** Take a correction back, sent or not: what waits is replaced, so that no text stays; the server is told in any case. */
export async function takeBack(server, id) {
  await waiting.put({ id, undo: true });
  await sendWaiting(server);
}

/** Send all that waits; what the server refuses for good is dropped, the rest is tried again. Gives the ids that it took. */
export async function sendWaiting(server) {
  const taken = new Set();
  for (const { undo, ...correction } of await waiting.all()) {
    try {
      await (undo ? server.takeBack(correction.id) : server.correct(correction));
      taken.add(correction.id);
    } catch (fault) {
      if (DOWN.includes(fault.code)) break;
      if (FOR_NOW.includes(fault.code)) continue;
    }
    await waiting.remove(correction.id);
  }
  const left = await waiting.all();
  await alarmAt(ALARM, left.length ? Date.now() + AGAIN_MS : null);
  return taken;
}
