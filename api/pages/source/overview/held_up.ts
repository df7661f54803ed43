// What does not go on as it should: where and why, what to do and until when, what failures have in common, and what waits for too long.

import type { DiagnosesAnswer, HeldUpAnswer, OverviewAnswer, SliceAnswer, WaitAnswer } from "../drawn/schemas";
import { h } from "../ground/dom";
import { icon } from "../ground/icons";
import { duration, filled, language } from "../ground/language";
import { overviewWords } from "../words/overview/words";
import { count, percent, when } from "./figures";
import { exampleLinks, invoicesLink } from "./links";
import { type Head, table } from "./table";

const HOUR_MS = 3_600_000;
const FEW = 3;

export function heldUp(overview: OverviewAnswer): HTMLElement {
  const w = overviewWords();
  const c = w.columns;
  const heads: Head[] = [{ text: c.where }, { text: c.count, as: "number" }, { text: c.why }, { text: c.since, as: "time" }, { text: c.next, as: "time" }, { text: c.examples }];
  return table(heads, overview.held_up.map(heldUpRow), w.heldUpNone, true);
}

function heldUpRow(found: HeldUpAnswer): (string | Node)[] {
  const w = overviewWords();
  const [what, todo] = language() === "zh" ? [found.what_zh, found.todo_zh] : [found.what_en, found.todo_en];
  const turn = h("span", { class: found.by_person ? "turn person" : "turn" }, icon(found.by_person ? "person" : "clock"), found.by_person ? w.needsPerson : w.byItself);
  const why = h("div", { class: "why" }, h("p", {}, what), h("p", { class: "todo" }, todo));
  return [h("div", { class: "place" }, w.places[found.place], turn), count(found.count), why, when(found.since), when(found.next_at), exampleLinks(found.examples)];
}

/** Of look-ups and of sendings, the slice that explains most failures first. People in it are called by the names that `senders` has for them. */
export function slices(found: DiagnosesAnswer, senders: OverviewAnswer["senders"]): Node[] {
  const w = overviewWords();
  const items = [...found.slices.map((each) => slice(w.lookUps, each, senders)), ...found.ledger_slices.map((each) => slice(w.sendings, each, senders))];
  const intro = h("p", { class: "hint" }, filled(w.slicesHint, count(found.look_ups), count(found.sendings)));
  return [intro, items.length ? h("ul", { class: "findings" }, ...items) : h("p", { class: "empty" }, w.slicesNone)];
}

function slice(of: string, found: SliceAnswer, senders: OverviewAnswer["senders"]): HTMLElement {
  const w = overviewWords();
  const zh = language() === "zh";
  const operator = senders.find((each) => found.conditions.some(({ attribute, value }) => attribute === "operator" && value === each.sender));
  const said = zh ? found.text_zh : found.text_en;
  const text = operator ? said.replace(operator.sender, zh ? operator.name_zh : operator.name_en) : said;
  // A chance of 1 stands for what can't be compared with anything.
  const chance = found.chance < 1 && found.chance >= 0.0001 ? h("span", { class: "faint" }, filled(w.byChance, percent(found.chance))) : null;
  return h("li", {}, h("b", {}, of), h("span", {}, text), chance);
}

export function waits(overview: OverviewAnswer): HTMLElement {
  const w = overviewWords();
  const c = w.waitColumns;
  const heads: Head[] = [{ text: c.state }, { text: c.allowed, as: "number" }, { text: c.waiting, as: "number" }, { text: c.late, as: "number" }, { text: c.oldest, as: "time" }, { text: c.examples }];
  return table(heads, overview.waits.map(waitRow), w.none, true);
}

function waitRow(wait: WaitAnswer): (string | Node)[] {
  const w = overviewWords();
  const late = h("span", { class: wait.late > 0 ? "late" : null }, count(wait.late));
  return [invoicesLink(w.invoiceStates[wait.state], [wait.state], null), duration(wait.allowed_hours * HOUR_MS), count(wait.waiting), late, when(wait.oldest), exampleLinks(wait.examples.slice(0, FEW))];
}
