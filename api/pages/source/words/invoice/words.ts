// The words of the invoice page, apart from those of the others.

import { language } from "../../ground/language";
import type { Widened } from "../words";
import { en } from "./en";
import { zh } from "./zh";

export type InvoiceWords = { readonly [Key in keyof typeof zh]: Widened<(typeof zh)[Key]> };

export function invoiceWords(): InvoiceWords {
  return language() === "zh" ? zh : en;
}
