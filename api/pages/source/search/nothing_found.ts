// Nothing was found: why that may be, and what helps. "It is not in the system" is what people come with, not what they should leave with.

import type { TraceAnswer } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { filled, language, moment } from "../ground/language";
import { searchWords } from "../words/search/words";
import { namesOf, queryOf, searchOf, soughtNumber, withFilter, type FilterName, type Filters } from "./filters";
import { invoiceLine } from "./found_list";

const MOST_SHOWN = 5;

/** Looks for the reason, and says it. `describe`: a filter in words. Raises Refused and Unreachable. */
export async function nothingFound(filters: Filters, describe: (name: FilterName) => string, signal: AbortSignal): Promise<HTMLElement> {
  const w = searchWords();
  const names = namesOf(filters);
  if (!names.length) return told(w.nothingAtAll, ways());
  const [document] = filters.document_id ?? [];
  if (document) return aboutDocument(document, signal);
  const number = soughtNumber(filters);
  return number ? aboutNumber(filters, number, signal) : told(w.nothing, h("p", {}, w.nothingHint), await withoutOne(filters, names, describe, signal), ways());
}

/** The other filters hide it, or the service knows what there is instead. */
async function aboutNumber(filters: Filters, number: string, signal: AbortSignal): Promise<HTMLElement> {
  const w = searchWords();
  const alone: Filters = { text: [number] };
  if (namesOf(filters).length > 1) {
    const { body } = await call("findInvoices", { query: queryOf(alone, { limit: MOST_SHOWN }), signal });
    if (body.invoices.length) {
      const link = h("a", { href: `/invoices${searchOf(alone)}` }, w.clear);
      return told(filled(w.nothingNumber, number), h("p", {}, w.hiddenByFilters), h("ul", { class: "lines" }, ...body.invoices.map(invoiceLine)), h("p", {}, link));
    }
  }
  const { body } = await call("diagnosis", { query: { number }, signal });
  const found = body.invoices.flatMap(({ invoice_id: id, number: known }) => (id ? [h("li", {}, h("a", { href: `/invoices/${id}`, class: "digits" }, known))] : []));
  return told(filled(w.nothingNumber, number), ...(found.length ? [h("ul", { class: "lines" }, ...found)] : []), h("h3", {}, w.whereNow), h("ol", { class: "traces" }, ...(body.traces ?? []).map(trace)), ways());
}

/** No invoice of a file is here: it is not read yet, or could not be, or holds none. */
async function aboutDocument(documentId: string, signal: AbortSignal): Promise<HTMLElement> {
  const w = searchWords();
  const { body: document } = await call("document", { path: { document_id: documentId }, signal });
  const zh = language() === "zh";
  const failure = document.failure && (zh ? document.failure.message_zh : document.failure.message_en);
  const last = document.timeline.at(-1);
  const steps = [filled(w.receivedAt, moment(document.received_at)), last && (zh ? last.text_zh : last.text_en)].filter(Boolean).join(" · ");
  const original = h("a", { href: `/v1/documents/${documentId}/original`, download: "", class: "button" }, w.openDocument);
  const byHand = h("a", { href: `/entries?evidence=${documentId}`, class: "button" }, w.enterByHand);
  return told(document.name, h("p", {}, steps), failure && h("p", { class: "problem" }, failure), h("p", { class: "ways" }, original, byHand));
}

/** Which filter is one too many. */
async function withoutOne(filters: Filters, names: readonly FilterName[], describe: (name: FilterName) => string, signal: AbortSignal): Promise<HTMLElement> {
  const w = searchWords();
  if (names.length < 2) return h("div");
  const looked = names.map(async (name) => {
    const fewer = withFilter(filters, name, []);
    const { body } = await call("findInvoices", { query: queryOf(fewer, { limit: 1 }), signal });
    return body.invoices.length ? [h("li", {}, h("a", { href: `/invoices${searchOf(fewer)}` }, filled(w.without, describe(name))))] : [];
  });
  const lines = (await Promise.all(looked)).flat();
  return lines.length ? h("div", {}, h("h3", {}, w.wouldFind), h("ul", { class: "lines" }, ...lines)) : h("div");
}

function trace(each: TraceAnswer): HTMLElement {
  const w = searchWords();
  const zh = language() === "zh";
  const documents = each.documents.map((document) =>
    h("li", {}, h("a", { href: `/invoices?document_id=${document.id}` }, document.name), h("span", {}, w.documentStates[document.state] ?? document.state), h("span", {}, filled(w.receivedAt, moment(document.received_at)))),
  );
  const lines = [...each.invoices.map(invoiceLine), ...documents];
  const more = each.count > lines.length ? h("p", { class: "faint" }, filled(w.count_, each.count)) : null;
  return h("li", { "data-trace": each.trace }, h("p", { class: "what" }, zh ? each.what_zh : each.what_en), h("p", { class: "remedy" }, zh ? each.remedy_zh : each.remedy_en), lines.length > 0 && h("ul", { class: "lines" }, ...lines), more);
}

function ways(): HTMLElement {
  const w = searchWords();
  return h("p", { class: "ways" }, h("a", { href: "/capture", class: "button" }, w.sendNow), h("a", { href: "/entries", class: "button" }, w.enterByHand));
}

function told(title: string, ...content: (Node | string | null)[]): HTMLElement {
  return h("section", { class: "nothing", role: "status" }, h("h2", {}, title), ...content);
}
