// What is sent, to whom, and what is kept: said for the server in use.

import { el } from "./dom.js";
import { t } from "./i18n.js";
import { isLocal } from "./settings.js";

/** Give the privacy statement as list items. */
export function privacy(server) {
  const { host } = new URL(server);
  const where = isLocal(server) ? ["privacyLocal"] : ["privacyRemote", "privacyOperator"];
  const points = [...where, "privacySelection", "privacyKept", "privacyCorrections", "privacyNobody"];
  return points.map((key) => el("li", {}, t(key, host)));
}
