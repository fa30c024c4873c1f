// What the seller says: the labels with how sure they are, the text with its evidence, and the mending of wrong readings.

import { maskedWords } from "./corrections.js";
import { button, el, tick } from "./dom.js";
import { t } from "./i18n.js";
import { cut, marksOf } from "./passages.js";

const SETS = ["cause", "tone", "stance"];

/** Render the first part of the story. */
export function said(last, on, labels) {
  const { text, answer: { reading } } = last;
  const passage = el("p", { className: "pasted card words", tabIndex: 0, ariaLabel: t("pastedText"), role: "group" });
  const legend = el("p", { className: "note" });
  const show = (only) => {
    const marks = marksOf(reading, only);
    passage.replaceChildren(...cut(text, marks).map(({ text: piece, mark }) => (mark ? el("mark", { className: mark.kind, title: mark.title }, piece) : piece)));
    const kinds = [...new Set(marks.map((mark) => mark.kind))];
    legend.replaceChildren(...kinds.flatMap((kind) => [el("mark", { className: kind }, t(`mark_${kind}`)), "  "]), ...(only && !kinds.length ? [t("noEvidence")] : []));
  };
  const chips = [];
  const chip = (kind, words, title = "") => {
    const made = button(words, () => {
      const only = made.ariaPressed === "true" ? null : kind;
      for (const other of chips) other.ariaPressed = String(other.classList.contains(only));
      show(only);
    }, { className: `chip ${kind}`, ariaPressed: "false", title });
    chips.push(made);
    return made;
  };
  const mending = el("div", {});
  const leave = () => mending.replaceChildren();
  const mend = (set, only) => mending.replaceChildren(correcting(set, last, labels, { pick: on.correct, leave, only }));
  const rows = SETS.map((set) => row(set, reading[set], chip, mend, on, last.corrected));
  const tactics = el(
    "li",
    { id: "tactics" },
    el("span", { className: "set" }, t("tactics")),
    reading.tactics.length ? reading.tactics.map(({ name, confidence }) => chip("tactic", name, t("confidence", Math.round(confidence * 100)))) : el("span", { className: "quiet" }, t("noTactics")),
    wrong("tactics", mend),
  );
  const promise = reading.promise
    ? el("li", { id: "promise" }, el("span", { className: "set" }, t("promise")), chip("promise", reading.promise.quote), el("small", {}, t(reading.promise.firm ? "promiseFirm" : "promiseHedged")))
    : null;
  show(null);
  return el(
    "section",
    { id: "said" },
    el("h2", {}, t("said")),
    el("ul", { className: "labels" }, rows, tactics, promise),
    last.corrected ? thanks(last.corrected, on) : null,
    mending,
    !reading.speakers_known && reading.messages.length > 1 ? el("p", { className: "note", id: "unnamed" }, t("unnamed")) : null,
    passage,
    legend,
  );
}

function row(set, choice, chip, mend, on, corrected) {
  const best = [choice, ...choice.alternatives].slice(0, 3);
  const unsure = choice.level === "unsure"
    ? el("div", { className: "choices", role: "group", ariaLabel: t("whichOne") }, el("span", { className: "note" }, t("whichOne")), best.map(({ id, name }) => button(name, () => on.choose(set, id), { className: "plain small" })))
    : null;
  return el(
    "li",
    { id: set },
    el("span", { className: "set" }, t(set)),
    chip(set, choice.name, t("confidence", Math.round(choice.confidence * 100))),
    el("small", {}, choice.told ? t("told") : t(choice.level)),
    choice.told && !corrected ? button(t("teach"), () => mend(set, choice.id), { className: "link teach" }) : null,
    wrong(set, mend),
    unsure,
  );
}

function wrong(set, mend) {
  return button(t("wrong"), () => mend(set), { className: "link wrong", ariaLabel: t("wrongOf", t(set)) });
}

function thanks({ sent, what }, on) {
  return el("p", { className: "note good", id: "corrected", role: "status" }, t(sent ? "correctionSent" : "correctionWaits", what), " ", button(t("undo"), on.undo, { className: "link", id: "undo" }));
}

/** The form that asks for the right label; what it would send is shown first. */
function correcting(set, { text, answer: { reading } }, labels, { pick, leave, only }) {
  const masked = maskedWords(text, reading);
  const choices = el("div", { className: "choices" });
  const form = el(
    "div",
    { className: "correct", role: "group", ariaLabel: t("rightOne", t(set)) },
    el("p", { className: "note" }, t("willSend")),
    el("p", { className: "words", id: "masked", tabIndex: 0, ariaLabel: t("maskedText"), role: "group" }, masked),
    el("p", {}, el("b", {}, t("rightOne", t(set)))),
    choices,
    button(t("leaveIt"), leave, { className: "link" }),
  );
  labels().then((known) => {
    choices.append(...(set === "tactics"
      ? several(reading.tactics, known.tactics, (chosen) => pick(set, chosen, masked))
      : known[set].filter(({ id }) => (only ? id === only : id !== reading[set].id)).map((label) => option(label, () => pick(set, label, masked)))));
    choices.querySelector("button, input").focus();
  }, () => choices.append(t("labelsMissing")));
  return form;
}

function option({ name, definition }, pick) {
  return button(name, pick, { className: "plain small", title: definition });
}

function several(now, known, pick) {
  const chosen = new Set(now.map(({ id }) => id));
  const boxes = known.map(({ id, name, definition }) =>
    el("span", { title: definition }, tick(`tactic-${id}`, name, chosen.has(id), (checked) => (checked ? chosen.add(id) : chosen.delete(id)))),
  );
  return [...boxes, button(t("thatsIt"), () => pick(known.filter(({ id }) => chosen.has(id))), { className: "small", id: "these-tactics" })];
}
