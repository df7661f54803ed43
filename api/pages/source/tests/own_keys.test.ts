import assert from "node:assert/strict";
import { test } from "node:test";
import type { Binding } from "../ground/keys";
import { WrongKeys, keysFile, readKeys, withOwnKeys } from "../review/own_keys";

const BINDINGS: Binding[] = [["Ctrl+Enter"], ["+", "="], ["P"], ["Alt+ArrowDown"]].map((keys) => ({ keys, meaning: "", run: () => true }));

test("what is written down is read again, and own keys take the places of the usual ones", () => {
  const own = readKeys(keysFile(BINDINGS, { P: ["Ctrl+Shift+P"] }), BINDINGS);
  assert.deepEqual(withOwnKeys(BINDINGS, own).map(({ keys }) => keys), [["Ctrl+Enter"], ["+", "="], ["Ctrl+Shift+P"], ["Alt+ArrowDown"]]);
  assert.deepEqual(withOwnKeys(BINDINGS, {}), BINDINGS);
});

for (const [what, text] of Object.entries({
  "no JSON": "P",
  "a list": "[]",
  "an unknown key": '{"Q": ["A"]}',
  "no key at all": '{"P": []}',
  "no chord": '{"P": ["Ctrl Enter"]}',
  "a key that does something else": '{"P": ["="]}',
})) {
  test(`${what} is refused`, () => assert.throws(() => readKeys(text, BINDINGS), WrongKeys));
}
