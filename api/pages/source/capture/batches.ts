// What was taken together: once all of it has arrived, the service is told how many there were, and says when one is missing.

import { Refused, Unreachable, call } from "../ground/api";
import type { KeptShots } from "./kept_shots";
import type { Shot } from "./shot";

/** A batch that its owner called done. */
export interface EndedBatch {
  id: string;
  owner: string;
  /** Keys of shots that have not arrived. */
  open: string[];
  /** How many have. */
  arrived: number;
}

const KEPT = "batches";

/** Pure: what arrived meanwhile is counted, what was deleted unsent is not waited for. */
export function settled(batch: EndedBatch, shots: readonly Shot[]): EndedBatch {
  const found = new Map(shots.map((shot) => [shot.key, shot]));
  const arrived = batch.open.filter((key) => found.get(key)?.state === "received");
  const open = batch.open.filter((key) => found.has(key) && !arrived.includes(key));
  return { ...batch, open, arrived: batch.arrived + arrived.length };
}

export async function endBatch(shots: KeptShots, id: string, owner: string): Promise<void> {
  const open = (await shots.all()).filter((shot) => shot.batch === id).map((shot) => shot.key);
  if (open.length) await shots.keepOwn(KEPT, [...(await ended(shots)), { id, owner, open, arrived: 0 }]);
}

/** Tells the service of those that are whole. What it can't be told now is told the next time. */
export async function closeBatches(shots: KeptShots, owner: string): Promise<void> {
  const before = await ended(shots);
  if (!before.length) return;
  const all = await shots.all();
  const kept: EndedBatch[] = [];
  for (const batch of before) {
    const now = batch.owner === owner ? settled(batch, all) : batch;
    if (now.open.length || batch.owner !== owner || !(now.arrived === 0 || (await isClosed(now)))) kept.push(now);
  }
  await shots.keepOwn(KEPT, kept);
}

async function isClosed(batch: EndedBatch): Promise<boolean> {
  try {
    await call("closeBatch", { path: { batch_id: batch.id }, body: { files: batch.arrived } });
    return true;
  } catch (error) {
    if (error instanceof Refused) return error.status === 404;
    if (error instanceof Unreachable) return false;
    throw error;
  }
}

async function ended(shots: KeptShots): Promise<EndedBatch[]> {
  return (await shots.own<EndedBatch[]>(KEPT)) ?? [];
}
