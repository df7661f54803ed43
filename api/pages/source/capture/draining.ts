// Sends what waits, one file after the other, oldest first. Safe to be called by several tabs and a worker at once: one of them does it.

import { Refused } from "../ground/api";
import type { KeptShots } from "./kept_shots";
import { remedyFor, waitAfter } from "./retry";
import { isUnderWay, nextDue, nextToSend, postponed, received, refused, sending, type Shot, type Trouble } from "./shot";
import { upload } from "./uploading";

export interface Drained {
  /** Milliseconds until something may be tried again; null where nothing waits. */
  wait: number | null;
  /** The service wants to know first who one is. */
  mustLogIn: boolean;
}

const UNREACHABLE: Trouble = { code: "unreachable", message_en: "No connection to the service", message_zh: "无法连接服务" };
const LOST: Trouble = { code: "picture_lost", message_en: "The picture is no longer on this device. Take it again", message_zh: "本机已没有这张图片，请重新拍摄" };
const LOCK = "fapiao-capture-draining";
/** Another tab is at it. */
const ELSEWHERE_MS = 5_000;

export async function drain(shots: KeptShots, owner: string): Promise<Drained> {
  if (!("locks" in navigator)) return drained(shots, owner);
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? drained(shots, owner) : { wait: ELSEWHERE_MS, mustLogIn: false }));
}

async function drained(shots: KeptShots, owner: string): Promise<Drained> {
  for (;;) {
    const shot = nextToSend(await shots.all(), owner, Date.now());
    if (shot === undefined) return { wait: nextDue(await shots.all(), owner, Date.now()), mustLogIn: false };
    try {
      await sent(shots, shot);
    } catch (error) {
      if (error instanceof Refused && remedyFor(error.status, shot.attempts) === "log_in") {
        await shots.change(shot.key, (now) => postponed(now, error.problem, Date.now()));
        return { wait: null, mustLogIn: true };
      }
      await shots.change(shot.key, (now) => failed(now, error));
      // Without a connection none of the others would get through.
      if (!(error instanceof Refused)) return { wait: nextDue(await shots.all(), owner, Date.now()), mustLogIn: false };
    }
  }
}

async function sent(shots: KeptShots, shot: Shot): Promise<void> {
  const picture = await shots.picture(shot.key);
  if (picture === undefined) {
    await shots.change(shot.key, (now) => refused(now, LOST));
    return;
  }
  const receipt = await upload(shot, picture, (bytes) => shots.change(shot.key, (now) => (isUnderWay(now) ? sending(now, bytes) : now)));
  await shots.change(shot.key, (now) => received(now, receipt));
}

function failed(shot: Shot, error: unknown): Shot {
  const isAnswer = error instanceof Refused;
  const trouble = isAnswer ? error.problem : UNREACHABLE;
  if (isAnswer && remedyFor(error.status, shot.attempts) === "give_up") return refused(shot, trouble);
  return postponed(shot, trouble, Date.now() + waitAfter(shot.attempts, isAnswer ? error.retryAfter : null, Math.random));
}
