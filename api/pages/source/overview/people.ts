// Who reviews how fast, which fields are corrected, what is sent how well, and what goes wrong more often in one place than in others.

import type { OverviewAnswer, PatternAnswer } from "../drawn/schemas";
import { h } from "../ground/dom";
import { icon } from "../ground/icons";
import { filled, language } from "../ground/language";
import { overviewWords } from "../words/overview/words";
import { count } from "./figures";
import { bar } from "./funnel";
import { table } from "./table";

const MOST_FIELDS = 12;

export function reviewers(overview: OverviewAnswer): HTMLElement {
  const w = overviewWords();
  const c = w.reviewerColumns;
  const heads = [{ text: c.name }, ...[c.decided, c.approved, c.rejected, c.edited, c.median, c.slow, c.hours].map((text) => ({ text, as: "number" as const }))];
  const rows = overview.reviewers.map((each) => [
    each.is_you ? `${each.name} ${w.you}` : each.name,
    count(each.decided),
    count(each.approved),
    count(each.rejected),
    count(each.edited),
    seconds(each.median_seconds),
    seconds(each.slow_seconds),
    filled(w.hours, each.hours.toFixed(1)),
  ]);
  return table(heads, rows, w.reviewersNone);
}

export function fields(overview: OverviewAnswer): HTMLElement {
  const w = overviewWords();
  const c = w.fieldColumns;
  const most = Math.max(1, ...overview.fields.map((each) => each.invoices));
  const rows = overview.fields.slice(0, MOST_FIELDS).map((each) => {
    const sources = Object.entries(each.sources).map(([name, times]) => `${w.sources[name] ?? name} ${count(times)}`);
    return [language() === "zh" ? each.label_zh : each.label_en, h("span", { class: "with-bar" }, bar(each.invoices / most), count(each.invoices)), sources.join(" · ")];
  });
  return table([{ text: c.field }, { text: c.invoices, as: "number" }, { text: c.sources }], rows, w.fieldsNone);
}

export function senders(overview: OverviewAnswer): HTMLElement {
  const w = overviewWords();
  const c = w.senderColumns;
  const heads = [{ text: c.name }, ...[c.files, c.again, c.unread, c.invoices, c.retake, c.poor, c.rejected, c.duplicates].map((text) => ({ text, as: "number" as const }))];
  const rows = overview.senders.map((each) => [
    language() === "zh" ? each.name_zh : each.name_en,
    ...[each.files, each.again, each.unread, each.invoices, each.retake, each.poor, each.rejected, each.duplicates].map(count),
  ]);
  return table(heads, rows, w.sendersNone);
}

export function patterns(overview: OverviewAnswer): HTMLElement {
  const w = overviewWords();
  if (overview.patterns.length === 0) return h("p", { class: "empty" }, w.patternsNone);
  return h("ul", { class: "findings" }, ...overview.patterns.map(pattern));
}

function pattern(found: PatternAnswer): HTMLElement {
  const [text, advice] = language() === "zh" ? [found.text_zh, found.advice_zh] : [found.text_en, found.advice_en];
  return h("li", { class: found.is_small ? "small" : null }, h("span", {}, text), h("p", { class: "todo" }, icon("bolt"), advice));
}

function seconds(value: number | null): string {
  return value === null ? "–" : filled(overviewWords().seconds, value.toFixed(value < 10 ? 1 : 0));
}
