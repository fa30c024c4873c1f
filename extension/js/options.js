// The options: the server and its test, preferences, the orders kept here, privacy.

import { askToReach, forgetServer, mayReach, version } from "./browser.js";
import { exported, imported } from "./cases.js";
import { test } from "./check.js";
import { decide, download } from "./dom.js";
import { add, remove } from "./following.js";
import { t } from "./i18n.js";
import { setUp, wear } from "./page.js";
import { privacy } from "./privacy.js";
import { resultOf } from "./result.js";
import { address, change, DEFAULTS, settings } from "./settings.js";
import { cases } from "./store.js";

const $ = (id) => document.getElementById(id);
const PREFERENCES = ["platform", "language", "theme"];

async function fill() {
  const set = await setUp();
  for (const id of ["server", "token", ...PREFERENCES]) $(id).value = set[id];
  $("privacy").replaceChildren(...privacy(set.server));
  $("version").textContent = t("version", version());
  $("kept").textContent = t("keptHere", (await cases.all()).length);
}

/** Test what was typed; keep it unless it is no address at all or the browser may not go there. */
async function testAndSave() {
  const typed = $("server").value;
  const server = address(typed);
  const asked = server ? await askToReach(server) : false; // first of all: the browser allows it only right after the click
  const before = await settings();
  $("test").disabled = true;
  const found = await test(typed, $("token").value.trim(), async (one) => asked || mayReach(one));
  $("test").disabled = false;
  $("result").replaceChildren(...resultOf(found));
  $("result").hidden = false;
  if (["wrong_address", "blocked"].includes(found.result) && !(server && asked)) return;
  await change({ server, token: $("token").value.trim() });
  if (before.server !== server && before.server !== DEFAULTS.server) await forgetServer(before.server);
  await fill();
}

async function exportAll() {
  const all = await cases.all();
  const now = new Date().toISOString();
  download(`cuifa-orders-${now.slice(0, 10)}.json`, exported(all, now), "application/json");
  $("moved").textContent = t("exported", all.length);
}

/** Take in a file's orders; of an order that is here already, the newer one stays. */
async function importFile() {
  const [file] = $("file").files;
  if (!file) return;
  const { cases: found, fault, place } = imported(await file.text());
  $("file").value = "";
  if (fault) {
    $("moved").textContent = t(`import_${fault}`, place);
    return;
  }
  const here = new Map((await cases.all()).map((one) => [one.id, one.updated_at]));
  const newer = found.filter((one) => !(here.get(one.id) >= one.updated_at));
  await add(...newer);
  await fill();
  $("moved").textContent = t("imported", newer.length, found.length - newer.length);
}

async function deleteAll() {
  const all = await cases.all();
  const answer = await decide(t("deleteAllQuestion", all.length), [{ id: "export", words: t("exportFirst") }, { id: "delete", words: t("delete"), plain: true }, { id: "cancel", words: t("leaveIt"), plain: true }]);
  if (answer === "cancel") return;
  if (answer === "export") await exportAll();
  await remove();
  await fill();
  $("moved").textContent = t("deleted", all.length);
}

$("server-form").addEventListener("submit", (event) => (event.preventDefault(), testAndSave()));
$("standard").addEventListener("click", () => (($("server").value = DEFAULTS.server), testAndSave()));
$("export").addEventListener("click", exportAll);
$("import").addEventListener("click", () => $("file").click());
$("file").addEventListener("change", importFile);
$("delete-all").addEventListener("click", deleteAll);
for (const id of PREFERENCES) {
  $(id).addEventListener("change", async () => {
    await change({ [id]: $(id).value });
    if (id === "theme") wear($(id).value);
    await fill();
  });
}
await fill();
document.body.dataset.ready = "yes";
