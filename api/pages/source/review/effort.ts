// The work behind a decision: keys, and the time somebody was really at it.

import type { EffortForm } from "../drawn/schemas";

/** A longer pause is no work. */
const IDLE_MS = 20_000;

export class Effort {
  private activeMs = 0;
  private keys = 0;
  private last = performance.now();

  /** Something was done. */
  note(key = false): void {
    const now = performance.now();
    if (now - this.last < IDLE_MS) this.activeMs += now - this.last;
    this.last = now;
    if (key) this.keys++;
  }

  /** With what became of the fields, where there are some. */
  form(fields: Omit<EffortForm, "active_ms" | "keys"> = {}): EffortForm {
    this.note();
    return { active_ms: Math.min(3_600_000, Math.round(this.activeMs)), keys: this.keys, ...fields };
  }
}
