// Days in China, wherever the browser is: the service counts so, and so do tax bureaus. Pure.

const CHINA_MS = 8 * 3_600_000;
export const DAY_MS = 86_400_000;

/** The day in China at a moment in milliseconds: `2024-03-08`. */
export function chinaDay(ms: number): string {
  return new Date(ms + CHINA_MS).toISOString().slice(0, 10);
}

export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
}
