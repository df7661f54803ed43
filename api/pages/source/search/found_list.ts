// The invoices that were found: a table of links, walked by the arrow keys.

import { KIND_LABELS } from "../drawn/labels";
import type { InvoiceBrief } from "../drawn/schemas";
import { h } from "../ground/dom";
import { icon } from "../ground/icons";
import { filled, moment, worded } from "../ground/language";
import { searchWords } from "../words/search/words";
import { words } from "../words/words";

export class FoundList {
  readonly element = h("div", { class: "found" });

  show(invoices: readonly InvoiceBrief[]): void {
    const w = searchWords();
    const heads = [w.number, w.state, w.kind, w.issued, w.seller, w.buyer, w.total, w.findings, w.received];
    const head = h("tr", {}, ...heads.map((label, place) => h("th", { scope: "col", class: COLUMNS[place] ?? null }, label)));
    const rows = invoices.map((invoice) => foundRow(invoice));
    this.element.replaceChildren(h("table", {}, h("caption", { class: "unseen" }, w.results), h("thead", {}, head), h("tbody", {}, ...rows)));
  }

  clear(): void {
    this.element.replaceChildren();
  }

  /** From where the focus is to the link above or below; from outside to the first. False where there is none further. */
  walk(step: 1 | -1): boolean {
    const links = [...this.element.querySelectorAll<HTMLAnchorElement>("tbody a")];
    const place = links.findIndex((link) => link === document.activeElement);
    const next = place === -1 ? (step === 1 ? links[0] : undefined) : links[place + step];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return next !== undefined;
  }
}

const COLUMNS = ["number", "state", "kind", "issued", "party", "party", "total", "findings", "received"];

function foundRow(invoice: InvoiceBrief): HTMLElement {
  const w = searchWords();
  const against = invoice.findings.filter(({ severity }) => severity !== "info");
  const state = invoice.deleted_at ? w.deleted : words().invoiceStates[invoice.state];
  const cells: (Node | string)[][] = [
    [invoiceLink(invoice), ...(invoice.invoice_code ? [h("small", { class: "digits" }, invoice.invoice_code)] : [])],
    [h("span", { class: `state ${invoice.deleted_at ? "deleted" : invoice.state}` }, state)],
    [worded(KIND_LABELS[invoice.kind], invoice.kind)],
    [invoice.issue_date ?? none()],
    [invoice.seller_name || none()],
    [invoice.buyer_name || none()],
    [invoice.total ?? none()],
    against.length ? [h("span", { class: "flags", title: against.map(({ rule }) => rule).join(" ") }, icon("flag"), filled(words().flags, against.length))] : [""],
    [moment(invoice.received_at)],
  ];
  const labels = [w.number, w.state, w.kind, w.issued, w.seller, w.buyer, w.total, w.findings, w.received];
  return h("tr", {}, ...cells.map((content, place) => h("td", { class: COLUMNS[place] ?? null, "data-label": labels[place] ?? null }, ...content)));
}

/** Left out where there is no table whose columns it would keep in line. */
function none(): HTMLElement {
  return h("span", { class: "none" }, "—");
}

export function invoiceLink(invoice: InvoiceBrief): HTMLAnchorElement {
  return h("a", { href: `/invoices/${invoice.id}`, class: "digits" }, invoice.invoice_number || searchWords().noNumber);
}

/** An invoice in one line, where there is no table around it. */
export function invoiceLine(invoice: InvoiceBrief): HTMLElement {
  const facts = [invoice.issue_date, invoice.total && `¥${invoice.total}`, invoice.seller_name, invoice.deleted_at ? searchWords().deleted : words().invoiceStates[invoice.state]];
  return h("li", {}, invoiceLink(invoice), ...facts.filter(Boolean).map((fact) => h("span", {}, fact ?? "")));
}
