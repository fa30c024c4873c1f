// Servers for one test each, on a free port of this computer.

import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";

/**
 * Serve until the test ends. Gives the address and what was asked: {method, url, headers, body}.
 *
 * @param {object} t the test's context
 * @param {(request: object, response: object) => void} answer is called when a question has been read
 */
export async function served(t, answer) {
  const asked = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    asked.push({ method: request.method, url: request.url, headers: request.headers, body });
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => (server.close(), server.closeAllConnections()));
  return { address: `http://127.0.0.1:${server.address().port}`, asked };
}

/** Give an address of this computer where nothing listens: its port is taken until the test ends, by the near end of a connection. */
export async function deserted(t) {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const connection = connect(server.address().port, "127.0.0.1");
  await once(connection, "connect");
  t.after(() => (connection.destroy(), server.close(), server.closeAllConnections()));
  return `http://127.0.0.1:${connection.localPort}`;
}

/** Answer with JSON. */
export const json = (body, status = 200) => (request, response) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));

/** Answer with a web page. */
export const page = (status = 200) => (request, response) => response.writeHead(status, { "Content-Type": "text/html" }).end("<!doctype html><title>Router</title>");

/** Answer with cuifa's error body. */
export const fault = (status, code, message = "不行。", hint = null) => json({ error: { code, message, field: null, hint } }, status);

/** Send the reader elsewhere. */
export const redirect = (location) => (request, response) => response.writeHead(302, { Location: location }).end();

/** Let every request's time run out when the returned function is called, and note the times that were set. */
export function runningOut(t) {
  const control = new AbortController();
  const limits = [];
  t.mock.method(AbortSignal, "timeout", (limit) => (limits.push(limit), control.signal));
  return { limits, end: () => control.abort(new DOMException("", "TimeoutError")) };
}
