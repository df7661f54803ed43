// The pages of a document seen side by side: where it is parted, or which other document comes behind it.

import type { QueueEntry } from "../drawn/schemas";
import { Refused, call } from "../ground/api";
import { ask } from "../ground/dialog";
import { h } from "../ground/dom";
import { duration, filled } from "../ground/language";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";
import { loadPage } from "./loaded";

/** Pixels of the longer side: enough to tell one invoice from another. */
const LONGEST = 500;
/** Of a document with more pages the rest is not shown, and stays together. */
const MOST_PAGES = 24;

export type Rearranging =
  | { kind: "split"; /** Pages that begin a new document. */ starts: number[] }
  | { kind: "append"; /** Whose pages come behind. */ documentId: string }
  | { kind: "undo"; /** How the document was made. */ rearrangement: string };

/** `others`: documents that may be put behind this one; `made`: by which it was made itself, and of what. */
export function askPages(documentId: string, made: { id: string | null; of: readonly string[] }, others: readonly QueueEntry[]): Promise<Rearranging | null> {
  const w = reviewWords();
  return ask<Rearranging>(
    w.pages,
    (close) => {
      const starts = new Set<number>();
      const split = h("button", { type: "button", class: "primary", disabled: true, onclick: () => close({ kind: "split", starts: [...starts].sort((one, other) => one - other) }) }, w.split);
      const sheet = h("div", { class: "pages-sheet" });
      const hint = h("p", { role: "status" }, words().loading);
      const toggled = (page: number, begins: boolean): void => {
        if (begins) starts.add(page);
        else starts.delete(page);
        split.disabled = starts.size === 0;
        split.textContent = starts.size ? filled(w.splitInto, starts.size + 1) : w.split;
      };
      void showPages(documentId, sheet, toggled).then(
        (pages) => {
          hint.textContent = pages < 2 ? w.onePage : w.splitHint;
          split.hidden = pages < 2;
        },
        (error: unknown) => (hint.textContent = error instanceof Refused ? error.sentence : words().unreachable),
      );
      const back = made.id === null ? null : undoing(made.id, made.of, close);
      return [hint, sheet, h("div", { class: "actions" }, split), ...(back ? [back] : []), appending(others, close)];
    },
    true,
  );
}

/** Draws pages as they come; how many there are. Raises Refused and Unreachable. */
async function showPages(documentId: string, sheet: HTMLElement, toggled: (page: number, begins: boolean) => void): Promise<number> {
  const { pages } = (await call("documentPages", { path: { document_id: documentId } })).body;
  for (let page = 1; page <= Math.min(pages, MOST_PAGES); page++) {
    const { image } = await loadPage(documentId, page, LONGEST);
    image.alt = filled(reviewWords().pageNumber, page);
    sheet.append(h("figure", {}, page > 1 && beginning(page, toggled), image, h("figcaption", {}, String(page))));
  }
  return pages;
}

/** Whether a new document begins with this page. */
function beginning(page: number, toggled: (page: number, begins: boolean) => void): HTMLElement {
  const box = h("input", { type: "checkbox", id: `begins-${page}`, autofocus: page === 2, onchange: () => toggled(page, box.checked) });
  return h("label", { for: `begins-${page}` }, box, filled(reviewWords().begins, page));
}

function undoing(rearrangement: string, of: readonly string[], close: (chosen: Rearranging) => void): HTMLElement {
  const w = reviewWords();
  return h("p", { class: "made-of" }, filled(w.madeOf, of.join(words().comma)), " ", h("button", { type: "button", onclick: () => close({ kind: "undo", rearrangement }) }, w.putBack));
}

function appending(others: readonly QueueEntry[], close: (chosen: Rearranging) => void): HTMLElement {
  const w = reviewWords();
  const choices = others.map((entry) => {
    const facts = [entry.seller_name || words().sellerUnknown, entry.total ?? "", duration(Date.now() - Date.parse(entry.received_at))].filter(Boolean).join(" · ");
    return h("button", { type: "button", onclick: () => close({ kind: "append", documentId: entry.document_id }) }, facts);
  });
  return h("section", { class: "appending" }, h("h3", {}, w.append), h("p", {}, choices.length ? w.appendHint : w.appendNone), h("div", { class: "choices" }, ...choices));
}
