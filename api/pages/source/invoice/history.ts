// What happened to it, by whom, and why; the latest first. And the file that it came in.

import type { HistoryAnswer, InvoiceState, RecordAnswer } from "../drawn/schemas";
import { h } from "../ground/dom";
import { filled, language } from "../ground/language";
import { invoiceWords } from "../words/invoice/words";
import { words } from "../words/words";
import { stamp } from "./moments";
import { called } from "./people";
import { inLanguage, withLabels } from "./said";
import { facts, section, table } from "./sections";

export function historySection({ invoice, names }: RecordAnswer): HTMLElement {
  const w = invoiceWords();
  const rows = [...invoice.history].reverse().map((entry) => [stamp(entry.happened_at), whatHappened(entry), called(entry.who, names), withLabels(inLanguage(entry.why, language()), language())]);
  return section("history", w.history, table("events", w.history, [w.when, w.what, w.who, w.why], rows));
}

function whatHappened(entry: HistoryAnswer): string {
  const event = invoiceWords().events[entry.event];
  const states: Readonly<Record<string, string>> = words().invoiceStates satisfies Record<InvoiceState, string>;
  if (entry.event !== "moved" && entry.event !== "created") return event;
  const [source, target] = [states[entry.source] ?? entry.source, states[entry.target] ?? entry.target];
  return source && entry.event === "moved" ? `${source} → ${target}` : `${event}: ${target}`;
}

const UNITS = ["B", "kB", "MB"] as const;

export function fileSection({ invoice: { invoice }, document, names }: RecordAnswer): HTMLElement {
  const w = invoiceWords();
  return section(
    "file",
    w.file,
    facts(
      [w.fileName, document.name],
      [w.fileType, document.media_type],
      [w.fileSize, sizeText(document.size)],
      [w.cameBy, words().doors[document.door]],
      [w.cameAt, stamp(document.received_at)],
      [w.sentBy, document.sent_by.map((sender) => called(sender, names)).join(words().comma)],
      [w.record, h("span", { class: "digits" }, `${invoice.id} · ${filled(w.place, invoice.page, invoice.index + 1)}`)],
      [w.sha256, h("span", { class: "digits hash" }, document.sha256)],
    ),
  );
}

/** `1.2 MB`. */
function sizeText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const count = bytes / 1000 ** power;
  return `${count < 10 && power > 0 ? count.toFixed(1) : Math.round(count)} ${UNITS[power] ?? ""}`;
}
