// What else a field might say, who says so, and which of its characters are in doubt. Pure.

import type { Difference, FieldAnswer, Finding } from "../drawn/schemas";

export interface Alternative {
  value: string;
  /** Sources that say so, as the result format names them; `rule` for what a rule works out, `read` for what was read before it was corrected, `reread` for what was read there just now. */
  sources: string[];
}

/** Other values than the one shown: what two people `keyed` otherwise, what was `reread` and the rules' first, then the readers', the surest first. */
export function alternatives(field: string, known: FieldAnswer | undefined, shown: string, findings: readonly Finding[], reread: readonly string[] = [], keyed?: Difference): Alternative[] {
  const said: [string, string][] = [
    ...(keyed ? ([[keyed.first, "keyed1"], [keyed.second, "keyed2"]] as [string, string][]) : []),
    ...reread.map((value): [string, string] => [value, "reread"]),
    ...findings.flatMap(({ suggestion }): [string, string][] => (suggestion && suggestion.field === field ? [[suggestion.value, "rule"]] : [])),
    ...(known?.proposals ?? []).map((proposal): [string, string] => [proposal.value ?? "", proposal.source]),
    ...[...(known?.read?.evidence ?? [])].sort((one, other) => other.confidence - one.confidence).map((opinion): [string, string] => [opinion.value, opinion.source]),
  ];
  const read = known?.read;
  if (read?.repaired_from) said.push([read.repaired_from, "read"]);
  if (read?.value && (known?.set_by || shown !== known?.value)) said.push([read.value, "read"]);
  if (known?.value) said.push([known.value, known.set_by ? "reviewer" : "read"]);
  const found = new Map<string, string[]>();
  for (const [value, source] of said) {
    if (value === "" || value === shown) continue;
    const sources = found.get(value) ?? [];
    if (!sources.includes(source)) sources.push(source);
    found.set(value, sources);
  }
  return [...found].map(([value, sources]) => ({ value, sources }));
}

/** Who speaks for the value shown: the source it came from, and what agrees with it. */
export function witnesses(known: FieldAnswer | undefined, shown: string): string[] {
  if (!known?.read || known.read.value !== shown) return known?.set_by && known.value === shown ? ["reviewer"] : [];
  const agreeing = known.read.evidence.filter((opinion) => opinion.value === shown && opinion.source !== "ocr").map((opinion) => opinion.source);
  const named = [known.read.source ?? "", ...agreeing, ...(known.read.confirmed_by ?? [])].filter(Boolean).map(shortName);
  return [...new Set(named)];
}

/** `ocr:PP-OCRv6_tiny` -> `ocr2`, another reader; `text_layer/label-order` -> `text_layer`. */
function shortName(source: string): string {
  if (source.startsWith("ocr:")) return "ocr2";
  return source.split("/")[0] ?? source;
}

/** For each character of `shown`, whether a reader saw another there. Insertions and deletions count for the character at their place. */
export function doubtfulCharacters(shown: string, others: readonly string[]): boolean[] {
  const characters = [...shown];
  const doubt = characters.map(() => false);
  for (const other of others) {
    const differing = differences(characters, [...other]);
    // What has next to nothing in common is another reading as a whole, and says nothing about single characters.
    if (differing.length > Math.max(2, characters.length / 3)) continue;
    for (const place of differing) doubt[Math.min(place, characters.length - 1)] = true;
  }
  return doubt;
}

/** Places in `one` at which `other` differs: character by character where they are as long as each other, else those that are not part of a longest common subsequence. */
function differences(one: readonly string[], other: readonly string[]): number[] {
  if (one.length === other.length) return [...one.keys()].filter((place) => one[place] !== other[place]);
  const width = other.length + 1;
  const common = new Uint16Array((one.length + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = one.length - 1; row >= 0; row--) {
    for (let column = other.length - 1; column >= 0; column--) {
      common[row * width + column] = one[row] === other[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const found: number[] = [];
  let row = 0;
  let column = 0;
  while (row < one.length) {
    if (column < other.length && one[row] === other[column]) {
      row++;
      column++;
    } else if (column < other.length && at(row, column + 1) >= at(row + 1, column)) {
      if (one.length - row < other.length - column) found.push(row); // inserted there
      column++;
    } else {
      found.push(row);
      row++;
    }
  }
  return found;
}
