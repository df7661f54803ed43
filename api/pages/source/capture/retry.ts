// When to try again, and whether that can help. Pure.

const FIRST_MS = 2_000;
const LONGEST_MS = 5 * 60_000;

/** Milliseconds to wait after so many failed tries: doubling, and spread between half and the whole so that phones in one dead spot do not come back together. What the service asks for is kept. */
export function waitAfter(attempts: number, retryAfterSeconds: number | null, random: () => number): number {
  const doubled = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts, 16));
  const spread = doubled / 2 + (random() * doubled) / 2;
  return retryAfterSeconds === null ? spread : Math.max(spread, retryAfterSeconds * 1000 * (1 + random() / 10));
}

export type Remedy = "log_in" | "again" | "give_up";

const DAMAGED_TRIES = 3;

/** What helps after an answer of this status, `attempts` having failed before. */
export function remedyFor(status: number, attempts: number): Remedy {
  if (status === 401 || status === 403) return "log_in";
  // 404: what was begun is gone, and is begun anew. 409, 423: another request is at it.
  if ([404, 408, 409, 410, 412, 423, 425, 429].includes(status) || status >= 500) return "again";
  // 460: what arrived is not what was sent. A bad link mends; a bad memory does not.
  if (status === 460) return attempts < DAMAGED_TRIES ? "again" : "give_up";
  return "give_up";
}
