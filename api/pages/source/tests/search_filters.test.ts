// What is searched for, between the address, the inputs and the service.

import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { dayOfMoment, momentOfDay, placeOf, queryOf, searchOf, soughtNumber, tidied, withFilter } from "../search/filters";

test("a link brings others to the same page of the same search", () => {
  const filters = { text: ["望潮 & 商贸"], state: ["in_review", "approved"], total_from: ["100"] };
  const there = placeOf(searchOf(filters, "0190"));
  deepEqual(there, { filters, cursor: "0190" });
  equal(searchOf({}), "");
  deepEqual(placeOf("?lang=en&state=&kind=taxi"), { filters: { kind: ["taxi"] }, cursor: null });
});

test("the service is asked for single values and lists as it takes them", () => {
  deepEqual(queryOf({ kind: ["taxi"], text: ["1"], deleted: ["true"] }, { limit: 5 }), { text: "1", kind: ["taxi"], state: undefined, deleted: true, limit: 5 });
});

test("a filter without values is taken away", () => {
  deepEqual(withFilter({ text: ["1"], code: ["2"] }, "code", []), { text: ["1"] });
  deepEqual(withFilter({ text: ["1"] }, "text", ["3"]), { text: ["3"] });
});

test("numbers are found as people write them, and names keep their blanks", () => {
  equal(tidied(" 2411 2000-0000　0000 4711 "), "24112000000000004711");
  equal(tidied("２４１１２０００"), "24112000");
  equal(tidied(" 青禾  云图 "), "青禾 云图");
});

test("only what looks like a number asks why it is not here", () => {
  for (const [text, number] of [["24112000", "24112000"], ["Z12F001234", "Z12F001234"], ["望潮", ""], ["123", ""]] as const) equal(soughtNumber({ text: [text] }), number);
  equal(soughtNumber({ number: ["12345678"], text: ["望潮"] }), "12345678");
});

test("days are those of Beijing", () => {
  equal(momentOfDay("2024-03-08", false), "2024-03-08T00:00:00+08:00");
  equal(new Date(momentOfDay("2024-03-08", true)).toISOString().slice(0, 16), "2024-03-08T15:59");
  equal(dayOfMoment(momentOfDay("2024-03-08", true)), "2024-03-08");
  equal(dayOfMoment(undefined), "");
});
