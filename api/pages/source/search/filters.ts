// What is searched for, as it stands in the address: a link leads others to the same invoices. Pure.

import type { Operations } from "../drawn/operations";
import { daysOf, isSpan } from "./spans";

export type Query = Operations["findInvoices"]["query"];

/** The parameters of the search that a person can set here, in the order in which they are told. */
export const FILTERS = ["text", "number", "code", "party", "kind", "state", "finding", "issued_in", "issued_from", "issued_to", "received_in", "received_from", "received_to", "total_from", "total_to", "document_id", "deleted"] as const;
export type FilterName = (typeof FILTERS)[number];
/** Each with its values, several only of kinds and states; those that are not set are left out. */
export type Filters = Readonly<Partial<Record<FilterName, readonly string[]>>>;

export interface Place {
  filters: Filters;
  /** Where the page begins; null for the first. */
  cursor: string | null;
}

/** Unknown parameters are left alone. */
export function placeOf(search: string): Place {
  const given = new URLSearchParams(search);
  const filters = FILTERS.flatMap((name) => {
    const values = given.getAll(name).filter((value) => (isRelative(name) ? isSpan(value) : Boolean(value)));
    return values.length ? [[name, values] as const] : [];
  });
  return { filters: Object.fromEntries(filters), cursor: given.get("cursor") };
}

export function searchOf(filters: Filters, cursor: string | null = null): string {
  const asked = parameters(filters);
  if (cursor) asked.append("cursor", cursor);
  return asked.size ? `?${asked}` : "";
}

export function parameters(filters: Filters): URLSearchParams {
  return new URLSearchParams(FILTERS.flatMap((name) => (filters[name] ?? []).map((value): [string, string] => [name, value])));
}

/** Whose value is a span of days that moves with the calendar (`spans.ts`): a thing of this page and of kept searches; the service is asked for the days that it means now. */
function isRelative(name: FilterName): name is "issued_in" | "received_in" {
  return name === "issued_in" || name === "received_in";
}

/** With the days that spans mean at a moment; what is asked of the service, and exported. */
export function settled(filters: Filters, nowMs: number): Filters {
  const { issued_in: issued, received_in: received, ...others } = filters;
  const days = isSpan(issued?.[0]) ? daysOf(issued[0], nowMs) : null;
  const arrival = isSpan(received?.[0]) ? daysOf(received[0], nowMs) : null;
  return {
    ...others,
    ...(days && { issued_from: [days.first], issued_to: [days.last] }),
    ...(arrival && { received_from: [momentOfDay(arrival.first, false)], received_to: [momentOfDay(arrival.last, true)] }),
  };
}

/** For a typed call. What stands in the address was typed by people, or sent by others: the service refuses what is no kind, state or date. */
export function queryOf(given: Filters, more: Query = {}, nowMs = Date.now()): Query {
  const filters = settled(given, nowMs);
  const single = Object.fromEntries(FILTERS.flatMap((name) => (filters[name]?.[0] ? [[name, filters[name][0]]] : [])));
  return { ...single, kind: filters.kind, state: filters.state, ...(filters.deleted ? { deleted: true } : {}), ...more } as Query;
}

/** Another filter; without values it is taken away. */
export function withFilter(filters: Filters, name: FilterName, values: readonly string[]): Filters {
  const { [name]: _, ...others } = filters;
  return values.length ? { ...others, [name]: values } : others;
}

export function namesOf(filters: Filters): FilterName[] {
  return FILTERS.filter((name) => filters[name] !== undefined);
}

/** Narrow characters; numbers without the blanks and hyphens by which people group digits. */
export function tidied(text: string): string {
  const narrow = text.normalize("NFKC").trim().replace(/\s+/g, " ");
  return /^[\d\s\-‐-―]+$/.test(narrow) ? narrow.replace(/[^\d]/g, "") : narrow;
}

/** The number that is looked for, where something like one is: at least four digits, perhaps with letters as on tickets; "" otherwise. */
export function soughtNumber(filters: Filters): string {
  const text = filters.number?.[0] ?? filters.text?.[0] ?? "";
  return /^[0-9A-Z]+$/i.test(text) && text.replace(/\D/g, "").length >= 4 ? text : "";
}

/** A day, as date inputs have it, and the moment at which it begins or ends in Beijing. */
export function momentOfDay(day: string, end: boolean): string {
  return `${day}T${end ? "23:59:59.999999" : "00:00:00"}+08:00`;
}

/** The day of such a moment; "" for none. */
export function dayOfMoment(moment: string | undefined): string {
  return /^\d{4}-\d{2}-\d{2}/.exec(moment ?? "")?.[0] ?? "";
}
