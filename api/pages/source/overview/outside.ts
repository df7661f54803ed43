// How those outside do: the providers of look-ups, the ledgers, and what was handed over and is not clearly there.

import type { OutsideAnswer, OutsideHealth, SendingPage, UploadState } from "../drawn/schemas";
import { h } from "../ground/dom";
import { icon } from "../ground/icons";
import { filled, language } from "../ground/language";
import { overviewWords } from "../words/overview/words";
import { count, when } from "./figures";
import { invoiceLink } from "./links";
import { type Head, table } from "./table";

/** Sendings that somebody may have to look at. */
export const UNCLEAR: UploadState[] = ["unknown", "rejected", "dead"];

export function outside(found: OutsideAnswer): Node[] {
  const w = overviewWords();
  const c = w.outsideColumns;
  const lasting = [
    found.outage && filled(w.outage, when(found.outage.since), count(found.outage.invoices), when(found.outage.until)),
    found.closed_until && filled(w.closedUntil, when(found.closed_until)),
  ].filter((text): text is string => Boolean(text));
  const providers = found.providers.map((each) => [
    each.name,
    health(each.health),
    count(each.asked),
    count(each.billed),
    each.cost ?? "–",
    each.unanswered ? filled(w.unansweredOf, count(each.unanswered)) : "",
  ]);
  const ledgers = found.ledgers.map((each) => [
    each.name,
    health(each.health),
    "–",
    "–",
    "–",
    [each.is_backup ? `${w.ledger} · ${w.backup}` : w.ledger, each.failures ? filled(w.ledgerFails, each.failures, when(each.next_at)) : "", each.reason].filter(Boolean).join(" · "),
  ]);
  const heads: Head[] = [{ text: c.name }, { text: c.health }, { text: c.asked, as: "number" }, { text: c.billed, as: "number" }, { text: c.cost, as: "number" }, { text: c.remark }];
  return [...lasting.map((text) => h("p", { class: "lasting" }, icon("clock"), text)), table(heads, [...providers, ...ledgers], w.outsideNone)];
}

export function sendings(page: SendingPage): Node[] {
  const w = overviewWords();
  const c = w.sendingColumns;
  const heads: Head[] = [{ text: c.state }, { text: c.invoice }, { text: c.why }, { text: c.since, as: "time" }, { text: c.next, as: "time" }];
  const rows = page.sendings.map((each) => {
    const [what, next] = language() === "zh" ? [each.what_zh, each.next_zh] : [each.what_en, each.next_en];
    const why = h("div", { class: "why" }, h("p", {}, what), h("p", { class: "todo" }, next));
    return [w.uploadStates[each.state], invoiceLink(each.invoice_id, w.openInvoice), why, when(each.moved_at), when(each.next_at)];
  });
  return [table(heads, rows, w.sendingsNone, true), ...(page.next === null ? [] : [h("p", { class: "hint" }, w.more)])];
}

function health(state: OutsideHealth): HTMLElement {
  const name = { well: "tick", fails: "flag", not_asked: "none" } as const;
  return h("span", { class: `health ${state}` }, icon(name[state]), overviewWords().health[state]);
}
