// From received to booked: how many of a period's files and invoices have come how far, and what became of those that don't go on.

import type { DocumentState, InvoiceState, OverviewAnswer } from "../drawn/schemas";
import { h, svg } from "../ground/dom";
import { overviewWords } from "../words/overview/words";
import { count } from "./figures";
import { invoicesLink } from "./links";
import type { Period } from "./period";

const VERIFIED: readonly InvoiceState[] = ["verified", "uploading", "confirmed"];
const APPROVED: readonly InvoiceState[] = ["approved", "verifying", ...VERIFIED];
const ASIDE: readonly InvoiceState[] = ["in_review", "rejected", "void", "duplicate"];
const UNREAD: readonly DocumentState[] = ["received", "reading", "failed", "quarantined"];

export interface Step {
  name: "received" | "read" | "found" | "approved" | "verified" | "confirmed";
  count: number;
  /** Those that are counted here; none for files. */
  states: readonly InvoiceState[];
}

export function funnelSteps(documents: OverviewAnswer["documents"], invoices: OverviewAnswer["invoices"]): Step[] {
  const files = (states: readonly DocumentState[]): number => documents.filter((each) => states.includes(each.state)).reduce((sum, each) => sum + each.count, 0);
  const found = (states: readonly InvoiceState[]): number => invoices.filter((each) => states.includes(each.state)).reduce((sum, each) => sum + each.count, 0);
  return [
    { name: "received", count: files(["read", ...UNREAD]), states: [] },
    { name: "read", count: files(["read"]), states: [] },
    { name: "found", count: found([...APPROVED, ...ASIDE]), states: [...APPROVED, ...ASIDE] },
    { name: "approved", count: found(APPROVED), states: APPROVED },
    { name: "verified", count: found(VERIFIED), states: VERIFIED },
    { name: "confirmed", count: found(["confirmed"]), states: ["confirmed"] },
  ];
}

export function funnel(overview: OverviewAnswer, period: Period): Node[] {
  const w = overviewWords();
  const steps = funnelSteps(overview.documents, overview.invoices);
  const widest = Math.max(1, ...steps.map((step) => step.count));
  const rows = steps.map((step) => {
    const name = step.states.length ? invoicesLink(w.funnel[step.name], step.states, period) : w.funnel[step.name];
    return h("li", {}, h("span", { class: "step" }, name), bar(step.count / widest), h("span", { class: "digits" }, count(step.count)));
  });
  const aside = [
    ...overview.documents.filter((each) => UNREAD.includes(each.state)).map((each) => h("li", {}, w.documentStates[each.state], " ", h("b", {}, count(each.count)))),
    ...overview.invoices.filter((each) => ASIDE.includes(each.state)).map((each) => h("li", {}, invoicesLink(w.invoiceStates[each.state], [each.state], period), " ", h("b", {}, count(each.count)))),
  ];
  const rest = aside.length ? [h("div", { class: "aside" }, h("h3", {}, w.aside), h("ul", {}, ...aside))] : [];
  return [h("ol", { class: "funnel" }, ...rows), ...rest];
}

/** As long as its share, 0..1. The number stands beside it. */
export function bar(share: number): SVGElement {
  return svg("svg", { class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" }, svg("rect", { width: 100 * share, height: 10 }));
}
