// An invoice as it stands on the page: what the service says, with the draft in the places of what it changes. Pure.

import { FIELDS_OF } from "../drawn/labels";
import type { Finding, InvoiceAnswer, ResultBox, ReviewAnswer } from "../drawn/schemas";
import type { Cells, Draft } from "./draft";

/** An answer about an invoice, whatever else it says. */
export interface Standing {
  invoice: InvoiceAnswer;
  /** Fields that are keyed without seeing them, and those that two people keyed otherwise: where an invoice is reviewed. */
  blind?: ReviewAnswer["blind"];
  differences?: ReviewAnswer["differences"];
}

/** What a form shows first stands first here: the buyer (抬头), the seller, numbers and dates, then (after the lines) sums, and what is left. */
export const SECTIONS = [
  { name: "buyer", fields: ["buyer_name", "buyer_tax_id", "buyer_address_phone", "buyer_bank_account", "passenger_name", "passenger_id"] },
  { name: "number", fields: ["invoice_code", "invoice_number", "issue_date", "check_code", "machine_number", "ticket_number"] },
  { name: "journey", fields: ["from_station", "to_station", "train_number", "departure_time", "seat", "seat_class", "entrance", "exit", "car_number", "time_on", "time_off", "unit_price", "mileage"] },
  { name: "vehicle", fields: ["plate_number", "registration_number", "vin", "engine_number", "certificate_number", "brand_model", "vehicle_type"] },
  { name: "items", fields: [] },
  { name: "sums", fields: ["amount", "tax", "total", "total_in_words"] },
  { name: "seller", fields: ["seller_name", "seller_tax_id", "seller_address_phone", "seller_bank_account"] },
  { name: "rest", fields: ["payee", "reviewer", "drawer", "remarks", "cipher"] },
] as const;

export type SectionName = (typeof SECTIONS)[number]["name"];

/** Fields in form order: those that the invoice has, and those that its kind should have. */
export function fieldsShown(answer: Standing): { section: SectionName; fields: string[] }[] {
  const present = new Set([...Object.keys(answer.invoice.fields), ...(FIELDS_OF[answer.invoice.invoice.kind] ?? [])]);
  const placed = SECTIONS.map(({ name, fields }) => ({ section: name as SectionName, fields: fields.filter((field) => present.has(field)) as string[] }));
  const known = new Set(placed.flatMap(({ fields }) => fields));
  placed.at(-1)?.fields.push(...[...present].filter((field) => !known.has(field)));
  return placed;
}

/** What the service says stands, "" where nothing does. */
export function standingValue(answer: Standing, field: string): string {
  return answer.invoice.fields[field]?.value ?? "";
}

export function shownValue(answer: Standing, draft: Draft, field: string): string {
  return draft.values[field] ?? standingValue(answer, field);
}

/** Tickets have no lines of goods; forms with a sum before tax do, also where none was read. */
export function hasItems(answer: Standing): boolean {
  return answer.invoice.items.length > 0 || (FIELDS_OF[answer.invoice.invoice.kind] ?? []).includes("amount");
}

export function shownItems(answer: Standing, draft: Draft): readonly Cells[] {
  return draft.items ?? answer.invoice.items;
}

/** Nothing was read there, and nobody has to say anything: the form does not have it. */
export function isAbsent(answer: Standing, draft: Draft, field: string): boolean {
  const known = answer.invoice.fields[field];
  return !answer.blind?.includes(field) && shownValue(answer, draft, field) === "" && (known?.read == null || known.read.state === "absent" || known.read.state === "empty");
}

export interface Spot {
  page: number;
  /** Four corners, pixels of the original page. */
  quad: ResultBox;
  /** A person can read it there: it is print and no QR code. */
  isPrint: boolean;
}

/** Where a field stands on the page: of what rests on a QR code the print that says the same, or any print, and only then the code. */
export function spotOf(answer: Standing, field: string): Spot | null {
  const read = answer.invoice.fields[field]?.read;
  if (!read) return null;
  const fallback = read.page ?? answer.invoice.invoice.page;
  if (read.box && read.source !== "qr") return { page: fallback, quad: read.box, isPrint: true };
  const printed = read.evidence.filter((opinion) => opinion.box && opinion.source !== "qr");
  const opinion = printed.find((each) => each.value === read.value) ?? printed[0];
  if (opinion?.box) return { page: opinion.page ?? fallback, quad: opinion.box, isPrint: true };
  return read.box ? { page: fallback, quad: read.box, isPrint: false } : null;
}

export function spotOfItem(answer: Standing, row: number): Spot | null {
  const box = answer.invoice.result.items?.[row]?.box;
  return box ? { page: answer.invoice.invoice.page, quad: box, isPrint: true } : null;
}

export type FieldState = "auto" | "human" | "look" | "rule" | "absent";

/** Which of the four (and "not there") each field is in. `findings` are about the values on the page. */
export function fieldState(answer: Standing, draft: Draft, findings: readonly Finding[], field: string): FieldState {
  if (draft.confirmed.includes(field) || field in draft.values) return "human";
  if (answer.blind?.includes(field) || answer.differences?.some((each) => each.field === field)) return "look";
  if (findings.some((finding) => finding.severity !== "info" && (finding.fields ?? []).includes(field))) return "rule";
  const known = answer.invoice.fields[field];
  if (known?.set_by) return "human";
  if (field === "items" && (draft.items !== null || answer.invoice.items_set_by)) return "human";
  if (doubtful(answer).has(field) || known?.read?.state === "unreadable" || (known?.proposals.length ?? 0) > 0) return "look";
  return field !== "items" && isAbsent(answer, draft, field) ? "absent" : "auto";
}

/** Fields that kept the invoice from going on by itself, for other reasons than a rule. */
export function doubtful(answer: Standing): ReadonlySet<string> {
  const rules = new Set((answer.invoice.result.findings ?? []).map((finding) => finding.rule));
  return new Set((answer.invoice.result.obstacles ?? []).filter((obstacle) => !rules.has(obstacle.code)).flatMap((obstacle) => obstacle.fields));
}

/** Flagged and not confirmed yet, in form order, the lines of goods in their place. */
export function openFlags(answer: Standing, draft: Draft, findings: readonly Finding[]): string[] {
  const inOrder = fieldsShown(answer).flatMap(({ section, fields }) => (section === "items" ? ["items"] : fields));
  return inOrder.filter((field) => ["rule", "look"].includes(fieldState(answer, draft, findings, field)));
}

/** What goes to the service: what was changed, and what was flagged or read and is confirmed as it is. */
export function saidValues(answer: Standing, draft: Draft): Record<string, string> {
  const confirmed = draft.confirmed.filter((field) => field !== "items").map((field) => [field, shownValue(answer, draft, field)] as const);
  return { ...Object.fromEntries(confirmed), ...draft.values };
}
