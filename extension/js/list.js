// All orders that are followed: the most pressing first, the settled ones last.

import { left } from "./answer.js";
import { dues } from "./cases.js";
import { button, el } from "./dom.js";
import { t } from "./i18n.js";
import { title } from "./record.js";

/** Render the list. */
export function list(cases, now, on) {
  const open = cases.filter((one) => !one.closed_at).sort((a, b) => pressing(a) - pressing(b));
  const closed = cases.filter((one) => one.closed_at).sort((a, b) => b.closed_at.localeCompare(a.closed_at));
  return [
    el("section", {}, el("h2", {}, t("viewCases")), cases.length ? el("ul", { id: "list" }, [...open, ...closed].map((one) => el("li", {}, card(one, now, on)))) : el("p", { className: "quiet", id: "no-cases" }, t("noCases"))),
    el("p", {}, button(t("manageCases"), on.manage, { className: "link", id: "manage" })),
  ];
}

function pressing(one) {
  const due = dues(one)[0];
  return due ? new Date(due.at).getTime() : Infinity;
}

function card(one, now, on) {
  const due = dues(one)[0];
  const last = one.entries.at(-1);
  const waits = one.closed_at ? t("closed") : due ? `${t(`due_${due.kind}`)} ${left(due.at, now)}` : t("noDue");
  const late = due && new Date(due.at) <= now;
  return button([el("b", {}, title(one)), el("span", { className: "note" }, el("span", {}, last ? `${last.cause.name} · ${last.stance.name}` : t("nothingSaid")), el("span", { className: late ? "late" : "" }, waits))], () => on.open(one.id), {
    className: `case${one.closed_at ? " closed" : ""}`,
  });
}
