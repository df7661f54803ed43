import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { formatFen, parseDecimal, parseFen, parseRate, times, toFen } from "../ground/money";
import { sums, suspicions } from "../review/item_sums";

const line = (amount: string, tax: string, more = {}): Record<string, string> => ({ amount, tax, tax_rate: "13%", ...more });

test("sums have all their digits", () => {
  equal(formatFen(parseFen("-1,234.5") ?? 0n), "-1234.50");
  deepEqual(["", "1.234", "a", "1.2.3"].map(parseFen), [null, null, null, null]);
  const price = parseDecimal("0.1234567891");
  equal(price && formatFen(toFen(times(price, { digits: 1000000n, scale: 0 }))), "123456.79");
  deepEqual(parseRate("13%"), { digits: 13n, scale: 2 });
  deepEqual([parseRate("免税"), parseDecimal("-"), parseDecimal(".")], [null, null, null]);
});

test("lines that add up are nobody's fault", () => {
  const lines = [line("100.00", "13.00"), line("-10.00", "-1.30"), line("5.00", "***", { tax_rate: "免税" })];
  const found = sums(lines, "95.00", "11.70");
  deepEqual([found.amountOff, found.taxOff], [0n, 0n]);
  deepEqual(suspicions(lines, found), []);
});

test("six cents are issuing software's right, more are not", () => {
  deepEqual(suspicions([line("100.00", "13.06")], sums([line("100.00", "13.06")], "100.00", "13.06")), []);
  deepEqual(suspicions([line("100.00", "13.10")], sums([line("100.00", "13.10")], "100.00", "13.10")), [{ row: 0, column: "tax", value: "13.00" }]);
});

test("of several suspicious lines the one whose change puts the sum right is meant", () => {
  const lines = [line("100.00", "13.00", { quantity: "3", unit_price: "40" }), line("80.00", "10.40", { quantity: "2", unit_price: "30" })];
  deepEqual(suspicions(lines, sums(lines, "200.00", "23.40")), [{ row: 0, column: "amount", value: "120.00" }]);
  equal(suspicions(lines, sums(lines, "999.00", "23.40")).length, 2);
});

test("what is no number has no sum", () => {
  deepEqual(sums([line("?", "1.00")], "1.00", "1.00").amountOff, null);
  deepEqual(sums([line("1.00", "1.00")], "", "").amountOff, null);
});
