// One clear fault: what is wrong, the mend, and a way on.

import { openPage } from "./browser.js";
import { button, el } from "./dom.js";
import { t } from "./i18n.js";
import { Fault } from "./server.js";

const KNOWN = ["unreachable", "blocked", "timeout", "not_cuifa", "no_model", "wrong_origin", "wrong_host", "text_blank", "text_too_long", "no_seller_message", "clipboard"];
const COMMANDS = { unreachable: "make run", no_model: "cuifa train" };
const WORTH_RETRYING = ["unreachable", "blocked", "timeout", "not_cuifa", "no_model", "internal", "unknown"];

/** Show a fault in its place; `retry` asks again. The draft and the last answer stay as they are. */
export function showFault(place, error, retry) {
  const { code, told, hint } = error instanceof Fault ? error : new Fault("unknown");
  if (!(error instanceof Fault)) console.error(error);
  const known = KNOWN.includes(code);
  const sentence = known ? t(`fault_${code}`) : told || t("fault_unknown");
  const mend = known ? t(`mend_${code}`) : hint || t("mend_unknown");
  const ways = WORTH_RETRYING.includes(code)
    ? el("div", { className: "actions" }, button(t("again"), retry, { className: "plain small", id: "again" }), button(t("testServer"), () => openPage("options.html"), { className: "plain small" }))
    : null;
  place.replaceChildren(el("p", {}, el("b", {}, sentence)), el("p", {}, mend, COMMANDS[code] ? [" ", el("code", {}, COMMANDS[code])] : null), ...(ways ? [ways] : []));
  place.dataset.code = code;
  place.hidden = false;
}
