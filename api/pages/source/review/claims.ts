// The documents that are ours: taken from the queue a few ahead, kept while somebody is at work, given back when the page is left.

import type { ClaimAnswer } from "../drawn/schemas";
import { call } from "../ground/api";

const AHEAD = 3;
const RENEW_MS = 60_000;
/** Without a key or a pointer for that long nobody is at work, and others may have what is ours. */
const IDLE_MS = 4 * 60_000;

export class Claims {
  list: readonly ClaimAnswer[] = [];
  /** Invoices decided and documents given up here: an answer that was given before that was kept does not bring them back. */
  private readonly decided = new Set<string>();
  private readonly givenUp = new Set<string>();
  private lastActive = Date.now();

  constructor(private readonly lost: (documentId: string) => void) {
    window.setInterval(() => void this.renew(), RENEW_MS);
    window.addEventListener("pagehide", () => this.release());
  }

  active(): void {
    this.lastActive = Date.now();
  }

  /** What is ours now, the queue's next included. Raises Refused and Unreachable. */
  async fill(quickWins: boolean): Promise<readonly ClaimAnswer[]> {
    return this.have((await call("claim", { body: { count: AHEAD, quick_wins: quickWins } })).body);
  }

  /** This document besides. Raises Refused where it is somebody else's. */
  async take(documentId: string): Promise<void> {
    const { body } = await call("claim", { body: { document_id: documentId } });
    this.givenUp.delete(documentId);
    this.have(body);
  }

  /** It is decided or given up: not ours any more, as far as this page goes. */
  drop(documentId: string): void {
    this.givenUp.add(documentId);
    this.have(this.list);
  }

  /** What was given up here may be ours again. */
  forgetGivenUp(): void {
    this.givenUp.clear();
  }

  /** An invoice is decided; its document is ours as long as others of it are not. */
  dropInvoice(invoiceId: string): void {
    this.decided.add(invoiceId);
    this.have(this.list);
  }

  /** It is not decided after all. */
  bringBack(invoiceId: string): void {
    this.decided.delete(invoiceId);
  }

  private have(claims: readonly ClaimAnswer[]): readonly ClaimAnswer[] {
    const left = claims.filter((claim) => !this.givenUp.has(claim.document_id)).map((claim) => ({ ...claim, invoices: claim.invoices.filter((invoice) => !this.decided.has(invoice)) }));
    this.list = left.filter((claim) => claim.invoices.length > 0);
    return this.list;
  }

  private async renew(): Promise<void> {
    if (!this.list.length || Date.now() - this.lastActive > IDLE_MS) return;
    const before = this.list;
    try {
      this.have((await call("renewClaims")).body);
    } catch {
      return; // the next minute tries again, and saving finds out who was faster
    }
    const ours = new Set(this.list.map((claim) => claim.document_id));
    for (const claim of before) if (!ours.has(claim.document_id)) this.lost(claim.document_id);
  }

  private release(): void {
    for (const claim of this.list) void call("release", { path: { document_id: claim.document_id }, keepalive: true }).catch(() => undefined);
    this.list = [];
  }
}
