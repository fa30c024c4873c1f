// What every page does first: speak the set language and wear the set theme.

import { language, speak, translate } from "./i18n.js";
import { settings } from "./settings.js";

/** Set the page up and give the settings in force. */
export async function setUp() {
  const set = await settings();
  wear(set.theme);
  await speak(set.language);
  localStorage.setItem("language", language());
  translate();
  return set;
}

/** Wear a theme: auto, light or dark. theme.js reads it before the first paint of the next page. */
export function wear(theme) {
  localStorage.setItem("theme", theme);
  dispatchEvent(new Event("themechange"));
}
