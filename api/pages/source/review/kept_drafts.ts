// Drafts outlive the page: kept in this browser with what they were made on, and by the service for other machines, until the invoice is decided.

import type { ReviewAnswer } from "../drawn/schemas";
import { call } from "../ground/api";
import { isNothing, type Draft } from "./draft";

interface Kept {
  /** What the draft was made on, for merging. */
  before: ReviewAnswer;
  draft: Draft;
  at: number;
}

const PREFIX = "fapiao.draft.";
const SEND_MS = 300;
const LONGEST_MS = 14 * 24 * 3600 * 1000;

export class KeptDrafts {
  /** Invoice -> what is about to be sent. */
  private readonly timers = new Map<string, number>();

  constructor(private readonly userId: string) {}

  keep(invoiceId: string, before: ReviewAnswer, draft: Draft): void {
    this.sendSoon(invoiceId, before, draft);
    if (isNothing(draft)) {
      localStorage.removeItem(this.key(invoiceId));
      return;
    }
    const kept: Kept = { before, draft, at: Date.now() };
    try {
      localStorage.setItem(this.key(invoiceId), JSON.stringify(kept));
    } catch {
      // The browser has no more room: the page itself still has the draft, and old ones make way.
      this.forgetOld(0);
    }
  }

  kept(invoiceId: string): Kept | null {
    const text = localStorage.getItem(this.key(invoiceId));
    return text === null ? null : (JSON.parse(text) as Kept);
  }

  /** It is decided, which the service knows. */
  forget(invoiceId: string): void {
    window.clearTimeout(this.timers.get(invoiceId));
    this.timers.delete(invoiceId);
    localStorage.removeItem(this.key(invoiceId));
  }

  forgetOld(longestMs = LONGEST_MS): void {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PREFIX)) continue;
      const kept = JSON.parse(localStorage.getItem(key) ?? "null") as Kept | null;
      if (kept === null || Date.now() - kept.at > longestMs) localStorage.removeItem(key);
    }
  }

  /** Quietly: what can't be sent is in this browser. */
  private sendSoon(invoiceId: string, { invoice }: ReviewAnswer, draft: Draft): void {
    window.clearTimeout(this.timers.get(invoiceId));
    const body = { version: invoice.invoice.version, values: { ...draft.values }, confirmed: [...draft.confirmed], items: draft.items === null ? null : draft.items.map((line) => ({ ...line })) };
    const send = (): void => void call("keepDraft", { path: { invoice_id: invoiceId }, body, keepalive: true }).catch(() => undefined);
    this.timers.set(invoiceId, window.setTimeout(send, SEND_MS));
  }

  private key(invoiceId: string): string {
    return `${PREFIX}${this.userId}.${invoiceId}`;
  }
}
