// The words of the settings.

import { language } from "../../ground/language";
import type { Widened } from "../words";
import { en } from "./en";
import { zh } from "./zh";

export type SettingsWords = { readonly [Key in keyof typeof zh]: Widened<(typeof zh)[Key]> };

export function settingsWords(): SettingsWords {
  return language() === "zh" ? zh : en;
}
