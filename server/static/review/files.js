// Files in: chosen, looked at, imported, and again without the bad lines if the owner says so.

import { api } from "./api.js";
import { button, el } from "./extension/js/dom.js";
import { hideFault, showFault } from "./fault.js";
import { choosing, content, problemsOf } from "./upload.js";
import { words } from "./words.js";

const $ = (id) => document.getElementById(id);
const LINES = 6;
const BEGINNING = 4096;
let file = null;

async function chosen(one) {
  file = one;
  $("chosen").textContent = words.chosen(file.name, file.size);
  $("send").disabled = false;
  $("result").replaceChildren();
  $("problems").replaceChildren();
  hideFault();
  const beginning = file.name.endsWith(".parquet") ? "" : decoded(await file.slice(0, BEGINNING).arrayBuffer());
  $("preview").textContent = beginning.split(/\r?\n/).slice(0, LINES).join("\n");
  $("preview").hidden = !beginning;
}

function tooLarge(one) {
  file = null;
  $("send").disabled = true;
  $("preview").hidden = true;
  $("chosen").textContent = words.chosen(one.name, one.size);
  showFault(new Error(words.tooLarge));
}

/** Read text as Excel may have saved it: UTF-8, else GB18030. */
function decoded(bytes) {
  const utf8 = new TextDecoder().decode(bytes);
  return utf8.slice(0, -1).includes("\ufffd") ? new TextDecoder("gb18030").decode(bytes) : utf8;
}

async function send(keepGood) {
  $("send").disabled = true;
  try {
    const answer = await api.importFile({ ...(await content(file)), keep_good: keepGood });
    hideFault();
    $("result").replaceChildren(words.imported(answer));
    $("problems").replaceChildren(...problemsOf(answer.problems));
  } catch (fault) {
    if (fault.code !== "bad_records") {
      $("send").disabled = false;
      showFault(fault);
      return;
    }
    $("result").replaceChildren(el("b", {}, fault.message));
    $("problems").replaceChildren(...problemsOf(fault.body.problems), button(words.keepGood, () => send(true), { id: "keep-good" }));
  }
}

choosing($("choose"), $("file"), chosen, tooLarge);
$("import").addEventListener("submit", (event) => (event.preventDefault(), send(false)));
document.body.dataset.ready = "yes";
