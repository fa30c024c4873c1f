import assert from "node:assert/strict";
import test from "node:test";

import { connect, Fault } from "../../extension/js/server.js";
import { AWKWARD, chance } from "./random.js";
import { deserted, fault, json, page, redirect, runningOut, served } from "./served.js";

/** Give the fault in which a question ends. */
async function faultOf(asking) {
  const found = await asking.then((answer) => assert.fail(`answered ${JSON.stringify(answer)}`), (error) => error);
  assert.ok(found instanceof Fault, String(found));
  return found;
}

/** Every question, with an answer that the server gives to it. */
const QUESTIONS = [
  { name: "analyze", method: "POST", url: "/api/v1/analyze", ask: (service) => service.analyze({ text: "没货了" }), sent: { text: "没货了" }, answer: { advice: {}, reading: {} } },
  { name: "checkReply", method: "POST", url: "/api/v1/check-reply", ask: (service) => service.checkReply("请发货"), sent: { text: "请发货" }, answer: { ok: true, issues: [] } },
  { name: "complaint", method: "POST", url: "/api/v1/complaint", ask: (service) => service.complaint({ platform: "jd" }), sent: { platform: "jd" }, answer: { texts: {} } },
  { name: "correct", method: "POST", url: "/api/v1/corrections", ask: (service) => service.correct({ id: "a" }), sent: { id: "a" }, answer: { masked: "没货了" } },
  { name: "labels", method: "GET", url: "/api/v1/labels", ask: (service) => service.labels(), answer: { cause: [] } },
  { name: "health", method: "GET", url: "/healthz", ask: (service) => service.health(), answer: { service: "cuifa", version: "0.2.0" } },
  { name: "ready", method: "GET", url: "/readyz", ask: (service) => service.ready(), answer: { status: "ready" } },
];
const HOLDING = QUESTIONS.filter(({ name }) => !["health", "ready"].includes(name));

for (const { name, method, url, ask, sent, answer } of QUESTIONS) {
  test(`${name} asks its own address and gives what the server answers`, async (t) => {
    const { address, asked } = await served(t, json(answer));
    assert.deepEqual(await ask(connect({ server: address })), answer);
    const [{ headers, body, ...line }, ...others] = asked;
    assert.deepEqual([line, others], [{ method, url }, []]);
    assert.equal(headers.accept, "application/json");
    assert.equal(headers["content-type"], sent && "application/json");
    assert.deepEqual(body && JSON.parse(body), sent ?? "");
  });
}

test("emoji and half emoji arrive as they were sent", async (t) => {
  const { address, asked } = await served(t, json({ issues: [] }));
  await connect({ server: address }).checkReply("亲😀\ud83d");
  assert.deepEqual(JSON.parse(asked[0].body), { text: "亲😀\ud83d" });
});

test("a complaint in Markdown is asked for as such and given as it comes, even where it looks like JSON", async (t) => {
  const { address, asked } = await served(t, (request, response) => response.end("[投诉](x)\n# 😀"));
  assert.equal(await connect({ server: address }).complaintMarkdown({ platform: "jd" }), "[投诉](x)\n# 😀");
  assert.equal(asked[0].headers.accept, "text/markdown");
});

test("a fault of a complaint in Markdown is the server's own", async (t) => {
  const { address } = await served(t, fault(422, "unknown_platform", "不认识这个平台。"));
  assert.equal((await faultOf(connect({ server: address }).complaintMarkdown({}))).code, "unknown_platform");
});

test("taking a correction back needs no answer, and an id cannot lead to another address", async (t) => {
  const { address, asked } = await served(t, (request, response) => response.writeHead(204).end());
  assert.ok(!(await connect({ server: address }).takeBack("../a b?c#d/催")));
  assert.equal(asked[0].method, "DELETE");
  assert.equal(decodeURIComponent(asked[0].url.replace("/api/v1/corrections/", "")), "../a b?c#d/催");
  assert.equal(asked[0].url.split("/").length, 5);
});

test("a token goes along with every question, and without one none does", async (t) => {
  const { address, asked } = await served(t, (request, response) => json(QUESTIONS.find(({ url }) => url === request.url).answer)(request, response));
  for (const { ask } of QUESTIONS) await ask(connect({ server: address, token: "abc-123_~" }));
  assert.ok(asked.every(({ headers }) => headers.authorization === "Bearer abc-123_~"));
  for (const settings of [{}, { token: "" }]) await connect({ server: address, ...settings }).labels();
  assert.ok(asked.slice(-2).every(({ headers }) => !("authorization" in headers)));
});

