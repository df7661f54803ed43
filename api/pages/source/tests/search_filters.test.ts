// What is searched for, between the address, the inputs and the service.

import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { dayOfMoment, momentOfDay, placeOf, queryOf, searchOf, settled, soughtNumber, tidied, withFilter } from "../search/filters";

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

test("a span of days is kept as it is named, and asked for as the days that it means now, those of Beijing", () => {
  const filters = { issued_in: ["last_month"], received_in: ["days30"] };
  deepEqual(placeOf(searchOf(filters)).filters, filters);
  deepEqual(placeOf("?issued_in=ever").filters, {});
  const now = Date.parse("2024-03-07T17:00:00Z"); // the 8th in Beijing
  const [first, last] = ["2024-02-08T00:00:00+08:00", "2024-03-08T23:59:59.999999+08:00"];
  deepEqual(settled(filters, now), { issued_from: ["2024-02-01"], issued_to: ["2024-02-29"], received_from: [first], received_to: [last] });
  deepEqual(queryOf({ issued_in: ["week"], text: ["1"] }, {}, now), { text: "1", issued_from: "2024-03-02", issued_to: "2024-03-08", kind: undefined, state: undefined });
  for (const [span, day] of [["today", "2024-03-08"], ["month", "2024-03-01"]] as const) deepEqual(settled({ issued_in: [span] }, now), { issued_from: [day], issued_to: ["2024-03-08"] });
});
