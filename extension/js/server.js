// The only module that talks to the server.

const PATIENCE_MS = 15_000;
const READ_BY_PEOPLE = 3_000;

/** A fault with a stable code; `told` and `hint` are the server's own words where it gave any. */
export class Fault extends Error {
  constructor(code, told = "", hint = "") {
    super(told || code);
    Object.assign(this, { code, hint, told });
  }
}

/**
 * Make the questions that a server answers. Each throws a Fault: unreachable, timeout, cancelled, not_cuifa, or the
 * server's own code.
 *
 * @param {{server: string, token?: string}} settings
 */
export function connect({ server, token = "" }) {
  const ask = async (path, { body, method = body ? "POST" : "GET", accept = "application/json", signal, patience = PATIENCE_MS } = {}) => {
    if (!/^[\x21-\x7e]*$/.test(token)) throw new Fault("wrong_token");
    const headers = { Accept: accept, ...(body ? { "Content-Type": "application/json" } : {}), ...(token ? { Authorization: `Bearer ${token}` } : {}) };
    const limit = AbortSignal.timeout(patience);
    const answer = {};
    try {
      const response = await fetch(server + path, {
        method,
        headers,
        body: body && JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
        credentials: "omit",
        redirect: "manual",
        cache: "no-store",
      });
      answer.ok = response.ok;
      answer.text = await response.text();
    } catch {
      throw new Fault(signal?.aborted ? "cancelled" : limit.aborted ? "timeout" : "unreachable");
    }
    if (answer.ok && (accept !== "application/json" || !answer.text)) return answer.text;
    const parsed = parse(answer.text);
    if (answer.ok && parsed) return parsed;
    const { code, message, hint } = parsed?.error ?? {};
    if (typeof code !== "string" || !code) throw new Fault("not_cuifa");
    throw new Fault(code, words(message), words(hint));
  };
  const holding = (key) => (answer) => {
    if (answer?.[key] === undefined) throw new Fault("not_cuifa");
    return answer;
  };
  return {
    analyze: (question, signal) => ask("/api/v1/analyze", { body: question, signal }).then(holding("advice")),
    checkReply: (text, signal) => ask("/api/v1/check-reply", { body: { text }, signal }).then(holding("issues")),
    complaint: (told) => ask("/api/v1/complaint", { body: told }).then(holding("texts")),
    complaintMarkdown: (told) => ask("/api/v1/complaint", { body: told, accept: "text/markdown" }),
    correct: (correction) => ask("/api/v1/corrections", { body: correction }).then(holding("masked")),
    takeBack: (id) => ask(`/api/v1/corrections/${encodeURIComponent(id)}`, { method: "DELETE" }),
    labels: () => ask("/api/v1/labels").then(holding("cause")),
    health: () => ask("/healthz", { patience: READ_BY_PEOPLE }),
    ready: () => ask("/readyz", { patience: READ_BY_PEOPLE }),
  };
}

function words(value) {
  return typeof value === "string" ? value : "";
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
