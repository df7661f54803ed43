// What is said of a decision once it is kept. Pure.

import { FIELD_LABELS } from "../drawn/labels";
import type { InvoiceState, PlantedAnswer, ReviewAnswer } from "../drawn/schemas";
import { filled, worded } from "../ground/language";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";

/** `to`: what was asked for; another person may be needed for that. */
export function whatCameOf(to: InvoiceState, { invoice, differences }: ReviewAnswer): string {
  const { state, invoice_number } = invoice.invoice;
  if (differences.length) return filled(reviewWords().keyedOtherwise, invoice_number, differences.length);
  return state === to ? filled(words().decided[to] ?? to, invoice_number) : filled(words().agreed, invoice_number);
}

/** It was a check, and nothing of it is kept. */
export function whatWasPlanted({ field, right, planted, found }: PlantedAnswer): string {
  return filled(found ? reviewWords().plantedFound : reviewWords().plantedMissed, worded(FIELD_LABELS[field], field), right, planted);
}
