// What history and proofs say, for people. Pure.

import { FIELD_LABELS } from "../drawn/labels";
import type { Language } from "../ground/language";

const BOTH = /^([\x20-\x7e’–]+) · (.*\p{Script=Han}.*)$/su;
const ORIGINAL = ["原件", "original"] as const;
const FIELD = /(^|, )([a-z_]+) (?=\S)/g;

/** What we write ourselves stands there in English and Chinese, parted by a middle dot; what people type stands as they typed it. */
export function inLanguage(text: string, language: Language): string {
  const [, english, chinese] = BOTH.exec(text) ?? [];
  return english !== undefined && chinese !== undefined ? (language === "zh" ? chinese : english) : text;
}

/** `issue_date 2024-03-08, total 106.00`, as a ledger showed it, with the names that people know; any other text as it is. */
export function withLabels(text: string, language: Language): string {
  return text.replace(FIELD, (whole, start: string, field: string) => {
    const label = field === "original" ? ORIGINAL : FIELD_LABELS[field];
    return label ? `${start}${label[language === "zh" ? 0 : 1]} ` : whole;
  });
}
