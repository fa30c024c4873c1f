// Files that the owner chooses: read here, sent whole, and what is wrong with them by line.

import { el } from "./extension/js/dom.js";
import { words } from "./words.js";

/** Bytes of a file at most: in base64 it has to fit into 8 MiB. */
const LARGEST = 6 * 1000 * 1000;
const SHOWN = 20;

/** Let a button open the browser's dialog of a file field; `then` is given each file that is not too large. */
export function choosing(button, field, then, refuse) {
  button.addEventListener("click", () => field.click());
  field.addEventListener("change", () => {
    const [file] = field.files;
    field.value = "";
    if (file) (file.size > LARGEST ? refuse : then)(file);
  });
}

/** Make what the service is sent of a file. */
export async function content(file) {
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
  return { name: file.name, content: url.slice(url.indexOf(",") + 1) };
}

/** List what could not be read, by place. */
export function problemsOf(problems) {
  if (!problems?.length) return [];
  const rows = problems.slice(0, SHOWN).map(({ place, reason }) => el("li", {}, el("b", {}, words.place(place)), " ", reason));
  const rest = problems.length - SHOWN;
  return [el("h3", {}, words.problems(problems.length)), el("ul", { className: "problems" }, rows), rest > 0 ? el("p", { className: "note" }, words.more(rest)) : ""];
}
