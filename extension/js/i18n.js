// The interface's words, in the language that the user set or the browser speaks.

import { browserLanguage, ownFile } from "./browser.js";

let messages = {};
let spoken = "zh-CN";

/** Load the words; `language` is zh-CN, en or auto. */
export async function speak(language) {
  spoken = language === "auto" ? (browserLanguage().startsWith("zh") ? "zh-CN" : "en") : language;
  messages = await ownFile(`_locales/${spoken.replace("-", "_")}/messages.json`);
}

/** Give the language that is spoken. */
export function language() {
  return spoken;
}

/** Say the message of a key, with $1, $2 … filled in. */
export function t(key, ...substitutions) {
  return Object.hasOwn(messages, key) ? messages[key].message.replace(/\$(\d)/g, (_, number) => substitutions[number - 1] ?? "") : key;
}

/** Put the words into a page's elements that name a message. */
export function translate(root = document) {
  document.documentElement.lang = spoken;
  for (const element of root.querySelectorAll("[data-i18n]")) element.textContent = t(element.dataset.i18n);
  for (const element of root.querySelectorAll("[data-i18n-placeholder]")) element.placeholder = t(element.dataset.i18nPlaceholder);
  for (const element of root.querySelectorAll("[data-i18n-label]")) element.ariaLabel = element.title = t(element.dataset.i18nLabel);
}
