// The main job in a real Firefox: install the build, open the popup, paste, analyze, read, open the sidebar.
// Run by test_firefox.py while the service runs: node firefox.mjs FIREFOX ZIP ID
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import puppeteer from "puppeteer-core";

const [firefox, zip, id] = process.argv.slice(2);
const UUID = "0c5f9f3e-7a54-4c1b-9d52-6f0c8a4e2b17"; // Firefox makes one up for each user; here it must be known
const HOME = `moz-extension://${UUID}`;
const PATIENCE_MS = 30_000;

/** Look until there is something to give: Firefox never reports to a driver that an extension's page has loaded. */
async function until(look) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(100)) {
    const seen = await look().catch(() => null);
    if (seen) return seen;
  }
  throw new Error(`waited in vain until ${look}`);
}

/** Give the tab in which the extension opened one of its own pages. */
async function opened(path) {
  for (const page of await browser.pages()) if ((await page.evaluate(() => location.href)) === `${HOME}/${path}`) return page;
  return null;
}

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: firefox,
  args: ["--remote-allow-system-access"], // since Firefox 153 a driver may open an extension's pages only so
  extraPrefsFirefox: { "extensions.webextensions.uuids": JSON.stringify({ [id]: UUID }) },
});
try {
  assert.equal(await browser.installExtension(zip), id);
  const welcome = await until(() => opened("welcome.html")); // the background's doing
  const page = await browser.newPage();
  page.goto(`${HOME}/popup.html`, { timeout: 0 }).catch(() => {});
  await until(() => page.evaluate(() => document.body.dataset.ready));
  await page.evaluate(() => {
    addEventListener("error", ({ message }) => (document.body.dataset.threw = message));
    addEventListener("unhandledrejection", ({ reason }) => (document.body.dataset.threw = reason));
  });
  await page.type("#text", "亲,这款没货了,您申请一下退款吧,理由选不想要了就行");
  await page.click("#analyze");
  await until(() => page.evaluate(() => document.querySelector("#answer:not([hidden]), #fault:not([hidden])") !== null));
  assert.equal(await page.$eval("#fault", (fault) => fault.textContent), "");
  assert.match(await page.$eval("#cause", (cause) => cause.textContent), /缺货/);
  assert.ok(await page.$(".reply"));
  assert.equal(await page.evaluate(() => document.body.dataset.threw), undefined);
  await page.click("#to-panel");
  await until(() => welcome.evaluate(() => globalThis.browser.sidebarAction.isOpen({})));
} finally {
  await browser.close();
}
