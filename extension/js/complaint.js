// A complaint from a followed order: texts to copy, the evidence, what to check; as Markdown or on paper.

import { copy } from "./browser.js";
import { complaintOf, withEvidence } from "./cases.js";
import { button, download, el } from "./dom.js";
import { showFault } from "./fault.js";
import { save } from "./following.js";
import { language, t } from "./i18n.js";
import { setUp } from "./page.js";
import { evidence, title } from "./record.js";
import { connect, Fault } from "./server.js";
import { cases } from "./store.js";
import { moment } from "./time.js";

const $ = (id) => document.getElementById(id);
const server = connect(await setUp());
let one = await cases.get(new URLSearchParams(location.search).get("case") ?? "");

const told = () => complaintOf(one, new Date().toISOString(), new FormData($("claims")).get("claim"));

async function show() {
  try {
    if (!one) throw new Fault("no_case", t("noSuchCase"), t("noSuchCaseMend"));
    const written = await server.complaint(told());
    $("case-title").textContent = title(one);
    $("complaint").replaceChildren(...render(written));
    $("fault").hidden = true;
  } catch (error) {
    showFault($("fault"), error, show);
  }
}

function render({ texts, timeline, evidence: proofs, checks, confirm, sources }) {
  const number = one.order.order_no ? part("orderNo", el("p", {}, one.order.order_no)) : null;
  return [
    part("checks", el("ul", {}, checks.map(({ ok, text }) => el("li", { className: ok ? "check ok" : "check" }, text)))),
    ...["platform", "12315", "letter"].map((receiver) => letter(receiver, texts[receiver])),
    part("confirm", el("ul", { className: "points" }, confirm.map((sentence) => el("li", {}, sentence)))),
    part("evidence", evidence(proofs, one.evidence, have)),
    number,
    timeline.length ? part("timeline", el("ul", {}, timeline.map(({ at, text }) => el("li", {}, el("time", { dateTime: at }, moment(at, language())), text)))) : null,
    part("sources", el("ul", { className: "points note" }, sources.map(({ title: name, article, gives, url }) => el("li", {}, el("a", { href: url, target: "_blank", rel: "noreferrer" }, `${name} ${article}`), `：${gives}`)))),
    el("p", { className: "note" }, t("notLegalAdvice")),
  ].filter(Boolean);
}

function letter(receiver, text) {
  const made = button(t("copy"), async () => {
    await copy(text);
    made.textContent = t("copied");
  }, { className: "plain small copy" });
  return el("section", { id: `to-${receiver}` }, el("div", { className: "head" }, el("h2", {}, t(`to_${receiver}`)), made), el("p", { className: "card text" }, text));
}

function part(key, ...children) {
  return el("section", { id: key }, el("h2", {}, t(key)), children);
}

async function have(id, got) {
  one = await save(one.id, (now) => withEvidence(now, id, got, new Date().toISOString()));
  await show();
  $(`proof-${id}`).focus();
}

$("claims").addEventListener("change", show);
$("claims").addEventListener("submit", (event) => event.preventDefault());
$("print").addEventListener("click", () => print());
$("markdown").addEventListener("click", async () => {
  try {
    download(`${t("complaintTitle")}.md`, await server.complaintMarkdown(told()), "text/markdown");
  } catch (error) {
    showFault($("fault"), error, show);
  }
});
await show();
document.body.dataset.ready = "yes";
