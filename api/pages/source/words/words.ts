// The words of all pages, in the language that is spoken here. A word that one language lacks does not compile.

import { language } from "../ground/language";
import { en } from "./en";
import { zh } from "./zh";

export type Words = { readonly [Key in keyof typeof zh]: Widened<(typeof zh)[Key]> };

export type Widened<Part> = Part extends string ? string : Part extends readonly (infer Each)[] ? readonly Widened<Each>[] : { readonly [Key in keyof Part]: Widened<Part[Key]> };

export function words(): Words {
  return language() === "zh" ? zh : en;
}
