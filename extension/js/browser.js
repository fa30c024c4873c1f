// The only module that touches the browser's extension interface: other modules stay plain and testable.

const api = globalThis.browser ?? globalThis.chrome;

/** Read a JSON file of the extension's own. */
export async function ownFile(path) {
  return (await fetch(api.runtime.getURL(path))).json();
}

/** Give the language of the browser, such as zh-CN. */
export function browserLanguage() {
  return api.i18n.getUILanguage();
}

/** Give the extension's version. */
export function version() {
  return api.runtime.getManifest().version;
}

/** Remember a value until the browser closes; nothing is written to disk. */
export function remember(key, value) {
  return api.storage.session.set({ [key]: value });
}

/** Recall what was remembered, or undefined. */
export async function recall(key) {
  return (await api.storage.session.get(key))[key];
}

/** Call `then` with each new value that another page remembers under `key`. */
export function whenRemembered(key, then) {
  api.storage.session.onChanged.addListener((changes) => {
    if (changes[key]?.newValue) then(changes[key].newValue);
  });
}

/** Keep a value on disk. */
export function keep(key, value) {
  return api.storage.local.set({ [key]: value });
}

/** Give what is kept, or undefined. */
export async function kept(key) {
  return (await api.storage.local.get(key))[key];
}

/** Put text on the clipboard. */
export function copy(text) {
  return navigator.clipboard.writeText(text);
}

/** Read the clipboard; where the browser refuses, ask for the right to, once. Null if it stays refused. */
export async function pasted() {
  try {
    return await navigator.clipboard.readText();
  } catch {
    if (!(await api.permissions.request({ permissions: ["clipboardRead"] }).catch(() => false))) return null;
    return navigator.clipboard.readText().catch(() => null);
  }
}

/** Read the clipboard if that is already allowed, else null; never asks. */
export async function pastedIfAllowed() {
  const allowed = await api.permissions.contains({ permissions: ["clipboardRead"] });
  return allowed ? navigator.clipboard.readText().catch(() => null) : null;
}

/** Say whether requests to this server may be made. */
export function mayReach(server) {
  return api.permissions.contains({ origins: [pattern(server)] });
}

/** Ask the user whether requests to this server may be made; must follow a click. */
export function askToReach(server) {
  return api.permissions.request({ origins: [pattern(server)] }).catch(() => false);
}

/** Drop the right to reach a server that is no longer used. */
export function forgetServer(server) {
  return api.permissions.remove({ origins: [pattern(server)] }).catch(() => false);
}

function pattern(server) {
  const { protocol, hostname, host } = new URL(server);
  return `${protocol}//${api.sidePanel ? host : hostname}/*`; // Firefox's patterns take no port
}

/** Open the side panel beside the page, or a tab where there is none; must follow a click or a key. */
export async function openPanel(tab) {
  try {
    if (!api.sidePanel) await api.sidebarAction.open();
    else await api.sidePanel.open({ windowId: tab?.windowId ?? (await api.windows.getCurrent()).id });
  } catch {
    await openPage("popup.html?in=tab");
  }
}

/** Open a page of the extension in a tab. */
export function openPage(path) {
  return api.tabs.create({ url: api.runtime.getURL(path) });
}

/** Wake the background at `when` (milliseconds since 1970), or not at all where `when` is null. */
export function alarmAt(name, when) {
  return when === null ? api.alarms.clear(name) : api.alarms.create(name, { when });
}

/** Show a notification; the same id replaces the one before. */
export function notify(id, title, message) {
  return api.notifications.create(id, { type: "basic", iconUrl: api.runtime.getURL("icons/128.png"), title, message });
}

/** Put one entry in the menu of selected text. */
export function addMenu(id, title) {
  api.contextMenus.removeAll(() => api.contextMenus.create({ id, title, contexts: ["selection"] }));
}

/** What the background listens to; each listener must be added at once when it starts. */
export const events = {
  installed: (then) => api.runtime.onInstalled.addListener(({ reason }) => then(reason)),
  started: (then) => api.runtime.onStartup.addListener(() => then()),
  alarm: (then) => api.alarms.onAlarm.addListener(({ name }) => then(name)),
  menu: (then) => api.contextMenus.onClicked.addListener((info, tab) => then(info.selectionText ?? "", tab)),
  command: (then) => api.commands.onCommand.addListener((name, tab) => then(name, tab)),
  notificationClicked: (then) => api.notifications.onClicked.addListener((id) => then(id)),
};
