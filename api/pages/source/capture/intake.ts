// From the shutter, or a chosen file, to the queue: kept first, looked at then.

import { Refused, Unreachable, call } from "../ground/api";
import { codeOnPaper, isSameInvoice, type CodeOnPaper } from "./code_on_paper";
import { newKey } from "./ids";
import { withoutMetadata } from "./jpeg_metadata";
import type { KeptShots } from "./kept_shots";
import type { Looker } from "./looker";
import { sha256 } from "./sha256";
import { looked, type KnownBefore, type Shot } from "./shot";

export interface Taken {
  content: ArrayBuffer;
  mediaType: string;
  name: string;
}

const EARLIER_MS = 4_000;

export class Intake {
  constructor(
    private readonly shots: KeptShots,
    private readonly looker: Looker,
    private readonly owner: string,
  ) {}

  /** Kept on this device once it returns. Raises DOMException (QuotaExceededError) where that is full. */
  async keep(taken: Taken, batch: string): Promise<Shot> {
    const now = Date.now();
    const key = newKey(now);
    const content = taken.mediaType === "image/jpeg" ? withoutMetadata(taken.content) : taken.content;
    const shot: Shot = {
      key,
      owner: this.owner,
      batch,
      name: taken.name || `${key}.jpg`,
      mediaType: taken.mediaType,
      size: content.byteLength,
      sha256: await sha256(content),
      takenAt: now,
      thumbnail: null,
      // Nothing but a look is missing, and after a crash it goes without.
      state: "waiting",
      sent: 0,
      attempts: 0,
      notBefore: now + EARLIER_MS,
      trouble: null,
      verdict: null,
      code: null,
      known: null,
      receipt: null,
      matches: null,
      isFreed: false,
    };
    await this.shots.add(shot, content);
    return this.look(shot, content);
  }

  /** What the picture is worth and which invoice it is, as far as that can be told here. */
  private async look(shot: Shot, content: ArrayBuffer): Promise<Shot> {
    const isPicture = shot.mediaType.startsWith("image/");
    const seen = isPicture ? await this.looker.picture(content, shot.mediaType) : null;
    // Whoever should take it again is told so at once.
    const payloads = seen === null || seen.verdict?.grade === "retake" ? [] : await this.looker.payloads(seen);
    const code = payloads.map(codeOnPaper).find((found) => found !== null) ?? null;
    const known = await this.knownBefore(shot, code);
    const step = (now: Shot): Shot => (now.state === "waiting" && now.sent === 0 ? { ...looked(now, seen?.verdict ?? null, code, known), notBefore: 0, thumbnail: seen?.thumbnail ?? null } : now);
    return (await this.shots.change(shot.key, step)) ?? shot;
  }

  private async knownBefore(shot: Shot, code: CodeOnPaper | null): Promise<KnownBefore | null> {
    const others = (await this.shots.all()).filter((other) => other.key !== shot.key && other.owner === shot.owner && other.state !== "refused");
    const same = others.find((other) => other.sha256 === shot.sha256 || isSameInvoice(other.code, code));
    if (same) return { here: true, received_at: null };
    if (code === null || !navigator.onLine) return null;
    const paper = { invoice_code: code.code, invoice_number: code.number, issue_date: code.day, amount: code.amount };
    try {
      const { body } = await call("knownInvoice", { query: paper, signal: AbortSignal.timeout(EARLIER_MS) });
      return body.is_known ? { here: false, received_at: body.received_at } : null;
    } catch (error) {
      // A warning that comes too late is no reason to wait.
      if (error instanceof Refused || error instanceof Unreachable) return null;
      throw error;
    }
  }
}
