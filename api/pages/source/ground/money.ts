// Sums as whole numbers of 分, quantities and prices with all their digits; never floating point.

const FEN = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/;
const DECIMAL = /^(-?)(\d*)(?:\.(\d+))?$/;

/** `106.00` -> 10600n; null for anything that is no sum. */
export function parseFen(text: string): bigint | null {
  const parts = FEN.exec(text.trim().replace(/,/g, ""));
  if (!parts) return null;
  const fen = BigInt(parts[2] ?? "0") * 100n + BigInt((parts[3] ?? "").padEnd(2, "0") || "0");
  return parts[1] ? -fen : fen;
}

/** 10600n -> `106.00`. */
export function formatFen(fen: bigint): string {
  const size = fen < 0n ? -fen : fen;
  return `${fen < 0n ? "-" : ""}${size / 100n}.${String(size % 100n).padStart(2, "0")}`;
}

export interface Decimal {
  digits: bigint;
  /** Places after the point. */
  scale: number;
}

export function parseDecimal(text: string): Decimal | null {
  const plain = text.trim().replace(/,/g, "");
  const parts = DECIMAL.exec(plain);
  if (!parts || plain === "" || plain === "-" || (!parts[2] && !parts[3])) return null;
  const digits = BigInt(`${parts[2] ?? ""}${parts[3] ?? ""}`);
  return { digits: parts[1] ? -digits : digits, scale: parts[3]?.length ?? 0 };
}

export function times(one: Decimal, other: Decimal): Decimal {
  return { digits: one.digits * other.digits, scale: one.scale + other.scale };
}

/** `13%` -> 0.13; null for words (免税) and anything else. */
export function parseRate(text: string): Decimal | null {
  const percent = /^([\d.]+)\s*%$/.exec(text.trim());
  const rate = percent ? parseDecimal(percent[1] ?? "") : null;
  return rate && { digits: rate.digits, scale: rate.scale + 2 };
}

/** Rounded half away from zero. */
export function toFen(yuan: Decimal): bigint {
  if (yuan.scale <= 2) return yuan.digits * 10n ** BigInt(2 - yuan.scale);
  const unit = 10n ** BigInt(yuan.scale - 2);
  const half = unit / 2n;
  return yuan.digits < 0n ? -((-yuan.digits + half) / unit) : (yuan.digits + half) / unit;
}
