// The words of the page for entering invoices by hand, apart from those of the others.

import { language } from "../../ground/language";
import type { Widened } from "../words";
import { en } from "./en";
import { zh } from "./zh";

export type EntryWords = { readonly [Key in keyof typeof zh]: Widened<(typeof zh)[Key]> };

export function entryWords(): EntryWords {
  return language() === "zh" ? zh : en;
}
