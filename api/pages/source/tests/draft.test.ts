import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { NOTHING, begun, isNothing, redone, stepped, undone, withItems, withValue, without } from "../review/draft";

test("what is put back to what stood is no change, and yet confirmed", () => {
  const draft = withValue(withValue(NOTHING, "total", "2.00", "1.00"), "total", "1.00", "1.00");
  deepEqual(draft, { values: {}, confirmed: ["total"], items: null });
  equal(isNothing(without(draft, "total")), true);
});

test("steps are undone and done again in order, and a new step ends what was undone", () => {
  const [one, two, other] = ["1", "2", "3"].map((value) => withValue(NOTHING, "total", value, ""));
  const course = stepped(stepped(begun(NOTHING), one!), two!);
  equal(undone(undone(undone(course))).now, NOTHING);
  equal(redone(undone(course)).now, two);
  const parted = stepped(undone(course), other!);
  equal(redone(parted), parted);
  equal(stepped(course, { ...two! }), course, "nothing new is no step");
});

test("lines are compared by their cells, whether empty ones are named or not", () => {
  const standing = [{ name: "纸", unit: "" }];
  equal(withItems(NOTHING, [{ name: "纸" }], standing).items, null);
  equal(withItems(NOTHING, [{ name: "纸" }, { name: "" }], standing).items?.length, 2);
});
