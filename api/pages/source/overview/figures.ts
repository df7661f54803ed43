// Numbers as people read them here.

import { language } from "../ground/language";

const LOCALE = { zh: "zh-CN", en: "en-GB" } as const;

/** `1,234`. */
export function count(value: number): string {
  return new Intl.NumberFormat(LOCALE[language()]).format(value);
}

/** 0.1234 -> `12.3%`; `–` for null. */
export function percent(value: number | null): string {
  return value === null ? "–" : new Intl.NumberFormat(LOCALE[language()], { style: "percent", maximumFractionDigits: 1 }).format(value);
}

/** `3月8日 14:05`, in China, like all days of this page; `–` for null. */
export function when(iso: string | null): string {
  if (iso === null) return "–";
  return new Intl.DateTimeFormat(LOCALE[language()], { timeZone: "Asia/Shanghai", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
}

/** `2024-03-08` -> `03-08`: the year stands above. */
export function shortDay(day: string): string {
  return day.slice(5);
}
