// What the user may set, and what a server's address may look like.

import { keep, kept } from "./browser.js";

export const DEFAULTS = { server: "http://127.0.0.1:8765", token: "", platform: "xiaohongshu", language: "auto", theme: "auto" };
const LOOPBACK = ["127.0.0.1", "localhost"];

/** Give the settings in force. */
export async function settings() {
  return { ...DEFAULTS, ...(await kept("settings")) };
}

/** Change some settings. */
export async function change(some) {
  return keep("settings", { ...(await settings()), ...some });
}

/** Say whether a server runs on this computer. */
export function isLocal(server) {
  return LOOPBACK.includes(new URL(server).hostname);
}

/**
 * Bring what was typed to an address such as http://127.0.0.1:8765, or null where it is none.
 * Plain http is for this computer alone: elsewhere what is pasted would travel in the open.
 *
 * @param {string} typed
 * @returns {string | null}
 */
export function address(typed) {
  const text = typed.trim();
  const schemed = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  let url;
  try {
    url = new URL(schemed ? text : `http://${text}`);
    if (!schemed && !LOOPBACK.includes(url.hostname)) url = new URL(`https://${text}`);
  } catch {
    return null;
  }
  const local = LOOPBACK.includes(url.hostname);
  const safe = url.protocol === "https:" || (url.protocol === "http:" && local);
  const plain = url.pathname === "/" && !url.search && !url.hash && !url.username && !url.password;
  return safe && plain && (schemed || local || url.hostname.includes(".")) ? url.origin : null;
}
