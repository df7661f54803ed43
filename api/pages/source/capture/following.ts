// What becomes of files that the service has: asked again as often as it says, and when it tells that something changed.

import { Refused, Unreachable, call } from "../ground/api";
import type { KeptShots } from "./kept_shots";
import { isFollowed, received, type Shot } from "./shot";

const SOONEST_MS = 1_500;
const LATEST_MS = 30_000;
/** Asked for once when the page comes to the front: reviewers work meanwhile. */
const RECENT_MS = 30 * 24 * 3600_000;

export class Following {
  private timer = 0;
  private wait = SOONEST_MS;
  private stream: EventSource | null = null;

  constructor(
    private readonly shots: KeptShots,
    private readonly owner: string,
  ) {}

  /** `live`: the service may be listened to, which browsers do only with a cookie. */
  start(live: boolean): void {
    void this.refresh((shot) => shot.receipt !== null && Date.now() - shot.takenAt < RECENT_MS);
    this.soon();
    if (!live || this.stream) return;
    this.stream = new EventSource("/v1/events");
    this.stream.addEventListener("change", (event) => {
      const { document_id: changed } = JSON.parse((event as MessageEvent<string>).data) as { document_id: string };
      void this.refresh((shot) => shot.receipt?.document_id === changed);
    });
  }

  stop(): void {
    window.clearTimeout(this.timer);
    this.stream?.close();
    this.stream = null;
  }

  /** Something was sent just now. */
  soon(): void {
    this.wait = SOONEST_MS;
    this.next();
  }

  private next(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      void this.refresh(isFollowed).then((asked) => {
        this.wait = Math.min(LATEST_MS, this.wait * 1.5);
        if (asked > 0) this.next();
      });
    }, this.wait);
  }

  /** How many were asked about. */
  private async refresh(wanted: (shot: Shot) => boolean): Promise<number> {
    const asked = (await this.shots.all()).filter((shot) => shot.owner === this.owner && shot.state === "received" && wanted(shot));
    for (const shot of asked) {
      try {
        await this.look(shot);
      } catch (error) {
        if (error instanceof Unreachable || (error instanceof Refused && error.status !== 404)) return asked.length;
        if (!(error instanceof Refused)) throw error;
        // Deleted for good: nothing more will be heard of it.
        await this.shots.change(shot.key, (now) => ({ ...now, matches: now.matches ?? false, receipt: now.receipt && { ...now.receipt, poll_after_ms: null, state: "deleted" } }));
      }
    }
    return asked.length;
  }

  private async look(shot: Shot): Promise<void> {
    if (shot.receipt === null) return;
    const { body: receipt } = await call("receipt", { path: { receipt_id: shot.receipt.id }, query: {} });
    const matches = shot.matches ?? (await isKept(receipt.document_id, shot.sha256));
    await this.shots.change(shot.key, (now) => ({ ...received(now, receipt), matches }));
  }
}

/** Whether the service holds these very bytes. */
async function isKept(documentId: string | null, sha256: string): Promise<boolean | null> {
  if (documentId === null) return null;
  const { body } = await call("document", { path: { document_id: documentId }, query: {} });
  return body.sha256 === sha256;
}