test("a token that no header can hold is not called a server that is down", async (t) => {
  const { address } = await served(t, json({ cause: [] }));
  assert.notEqual((await faultOf(connect({ server: address, token: "密码" }).labels())).code, "unreachable");
});

// — the server's own faults —

test("the server's fault comes with its code, its words and its hint", async (t) => {
  const { address } = await served(t, fault(413, "text_too_long", "文字太长了。", "最多 20000 个。"));
  const { code, told, hint } = await faultOf(connect({ server: address }).analyze({}));
  assert.deepEqual([code, told, hint], ["text_too_long", "文字太长了。", "最多 20000 个。"]);
});

test("a fault without a hint has an empty one, and one without words an empty sentence", async (t) => {
  const bodies = [{ error: { code: "internal", message: "出错了。", hint: null } }, { error: { code: "internal", message: "出错了。" } }, { error: { code: "internal" } }];
  const { address } = await served(t, (request, response) => json(bodies.shift(), 500)(request, response));
  const service = connect({ server: address });
  for (const words of ["出错了。", "出错了。", ""]) {
    const { code, told, hint } = await faultOf(service.analyze({}));
    assert.deepEqual([code, told, hint], ["internal", words, ""]);
  }
});

test("a fault is a fault whatever its status says", async (t) => {
  for (const status of [400, 401, 403, 404, 429, 500, 503]) {
    const { address } = await served(t, fault(status, "some_code"));
    assert.equal((await faultOf(connect({ server: address }).analyze({}))).code, "some_code", String(status));
  }
});

test("an error code that is a number is another program's, not cuifa's", async (t) => {
  const { address } = await served(t, json({ error: { code: 404, message: "Not Found", status: "NOT_FOUND" } }, 404));
  assert.equal((await faultOf(connect({ server: address }).health())).code, "not_cuifa");
});

test("an error whose words are no text is a Fault all the same", async (t) => {
  const { address } = await served(t, json({ error: { code: "x", message: { toString: 1, valueOf: 1 } } }, 500));
  await faultOf(connect({ server: address }).health());
});

// — another program —

test("a web page, whatever its status, is another program's", async (t) => {
  for (const status of [200, 401, 404, 500, 502]) {
    const { address } = await served(t, page(status));
    for (const { name, ask } of QUESTIONS) assert.equal((await faultOf(ask(connect({ server: address })))).code, "not_cuifa", `${name} ${status}`);
  }
});

test("JSON without what was asked for is another program's", async (t) => {
  for (const body of [null, true, 0, 1, "", "cuifa", [], {}, { status: "ok" }, { error: null }]) {
    const { address } = await served(t, json(body));
    for (const { name, ask } of HOLDING) assert.equal((await faultOf(ask(connect({ server: address })))).code, "not_cuifa", `${name} ${JSON.stringify(body)}`);
  }
});

test("no words at all where words were asked for are another program's", async (t) => {
  const { address } = await served(t, (request, response) => response.end());
  for (const { name, ask } of HOLDING) assert.equal((await faultOf(ask(connect({ server: address })))).code, "not_cuifa", name);
});

test("an error without a code of cuifa's kind is another program's", async (t) => {
  for (const body of [null, [], "no", { error: "not found" }, { error: {} }, { error: { message: "no" } }, { error: { code: "" } }, { code: "no_model" }, { detail: "Not Found" }]) {
    const { address } = await served(t, json(body, 404));
    assert.equal((await faultOf(connect({ server: address }).analyze({}))).code, "not_cuifa", JSON.stringify(body));
  }
});

test("JSON that breaks off in its middle is another program's", async (t) => {
  const { address } = await served(t, (request, response) => response.end('{"advice": {'));
  assert.equal((await faultOf(connect({ server: address }).analyze({}))).code, "not_cuifa");
});

