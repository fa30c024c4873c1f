import assert from "node:assert/strict";
import test from "node:test";

import { address, DEFAULTS, isLocal } from "../../extension/js/settings.js";
import { chance } from "./random.js";

function become(expected) {
  for (const [typed, server] of Object.entries(expected)) assert.equal(address(typed), server, JSON.stringify(typed));
}

function areNone(...typed) {
  for (const one of typed) assert.equal(address(one), null, JSON.stringify(one));
}

test("the standard address is an address already", () => {
  assert.equal(address(DEFAULTS.server), DEFAULTS.server);
  assert.ok(isLocal(DEFAULTS.server));
});

test("an address of this computer without a scheme gets http", () => {
  become({
    "127.0.0.1:8765": "http://127.0.0.1:8765",
    "127.0.0.1:8765/": "http://127.0.0.1:8765",
    "127.0.0.1": "http://127.0.0.1",
    "localhost": "http://localhost",
    "localhost:9000": "http://localhost:9000",
  });
});

test("this computer's name gets http however it is written", () => {
  become({ "LOCALHOST:8765": "http://localhost:8765", "Localhost": "http://localhost", "127。0。0。1:8765": "http://127.0.0.1:8765", "127.1:8765": "http://127.0.0.1:8765" });
});

test("another computer's address without a scheme gets https", () => {
  become({ "cuifa.example.org": "https://cuifa.example.org", "192.168.1.5:8765": "https://192.168.1.5:8765", "127.0.0.1.evil.com": "https://127.0.0.1.evil.com", "localhost.evil.com:1": "https://localhost.evil.com:1" });
});

test("a word without a dot and without a scheme is no address, unless it names this computer", () => {
  areNone("hello", "你好", "cuifa", "cuifa:8765", "example/org");
  assert.equal(address("https://cuifa:8765"), "https://cuifa:8765");
});

test("case, blanks around, a slash at the end and a standard port make no difference", () => {
  become({
    "HTTP://LOCALHOST:8765": "http://localhost:8765",
    " http://127.0.0.1:8765/\n": "http://127.0.0.1:8765",
    "https://cuifa.example.org/": "https://cuifa.example.org",
    "HTTPS://Cuifa.Example.Org:443/": "https://cuifa.example.org",
    "http://localhost:80": "http://localhost",
  });
});

test("https is fine anywhere, on this computer too", () => {
  become({ "https://127.0.0.1:8765": "https://127.0.0.1:8765" });
});

test("plain http to another computer is no address", () => {
  areNone("http://192.168.1.5:8765", "http://cuifa.example.org", "http://127.0.0.1.evil.com", "http://localhost.evil.com", "http://evil.com:127", "http://0.0.0.0:8765", "http://[::1]:8765", "http://127.0.0.2:8765");
});

test("a name or a password in front of the host is no address, whoever it looks like", () => {
  areNone("https://user:pw@x.org", "https://user@x.org", "http://user@127.0.0.1:8765", "127.0.0.1:8765@evil.com", "localhost@evil.com", "http://127.0.0.1:8765@evil.com", "127.0.0.1\\@evil.com");
});

test("a password without a name is no address either", () => {
  areNone("https://:pw@x.org");
});

test("a path, a search or a fragment is no address", () => {
  areNone("https://x.org/cuifa", "http://127.0.0.1:8765/api/v1", "127.0.0.1:8765/healthz", "https://x.org/?a", "https://x.org?a=1", "https://x.org/#a", "localhost#a");
});

test("another scheme is no address", () => {
  areNone("javascript:alert(1)", "javascript://127.0.0.1/%0aalert(1)", "ftp://127.0.0.1", "ws://localhost:8765", "file:///etc/passwd", "data:text/html,x", "chrome-extension://abc", "blob:https://x.org/1", "about:blank", "http:127.0.0.1:8765");
});

test("what is no address at all is none", () => {
  areNone("", " ", "\n", "::1", ":8765", "/", "http://", "https://", "https:///", "hello world", "127.0.0.1:port", "127.0.0.1:99999", "127.0.0.1:-1", "https://x .org", "http：//127.0.0.1：8765", "999.1.1.1", "%", "[", "https://[::1");
});

test("whatever is typed gives no address, or one that is safe and stays as it is", () => {
  const { one, several } = chance(7);
  const parts = ["http", "https", "HTTP", "://", ":", "/", "//", "127.0.0.1", "localhost", "LOCALHOST", "@", "x.org", "\\", "?", "#", " ", "\t", "\n", "[::1]", "8765", "javascript:", "%00", "。", "user", "一", ".", "-", "\0", "\ud83d"];
  let found = 0;
  for (let round = 0; round < 5000; round++) {
    const typed = several(6, () => one(parts)).join("");
    const server = address(typed);
    if (server === null) continue;
    found++;
    const { protocol, hostname, origin } = new URL(server);
    assert.equal(server, origin, typed);
    assert.ok(protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "localhost"].includes(hostname)), typed);
    assert.equal(address(server), server, typed);
  }
  assert.ok(found > 100);
});

test("a server runs on this computer where its host is this computer's, and not where it only looks so", () => {
  for (const server of ["http://127.0.0.1:8765", "http://localhost", "https://localhost:1", "https://127.0.0.1"]) assert.ok(isLocal(server), server);
  for (const server of ["https://127.0.0.1.evil.com", "https://localhost.evil.com", "https://x.org", "https://192.168.1.5:8765", "https://127.0.0.1@evil.com"]) assert.ok(!isLocal(server), server);
});
