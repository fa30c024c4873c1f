// Changes to followed orders: each is kept at once, and the next reminder set.

import { alarmAt } from "./browser.js";
import { ALARM, nextLook, seen } from "./reminders.js";
import { cases } from "./store.js";

/** Change an order in one step; what has passed by now counts as seen. Gives the changed order. */
export async function save(id, change) {
  const changed = await cases.update(id, (one) => seen(change(one), new Date()));
  await schedule();
  return changed;
}

/** Keep new orders, or ones from a file. */
export async function add(...some) {
  if (some.length) await cases.put(...some.map((one) => seen(one, new Date())));
  await schedule();
}

/** Delete an order, or all of them where no id is given. */
export async function remove(id) {
  await (id ? cases.remove(id) : cases.clear());
  await schedule();
}

/** Set the alarm for the next moment that passes. */
export async function schedule() {
  await alarmAt(ALARM, nextLook(await cases.all(), new Date()));
}
