import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import type { DoubtfulDigit } from "../drawn/schemas";
import { digitKey, settledFields } from "../review/digit_sheet";

const digit = (invoice_id: string, field: string, place: number): DoubtfulDigit => ({ invoice_id, document_id: "d", version: 1, field, value: "18", place, others: ["3"], page: 1, box: [] });

test("a field is settled once all of its doubtful digits are right", () => {
  const all = [digit("a", "total", 0), digit("a", "total", 1), digit("a", "tax", 0), digit("b", "total", 0)];
  const right = new Set([all[0], all[2]].map((each) => digitKey(each as DoubtfulDigit)));
  deepEqual([...settledFields(right, all)], [["a", ["tax"]]]);
  right.add(digitKey(all[1] as DoubtfulDigit));
  deepEqual([...settledFields(right, all)], [["a", ["total", "tax"]]]);
});
