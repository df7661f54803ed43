// An answer of the service, as small as it can be, for tests of what pages make of it.

import type { FieldAnswer, ReviewAnswer } from "../drawn/schemas";

export function field(value: string | null, more: Partial<FieldAnswer> = {}): FieldAnswer {
  return { value, read: { value, confidence: 0.9, source: "ocr", evidence: [], state: value ? "read" : "empty" }, set_by: null, proposals: [], ...more };
}

export function answerWith(fields: Record<string, FieldAnswer>, items: Record<string, string>[] = []): ReviewAnswer {
  const invoice = { kind: "digital_general", page: 1, state: "in_review" } as ReviewAnswer["invoice"]["invoice"];
  return { invoice: { invoice, fields, items, items_set_by: null, result: { schema: "1", file: "", findings: [], obstacles: [] }, history: [] }, blind: [], differences: [] } as unknown as ReviewAnswer;
}
