// What was typed so far. Kept in the browser with every change, so that nothing is typed twice. Pure, but for the keeping.

import { FIELDS_OF } from "../drawn/labels";
import type { EntryForm } from "../drawn/schemas";

export interface Evidence {
  documentId: string;
  name: string;
}

export interface Typed {
  kind: string;
  fields: Readonly<Record<string, string>>;
  items: readonly Readonly<Record<string, string>>[];
  reason: string;
  evidence: readonly Evidence[];
  withoutEvidence: string;
}

export const EMPTY: Typed = { kind: "digital_general", fields: {}, items: [], reason: "", evidence: [], withoutEvidence: "" };

/** Without empty fields and lines, and without fields that this kind does not have: they were typed before another was chosen. */
export function formOf(typed: Typed): EntryForm {
  const fields = Object.fromEntries(Object.entries(typed.fields).filter(([name, value]) => value.trim() && fieldsOf(typed.kind).includes(name)));
  const items = typed.items.map((line) => Object.fromEntries(Object.entries(line).filter(([, cell]) => cell.trim()))).filter((line) => Object.keys(line).length);
  return { kind: typed.kind, fields, items: hasItems(typed.kind) ? items : [], reason: typed.reason, evidence: typed.evidence.map(({ documentId }) => documentId), without_evidence: typed.evidence.length ? "" : typed.withoutEvidence };
}

/** A code stands on some forms of every kind of VAT invoice, also of those that the kind's own list leaves it out of. */
export function fieldsOf(kind: string): readonly string[] {
  const fields = FIELDS_OF[kind] ?? [];
  return fields.includes("invoice_number") && !fields.includes("invoice_code") ? ["invoice_code", ...fields] : fields;
}

export function hasItems(kind: string): boolean {
  return (FIELDS_OF[kind] ?? []).includes("amount");
}

/** The next of a pile: kind and reason stay as they are. */
export function nextOf(typed: Typed): Typed {
  return { ...EMPTY, kind: typed.kind, reason: typed.reason };
}

/** Of a person on this machine. */
export class KeptEntry {
  constructor(private readonly key: string) {}

  /** Null where there is none, or what there is came from an older page. */
  load(): Typed | null {
    const kept = localStorage.getItem(this.key);
    if (kept === null) return null;
    const found = JSON.parse(kept) as Partial<Typed>;
    return found.fields && found.items && found.evidence ? { ...EMPTY, ...found } : null;
  }

  keep(typed: Typed): void {
    localStorage.setItem(this.key, JSON.stringify(typed));
  }

  forget(): void {
    localStorage.removeItem(this.key);
  }
}
