// The only module that touches the browser's extension interface: other modules stay plain and testable.

const api = globalThis.browser ?? globalThis.chrome;

/** Give the message of a key in the browser's language. */
export function t(key, ...substitutions) {
  return api.i18n.getMessage(key, substitutions.map(String)) || key;
}

/** Give the language of the interface, such as zh-CN. */
export function language() {
  return api.i18n.getUILanguage();
}

/** Remember a value until the browser closes; nothing is written to disk. */
export function remember(key, value) {
  return api.storage.session.set({ [key]: value });
}

/** Recall what was remembered, or undefined. */
export async function recall(key) {
  return (await api.storage.session.get(key))[key];
}

/** Put text on the clipboard. */
export function copy(text) {
  return navigator.clipboard.writeText(text);
}
