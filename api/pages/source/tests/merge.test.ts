import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { NOTHING, withConfirmed, withValue } from "../review/draft";
import { merged, settledDraft } from "../review/merge";
import { answerWith, field } from "./sample";

const before = answerWith({ total: field("1.00"), tax: field("0.10"), remarks: field("") });

test("what one person changed is kept, what both changed is asked", () => {
  const mine = withValue(withValue(NOTHING, "total", "2.00", "1.00"), "remarks", "mine", "");
  const now = answerWith({ total: field("3.00"), tax: field("0.20"), remarks: field("") });
  const merge = merged(before, mine, now);
  deepEqual(merge.conflicts, [{ field: "total", before: "1.00", mine: "2.00", theirs: "3.00" }]);
  deepEqual(merge.taken, ["tax"]);
  deepEqual(settledDraft(merge, new Map([["total", true]])).values, { remarks: "mine", total: "2.00" });
  deepEqual(settledDraft(merge, new Map([["total", false]])).values, { remarks: "mine" });
});

test("what both changed alike is settled", () => {
  const merge = merged(before, withValue(NOTHING, "total", "3.00", "1.00"), answerWith({ total: field("3.00"), tax: field("0.10") }));
  deepEqual([merge.conflicts, merge.draft.values], [[], {}]);
});

test("what I confirmed and they changed is not confirmed", () => {
  const merge = merged(before, withConfirmed(withConfirmed(NOTHING, "tax"), "total"), answerWith({ total: field("1.00"), tax: field("0.20") }));
  deepEqual(merge.draft.confirmed, ["total"]);
});

test("lines that both changed are asked as a whole", () => {
  const mine = { ...NOTHING, items: [{ name: "mine" }] };
  const merge = merged(answerWith({}, [{ name: "was" }]), mine, answerWith({}, [{ name: "theirs" }]));
  equal(merge.draft.items, null);
  deepEqual(settledDraft(merge, new Map([["items", true]])).items, [{ name: "mine" }]);
  deepEqual(merged(answerWith({}, [{ name: "was" }]), mine, answerWith({}, [{ name: "was" }])).draft.items, [{ name: "mine" }]);
});
