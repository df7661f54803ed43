// What was begun about an invoice before it is laid on the desk (again).

import { FIELD_LABELS } from "../drawn/labels";
import { filled, worded } from "../ground/language";
import { words } from "../words/words";
import { NOTHING, type Draft } from "./draft";
import type { KeptDrafts } from "./kept_drafts";
import type { LoadedInvoice } from "./loaded";
import { merged, type Merge } from "./merge";

/** The draft, for the invoice as it is by now; and what must be asked first, where somebody else changed the same. `say` tells what was done about it. */
export function begunHere(drafts: KeptDrafts, loaded: LoadedInvoice, say: (text: string) => void): { draft: Draft; merge: Merge | null } {
  const kept = drafts.kept(loaded.answer.invoice.invoice.id);
  const elsewhere = loaded.answer.draft;
  if (!kept && elsewhere) say(words().draftRestored);
  if (!kept) return { draft: elsewhere ?? NOTHING, merge: null };
  // By the version: an ETag tells of all that is shown, who holds the document and the draft itself included.
  if (kept.before.invoice.invoice.version === loaded.answer.invoice.invoice.version) {
    say(words().draftRestored);
    return { draft: kept.draft, merge: null };
  }
  const merge = merged(kept.before, kept.draft, loaded.answer);
  const asks = merge.conflicts.length > 0 || merge.items !== null;
  if (!asks && merge.taken.length) say(filled(words().takenOver, merge.taken.map((field) => worded(FIELD_LABELS[field], field)).join(words().comma)));
  return { draft: merge.draft, merge: asks ? merge : null };
}
