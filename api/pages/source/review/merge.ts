// Two people said something about the same invoice: what both leave alone stays, what one changed is taken over, what both changed is asked. Pure.

import type { ReviewAnswer } from "../drawn/schemas";
import { sameItems, type Cells, type Draft } from "./draft";
import { standingValue } from "./standing";

export interface Conflict {
  field: string;
  /** What stood when this page opened it. */
  before: string;
  mine: string;
  theirs: string;
}

export interface Merge {
  /** My draft, for what stands now: what they changed alike, or I did not change, is left out. */
  draft: Draft;
  conflicts: Conflict[];
  /** Fields that they changed and I did not. */
  taken: string[];
  /** Both changed the lines of goods. */
  items: { mine: readonly Cells[]; theirs: readonly Cells[] } | null;
}

/** `before` is the answer that the draft was made on, `now` the one that stands. */
export function merged(before: ReviewAnswer, draft: Draft, now: ReviewAnswer): Merge {
  const names = new Set([...Object.keys(before.invoice.fields), ...Object.keys(now.invoice.fields), ...Object.keys(draft.values)]);
  const values: Record<string, string> = {};
  const conflicts: Conflict[] = [];
  const taken: string[] = [];
  const settled = new Set<string>();
  for (const field of names) {
    const [was, is] = [standingValue(before, field), standingValue(now, field)];
    const mine = draft.values[field];
    if (mine !== undefined && mine !== is) {
      if (is === was) values[field] = mine;
      else conflicts.push({ field, before: was, mine, theirs: is });
    } else if (is !== was && mine === undefined) {
      taken.push(field);
      settled.add(field); // what I confirmed was another value
    }
  }
  const [linesWere, linesAre] = [before.invoice.items, now.invoice.items];
  const both = draft.items !== null && !sameItems(linesWere, linesAre) && !sameItems(draft.items, linesAre);
  const items = draft.items === null || sameItems(draft.items, linesAre) ? null : draft.items;
  return {
    draft: { values, confirmed: draft.confirmed.filter((field) => !settled.has(field)), items: both ? null : items },
    conflicts,
    taken,
    items: both && draft.items !== null ? { mine: draft.items, theirs: linesAre } : null,
  };
}

/** The merge with everything decided: field -> whether mine holds. */
export function settledDraft(merge: Merge, mineHolds: ReadonlyMap<string, boolean>): Draft {
  const mine = merge.conflicts.filter((conflict) => mineHolds.get(conflict.field)).map((conflict) => [conflict.field, conflict.mine] as const);
  const items = merge.items && mineHolds.get("items") ? merge.items.mine : merge.draft.items;
  return { ...merge.draft, values: { ...merge.draft.values, ...Object.fromEntries(mine) }, items };
}
