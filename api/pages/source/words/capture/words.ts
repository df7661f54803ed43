// The words of the capture page, apart from those of the others: it is loaded by phones.

import { language } from "../../ground/language";
import type { Widened } from "../words";
import { en } from "./en";
import { zh } from "./zh";

export type CaptureWords = { readonly [Key in keyof typeof zh]: Widened<(typeof zh)[Key]> };

export function captureWords(): CaptureWords {
  return language() === "zh" ? zh : en;
}
