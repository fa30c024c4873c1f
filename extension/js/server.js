// The only module that talks to the server.

export const SERVER = "http://127.0.0.1:8765";
const PATIENCE_MS = 15_000;

/** A fault with a stable code; `message` and `hint` are the server's own words where it gave any. */
export class Fault extends Error {
  constructor(code, message = "", hint = "") {
    super(message || code);
    Object.assign(this, { code, hint, told: message });
  }
}

/** Ask for a reading and advice. Throws a Fault: unreachable, timeout, not_cuifa, or the server's own code. */
export async function analyze(question, { server = SERVER, patience = PATIENCE_MS } = {}) {
  let response;
  try {
    response = await fetch(`${server}/api/v1/analyze`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(question),
      signal: AbortSignal.timeout(patience),
      credentials: "omit",
    });
  } catch (error) {
    throw new Fault(error.name === "TimeoutError" ? "timeout" : "unreachable");
  }
  let body;
  try {
    body = await response.json();
  } catch {
    throw new Fault("not_cuifa");
  }
  if (response.ok && body?.reading && body?.advice) return body;
  if (body?.error?.code) throw new Fault(body.error.code, body.error.message, body.error.hint ?? "");
  throw new Fault("not_cuifa");
}
