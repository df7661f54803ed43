// Spans of days that move along with the calendar: a search that is kept by "last 30 days" means the last 30 days whenever it is opened. Pure.

import { chinaDay, daysBefore } from "../ground/days";

export const SPANS = ["today", "week", "days30", "month", "last_month"] as const;
export type Span = (typeof SPANS)[number];

export function isSpan(text: string | undefined): text is Span {
  return SPANS.some((span) => span === text);
}

/** First and last day, both included, as date inputs have them; days are those in China. */
export function daysOf(span: Span, nowMs: number): { first: string; last: string } {
  const today = chinaDay(nowMs);
  const month = `${today.slice(0, 8)}01`;
  switch (span) {
    case "today":
      return { first: today, last: today };
    case "week":
      return { first: daysBefore(today, 6), last: today };
    case "days30":
      return { first: daysBefore(today, 29), last: today };
    case "month":
      return { first: month, last: today };
    case "last_month": {
      const last = daysBefore(month, 1);
      return { first: `${last.slice(0, 8)}01`, last };
    }
  }
}
