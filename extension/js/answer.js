// Lays the server's answer out as one story: what is said, what to beware, where you stand, what to do, what to write.

import { el, button, tick } from "./dom.js";
import { language, t } from "./i18n.js";
import { said } from "./said.js";
import { distance, moment, share } from "./time.js";
import { write } from "./write.js";

/**
 * Render an answer.
 *
 * @param {object} last what was asked and answered: {text, answer, at, told, steps, corrected, style, own}
 * @param {object} on what the buyer does with it: choose, correct, undo, tick, tell, style, own, copy, check
 * @param {{now: Date, paid_at: string, labels: () => Promise<object>}} around
 */
export function render(last, on, around) {
  const { advice, notice, model } = last.answer;
  return [
    said(last, on, around.labels),
    advice.warnings.length ? part("beware", el("ul", { className: "warnings" }, advice.warnings.map(({ text }) => el("li", {}, text)))) : null,
    stand(advice, on, around.paid_at || last.at, around.now),
    part("todo", advice.general ? el("p", { className: "note" }, t("general")) : null, el("ol", { id: "steps", className: "steps" }, advice.steps.map((one, index) => step(one, index, last.steps, on)))),
    part("write", write(advice.replies, last, on)),
    sources(advice.sources),
    el("p", { className: "note" }, notice, " ", t("modelVersion", model.version)),
  ].filter(Boolean);
}

function part(key, ...children) {
  return el("section", { id: key }, el("h2", {}, t(key)), children);
}

function stand({ state, deadlines, questions }, on, start, now) {
  return part(
    "stand",
    el("h3", { id: "state" }, state.name),
    el("ul", { className: "deadlines" }, deadlines.map((due) => deadline(due, start, now))),
    questions.length ? el("p", { className: "note questions" }, t("tellMore")) : null,
    questions.length ? el("div", { className: "choices" }, questions.map((asked) => button(asked.text, () => on.tell(asked.field), { className: "plain small" }))) : null,
  );
}

function deadline({ name, at, source }, start, now) {
  const bar = el("div", {});
  bar.style.width = `${Math.round(100 * share(start, at, now))}%`;
  const { passed } = distance(at, now);
  return el(
    "li",
    { className: passed ? "late passed" : "" },
    el("span", { className: "left" }, left(at, now)),
    `${name}：${moment(at, language())}`,
    el("div", { className: "meter", ariaHidden: "true" }, bar),
    el("small", { className: "note" }, source),
  );
}

/** Say how long is left until a moment, or how long ago it passed. */
export function left(at, now) {
  const { passed, days, hours, minutes } = distance(at, now);
  const spans = [days && t("days", days), hours && t("hours", hours), minutes && t("minutes", minutes)];
  return t(passed ? "passedBy" : "leftOver", spans.filter(Boolean).join(t("spanGap")));
}

function step({ id, title, detail, ...more }, index, done, on) {
  const rows = ["when", "click", "keep", "brings", "limits"]
    .filter((name) => more[name])
    .flatMap((name) => [el("dt", {}, t(`step_${name}`)), el("dd", {}, more[name])]);
  const ticked = done.some((one) => one.id === id);
  const [box, label] = tick(`step-${id}`, title, ticked, (checked) => on.tick({ id, title }, checked));
  const how = rows.length ? el("details", { open: index === 0 && !ticked }, el("summary", {}, t("stepDetails")), el("dl", { className: "note" }, rows)) : null;
  return el("li", { className: ticked ? "done" : "" }, box, el("div", {}, label, el("p", {}, detail), how));
}

function sources(found) {
  const rows = found.map(({ title, article, gives, url }) => el("li", {}, el("a", { href: url, target: "_blank", rel: "noreferrer" }, `${title} ${article}`), `：${gives}`));
  return el("section", {}, el("details", { id: "sources" }, el("summary", {}, t("sources")), el("ul", { className: "sources" }, rows)));
}
