// The words of the search, apart from those of the others.

import { language } from "../../ground/language";
import type { Widened } from "../words";
import { en } from "./en";
import { zh } from "./zh";

export type SearchWords = { readonly [Key in keyof typeof zh]: Widened<(typeof zh)[Key]> };

export function searchWords(): SearchWords {
  return language() === "zh" ? zh : en;
}
