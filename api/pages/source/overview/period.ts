// The days that are looked at. They are days in China, wherever the browser is: the service counts so, and so do tax bureaus.

import { chinaDay, daysBefore } from "../ground/days";

export const PRESETS = ["today", "week", "month", "days30", "own"] as const;
export type Preset = (typeof PRESETS)[number];

export interface Period {
  preset: Preset;
  /** `2024-03-08`, both included. */
  first: string;
  last: string;
}

/** Own dates begin as the last week. */
export function presetPeriod(preset: Preset, nowMs: number): Period {
  const last = chinaDay(nowMs);
  const first = { today: last, week: daysBefore(last, 6), days30: daysBefore(last, 29), month: `${last.slice(0, 8)}01`, own: daysBefore(last, 6) }[preset];
  return { preset, first, last };
}

/** From the address of the page: `?period=month`, `?first=2024-03-01&last=2024-03-31`; the last week where it says nothing that can be used. */
export function periodOf(search: string, nowMs: number): Period {
  const said = new URLSearchParams(search);
  const first = said.get("first") ?? "";
  const last = said.get("last") ?? "";
  if (isDay(first) && isDay(last)) return { preset: "own", first, last };
  const preset = PRESETS.find((name) => name === said.get("period"));
  return presetPeriod(preset ?? "week", nowMs);
}

export function addressOf(period: Period): string {
  return period.preset === "own" ? `?first=${period.first}&last=${period.last}` : `?period=${period.preset}`;
}

/** The first moment of the first day, and the last one of the last, as the service takes moments. */
export function moments({ first, last }: Period): { since: string; until: string } {
  return { since: `${first}T00:00:00+08:00`, until: `${last}T23:59:59.999999+08:00` };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}
