// The order that is followed: what was said before, the evidence, the complaint; or the offer to follow it.

import { button, el, tick } from "./dom.js";
import { language, t } from "./i18n.js";
import { moment } from "./time.js";

/** Offer to follow the order of the last answer: as a new one, or with one that is followed already. */
export function offer(open, on) {
  const known = open.length
    ? el("select", { id: "add-to", className: "small", ariaLabel: t("addTo"), on: { change: (event) => on.follow(event.target.value) } }, el("option", { value: "" }, t("addTo")), open.map((one) => el("option", { value: one.id }, title(one))))
    : null;
  return [el("section", {}, el("h2", {}, t("record")), el("div", { className: "actions" }, button(t("follow"), () => on.follow(""), { className: "plain", id: "follow" }), known), el("p", { className: "note" }, t("followNote")))];
}

/** Render what is known of a followed order; `proofs` are the pieces of evidence, or null where the server is down. */
export function record(one, proofs, on) {
  const entries = one.entries.toReversed().map(({ at, cause, stance, text }) =>
    el("li", { className: "card" }, el("span", { className: "note" }, `${moment(at, language())} · ${cause.name} · ${stance.name}`), el("p", { className: "words" }, text.length > 120 ? `${text.slice(0, 120)}…` : text)),
  );
  const done = one.steps.map(({ title: words, at }) => el("li", { className: "note" }, `${moment(at, language())}　${words}`));
  return [
    part("saidBefore", entries.length ? el("ul", { className: "said" }, entries) : el("p", { className: "quiet" }, t("nothingSaid"))),
    done.length ? part("doneSteps", el("ul", {}, done)) : null,
    part("evidence", proofs ? evidence(proofs, one.evidence, on.have) : el("p", { className: "quiet" }, t("evidenceMissing"))),
    el(
      "section",
      {},
      el(
        "div",
        { className: "actions" },
        button(t("complain"), on.complain, { id: "complain" }),
        button(t(one.closed_at ? "reopen" : "settled"), on.settle, { className: "plain", id: "settle" }),
        button(t("delete"), on.remove, { className: "plain", id: "delete" }),
      ),
    ),
  ].filter(Boolean);
}

/** The list of evidence to tick. */
export function evidence(proofs, have, toggle) {
  const row = ({ id, title: words, how }) => {
    const [box, label] = tick(`proof-${id}`, words, have.includes(id), (checked) => toggle(id, checked));
    return el("li", {}, box, el("div", {}, el("b", {}, label), el("p", { className: "note" }, how)));
  };
  return el("ul", { className: "evidence" }, proofs.map(row));
}

/** Name an order: by its item, or by the day it was first saved. */
export function title({ order, created_at }) {
  return order.item?.trim() || t("orderOf", t(order.platform), moment(created_at, language()));
}

function part(key, ...children) {
  return el("section", { id: key }, el("h2", {}, t(key)), children);
}
