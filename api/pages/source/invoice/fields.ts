// Every field with its value, who says so, and who set it by hand; and the lines of goods.

import { FIELD_LABELS } from "../drawn/labels";
import type { FieldAnswer, RecordAnswer } from "../drawn/schemas";
import { h } from "../ground/dom";
import { icon } from "../ground/icons";
import { filled, worded } from "../ground/language";
import { witnesses } from "../review/alternatives";
import { NOTHING } from "../review/draft";
import { STATE_ICONS, isDigits } from "../review/field_row";
import { fieldState, fieldsShown, hasItems, isAbsent, standingValue } from "../review/standing";
import { invoiceWords } from "../words/invoice/words";
import { words } from "../words/words";
import { stamp } from "./moments";
import { called } from "./people";
import { section, table } from "./sections";

interface Heard {
  chosen: (field: string) => void;
  hinted: (field: string | null) => void;
}

/** In form order, those that the form does not have left out. */
export function fieldsSection(record: RecordAnswer, heard: Heard): HTMLElement {
  const groups = fieldsShown(record).map(({ section: name, fields }) => [name, fields.filter((field) => !isAbsent(record, NOTHING, field))] as const);
  const shown = groups.filter(([, fields]) => fields.length);
  const parts = shown.map(([name, fields]) => h("div", { class: "group" }, h("h3", {}, words().sections[name]), h("dl", {}, ...fields.map((field) => fieldRow(record, field, heard)))));
  return section("fields", invoiceWords().fields, h("div", { class: "groups" }, ...parts));
}

function fieldRow(record: RecordAnswer, field: string, heard: Heard): HTMLElement {
  const known = record.invoice.fields[field];
  const value = standingValue(record, field);
  const state = fieldState(record, NOTHING, record.findings, field);
  const label = worded(FIELD_LABELS[field], field);
  const mark = h("span", { class: `mark ${state}`, title: words().states[state] });
  mark.append(icon(STATE_ICONS[state]), h("span", { class: "unseen" }, words().states[state]));
  const button = h("button", { type: "button", class: "link", onclick: () => heard.chosen(field) }, label);
  const row = h("div", { class: "row", "data-field": field }, h("dt", {}, button), h("dd", {}, h("span", { class: isDigits(field) ? "value digits" : "value" }, value || "—"), mark, ...badges(known, value), ...setBy(record, known)));
  row.addEventListener("pointerenter", () => heard.hinted(field));
  row.addEventListener("pointerleave", () => heard.hinted(null));
  return row;
}

function badges(known: FieldAnswer | undefined, value: string): HTMLElement[] {
  const w = words();
  return witnesses(known, value).map((source) => h("span", { class: "badge", title: w.sourceMeanings[source] ?? source }, w.sources[source] ?? source));
}

function setBy(record: RecordAnswer, known: FieldAnswer | undefined): HTMLElement[] {
  const w = invoiceWords();
  if (!known?.set_by) return [];
  const told = [filled(w.setBy, called(known.set_by.who, record.names), stamp(known.set_by.said_at)), known.set_by.why, known.read?.value && known.read.value !== known.value && filled(w.wasRead, known.read.value)];
  return [h("p", { class: "set-by" }, told.filter(Boolean).join(" · "))];
}

/** Null for kinds that have none. */
export function itemsSection(record: RecordAnswer): HTMLElement | null {
  const { items, items_set_by: by } = record.invoice;
  if (!hasItems(record) || !items.length) return null;
  const names = Object.keys(words().columns).filter((name) => items.some((item) => item[name]));
  const lines = table("items", invoiceWords().items, names.map((name) => words().columns[name] ?? name), items.map((item) => names.map((name) => h("span", { class: NUMBERS.has(name) ? "digits number" : null }, item[name] ?? ""))));
  const who = by && h("p", { class: "set-by" }, [filled(invoiceWords().itemsSetBy, called(by.who, record.names), stamp(by.said_at)), by.why].filter(Boolean).join(" · "));
  return section("lines", invoiceWords().items, lines, who);
}

const NUMBERS = new Set(["quantity", "unit_price", "amount", "tax_rate", "tax"]);
