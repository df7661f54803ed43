// The tax bureau is asked about an invoice now, and what it says is shown, or when it is asked next.

import type { VerificationAnswer } from "../drawn/schemas";
import { Refused, call } from "../ground/api";
import { ask } from "../ground/dialog";
import { h } from "../ground/dom";
import { verificationSection } from "../invoice/verification";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";

const POLL_MS = 1000;
/** A provider answers within seconds, or its question waits for another time. */
const LONGEST_MS = 20_000;

/** Asks, and shows what came of it; closed by Esc, where nothing more is shown. Raises nothing: what is refused is said in its place. */
export async function lookUpNow(invoiceId: string, names: Readonly<Record<string, string>>): Promise<void> {
  const w = reviewWords();
  const place = h("div", { class: "looked-up", "aria-live": "polite" }, h("p", {}, w.lookingUp));
  let isOpen = true;
  const show = (content: Node): void => place.replaceChildren(content);
  void answered(invoiceId, () => isOpen).then((answer) => show(verificationSection({ answer }, names)), (error: unknown) => show(h("p", { class: "error", role: "alert" }, error instanceof Refused ? error.sentence : words().unreachable)));
  await ask(w.lookUp, () => [place], true);
  isOpen = false;
}

/** As it stands once the question that is asked now has its answer, or has to wait. Raises Refused and Unreachable. */
async function answered(invoiceId: string, wanted: () => boolean): Promise<VerificationAnswer> {
  const path = { invoice_id: invoiceId };
  const before = (await call("verification", { path })).body;
  let now = (await call("verify", { path, body: { manual: null } })).body;
  const end = Date.now() + LONGEST_MS;
  while (wanted() && Date.now() < end && !isAnswered(now, before)) {
    await new Promise((resolve) => window.setTimeout(resolve, POLL_MS));
    now = (await call("verification", { path })).body;
  }
  return now;
}

function isAnswered(now: VerificationAnswer, before: VerificationAnswer): boolean {
  return now.attempts.length > before.attempts.length && now.attempts.every((attempt) => attempt.outcome !== null);
}
