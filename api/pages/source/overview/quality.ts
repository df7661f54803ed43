// How well reviewing goes: whether what is marked is wrong and what is wrong is marked, planted checks, and how often two people key the same.

import { FIELD_LABELS } from "../drawn/labels";
import type { QualityAnswer } from "../drawn/schemas";
import { h } from "../ground/dom";
import { DAY_MS, chinaDay } from "../ground/days";
import { filled, worded } from "../ground/language";
import { overviewWords } from "../words/overview/words";
import { count, percent } from "./figures";
import type { Period } from "./period";
import { table } from "./table";

const MOST_DAYS = 366;

/** The service counts back from now: so many days, that the first one of the period is among them. */
export function daysBack({ first }: Period, nowMs: number): number {
  const days = (Date.parse(chinaDay(nowMs)) - Date.parse(first)) / DAY_MS + 1;
  return Math.min(MOST_DAYS, Math.max(1, days));
}

export function quality(found: QualityAnswer, since: string): Node[] {
  const w = overviewWords();
  const c = w.qualityColumns;
  const heads = [{ text: c.name }, ...[c.decisions, c.keys, c.edits, c.right, c.missed, c.checks].map((text) => ({ text, as: "number" as const }))];
  const rows = found.reviewers.map((each) => [
    each.name,
    count(each.decisions),
    count(each.keys_each),
    count(each.edits_each),
    percent(each.flag_precision),
    percent(each.miss_rate),
    each.checks > 0 ? `${count(each.checks_found)} / ${count(each.checks)}` : "–",
  ]);
  const parts: Node[] = [h("p", { class: "hint" }, filled(w.qualitySince, since)), table(heads, rows, w.qualityNone)];
  if (found.keyed_twice.length) {
    const k = w.keyedColumns;
    const keyed = found.keyed_twice.map((each) => [worded(FIELD_LABELS[each.field], each.field), count(each.keyed), percent(each.agreed / each.keyed)]);
    parts.push(h("h3", {}, w.keyedTitle), table([{ text: k.field }, { text: k.keyed, as: "number" }, { text: k.agreed, as: "number" }], keyed));
  }
  return parts;
}
