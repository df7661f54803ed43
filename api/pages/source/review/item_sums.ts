// The lines of goods: what they add up to, how far that is from the printed sums, and which line would explain it. Pure.

import { formatFen, parseDecimal, parseFen, parseRate, times, toFen, type Decimal } from "../ground/money";
import type { Cells } from "./draft";

/** 分 by which quantity times price, or amount times rate, may differ from what is printed: issuing software allows 6, and the product is rounded. */
const TOLERANCE = 7n;

export interface Sums {
  /** 分 */
  amount: bigint;
  tax: bigint;
  /** Printed sum less that of the lines; null where either is no number. */
  amountOff: bigint | null;
  taxOff: bigint | null;
}

/** `amount` and `tax`: the printed sums. */
export function sums(lines: readonly Cells[], amount: string, tax: string): Sums {
  const added = (column: string): bigint | null => {
    let sum = 0n;
    for (const line of lines) {
      const fen = parseFen(line[column] ?? "");
      if (fen === null && column === "amount") return null;
      sum += fen ?? 0n; // stars: no tax
    }
    return sum;
  };
  const [amountSum, taxSum] = [added("amount"), added("tax")];
  const off = (printed: string, sum: bigint | null): bigint | null => {
    const fen = parseFen(printed);
    return fen === null || sum === null ? null : fen - sum;
  };
  return { amount: amountSum ?? 0n, tax: taxSum ?? 0n, amountOff: off(amount, amountSum), taxOff: off(tax, taxSum) };
}

export interface Suspicion {
  row: number;
  column: "amount" | "tax";
  /** What would make the line agree with itself, or the sums with the print. */
  value: string;
}

/** Cells that are wrong by what stands beside them; and where the sums are off, the one line whose change would put them right, if there is just one. */
export function suspicions(lines: readonly Cells[], found: Sums): Suspicion[] {
  const wrong: Suspicion[] = [];
  lines.forEach((line, row) => {
    const [amount, tax] = [parseFen(line.amount ?? ""), parseFen(line.tax ?? "")];
    const priced = product(parseDecimal(line.quantity ?? ""), parseDecimal(line.unit_price ?? ""));
    if (amount !== null && priced !== null && isOff(amount, priced)) wrong.push({ row, column: "amount", value: formatFen(priced) });
    const taxed = amount === null ? null : product({ digits: amount, scale: 2 }, parseRate(line.tax_rate ?? ""));
    if (tax !== null && taxed !== null && isOff(tax, taxed) && !wrong.some((each) => each.row === row)) wrong.push({ row, column: "tax", value: formatFen(taxed) });
  });
  for (const [column, off] of [["amount", found.amountOff], ["tax", found.taxOff]] as const) {
    if (off === null || off === 0n) continue;
    const fixing = wrong.filter((each) => each.column === column && parseFen(each.value) === (parseFen(lines[each.row]?.[column] ?? "") ?? 0n) + off);
    if (fixing.length === 1) return fixing;
  }
  return wrong;
}

function product(one: Decimal | null, other: Decimal | null): bigint | null {
  return one && other && toFen(times(one, other));
}

function isOff(printed: bigint, worked: bigint): boolean {
  const difference = printed > worked ? printed - worked : worked - printed;
  return difference > TOLERANCE;
}
