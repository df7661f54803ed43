import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { alternatives, doubtfulCharacters, witnesses } from "../review/alternatives";
import { field } from "./sample";

const evidence = (value: string, confidence: number, source = "ocr"): never => ({ value, confidence, source }) as never;
const known = field("106.00", {
  read: { value: "106.00", confidence: 0.9, source: "ocr", state: "read", confirmed_by: ["arithmetic", "ocr:tiny", "ocr:small"], evidence: [evidence("108.00", 0.7), evidence("166.00", 0.8), evidence("106.00", 0.9), evidence("108.00", 0.6, "qr")] },
});

const marks = (shown: string, ...others: string[]): string => doubtfulCharacters(shown, others).map((doubt) => (doubt ? "^" : ".")).join("");

test("the rules' value comes first, then the surest reader's, each once with all who say so", () => {
  const finding = { rule: "R08", severity: "error", message: "", message_zh: "", suggestion: { field: "total", value: "160.00" } } as const;
  deepEqual(alternatives("total", known, "106.00", [finding]), [
    { value: "160.00", sources: ["rule"] },
    { value: "166.00", sources: ["ocr"] },
    { value: "108.00", sources: ["ocr", "qr"] },
  ]);
});

test("what stood before is among them once it is changed", () => {
  deepEqual(alternatives("total", field("1.00"), "2.00", []), [{ value: "1.00", sources: ["read"] }]);
});

test("who agrees is named once", () => {
  deepEqual(witnesses(known, "106.00"), ["ocr", "arithmetic", "ocr2"]);
  deepEqual(witnesses(known, "107.00"), []);
});

test("characters are in doubt where another reader saw something else", () => {
  deepEqual(marks("106.00", "108.00"), "..^...");
  deepEqual(marks("91350100", "9135O1O0", "91350100"), "....^.^.");
  deepEqual(marks("有限公司", "有很公司"), ".^..");
  deepEqual(marks("1234567", "123567"), "...^...");
  deepEqual(marks("123567", "1234567"), "...^..");
  deepEqual(marks("abc", "xyz"), "...", "another reading as a whole");
});
