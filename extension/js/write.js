// What to write: two wordings to copy, or one's own, looked at while it is typed.

import { button, el } from "./dom.js";
import { t } from "./i18n.js";

const PAUSE_MS = 300;
const SHOWN_MS = 2000;

/** Render the replies; `last.style` is the one in front, `last.own` the buyer's own draft. */
export function write(replies, last, on) {
  const place = el("div", { className: "card" });
  const choices = [...replies.map((reply) => ({ id: reply.style, show: () => ready(reply, on) })), { id: "own", show: () => own(last, replies, on) }];
  const chosen = choices.find(({ id }) => id === last.style) ?? choices[0];
  const turn = (choice) => place.replaceChildren(...choice.show());
  const segments = choices.map((choice) =>
    el("label", {}, el("input", { type: "radio", name: "style", value: choice.id, checked: choice === chosen, on: { change: () => (on.style(choice.id), turn(choice)) } }), t(choice.id)),
  );
  turn(chosen);
  return [el("fieldset", { className: "segments" }, el("legend", { className: "visually-hidden" }, t("styles")), segments), place];
}

function ready({ style, text, to, channel, when, after }, on) {
  return [
    el("p", { className: `words reply ${style}` }, text),
    el("div", { className: "actions" }, copying(() => text, on)),
    el("p", { className: "note" }, `${t("howToSend", to, channel, when)} ${after}`),
  ];
}

function own(last, replies, on) {
  const field = el("textarea", { id: "own", value: last.own ?? replies[0].text, ariaLabel: t("own"), maxLength: 20_000 });
  const checked = el("div", { id: "checked", role: "status" });
  let timer;
  let asking;
  const look = async () => {
    asking?.abort();
    asking = new AbortController();
    const text = field.value;
    if (!text.trim()) return checked.replaceChildren();
    const found = await on.check(text, asking.signal);
    if (found && text === field.value) checked.replaceChildren(...verdict(found, text, (mended) => ((field.value = mended), changed())));
  };
  const changed = () => {
    on.own(field.value);
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  };
  field.addEventListener("input", changed);
  look();
  return [field, checked, el("div", { className: "actions" }, copying(() => field.value, on))];
}

function verdict({ ok, issues, mended, fault }, text, accept) {
  if (fault) return [el("span", { className: "quiet" }, fault)];
  if (ok) return [el("span", { className: "good" }, t("draftGood"))];
  const points = Array.from(text);
  const rows = issues.map(({ name, start, end, why }) => el("li", {}, el("mark", { className: "tactic" }, points.slice(start, end).join("")), ` ${name}：${why}`));
  const mend = mended && mended !== text ? [el("p", { className: "note" }, t("mendedSo")), el("p", { className: "words", id: "mended" }, mended), button(t("takeMended"), () => accept(mended), { className: "plain small", id: "take-mended" })] : [];
  return [el("ul", {}, rows), ...mend];
}

function copying(words, on) {
  const made = button(t("copy"), async () => {
    await on.copy(words());
    made.textContent = t("copied");
    setTimeout(() => (made.textContent = t("copy")), SHOWN_MS);
  }, { className: "small copy" });
  return made;
}
