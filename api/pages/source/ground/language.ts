// Chinese first, English by choice. The choice is the browser's, so that it holds before anybody is logged in.

import type { Wording } from "../drawn/labels";

export type Language = "zh" | "en";

const KEPT = "fapiao.language";

export function language(): Language {
  return localStorage.getItem(KEPT) === "en" ? "en" : "zh";
}

/** The page is drawn anew: every word of it changes. */
export function changeLanguage(to: Language): void {
  localStorage.setItem(KEPT, to);
  location.reload();
}

/** Of a pair of words the one that is spoken here. */
export function worded(wording: Wording | undefined, otherwise = ""): string {
  if (wording === undefined) return otherwise;
  return language() === "zh" ? wording[0] : wording[1];
}

/** Of something that the service says in both languages. */
export function said(message: { message: string; message_zh: string }): string {
  return language() === "zh" ? message.message_zh : message.message;
}

/** `%1`, `%2` ... of a sentence filled in. */
export function filled(sentence: string, ...values: (string | number)[]): string {
  return sentence.replace(/%(\d)/g, (_, place: string) => String(values[Number(place) - 1] ?? ""));
}

export function markLanguage(title: string): void {
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
  document.title = title;
}

const LOCALE = { zh: "zh-CN", en: "en-GB" } as const;

/** `3月8日 14:05`, of this year; with the year otherwise. */
export function moment(iso: string): string {
  const at = new Date(iso);
  const sameYear = at.getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(LOCALE[language()], { ...(sameYear ? {} : { year: "numeric" }), month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(at);
}

/** `2 小时`, `3 days`: how long something took or will take, in its largest unit. */
export function duration(ms: number): string {
  const minutes = Math.abs(ms) / 60_000;
  const [count, unit] = minutes < 60 ? [minutes, "minute"] : minutes < 48 * 60 ? [minutes / 60, "hour"] : [minutes / 1440, "day"];
  return new Intl.NumberFormat(LOCALE[language()], { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 }).format(Math.round(count));
}
