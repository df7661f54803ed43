// The words of what the review page has beyond its ground: apart from those that every page loads.

import { language } from "../../ground/language";
import type { Widened } from "../words";
import { en } from "./en";
import { zh } from "./zh";

export type ReviewWords = { readonly [Key in keyof typeof zh]: Widened<(typeof zh)[Key]> };

export function reviewWords(): ReviewWords {
  return language() === "zh" ? zh : en;
}
