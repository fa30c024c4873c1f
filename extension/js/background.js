// The background: the menu of selected text, the keyboard command, reminders, and corrections that wait.

import { addMenu, alarmAt, events, notify, openPage, openPanel, remember } from "./browser.js";
import { ALARM as CORRECTIONS, sendWaiting } from "./corrections.js";
import { schedule } from "./following.js";
import { speak, t } from "./i18n.js";
import { title } from "./record.js";
import { ALARM as REMIND, overdue, seen } from "./reminders.js";
import { connect } from "./server.js";
import { settings } from "./settings.js";
import { cases, corrections } from "./store.js";

events.installed(async (reason) => {
  await wake();
  if (reason === "install") await openPage("welcome.html");
});
events.started(wake);
events.menu((text, tab) => show({ text }, tab));
events.command((name, tab) => name === "read_copied" && show({ copied: true }, tab));
events.alarm(async (name) => {
  if (name === REMIND) await remind(new Date());
  if (name === CORRECTIONS) await sendWaiting(connect(await settings()));
});
events.notificationClicked((id) => openPage(`popup.html?in=tab&case=${encodeURIComponent(id)}`));

/** After a start nothing may be assumed: alarms are set anew, and what passed meanwhile is told. */
async function wake() {
  await speak((await settings()).language);
  addMenu("read", t("menu"));
  await remind(new Date());
  if ((await corrections.all()).length) await alarmAt(CORRECTIONS, Date.now());
}

/** Hand text to the side panel and open it: at once, for the browser allows it only right after the click. */
function show(asked, tab) {
  remember("asked", { ...asked, at: Date.now() });
  openPanel(tab);
}

async function remind(now) {
  const found = overdue(await cases.all(), now);
  if (found.length) await speak((await settings()).language);
  for (const due of found) {
    const words = due.kind === "promise" ? t("promiseBroken", due.quote) : t("shipByPassed");
    await notify(due.case.id, title(due.case), words);
    await cases.update(due.case.id, (one) => seen(one, now));
  }
  await schedule();
}