test("a redirect is not followed: neither the text nor the token goes elsewhere", async (t) => {
  const elsewhere = await served(t, json({ advice: {} }));
  for (const status of [301, 302, 303, 307, 308]) {
    const { address } = await served(t, (request, response) => response.writeHead(status, { Location: `${elsewhere.address}/api/v1/analyze` }).end());
    assert.equal((await faultOf(connect({ server: address, token: "abc" }).analyze({ text: "没货了" }))).code, "not_cuifa", String(status));
  }
  const { address } = await served(t, redirect("/healthz/"));
  assert.equal((await faultOf(connect({ server: address }).health())).code, "not_cuifa");
  assert.deepEqual(elsewhere.asked, []);
});

// — no answer —

test("where nothing listens the server is unreachable", async (t) => {
  assert.equal((await faultOf(connect({ server: await deserted(t) }).analyze({}))).code, "unreachable");
});

test("where the connection breaks off before or within the answer the server is unreachable", async (t) => {
  const before = await served(t, (request) => request.socket.destroy());
  assert.equal((await faultOf(connect({ server: before.address }).analyze({}))).code, "unreachable");
  const within = await served(t, (request, response) => {
    response.writeHead(200, { "Content-Length": 100 });
    response.write('{"advice":', () => request.socket.destroy());
  });
  assert.equal((await faultOf(connect({ server: within.address }).analyze({}))).code, "unreachable");
});

test("where no answer comes in time it is a timeout", async (t) => {
  const time = runningOut(t);
  const { address } = await served(t, () => time.end());
  assert.equal((await faultOf(connect({ server: address }).analyze({}))).code, "timeout");
});

test("where the answer begins in time and does not end in time it is a timeout", async (t) => {
  const time = runningOut(t);
  const { address } = await served(t, (request, response) => response.writeHead(200).write('{"advice":', () => time.end()));
  assert.equal((await faultOf(connect({ server: address }).analyze({}, new AbortController().signal))).code, "timeout");
});

test("where somebody waits for a test of the server it is given up sooner than a reading", async (t) => {
  const { address } = await served(t, json({ advice: {} }));
  const { limits } = runningOut(t);
  const service = connect({ server: address });
  for (const ask of [() => service.analyze({}), () => service.health(), () => service.ready()]) await ask();
  const [reading, health, ready] = limits;
  assert.ok(health < reading && ready < reading);
  assert.ok(health > 0 && reading <= 60_000);
});

test("a question that is stopped is cancelled, before it is asked, while it waits, and within its answer", async (t) => {
  const stop = new AbortController();
  const { address, asked } = await served(t, () => stop.abort());
  assert.equal((await faultOf(connect({ server: address }).analyze({}, AbortSignal.abort()))).code, "cancelled");
  assert.deepEqual(asked, []);
  assert.equal((await faultOf(connect({ server: address }).checkReply("一", stop.signal))).code, "cancelled");
  const late = new AbortController();
  const slow = await served(t, (request, response) => response.writeHead(200).write('{"advice":', () => late.abort()));
  assert.equal((await faultOf(connect({ server: slow.address }).analyze({}, late.signal))).code, "cancelled");
});

test("a question that is stopped does not stop the next one", async (t) => {
  const { address } = await served(t, json({ advice: {} }));
  const service = connect({ server: address });
  await faultOf(service.analyze({}, AbortSignal.abort()));
  assert.deepEqual(await service.analyze({}, new AbortController().signal), { advice: {} });
});

test("whatever a program answers, a question ends in an answer that holds what was asked for or in a Fault", async (t) => {
  const { below, one, several } = chance(17);
  const value = (depth) => one([() => null, () => below(3), () => one(AWKWARD), () => several(2, () => value(depth - 1)), () => (depth > 0 ? Object.fromEntries(several(3, () => [one(["error", "code", "hint", "advice", ...AWKWARD]), value(depth - 1)])) : {})])();
  const { address } = await served(t, (request, response) => {
    const text = JSON.stringify(one([value(3), { error: { code: one(AWKWARD), message: one(AWKWARD), hint: one(AWKWARD) } }]));
    response.writeHead(one([200, 200, 201, 204, 400, 404, 500]), { "Content-Type": one(["application/json", "text/html", "image/png"]) }).end(below(3) ? text : text.slice(below(text.length)));
  });
  const service = connect({ server: address });
  for (let round = 0; round < 150; round++) {
    await service.analyze({}).then((answer) => assert.notEqual(answer.advice, undefined), (error) => assert.ok(error instanceof Fault, String(error)));
  }
});
