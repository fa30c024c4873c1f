// The first run: start the server, test it, try an example.

import { mayReach, openPage, openPanel, remember } from "./browser.js";
import { test } from "./check.js";
import { t } from "./i18n.js";
import { setUp } from "./page.js";
import { privacy } from "./privacy.js";
import { resultOf } from "./result.js";

const AGAIN_MS = 2000;
const $ = (id) => document.getElementById(id);

const set = await setUp();
let next;

/** Test until the server answers, as long as the page is looked at: whoever starts it now need not press anything. */
async function look() {
  clearTimeout(next);
  const found = await test(set.server, set.token, mayReach);
  $("result").replaceChildren(...resultOf(found));
  if (found.result !== "ready" && !document.hidden) next = setTimeout(look, AGAIN_MS);
}

$("privacy").replaceChildren(...privacy(set.server));
$("test").addEventListener("click", look);
document.addEventListener("visibilitychange", () => document.hidden || look());
$("options").addEventListener("click", () => openPage("options.html"));
$("try").addEventListener("click", () => {
  remember("asked", { text: t("example"), at: Date.now() });
  openPanel();
});
look();
document.body.dataset.ready = "yes";
