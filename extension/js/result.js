// The result of testing a server, in words, each with its mend.

import { el } from "./dom.js";
import { t } from "./i18n.js";

const COMMANDS = { not_running: "make run", no_model: ".venv/bin/cuifa train", too_old: "git pull && make run" };

/** Render a result of check.js. */
export function resultOf({ result, server = "", version = "" }) {
  const command = COMMANDS[result] ? [" ", el("code", {}, COMMANDS[result])] : null;
  return [
    el("p", { className: result === "ready" ? "good" : "late", dataset: { result } }, el("b", {}, t(`test_${result}`, server, version))),
    el("p", { className: "note" }, t(`testMend_${result}`, server, version), command),
  ];
}
