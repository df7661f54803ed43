// The words of the overview, apart from those of the other pages.

import { language } from "../../ground/language";
import type { Widened } from "../words";
import { en } from "./en";
import { zh } from "./zh";

export type OverviewWords = { readonly [Key in keyof typeof zh]: Widened<(typeof zh)[Key]> };

export function overviewWords(): OverviewWords {
  return language() === "zh" ? zh : en;
}
