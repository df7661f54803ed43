// What is asked before an invoice is put off, sent back, or called a duplicate.

import { FIELD_LABELS } from "../drawn/labels";
import type { DuplicateAnswer, PauseReason, ReviewAnswer } from "../drawn/schemas";
import { ask } from "../ground/dialog";
import { h } from "../ground/dom";
import { worded } from "../ground/language";
import { words } from "../words/words";
import type { LoadedInvoice, LoadedPage } from "./loaded";
import { standingValue } from "./standing";

export interface Pause {
  reason: PauseReason;
  until: Date;
  note: string;
}

const REASONS: readonly PauseReason[] = ["better_picture", "ask_sender", "ask_seller", "ask_colleague", "other"];
const HOURS = [2, 24, 72, 168] as const;

export function askPause(): Promise<Pause | null> {
  const w = words();
  return ask<Pause>(w.postpone, (close) => {
    const until = h("select", { id: "pause-until" }, ...HOURS.map((hours) => h("option", { value: hours, selected: hours === 24 }, w.pauseHours[hours])));
    const note = h("textarea", { id: "pause-note", rows: 2, maxlength: 1000 });
    const choose = (reason: PauseReason): void => close({ reason, until: new Date(Date.now() + Number(until.value) * 3_600_000), note: note.value.trim() });
    const buttons = numbered(REASONS.map((reason) => [w.pauseReasons[reason], () => choose(reason)]));
    return [labelled("pause-until", w.until, until), labelled("pause-note", w.note, note), buttons];
  });
}

/** Why an invoice goes back to whoever sent it. */
export function askRejection(): Promise<string | null> {
  const w = words();
  return ask<string>(w.reject, (close) => {
    const why = h("textarea", { id: "reject-why", rows: 3, maxlength: 1000 });
    const send = (): void => close([why.value.trim()].filter(Boolean).join(" ") || w.rejectReasons[0] || "");
    const presets = numbered(w.rejectReasons.map((reason) => [reason, () => close([reason, why.value.trim()].filter(Boolean).join(" "))]));
    return [h("p", {}, w.rejectHint), presets, labelled("reject-why", w.note, why), h("div", { class: "actions" }, h("button", { type: "button", class: "primary", onclick: send }, w.reject))];
  });
}

/** Which of the records that may be the same invoice it is a duplicate of; `other` loads one to be compared. */
export function askDuplicate(answer: ReviewAnswer, other: (invoiceId: string) => Promise<LoadedInvoice>, picture: (of: ReviewAnswer) => Promise<LoadedPage>): Promise<string | null> {
  const w = words();
  const seen = answer.invoice.duplicates.filter((each): each is DuplicateAnswer & { invoice_id: string } => each.invoice_id !== null);
  return ask<string>(
    w.duplicates,
    (close) => {
      if (!seen.length) return [h("p", {}, answer.invoice.duplicates.length ? w.duplicateHidden : w.noDuplicates)];
      return seen.map((each) => {
        const body = h("div", { class: "compared" }, h("p", {}, w.loading));
        void compare(answer, each, body, other, picture).catch(() => body.replaceChildren(h("p", { class: "error" }, w.unreachable)));
        const mark = h("button", { type: "button", class: "primary", onclick: () => close(each.invoice_id) }, w.isDuplicate);
        return h("section", { class: "duplicate" }, h("h3", {}, w.grades[each.grade]), body, h("div", { class: "actions" }, mark));
      });
    },
    true,
  );
}

async function compare(
  answer: ReviewAnswer,
  each: DuplicateAnswer & { invoice_id: string },
  body: HTMLElement,
  other: (invoiceId: string) => Promise<LoadedInvoice>,
  picture: (of: ReviewAnswer) => Promise<LoadedPage>,
): Promise<void> {
  const w = words();
  const loaded = (await other(each.invoice_id)).answer;
  const names = [...new Set([...Object.keys(answer.invoice.fields), ...Object.keys(loaded.invoice.fields)])];
  const rows = names
    .map((field) => [field, standingValue(answer, field), standingValue(loaded, field)] as const)
    .filter(([, mine, theirs]) => mine || theirs)
    .map(([field, mine, theirs]) => h("tr", { class: mine === theirs ? null : "differs" }, h("th", { scope: "row" }, worded(FIELD_LABELS[field], field)), h("td", {}, mine || "—"), h("td", {}, theirs || "—")));
  const head = h("tr", {}, h("th"), h("th", { scope: "col" }, w.thisInvoice), h("th", { scope: "col" }, `${w.otherInvoice} · ${w.invoiceStates[loaded.invoice.invoice.state]}`));
  body.replaceChildren(h("table", {}, h("thead", {}, head), h("tbody", {}, ...rows)));
  const pages = await Promise.allSettled([picture(answer), picture(loaded)]);
  const shown = pages.flatMap((page, place) => (page.status === "fulfilled" ? [h("img", { src: page.value.image.src, alt: place === 0 ? w.thisInvoice : w.otherInvoice })] : []));
  body.append(h("div", { class: "pictures" }, ...shown));
}

/** Choices that have a digit as their key. */
function numbered(choices: [string, () => void][]): HTMLElement {
  const list = h("div", { class: "choices" });
  choices.forEach(([label, run], place) => list.append(h("button", { type: "button", autofocus: place === 0, onclick: run }, h("kbd", {}, String(place + 1)), label)));
  // Wherever the focus is in the dialog, but for where digits are typed.
  list.addEventListener("keydown", (event) => {
    const choice = choices[Number(event.key) - 1];
    if (choice && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      choice[1]();
    }
  });
  return list;
}

function labelled(id: string, label: string, control: HTMLElement): HTMLElement {
  return h("div", { class: "labelled" }, h("label", { for: id }, label), control);
}
