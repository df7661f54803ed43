// What may be done with the invoice now, by whoever looks at it.

import type { InvoiceState, Me, RecordAnswer } from "../drawn/schemas";
import { call } from "../ground/api";
import { ask } from "../ground/dialog";
import { h } from "../ground/dom";
import { invoiceWords } from "../words/invoice/words";
import type { LoadedRecord, Others } from "./loaded";

/** States in which the tax bureau can be asked. */
const ASKED: readonly InvoiceState[] = ["in_review", "approved", "verifying", "verified", "uploading", "confirmed"];

/** Runs a request, says what it came to, and shows the invoice as it is then. */
type Doing = (request: () => Promise<unknown>, done: string) => Promise<void>;

/** Buttons and links; `others` is null until it is known where the invoice stands with others. */
export function actionBar({ record, etag }: LoadedRecord, others: Others | null, me: Me, doing: Doing): HTMLElement {
  const w = invoiceWords();
  const { invoice } = record.invoice;
  const path = { invoice_id: invoice.id };
  const decides = me.scopes.includes("decide") && !invoice.deleted_at;
  const sendings = others && "answer" in others.sendings ? others.sendings.answer : null;
  const verification = others && "answer" in others.verification ? others.verification.answer : null;
  const button = (label: string, run: () => void): HTMLElement => h("button", { type: "button", onclick: run }, label);
  const withReason = (label: string, run: (why: string) => Promise<unknown>, done: string): HTMLElement =>
    button(label, () => void askWhy(label).then((why) => (why === null ? undefined : doing(() => run(why), done))));
  const link = (label: string, address: string, download = true): HTMLElement => h("a", { class: "button", href: address, download: download ? "" : null }, label);
  const shown = [
    decides && invoice.state === "in_review" && h("a", { class: "button primary", href: `/review?invoice=${invoice.id}` }, w.openInReview),
    decides && verification?.has_provider && ASKED.includes(invoice.state) && button(w.verifyNow, () => void doing(() => call("verify", { path, body: {} }), w.asked)),
    decides && sendings?.may_hurry && button(w.sendNow, () => void doing(() => call("send", { path, body: { do: "now" } }), w.sent)),
    decides && sendings?.may_send_anew && withReason(w.sendAnew, (why) => call("send", { path, body: { do: "anew", why } }), w.sentAnew),
    decides && mayTakeBack(record) && withReason(w.takeBack, (why) => call("moveInvoice", { path, body: { to: "in_review", why }, ifMatch: etag }), w.tookBack),
    link(w.original, `/v1/documents/${record.document.id}/original`),
    me.scopes.includes("read") && !invoice.deleted_at && link(w.evidence, `/v1/invoices/${invoice.id}/evidence`),
    button(w.print, () => window.print()),
    record.may_restore && withReason(w.restore, (why) => call("restoreInvoice", { path, body: { why } }), w.restored),
    record.may_delete && withReason(w.remove, (why) => call("deleteInvoice", { path, query: { why }, ifMatch: etag }), w.removed),
  ];
  return h("div", { class: "actions-bar", role: "group", "aria-label": w.actions }, ...shown);
}

function mayTakeBack({ invoice }: RecordAnswer): boolean {
  return invoice.invoice.state !== "in_review" && invoice.moves.includes("in_review");
}

/** A reason, which must not be empty; null where it is left after all. */
function askWhy(title: string): Promise<string | null> {
  const w = invoiceWords();
  return ask<string>(title, (close) => {
    const why = h("textarea", { id: "action-why", rows: 3, maxlength: 1000, required: true, autofocus: true });
    const form = h(
      "form",
      {},
      h("div", { class: "labelled" }, h("label", { for: "action-why" }, w.why), why),
      h("p", { class: "faint" }, w.whyNeeded),
      h("div", { class: "actions" }, h("button", { type: "button", onclick: () => close(null) }, w.cancel), h("button", { type: "submit", class: "primary" }, title)),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      close(why.value.trim());
    });
    return [form];
  });
}
