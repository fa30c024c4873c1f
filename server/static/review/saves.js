// Decisions on their way to the server: shown as done at once, sent one after another, and taken back in any number.

/**
 * A decision. `body` is what is sent of it, null where nothing is (a message that was skipped), `reverse` what takes it
 * back on the server; `restore` is whatever brings it back to the desk.
 *
 * @typedef {{id: string, body: object?, reverse: object, restore: object}} Decision
 */

export class Saves {
  #waiting = [];
  #sending = null;
  #going = null;
  #done = [];
  #send;
  #on;

  /**
   * @param {(id: string, body: object) => Promise<object>} send
   * @param {{saved: (decision: Decision) => void, failed: (decision: Decision, fault: Error) => void,
   *   pending: (many: number) => void}} on `failed` is told what was not kept, `back` is set where a decision could not
   *   be taken back; `pending` hears how many are under way
   */
  constructor(send, on) {
    this.#send = send;
    this.#on = on;
  }

  /** How many are not kept yet. */
  get pending() {
    return this.#waiting.length + (this.#sending ? 1 : 0);
  }

  /** How many can be taken back. */
  get undoable() {
    return this.#done.length;
  }

  /** Decide: it can be taken back from now on. */
  decide(decision) {
    this.#done.push(decision);
    if (decision.body) this.send(decision);
  }

  /** Send a change that is no decision, such as a flag. */
  send(change) {
    this.#waiting.push(change);
    this.#on.pending(this.pending);
    this.#going ??= this.#go();
  }

  /** Wait until nothing is under way. */
  async idle() {
    await this.#going;
  }

  /** Take the last decision back and give it, or undefined; one that was sent already is reversed. */
  undo() {
    const last = this.#done.pop();
    if (!last?.body) return last;
    if (this.#waiting.includes(last)) this.#waiting = this.#waiting.filter((one) => one !== last);
    else this.send({ ...last, body: last.reverse, back: last });
    return last;
  }

  async #go() {
    while ((this.#sending = this.#waiting.shift() ?? null)) {
      const decision = this.#sending;
      await this.#send(decision.id, decision.body).then(() => this.#on.saved(decision), (fault) => this.#dropped(decision, fault));
      this.#on.pending(this.#waiting.length);
    }
    this.#going = null;
  }

  /** Forget a decision that was not kept; if it was taken back meanwhile, there is nothing to tell. */
  #dropped(decision, fault) {
    const undone = this.#waiting.some(({ back }) => back === decision);
    this.#waiting = this.#waiting.filter(({ back }) => back !== decision);
    this.#done = this.#done.filter((one) => one !== decision);
    if (decision.back) this.#done.push(decision.back);
    if (!undone) this.#on.failed(decision, fault);
  }
}
