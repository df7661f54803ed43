// Where one goes from here: lists of invoices by the search's own parameters, single invoices, documents.

import type { InvoiceState, OverviewExample } from "../drawn/schemas";
import { h } from "../ground/dom";
import { overviewWords } from "../words/overview/words";
import { type Period, moments } from "./period";

/** Of the period, in any of these states. */
export function invoicesLink(text: string, states: readonly InvoiceState[], period: Period | null): HTMLElement {
  const asked = new URLSearchParams(states.map((state) => ["state", state]));
  if (period) {
    const { since, until } = moments(period);
    asked.set("received_from", since);
    asked.set("received_to", until);
  }
  return h("a", { href: `/invoices?${asked}` }, text);
}

export function invoiceLink(id: string, text: string): HTMLElement {
  return h("a", { href: `/invoices/${encodeURIComponent(id)}`, class: "digits" }, text || overviewWords().unnamed);
}

/** What stands for more of its kind. A document that could not be read has no invoice to go to. */
export function exampleLinks(examples: readonly OverviewExample[]): HTMLElement {
  const items = examples.map((each) => h("li", {}, each.invoice_id === null ? each.name : invoiceLink(each.invoice_id, each.name)));
  return h("ul", { class: "examples" }, ...items);
}
