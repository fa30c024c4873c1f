// Lays the server's answer out as one story: what is said, what to beware, where you stand, what to do, what to write.

import { copy, language, t } from "./browser.js";
import { el } from "./dom.js";
import { cut, marksOf } from "./passages.js";

/** Render an answer for the text that was pasted. */
export function render(text, { reading, advice, notice, model }) {
  return [
    said(text, reading),
    advice.warnings.length ? part("beware", list("warnings", advice.warnings.map((w) => el("li", {}, w.text)))) : null,
    stand(advice),
    part("todo", el("ol", { id: "steps" }, advice.steps.map(step))),
    part("write", ...advice.replies.map(reply)),
    sources(advice.sources),
    el("p", { className: "note" }, notice, " ", t("modelVersion", model.version)),
  ].filter(Boolean);
}

function part(key, ...children) {
  return el("section", { id: key }, el("h2", {}, t(key)), ...children);
}

function list(className, items) {
  return el("ul", { className }, items);
}

function said(text, reading) {
  const chips = ["cause", "tone", "stance"].map((set) => {
    const choice = reading[set];
    return el("li", { id: set, title: confidence(choice) }, `${t(set)} `, el("b", {}, choice.name), " ", el("small", {}, t(choice.level)));
  });
  const tactics = reading.tactics.map((tactic) => el("li", { className: "tactic" }, tactic.name));
  const marks = marksOf(reading);
  const pieces = cut(text, marks).map(({ text: piece, mark }) =>
    mark ? el("mark", { className: mark.kind, title: mark.title }, piece) : piece,
  );
  const doubt = reading.cause.level === "unsure" ? el("p", { className: "quiet" }, t("maybe", reading.cause.alternatives.map((a) => a.name).join("、"))) : null;
  const unnamed = !reading.speakers_known && reading.messages.length > 1 ? el("p", { className: "quiet", id: "unnamed" }, t("unnamed")) : null;
  return part("said", list("chips", [...chips, ...tactics]), doubt, unnamed, el("p", { className: "pasted" }, pieces), marks.length ? key(marks) : null);
}

function key(marks) {
  const kinds = [...new Set(marks.map((mark) => mark.kind))];
  return el("p", { className: "key" }, kinds.flatMap((kind) => [el("mark", { className: kind }, t(`mark_${kind}`)), "  "]));
}

function confidence({ confidence: value }) {
  return t("confidence", Math.round(value * 100));
}

function stand({ state, deadlines, questions }) {
  const rows = deadlines.map((d) =>
    el("li", { className: d.passed ? "passed" : "" }, `${d.name}：${moment(d.at)}`, d.passed ? t("passed") : "", el("small", { className: "quiet" }, `  ${d.source}`)),
  );
  return part(
    "stand",
    el("h3", { id: "state" }, state.name),
    list("deadlines", rows),
    questions.length ? el("p", { className: "note" }, t("tellMore")) : null,
    questions.length ? list("note", questions.map((q) => el("li", {}, q.text))) : null,
  );
}

function step({ title, detail, ...more }) {
  const rows = ["when", "click", "keep", "brings", "limits"]
    .filter((name) => more[name])
    .flatMap((name) => [el("dt", {}, t(`step_${name}`)), el("dd", {}, more[name])]);
  return el("li", {}, el("h3", {}, title), el("p", {}, detail), el("dl", { className: "note" }, rows));
}

function reply({ style, text, to, channel, when, after }) {
  const button = el("button", { type: "button", className: "plain copy" }, t("copy"));
  button.addEventListener("click", async () => {
    await copy(text);
    button.textContent = t("copied");
    setTimeout(() => (button.textContent = t("copy")), 2000);
  });
  const how = t("howToSend", to, channel, when);
  return el("article", { className: `reply ${style}` }, el("header", {}, el("h3", {}, t(style)), button), el("p", {}, text), el("p", { className: "note" }, `${how} ${after}`));
}

function sources(found) {
  const rows = found.map(({ title, article, gives, url }) => el("li", {}, el("a", { href: url, target: "_blank", rel: "noreferrer" }, `${title} ${article}`), `：${gives}`));
  return el("section", {}, el("details", { id: "sources" }, el("summary", {}, t("sources")), list("sources", rows)));
}

function moment(iso) {
  const style = { timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(language(), style).format(new Date(iso));
}
