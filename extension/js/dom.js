// Makes elements. Text goes in as text: nothing that a seller wrote is ever parsed as HTML.

/** Make an element with properties and children; strings become text nodes, null children are left out. */
export function el(tag, properties = {}, ...children) {
  const { dataset, on, ...plain } = properties;
  const element = Object.assign(document.createElement(tag), plain);
  Object.assign(element.dataset, dataset);
  for (const [event, listener] of Object.entries(on ?? {})) element.addEventListener(event, listener);
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Make a button that does `act`. */
export function button(words, act, properties = {}) {
  return el("button", { type: "button", on: { click: act }, ...properties }, words);
}

/** Make a checkbox with its label, for a row of a list. */
export function tick(id, words, checked, act) {
  const box = el("input", { type: "checkbox", id, checked, on: { change: () => act(box.checked) } });
  return [box, el("label", { htmlFor: id }, words)];
}

/** Let the user save text as a file. */
export function download(name, text, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Ask before something is lost: gives the id of the answer, `cancel` by Esc. */
export function decide(question, answers) {
  const dialog = el("dialog", {});
  const choose = (id) => () => dialog.close(id);
  const buttons = answers.map(({ id, words, plain }) => button(words, choose(id), { id: `answer-${id}`, className: plain ? "plain" : "" }));
  dialog.append(el("p", { id: "dialog-question" }, question), el("div", { className: "actions" }, buttons));
  dialog.setAttribute("aria-labelledby", "dialog-question");
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => (dialog.remove(), resolve(dialog.returnValue || "cancel")));
  });
}
