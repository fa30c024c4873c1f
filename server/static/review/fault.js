// One clear fault at the end of the page: what is wrong, the mend, and a way on where there is one.

import { Fault } from "./api.js";
import { button, el } from "./extension/js/dom.js";
import { words } from "./words.js";

const place = document.getElementById("fault");

/** Show a fault; `again` tries once more. */
export function showFault(fault, again = null) {
  const known = fault instanceof Fault ? fault : fault.cause;
  if (!(known instanceof Fault)) console.error(fault);
  place.replaceChildren(el("p", {}, el("b", {}, fault.message)), el("p", {}, known?.hint ?? ""), again ? button(words.again, () => (hideFault(), again()), { className: "plain small" }) : "");
  place.dataset.code = known?.code ?? "unknown";
  place.hidden = false;
}

/** Take the fault away: something worked. */
export function hideFault() {
  place.hidden = true;
}
