// What the rules say about the values that stand, and in what the invoice is unlike others.

import { FIELD_LABELS } from "../drawn/labels";
import type { RecordAnswer, ResultReason } from "../drawn/schemas";
import { h } from "../ground/dom";
import { said, worded } from "../ground/language";
import { invoiceWords } from "../words/invoice/words";
import { faint, section } from "./sections";

export function findingsSection(record: RecordAnswer, chosen: (field: string) => void): HTMLElement {
  const w = invoiceWords();
  const lines = record.findings.map((finding) => {
    const field = finding.fields?.find((name) => name in record.invoice.fields);
    const text = `${finding.rule} ${said(finding)}`;
    return h("li", { class: finding.severity }, field ? h("button", { type: "button", class: "link", onclick: () => chosen(field) }, text) : text);
  });
  const { anomaly, behaviour } = record.invoice.result;
  const reasons = [anomaly, behaviour].flatMap((score) => (score?.flagged ? score.reasons : []));
  return section(
    "findings",
    w.findings,
    lines.length ? h("ul", {}, ...lines) : faint(w.noFindings),
    reasons.length > 0 && h("h3", {}, w.unusual),
    reasons.length > 0 && h("ul", {}, ...reasons.map((reason) => h("li", { class: "look" }, reasonText(reason)))),
  );
}

function reasonText(reason: ResultReason): string {
  const names = reason.fields.map((field) => worded(FIELD_LABELS[field], field)).join(" ");
  return names ? `${said(reason)} (${names})` : said(reason);
}
