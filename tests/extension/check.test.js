import assert from "node:assert/strict";
import test from "node:test";

import { OLDEST, reaches, test as check } from "../../extension/js/check.js";
import { deserted, fault, json, page, redirect, runningOut, served } from "./served.js";

const HEALTHY = { status: "ok", service: "cuifa", version: OLDEST };
const always = async () => true;

/** Serve cuifa: answer what only tells health, and what tells readiness. */
const cuifa = (t, health = json(HEALTHY), ready = json({ status: "ready", model: "1" })) => served(t, (request, response) => (request.url === "/healthz" ? health : ready)(request, response));

/** Test an address of this computer. */
const result = async (address, token = "") => (await check(address, token, always)).result;

// — versions —

test("a version reaches itself and those before it, number by number", () => {
  const rising = ["0.0.1", "0.1.9", "0.1.10", "0.2.0", "0.2.1", "0.9.9", "0.10.0", "0.10.2", "1.0.0", "1.2.0", "9.0.0", "10.0.0"];
  rising.forEach((have, i) => rising.forEach((needed, j) => assert.equal(reaches(have, needed), i >= j, `${have} for ${needed}`)));
});

test("parts that are left out are zero, and parts beyond the third do not matter", () => {
  for (const have of ["0.2", "1", "0.2.0.0", "0.2.0.1"]) assert.ok(reaches(have, "0.2.0"), have);
  for (const have of ["0", "0.1", "0.1.9.9"]) assert.ok(!reaches(have, "0.2.0"), have);
  assert.ok(reaches("0.2.0", "0.2") && !reaches("0.1.9", "0.2"));
});

test("what is added to a version does not matter", () => {
  for (const have of ["0.2.0+local", "0.2.0-dev", "0.2.0.post1", "0.2.0.dev3", "0.3.0rc1", "0.3.0a1"]) assert.ok(reaches(have, "0.2.0"), have);
});

test("a version in trial of a release after the one needed reaches it", () => {
  assert.ok(reaches("0.2.1rc1", "0.2.0"));
});

test("what is no version reaches nothing", () => {
  for (const have of ["", "x", "unknown", "v0.2.0", "-1", "0.x.0", "NaN"]) assert.ok(!reaches(have, "0.2.0"), have);
});

// — what is typed —

test("nonsense is a wrong address: neither the browser nor any server is asked", async (t) => {
  const ask = t.mock.method(globalThis, "fetch");
  for (const typed of ["", " ", "hello world", "::1", "javascript:alert(1)", "http://192.168.1.5:8765", "https://user:pw@x.org", "http://127.0.0.1.evil.com", "127.0.0.1:99999"])
    assert.deepEqual(await check(typed, "", () => assert.fail("the browser was asked")), { result: "wrong_address" }, typed);
  assert.equal(ask.mock.callCount(), 0);
});

test("where the browser does not allow the address it is blocked, and the server is not asked", async (t) => {
  const { address, asked } = await cuifa(t);
  const allowed = [];
  assert.deepEqual(await check(`${address}/`, "", async (server) => (allowed.push(server), false)), { result: "blocked", server: address });
  assert.deepEqual([allowed, asked], [[address], []]);
});

// — what answers —

test("cuifa with a model is ready, and its version is told", async (t) => {
  const { address } = await cuifa(t, json({ ...HEALTHY, version: "0.10.0", more: "tomorrow" }));
  assert.deepEqual(await check(address, "", always), { result: "ready", server: address, version: "0.10.0" });
});

test("an address typed without scheme and with a slash is tested as it will be used", async (t) => {
  const { address } = await cuifa(t);
  assert.deepEqual(await check(` ${address.slice("http://".length)}/ `, "", always), { result: "ready", server: address, version: OLDEST });
});

test("the token goes along with the test", async (t) => {
  const { address, asked } = await cuifa(t);
  await check(address, "abc", always);
  assert.ok(asked.length && asked.every(({ headers }) => headers.authorization === "Bearer abc"));
});

