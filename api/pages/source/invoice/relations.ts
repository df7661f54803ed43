// Other invoices that have to do with this one: its duplicates, its red or blue one, those in the same file.

import { FIELD_LABELS } from "../drawn/labels";
import type { InvoiceBrief, RecordAnswer } from "../drawn/schemas";
import { h } from "../ground/dom";
import { worded } from "../ground/language";
import { invoiceWords } from "../words/invoice/words";
import { words } from "../words/words";
import { faint, section } from "./sections";

export function relationsSection(record: RecordAnswer): HTMLElement {
  const w = invoiceWords();
  const related = record.related.map((each) => line(w.relations[each.relation], each.invoice, each.differing));
  const together = record.document.others.map((other) => line(w.sameFile, other, []));
  const lines = [...related, ...together];
  return section("related", w.related, lines.length ? h("ul", {}, ...lines) : faint(w.noRelated));
}

function line(relation: string, invoice: InvoiceBrief | null, differing: readonly string[]): HTMLElement {
  const w = invoiceWords();
  if (!invoice) return h("li", {}, h("span", { class: "relation" }, relation), h("span", { class: "faint" }, w.hidden));
  const state = invoice.deleted_at ? w.remove : words().invoiceStates[invoice.state];
  const fields = differing.map((field) => worded(FIELD_LABELS[field], field)).join(words().comma);
  return h(
    "li",
    {},
    h("span", { class: "relation" }, relation),
    h("a", { href: `/invoices/${invoice.id}`, class: "digits" }, invoice.invoice_number || w.noNumber),
    ...[invoice.issue_date, invoice.total && `¥${invoice.total}`, state, fields && `≠ ${fields}`].filter(Boolean).map((fact) => h("span", {}, fact ?? "")),
  );
}
