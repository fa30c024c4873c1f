// The queue: corrections that wait for the owner's word, filtered, in the order that helps most.

import { api } from "./api.js";
import { Desk } from "./desk.js";
import { el } from "./extension/js/dom.js";
import { showFault } from "./fault.js";

const filters = document.getElementById("filters");
const place = new URLSearchParams(location.search);

function query() {
  return Object.fromEntries([...new FormData(filters)].filter(([, value]) => value));
}

/** Set the filters as the page's address says, so that a reload changes nothing. */
function fill(labels) {
  filters.elements.cause.append(...labels.cause.map(({ id, name }) => el("option", { value: id }, name)));
  for (const [name, value] of place) {
    const field = filters.elements[name];
    if (field?.type === "checkbox") field.checked = true;
    else if (field) field.value = value;
  }
}

function counted(counts) {
  for (const element of document.querySelectorAll("[data-count]")) element.textContent = counts[element.dataset.count];
}

async function start() {
  const labels = await api.labels();
  fill(labels);
  const desk = new Desk(labels, { counted });
  const open = () => {
    filters.elements.order.disabled = filters.elements.status.value !== "pending";
    history.replaceState(null, "", `?${new URLSearchParams(query())}`);
    return desk.open(query());
  };
  filters.addEventListener("change", open);
  filters.addEventListener("submit", (event) => (event.preventDefault(), document.activeElement.blur(), document.getElementById("message").focus()));
  await open();
  document.body.dataset.ready = "yes";
}

start().catch((fault) => (showFault(fault, () => location.reload()), (document.body.dataset.ready = "yes")));
