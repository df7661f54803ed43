// Which invoice it is, and where it stands: what people came to know.

import { FIELD_LABELS, KIND_LABELS } from "../drawn/labels";
import type { DiagnosisAnswer, RecordAnswer } from "../drawn/schemas";
import { h } from "../ground/dom";
import { filled, language, worded } from "../ground/language";
import { invoiceWords } from "../words/invoice/words";
import { words } from "../words/words";
import type { Told } from "./loaded";
import { stamp } from "./moments";

export function heading({ invoice: { invoice } }: RecordAnswer): HTMLElement {
  const w = invoiceWords();
  const state = h("span", { class: `state ${invoice.deleted_at ? "deleted" : invoice.state}` }, words().invoiceStates[invoice.state]);
  const kind = worded(KIND_LABELS[invoice.kind], invoice.kind);
  const parties = [invoice.seller_name, invoice.buyer_name].map((name) => name || "—").join(" → ");
  const code = invoice.invoice_code && h("span", { class: "code" }, `${worded(FIELD_LABELS.invoice_code)} `, h("span", { class: "digits" }, invoice.invoice_code));
  return h(
    "header",
    { class: "heading" },
    h("div", { class: "which" }, h("h1", {}, invoice.invoice_number || w.noNumber), code, state),
    h("p", { class: "facts-line" }, ...[kind, invoice.issue_date && filled(w.issuedOn, invoice.issue_date), parties].filter(Boolean).map((fact) => h("span", {}, fact ?? ""))),
    h("p", { class: "sum" }, h("span", { class: "faint" }, w.total), h("b", { class: "digits" }, invoice.total ? `¥${invoice.total}` : "—")),
    invoice.deleted_at && h("p", { class: "gone", role: "status" }, filled(w.deletedAt, stamp(invoice.deleted_at))),
  );
}

/** What the service knows about why it is not further: cause, remedy, whose turn it is, and when it goes on by itself. */
export function whereItStands(told: Told<DiagnosisAnswer | null>): HTMLElement | null {
  const w = invoiceWords();
  if ("problem" in told) return h("section", { class: "card now" }, h("p", { class: "problem" }, told.problem));
  const found = told.answer;
  if (!found) return null;
  const zh = language() === "zh";
  const suspects = found.suspects.slice(0, 3).map((suspect) => {
    const what = filled(w.compareField, zh ? suspect.label_zh : suspect.label_en, suspect.value || "—");
    const other = suspect.alternatives.length ? filled(w.maybe, suspect.alternatives.join(words().comma)) : "";
    return h("li", {}, [what, other, zh ? suspect.why_zh : suspect.why_en].filter(Boolean).join(" · "));
  });
  return h(
    "section",
    { class: `card now ${found.who === "nobody" ? "well" : "stuck"}`, "aria-label": w.now },
    h("p", { class: "what" }, zh ? found.what_zh : found.what_en),
    h("p", {}, [zh ? found.detail_zh : found.detail_en, zh ? found.remedy_zh : found.remedy_en].filter(Boolean).join(" ")),
    suspects.length ? h("ul", {}, ...suspects) : null,
    h("p", { class: "turn" }, h("span", {}, w.whoseTurn[found.who]), found.next_at && h("span", {}, filled(w.nextAt, stamp(found.next_at)))),
  );
}
