// Reconciliation: the last run of each ledger, open differences by kind, and each difference with its cause, the step that mends it, and its invoice.

import { DISCREPANCY_LABELS } from "../drawn/labels";
import type { DifferenceFound, DifferencePage, Discrepancy, Me, RunBrief } from "../drawn/schemas";
import { call, request } from "../ground/api";
import { ask } from "../ground/dialog";
import { h } from "../ground/dom";
import { icon } from "../ground/icons";
import { language, worded } from "../ground/language";
import type { Notices } from "../ground/notice";
import { overviewWords } from "../words/overview/words";
import { words } from "../words/words";
import { count, when } from "./figures";
import { invoiceLink } from "./links";
import { sentenceOf } from "./section";
import { type Head, table } from "./table";

const AT_ONCE = 50;

/** `runs` are newest first; of each ledger the last one. */
export function lastRuns(runs: readonly RunBrief[]): RunBrief[] {
  return [...new Map([...runs].reverse().map((run) => [run.ledger, run])).values()].sort((one, other) => other.opened_at.localeCompare(one.opened_at));
}

export function runs(found: readonly RunBrief[]): HTMLElement {
  const w = overviewWords();
  const c = w.runColumns;
  const heads: Head[] = [{ text: c.ledger }, { text: c.state }, { text: c.days }, ...[c.ours, c.theirs, c.agreed, c.found].map((text) => ({ text, as: "number" as const })), { text: c.ended, as: "time" }];
  const rows = lastRuns(found).map((run) => [
    run.ledger || w.listsOnly,
    run.reason ? `${w.runStates[run.state]}: ${run.reason}` : w.runStates[run.state],
    `${run.first} – ${run.last}`,
    ...[run.ours, run.theirs, run.agreed, run.found].map(count),
    when(run.ended_at),
  ]);
  return table(heads, rows, w.reconciliationNone);
}

/** A button for each kind; its differences are asked for when it is opened. */
export function differences(open: DifferencePage["open"], me: Me, notices: Notices): HTMLElement {
  const w = overviewWords();
  const kinds = Object.entries(open)
    .map(([kind, number]) => ({ kind: kind as Discrepancy, number: number ?? 0 }))
    .filter(({ number }) => number > 0)
    .sort((one, other) => other.number - one.number);
  if (kinds.length === 0) return h("p", { class: "empty" }, w.differencesNone);
  return h("div", { class: "kinds" }, ...kinds.map(({ kind, number }) => kindOf(kind, number, me, notices)));
}

function kindOf(kind: Discrepancy, number: number, me: Me, notices: Notices): HTMLElement {
  const list = h("div", { class: "content" });
  const part = h("details", { "data-kind": kind }, h("summary", {}, worded(DISCREPANCY_LABELS[kind]), " ", h("b", { class: "digits" }, count(number))), list);
  part.addEventListener("toggle", () => {
    if (part.open && list.childElementCount === 0) void more(list, kind, null, me, notices);
  });
  return part;
}

async function more(list: HTMLElement, kind: Discrepancy, cursor: string | null, me: Me, notices: Notices): Promise<void> {
  const waiting = h("p", { class: "empty" }, words().loading);
  list.append(waiting);
  try {
    const { body: page } = await call("findDifferences", { query: { state: ["open"], kind: [kind], limit: AT_ONCE, ...(cursor === null ? {} : { cursor }) } });
    list.append(differenceTable(page.differences, me, notices));
    if (page.next !== null) {
      const next = page.next;
      const button = h("button", { type: "button", onclick: () => (button.remove(), void more(list, kind, next, me, notices)) }, overviewWords().loadMore);
      list.append(button);
    }
  } catch (error) {
    list.append(h("p", { class: "problem", role: "alert" }, sentenceOf(error)));
  } finally {
    waiting.remove();
  }
}

function differenceTable(found: readonly DifferenceFound[], me: Me, notices: Notices): HTMLElement {
  const w = overviewWords();
  const c = w.differenceColumns;
  const heads: Head[] = [{ text: c.invoice }, { text: c.day, as: "time" }, { text: c.seller }, { text: c.sum, as: "number" }, { text: c.both }, { text: c.cause }, { text: c.step }];
  const rows = found.map((each) => {
    const [cause, step] = language() === "zh" ? [each.cause_zh, each.remedy.step_zh] : [each.cause_en, each.remedy.step_en];
    const name = each.invoice_id === null ? h("span", { class: "digits" }, each.key, " ", h("span", { class: "faint" }, w.notHere)) : invoiceLink(each.invoice_id, each.key);
    const invoice = h("div", {}, name, each.is_severe ? h("span", { class: "turn person" }, icon("flag"), w.severe) : null);
    const both = [each.ours, each.theirs].some(Boolean) ? `${each.ours || "–"} / ${each.theirs || "–"}` : "";
    return [invoice, each.day ?? "", each.seller, each.sum, both, cause, h("div", { class: "step" }, h("p", {}, step), ...actions(each, me, notices))];
  });
  return table(heads, rows, "", true);
}

/** What can be done from here: the request that mends it, where that needs no word of explanation, and the letter to the seller. */
function actions(found: DifferenceFound, me: Me, notices: Notices): HTMLElement[] {
  const w = overviewWords();
  const { method, path, body } = found.remedy;
  const letter = language() === "zh" ? found.remedy.letter_zh : found.remedy.letter_en;
  const buttons: HTMLElement[] = [];
  if (method === "POST" && body !== null && !path.endsWith("/moves") && me.scopes.includes("decide")) {
    const button = h("button", { type: "button", onclick: () => void act(button, path, body, notices) }, w.do);
    buttons.push(button);
  }
  if (letter) buttons.push(h("button", { type: "button", onclick: () => void ask(w.letter, () => [letterText(letter)]) }, w.letter));
  return buttons;
}

/** To be copied: selected as a whole when it gets the focus. */
function letterText(letter: string): HTMLElement {
  const text = h("textarea", { rows: 6, readonly: true, autofocus: true, "aria-label": overviewWords().letter, onfocus: () => text.select() }, letter);
  return text;
}

async function act(button: HTMLButtonElement, path: string, body: unknown, notices: Notices): Promise<void> {
  button.disabled = true;
  try {
    await request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    notices.say(overviewWords().done);
  } catch (error) {
    button.disabled = false;
    notices.say(sentenceOf(error), "problem");
  }
}
