// Drafts outlive the page: kept in this browser with what they were made on, until the invoice is decided.

import type { ReviewAnswer } from "../drawn/schemas";
import { isNothing, type Draft } from "./draft";

interface Kept {
  etag: string;
  /** What the draft was made on, for merging. */
  before: ReviewAnswer;
  draft: Draft;
  at: number;
}

const PREFIX = "fapiao.draft.";
const LONGEST_MS = 14 * 24 * 3600 * 1000;

export class KeptDrafts {
  constructor(private readonly userId: string) {}

  keep(invoiceId: string, etag: string, before: ReviewAnswer, draft: Draft): void {
    if (isNothing(draft)) {
      this.forget(invoiceId);
      return;
    }
    const kept: Kept = { etag, before, draft, at: Date.now() };
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

  forget(invoiceId: string): void {
    localStorage.removeItem(this.key(invoiceId));
  }

  forgetOld(longestMs = LONGEST_MS): void {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PREFIX)) continue;
      const kept = JSON.parse(localStorage.getItem(key) ?? "null") as Kept | null;
      if (kept === null || Date.now() - kept.at > longestMs) localStorage.removeItem(key);
    }
  }

  private key(invoiceId: string): string {
    return `${PREFIX}${this.userId}.${invoiceId}`;
  }
}
