// The owner's desk: one message after another, labelled by keys or mouse, saved in the background, taken back at will.

import { api } from "./api.js";
import { adopt, changes, choose, contradicted, labelled, nextSet, UNLABELLED } from "./choices.js";
import { button, el } from "./extension/js/dom.js";
import { hideFault, showFault } from "./fault.js";
import { deedOf } from "./keys.js";
import { Saves } from "./saves.js";
import { Sheet } from "./sheet.js";
import { words } from "./words.js";

const $ = (id) => document.getElementById(id);
const PAGE = 20;
const AHEAD = 8;
const SINGLE_KEYS = "single-keys";

export class Desk {
  #labels;
  #sheet;
  #saves;
  #items = [];
  #seen = new Set();
  #item = null;
  #chosen = UNLABELLED;
  #set = "cause";
  #warned = false;
  #query = {};
  #counts = {};
  #left = 0;
  #last = null;
  #more = false;
  #loading = null;
  #on;

  /**
   * @param {object} labels the label sets
   * @param {{counted?: (counts: object) => void}} on
   */
  constructor(labels, on = {}) {
    this.#labels = labels;
    this.#on = on;
    this.#sheet = new Sheet(labels, { choose: (set, id) => this.#choose(set, id), set: (set) => this.#turn(set) });
    this.#saves = new Saves((id, body) => api.decide(id, body), { saved: hideFault, failed: (decision, fault) => this.#failed(decision, fault), pending: showPending });
    for (const deed of ["save", "reject", "skip", "undo", "flag", "adopt", "help", "reopen"]) $(deed).addEventListener("click", () => this.#do({ deed }));
    document.addEventListener("keydown", (event) => this.#key(event));
    addEventListener("beforeunload", (event) => this.#saves.pending && event.preventDefault());
    $(SINGLE_KEYS).checked = localStorage.getItem(SINGLE_KEYS) !== "off";
    $(SINGLE_KEYS).addEventListener("change", ({ target }) => localStorage.setItem(SINGLE_KEYS, target.checked ? "on" : "off"));
  }

  /** Show what a query of `GET /api/v1/corrections` finds, from its beginning. */
  async open(query) {
    this.#query = query;
    this.#item = null;
    this.#items = [];
    this.#seen = new Set();
    this.#last = null;
    this.#more = true;
    this.#loading = null;
    await this.#saves.idle(); // so that nothing comes back that is decided on
    return this.#next();
  }

  /** Ask for the messages that come next; who asks while that is under way waits for the same answer. */
  #load() {
    const query = this.#query;
    const mine = () => this.#query === query;
    const ask = async () => {
      const { total, counts, items } = await api.corrections({ ...query, limit: PAGE, ...(this.#last ? { after: this.#last } : {}) });
      if (!mine()) return;
      this.#more = items.length === PAGE;
      this.#last = items.at(-1)?.id ?? this.#last;
      this.#items.push(...items.filter(({ id }) => !this.#seen.has(id)));
      for (const { id } of items) this.#seen.add(id);
      if (this.#saves.pending) return; // the figures are of a moment ago
      this.#left = total;
      this.#count(counts);
    };
    this.#loading ??= ask().finally(() => mine() && (this.#loading = null));
    return this.#loading;
  }

  #count(counts) {
    this.#counts = counts;
    this.#on.counted?.(counts);
  }

  /** Tell the figures what changed, without asking for them. */
  #move({ from, to, many }) {
    this.#left += this.#query.status === to ? many : -many;
    this.#counts[from] -= many;
    this.#counts[to] += many;
    this.#count(this.#counts);
  }

  /** Go on to the next message, or say that there is none. */
  async #next() {
    const query = this.#query;
    this.#item = null; // until there is another one, no key does anything to the one before
    try {
      while (!this.#items.length && this.#more && this.#query === query) await this.#load();
      if (this.#query === query) this.#show(this.#items.shift() ?? null);
      if (this.#items.length < AHEAD && this.#more) await this.#load();
    } catch (fault) {
      if (this.#query === query) showFault(fault, () => this.open(query));
    }
  }

  #show(item, chosen = null) {
    this.#item = item;
    $("desk").hidden = !item;
    $("nothing").hidden = Boolean(item);
    if (!item) {
      const filtered = ["source", "cause", "flagged", "q"].some((name) => this.#query[name]);
      const told = this.#left > 0 ? words.skippedLeft(this.#left) : filtered ? words.noMatch : words.allDone[this.#query.status];
      const again = this.#left > 0 ? button(words.skippedAgain, () => this.open({ ...this.#query }), { className: "plain" }) : "";
      const undo = this.#saves.undoable ? button([words.undo, el("kbd", {}, "U")], () => this.#undo(), { className: "plain" }) : "";
      $("nothing").replaceChildren(el("p", {}, told), el("div", { className: "actions" }, again, undo));
      return;
    }
    this.#chosen = chosen ?? { ...UNLABELLED, ...item.labels };
    this.#set = "cause";
    this.#warned = false;
    $("left").textContent = words.left(Math.max(1, this.#left));
    $("reopen").hidden = !["accepted", "rejected"].includes(item.status);
    this.#sheet.lay(item, this.#chosen, this.#set);
    if (!document.activeElement.closest("form")) $("message").focus({ preventScroll: true });
  }

  #key(event) {
    if (document.querySelector("dialog[open]")) {
      if (event.key === "?") this.#help();
      return;
    }
    if (event.key === "Escape" && event.target.closest("#filters")) $("message").focus();
    if (!$(SINGLE_KEYS).checked) return;
    const deed = deedOf(event, { set: this.#set, labels: this.#labels[this.#set].map(({ id }) => id) });
    if (!deed) return;
    event.preventDefault();
    this.#do(deed);
  }

  #do({ deed, set, id }) {
    if (deed === "undo") return this.#undo();
    if (deed === "help") return this.#help();
    if (deed === "search") return $("search")?.focus();
    if (!this.#item) return undefined;
    const deeds = {
      choose: () => this.#choose(set, id),
      set: () => this.#turn(set),
      save: () => this.#save(),
      reject: () => this.#decide({ status: "rejected" }, words.told.rejected),
      skip: () => this.#decide(null, words.told.skipped),
      reopen: () => this.#decide({ status: "pending" }, words.told.reopened),
      flag: () => this.#flag(),
      adopt: () => this.#adopt(),
    };
    return deeds[deed]();
  }

  #help() {
    if ($("keys").open) $("keys").close();
    else $("keys").showModal();
  }

  #turn(set) {
    this.#set = set;
    this.#sheet.choose(this.#item, this.#chosen, set);
  }

  #choose(set, id) {
    const before = this.#chosen;
    const { labels, settled } = choose(before, set, id);
    this.#chosen = labels;
    this.#warned = false;
    this.#tell(settled.map((key) => words.told[key]).join(""));
    this.#turn(nextSet(before, labels, set));
  }

  #adopt() {
    if (!this.#item.reading) return this.#tell(words.unread);
    this.#chosen = adopt(this.#chosen, this.#item.reading);
    this.#warned = false;
    return this.#turn(this.#set);
  }

  #save() {
    if (!labelled(this.#chosen)) return this.#tell(words.told.nothing);
    if (contradicted(this.#chosen, this.#item.known).length && !this.#warned) {
      this.#warned = true;
      return this.#tell(words.told.again);
    }
    const copies = this.#sheet.copies;
    return this.#decide({ status: "accepted", ...changes({ ...UNLABELLED, ...this.#item.labels }, this.#chosen) }, copies.length ? words.told.savedWith(copies.length) : words.told.saved);
  }

  /** Decide about the message and its ticked copies, and go on at once; null leaves both as they are. */
  #decide(change, told) {
    const item = this.#item;
    const copies = change ? this.#sheet.copies : [];
    const gone = this.#items.filter(({ id }) => copies.includes(id));
    this.#items = this.#items.filter((one) => !gone.includes(one));
    const moved = { from: item.status, to: change?.status ?? item.status, many: change && change.status !== item.status ? 1 + copies.length : 0 };
    this.#move(moved);
    this.#saves.decide({ id: item.id, body: change && { ...change, ...(copies.length ? { copies } : {}) }, reverse: reversing(item), restore: { item, chosen: this.#chosen, gone, moved } });
    this.#tell(told);
    this.#next();
  }

  #undo() {
    const taken = this.#saves.undo();
    if (!taken) return this.#tell(words.told.nothingToUndo);
    this.#bring(taken.restore);
    return this.#tell(words.told.undone);
  }

  /** Lay a message back on the desk, with the labels that were chosen and its copies behind it. */
  #bring({ item, chosen, gone, moved }) {
    this.#move({ from: moved.to, to: moved.from, many: moved.many });
    if (this.#item) this.#items.unshift(this.#item);
    this.#items.unshift(...gone);
    this.#show(item, chosen);
  }

  #flag() {
    const item = this.#item;
    item.flagged = !item.flagged;
    this.#count({ ...this.#counts, flagged: this.#counts.flagged + (item.flagged ? 1 : -1) });
    this.#saves.send({ id: item.id, body: { flagged: item.flagged }, restore: { flagged: item } });
    this.#sheet.choose(item, this.#chosen, this.#set);
    this.#tell(item.flagged ? words.told.flagged : words.told.unflagged);
  }

  #failed({ back, restore }, fault) {
    showFault(new Error(back ? words.notUndone(fault.message) : words.notSaved(fault.message), { cause: fault }));
    if (back) return;
    if (restore.flagged) restore.flagged.flagged = !restore.flagged.flagged;
    else this.#bring(restore);
  }

  #tell(words) {
    $("told").textContent = words;
  }
}

/** Show what is on its way; the style waits a moment before it does. */
function showPending(many) {
  $("saving").hidden = !many;
  $("saving").textContent = words.saving(many);
}

/** Say what takes a decision back: what waited waits again, what was reviewed is what it was. */
function reversing({ status, labels }) {
  return ["pending", "unlabelled"].includes(status) ? { status: "pending" } : { status, ...labels };
}
