import assert from "node:assert/strict";
import test from "node:test";

import { t as say } from "../../extension/js/i18n.js";

test("a key without words is said as it stands, also before any words are loaded", () => {
  assert.equal(say("no_such_key"), "no_such_key");
  assert.equal(say(""), "");
});

test("a key that every object knows is a key like any other", () => {
  for (const key of ["toString", "constructor", "__proto__"]) assert.equal(say(key), key);
});
