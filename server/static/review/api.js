// The only module that talks to the service: JSON in, JSON out, each fault with its code and its words.

const API = "/api/v1";
const CSRF = () => document.querySelector("meta[name=csrf]").content;

/** A fault in words; `body` is the whole answer, for what it holds beside the error. */
export class Fault extends Error {
  constructor(code, message, hint = "", body = {}) {
    super(message);
    Object.assign(this, { code, hint, body });
  }
}

async function ask(path, { method = "GET", body, signal } = {}) {
  const headers = { Accept: "application/json", "X-CSRF-Token": CSRF(), ...(body ? { "Content-Type": "application/json" } : {}) };
  const response = await fetch(API + path, { method, headers, body: body && JSON.stringify(body), signal }).catch((fault) => {
    if (fault.name === "AbortError") throw fault;
    throw new Fault("unreachable", "连不上催发服务。", "看看它是不是还在运行，再试一次。");
  });
  const text = await response.text();
  const answer = text ? parsed(text) : {};
  if (response.ok && answer) return answer;
  const { code = "unknown", message = "催发服务出错了。", hint } = answer?.error ?? {};
  throw new Fault(code, message, hint ?? "", answer ?? {});
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const id = encodeURIComponent;

/** What the service can be asked. */
export const api = {
  labels: () => ask("/labels"),
  corrections: (query, signal) => ask(`/corrections?${new URLSearchParams(query)}`, { signal }),
  decide: (correction, change) => ask(`/corrections/${id(correction)}`, { method: "PATCH", body: change }),
  addMessages: (body) => ask("/messages", { method: "POST", body }),
  importFile: (body) => ask("/import", { method: "POST", body }),
  asking: () => ask("/asking"),
  train: () => ask("/train", { method: "POST", body: {} }),
  runs: () => ask("/train"),
  cancel: (run) => ask(`/train/${id(run)}/cancel`, { method: "POST", body: {} }),
  models: () => ask("/models"),
  activate: (version, overrule) => ask(`/models/${id(version)}/activate`, { method: "POST", body: overrule ? { overrule } : {} }),
  rollback: () => ask("/models/rollback", { method: "POST", body: {} }),
  causes: () => ask("/causes"),
  putCause: (cause, told) => ask(`/causes/${id(cause)}`, { method: "PUT", body: told }),
  deleteCause: (cause) => ask(`/causes/${id(cause)}`, { method: "DELETE" }),
};

/** Listen to a run: `then` is called with it at each change, until it has ended. The browser reconnects by itself. */
export function follow(run, then) {
  const source = new EventSource(`${API}/train/${id(run)}`);
  source.addEventListener("message", ({ data }) => {
    const now = JSON.parse(data);
    if (now.ended_at) source.close();
    then(now);
  });
  return source;
}
