// Digits of many invoices that readers see differently, all taken for the same: the odd ones strike the eye at once.

import { FIELD_LABELS } from "../drawn/labels";
import type { DigitGroup, DoubtfulDigit } from "../drawn/schemas";
import { Refused, call } from "../ground/api";
import { ask, isAsking } from "../ground/dialog";
import { h } from "../ground/dom";
import { filled, worded } from "../ground/language";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";
import { drawCrop } from "./crop";
import { loadPage, type LoadedPage } from "./loaded";

/** Pixels of a page's longer side: enough for a digit of this height. */
const LONGEST = 2400;
const [CROP_HEIGHT, CROP_WIDTH] = [44, 72];

/** What was looked at: digits that are what they are taken for, and how many are not. */
export interface LookedAt {
  right: readonly DoubtfulDigit[];
  odd: number;
  /** All that were there, whatever digit they are taken for. */
  all: readonly DoubtfulDigit[];
}

/** Null where nothing was looked at; `tell` says why, where that is no wish of theirs. */
export async function askDigits(tell: (text: string, kind: "done" | "problem") => void): Promise<LookedAt | null> {
  if (isAsking()) return null;
  let groups: readonly DigitGroup[];
  try {
    groups = (await call("doubtfulDigits")).body;
  } catch (error) {
    tell(error instanceof Refused ? error.sentence : words().unreachable, "problem");
    return null;
  }
  if (!groups.length) tell(reviewWords().digitsNone, "done");
  const group = groups.length > 1 ? await chooseGroup(groups) : groups[0];
  const odd = group && (await askOdd(group));
  return group && odd ? { right: group.digits.filter((digit) => !odd.has(digit)), odd: odd.size, all: groups.flatMap(({ digits }) => digits) } : null;
}

/** Fields of which every doubtful digit is right: invoice -> names. Pure. */
export function settledFields(right: ReadonlySet<string>, all: readonly DoubtfulDigit[]): Map<string, string[]> {
  const settled = new Map<string, string[]>();
  for (const { invoice_id, field } of all) {
    const ofField = all.filter((digit) => digit.invoice_id === invoice_id && digit.field === field);
    const fields = settled.get(invoice_id) ?? [];
    if (!fields.includes(field) && ofField.every((digit) => right.has(digitKey(digit)))) settled.set(invoice_id, [...fields, field]);
  }
  return settled;
}

export function digitKey({ invoice_id, version, field, place }: DoubtfulDigit): string {
  return [invoice_id, version, field, place].join(" ");
}

function chooseGroup(groups: readonly DigitGroup[]): Promise<DigitGroup | null> {
  const w = reviewWords();
  return ask<DigitGroup>(w.digits, (close) => [
    h("p", {}, w.digitsHint),
    h("div", { class: "choices" }, ...groups.map((group, place) => h("button", { type: "button", autofocus: place === 0, onclick: () => close(group) }, h("b", { class: "digits" }, group.digit), filled(w.digitsOf, group.digits.length)))),
  ]);
}

/** The odd ones; null where the sheet was left. */
function askOdd({ digit, digits }: DigitGroup): Promise<ReadonlySet<DoubtfulDigit> | null> {
  const w = reviewWords();
  return ask<ReadonlySet<DoubtfulDigit>>(
    filled(w.digitsTitle, digit),
    (close) => {
      const odd = new Set<DoubtfulDigit>();
      const done = h("button", { type: "button", class: "primary", disabled: true, onclick: () => close(odd) });
      let waiting = digits.length;
      const count = (): void => {
        done.disabled = waiting > 0;
        done.textContent = waiting > 0 ? filled(w.bulkLoading, waiting) : filled(w.digitsDone, digits.length - odd.size, digit);
      };
      const tiles = digits.map((each, place) => tile(each, place === 0, (isOdd) => {
        if (isOdd) odd.add(each);
        else odd.delete(each);
        count();
      }));
      count();
      void drawAll(digits, tiles, (unseen) => {
        if (unseen) odd.add(unseen); // nobody says of what can't be seen that it is right
        waiting--;
        count();
      });
      const sheet = h("div", { class: "digit-sheet" }, ...tiles);
      sheet.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        const next = step === undefined ? undefined : tiles[tiles.findIndex((each) => each === document.activeElement) + step];
        if (next) event.preventDefault();
        next?.focus();
      });
      const content = h("div", {}, h("p", {}, filled(w.digitsSheetHint, digit)), sheet, h("div", { class: "actions" }, done));
      content.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || !event.ctrlKey) return;
        event.preventDefault(); // the desk, which sees it next, would approve; and the digit in the focus would be taken for an odd one
        if (!done.disabled) close(odd);
      });
      return [content];
    },
    true,
  );
}

function tile(digit: DoubtfulDigit, first: boolean, toggled: (isOdd: boolean) => void): HTMLButtonElement {
  const label = `${worded(FIELD_LABELS[digit.field], digit.field)} ${digit.value}`;
  const button = h("button", { type: "button", autofocus: first, "aria-pressed": "false", "aria-label": label, title: label, onclick: () => {
    const isOdd = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOdd));
    toggled(isOdd);
  } }, h("canvas", { "aria-hidden": "true" }));
  return button;
}

/** Page after page, each loaded once; `drawn` is told of each digit, with it where it can't be seen. */
async function drawAll(digits: readonly DoubtfulDigit[], tiles: readonly HTMLButtonElement[], drawn: (unseen: DoubtfulDigit | null) => void): Promise<void> {
  const pages = new Map<string, Promise<LoadedPage>>();
  for (const [place, digit] of digits.entries()) {
    const key = `${digit.document_id} ${digit.page}`;
    const loading = pages.get(key) ?? loadPage(digit.document_id, digit.page, LONGEST);
    pages.set(key, loading);
    const canvas = tiles[place]?.querySelector("canvas");
    try {
      const page = await loading;
      if (canvas) drawCrop(canvas, page, digit.box, CROP_HEIGHT, CROP_WIDTH);
      drawn(null);
    } catch {
      tiles[place]?.setAttribute("aria-pressed", "true");
      drawn(digit);
    }
  }
  for (const loading of pages.values()) void loading.then(({ image }) => URL.revokeObjectURL(image.src)).catch(() => undefined);
}
