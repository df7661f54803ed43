// One picture or file on its way to the service, and the steps that it takes. Pure: what a step gives is a new value.

import type { ReceiptAnswer } from "../drawn/schemas";
import type { CodeOnPaper } from "./code_on_paper";
import type { Verdict } from "./look/verdict";

/** `held` waits for its owner, who is told what may be wrong; `received` is in the service; `refused` will not be taken as it is. */
export type ShotState = "held" | "waiting" | "sending" | "received" | "refused";

/** What stands in the way, as the service says it; `unreachable` is ours. */
export interface Trouble {
  code: string;
  message_en: string;
  message_zh: string;
}

/** That the invoice came in before; details where the owner may see it. */
export interface KnownBefore {
  received_at: string | null;
  /** Of our own list: another picture of the same invoice. */
  here: boolean;
}

export interface Shot {
  /** A UUID of version 7, made when the shutter fell: the service takes in one file for it, however often it is sent. */
  readonly key: string;
  /** `tenant/user`: only sent as that person. */
  readonly owner: string;
  /** Id of the batch that it belongs to; empty for none. */
  readonly batch: string;
  readonly name: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** Of the bytes that are sent, in hexadecimal digits. */
  readonly sha256: string;
  /** Milliseconds since 1970, by this device's clock; only shown. */
  readonly takenAt: number;
  readonly thumbnail: ArrayBuffer | null;
  readonly state: ShotState;
  /** Bytes that the service has. */
  readonly sent: number;
  readonly attempts: number;
  /** Not to be tried before; milliseconds since 1970. */
  readonly notBefore: number;
  readonly trouble: Trouble | null;
  readonly verdict: Verdict | null;
  readonly code: CodeOnPaper | null;
  readonly known: KnownBefore | null;
  /** The last that was heard of it. */
  readonly receipt: ReceiptAnswer | null;
  /** Whether the service says the same SHA-256; null until it was asked. */
  readonly matches: boolean | null;
  /** The picture is no longer on this device. */
  readonly isFreed: boolean;
}

export function isUnderWay(shot: Shot): boolean {
  return shot.state === "waiting" || shot.state === "sending";
}

/** Of those that may go now, the oldest; keys grow with time. */
export function nextToSend(shots: readonly Shot[], owner: string, now: number): Shot | undefined {
  return shots.filter((shot) => isUnderWay(shot) && shot.owner === owner && shot.notBefore <= now).sort(byKey)[0];
}

/** Milliseconds until one may go; null where none waits. */
export function nextDue(shots: readonly Shot[], owner: string, now: number): number | null {
  const due = shots.filter((shot) => isUnderWay(shot) && shot.owner === owner).map((shot) => Math.max(0, shot.notBefore - now));
  return due.length ? Math.min(...due) : null;
}

export function byKey(one: Shot, other: Shot): number {
  return one.key < other.key ? -1 : one.key > other.key ? 1 : 0;
}

/** What was seen on it: held where its owner should decide, else on its way. */
export function looked(shot: Shot, verdict: Verdict | null, code: CodeOnPaper | null, known: KnownBefore | null): Shot {
  const asks = verdict?.grade === "retake" || known !== null;
  return { ...shot, verdict, code, known, state: asks ? "held" : "waiting" };
}

/** Sent whatever was seen; and once more after it was refused. */
export function released(shot: Shot): Shot {
  return { ...shot, state: "waiting", sent: 0, attempts: 0, notBefore: 0, trouble: null };
}

export function sending(shot: Shot, sent: number): Shot {
  return { ...shot, state: "sending", sent, trouble: null };
}

export function postponed(shot: Shot, trouble: Trouble, until: number): Shot {
  return { ...shot, state: "waiting", attempts: shot.attempts + 1, notBefore: until, trouble };
}

export function refused(shot: Shot, trouble: Trouble): Shot {
  return { ...shot, state: "refused", trouble };
}

export function received(shot: Shot, receipt: ReceiptAnswer): Shot {
  // The answer to sending has what the service saw at first sight; later ones have not.
  const verdict = receipt.verdict ?? shot.receipt?.verdict ?? null;
  return { ...shot, state: "received", sent: shot.size, trouble: null, notBefore: 0, receipt: { ...receipt, verdict } };
}

/** Only what the service holds with the same bytes may go from this device. */
export function mayBeFreed(shot: Shot): boolean {
  return shot.state === "received" && shot.matches === true && !shot.isFreed;
}

/** More may happen to it without anybody doing anything here. */
export function isFollowed(shot: Shot): boolean {
  return shot.state === "received" && (shot.matches === null || shot.receipt?.poll_after_ms !== null);
}
