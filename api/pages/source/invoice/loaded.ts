// All that the page shows of an invoice. What tells where it stands with others comes after the record itself; what fails is missing in its own section only.

import type { DiagnosisAnswer, DifferenceFound, Me, RecordAnswer, SendingsAnswer, VerificationAnswer } from "../drawn/schemas";
import { Refused, call } from "../ground/api";
import { words } from "../words/words";

export interface LoadedRecord {
  record: RecordAnswer;
  etag: string;
}

/** What was asked for, or why it can't be shown. */
export type Told<Answer> = { answer: Answer } | { problem: string };

export interface Others {
  diagnosis: Told<DiagnosisAnswer | null>;
  verification: Told<VerificationAnswer>;
  sendings: Told<SendingsAnswer>;
  /** Null for those who may not see them. */
  differences: Told<readonly DifferenceFound[] | null>;
}

/** Raises Refused and Unreachable. */
export async function loadRecord(invoiceId: string): Promise<LoadedRecord> {
  const { body, etag } = await call("record", { path: { invoice_id: invoiceId } });
  return { record: body, etag };
}

/** Of an invoice that is not deleted. */
export async function loadOthers(invoiceId: string, me: Me): Promise<Others> {
  const path = { invoice_id: invoiceId };
  const seesAll = me.scopes.includes("read");
  const [diagnosis, verification, sendings, differences] = await Promise.all([
    told(async () => (await call("diagnosis", { query: { invoice_id: invoiceId } })).body.invoices[0] ?? null),
    told(async () => (await call("verification", { path })).body),
    told(async () => (await call("sendings", { path })).body),
    told(async () => (seesAll ? (await call("findDifferences", { query: { invoice_id: invoiceId, limit: 200 } })).body.differences : null)),
  ]);
  return { diagnosis, verification, sendings, differences };
}

async function told<Answer>(load: () => Promise<Answer>): Promise<Told<Answer>> {
  try {
    return { answer: await load() };
  } catch (error) {
    return { problem: error instanceof Refused ? error.sentence : words().unreachable };
  }
}