test("where nothing listens on this computer it is not running", async (t) => {
  const address = await deserted(t);
  assert.deepEqual(await check(address, "", always), { result: "not_running", server: address });
});

test("where the server of this computer does not answer in time it is not running", async (t) => {
  const time = runningOut(t);
  const { address } = await served(t, () => time.end());
  assert.equal(await result(address), "not_running");
});

test("where another computer is not found the address is wrong", async (t) => {
  t.mock.method(globalThis, "fetch", async () => Promise.reject(new TypeError("fetch failed")));
  assert.deepEqual(await check("cuifa.example.org", "", always), { result: "wrong_address", server: "https://cuifa.example.org" });
});

test("where another computer does not answer in time nobody is told to start a server here", async (t) => {
  const time = runningOut(t);
  t.mock.method(globalThis, "fetch", async (url, { signal }) => (time.end(), Promise.reject(signal.reason)));
  assert.notEqual((await check("https://cuifa.example.org", "", always)).result, "not_running");
});

test("a web page, an empty answer or JSON of something else is another program's", async (t) => {
  const answers = { page: page(), "page not found": page(404), empty: (request, response) => response.end(), list: json([]), text: json("cuifa"), null: json(null), health: json({ status: "ok" }), "another service": json({ ...HEALTHY, service: "grafana" }), "an error": json({ detail: "Not Found" }, 404) };
  for (const [name, answer] of Object.entries(answers)) {
    const { address } = await served(t, answer);
    assert.deepEqual(await check(address, "", always), { result: "another_program", server: address }, name);
  }
});

test("a redirect is another program's and is not followed, even to cuifa", async (t) => {
  const real = await cuifa(t);
  const { address } = await served(t, redirect(`${real.address}/healthz`));
  assert.equal(await result(address, "abc"), "another_program");
  assert.deepEqual(real.asked, []);
});

test("an error with a number for a code, as many programs give, is another program's", async (t) => {
  const { address } = await served(t, json({ error: { code: 404, message: "Not Found" } }, 404));
  assert.equal(await result(address), "another_program");
});

test("a page where cuifa should say whether it is ready is another program's", async (t) => {
  const { address } = await cuifa(t, json(HEALTHY), page(502));
  assert.equal(await result(address), "another_program");
});

test("a server from before this extension is too old, and its version is told", async (t) => {
  for (const version of ["0.1.0", "0.1.10", "0.0.9", "nonsense"]) {
    const { address } = await cuifa(t, json({ ...HEALTHY, version }));
    assert.deepEqual(await check(address, "", always), { result: "too_old", server: address, version });
  }
});

test("a server that calls itself cuifa and tells no version is too old or another program", async (t) => {
  for (const version of [undefined, null, 2, {}]) {
    const { address } = await cuifa(t, json({ ...HEALTHY, version }));
    assert.ok(["too_old", "another_program"].includes(await result(address)), String(version));
  }
});

test("cuifa without a model says so", async (t) => {
  const { address } = await cuifa(t, json(HEALTHY), fault(503, "no_model"));
  const found = await check(address, "", always);
  assert.deepEqual([found.result, found.server], ["no_model", address]);
});

test("a server that does not take the token has refused", async (t) => {
  for (const code of ["wrong_token", "forbidden", "code_of_tomorrow"]) {
    const { address } = await served(t, fault(401, code));
    assert.deepEqual(await check(address, "", always), { result: "refused", server: address }, code);
  }
});

test("a server that does not go by this name was given a wrong address", async (t) => {
  const { address } = await served(t, fault(403, "wrong_host"));
  assert.deepEqual(await check(address, "", always), { result: "wrong_address", server: address });
});

test("a server that does not admit this extension is blocked", async (t) => {
  const { address } = await served(t, fault(403, "wrong_origin"));
  assert.deepEqual(await check(address, "", always), { result: "blocked", server: address });
});

test("an error code that every object knows has refused like any other", async (t) => {
  for (const code of ["toString", "constructor", "hasOwnProperty", "__proto__"]) {
    const { address } = await served(t, fault(403, code));
    assert.equal(await result(address), "refused", code);
  }
});
