// What may be done about an invoice besides deciding: a note for the next reviewer, asking the tax bureau now, moving pages.

import type { PlantedAnswer, QueueEntry } from "../drawn/schemas";
import { Refused, call } from "../ground/api";
import { ask, isAsking } from "../ground/dialog";
import { h } from "../ground/dom";
import { filled } from "../ground/language";
import type { Offer } from "../ground/notice";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";
import { lookUpNow } from "./looked_up";
import { askNote } from "./note_question";
import { askPages, type Rearranging } from "./pages_question";
import type { Sheet } from "./sheet";

export interface BesidesHeard {
  /** What lies on the desk. */
  sheet: () => Sheet | null;
  /** Approves it with all that this asks, and leaves it on the desk; the sheet as it is then, null where it was not approved. */
  approve: () => Promise<Sheet | null>;
  /** Notes were added to what lies there. */
  noted: () => void;
  /** Documents that lie in the queue and are nobody else's. */
  waiting: () => readonly QueueEntry[];
  /** Documents became others: what lies there is no more, unless `undone`; `planted` where it was a check. */
  rearranged: (documentIds: readonly string[], undone: boolean, planted: PlantedAnswer | null) => Promise<void>;
  tell: (text: string, kind: "done" | "problem", offer?: Offer) => void;
}

/** What is being verified can't be taken back by a key any more. */
async function askLookUp(): Promise<boolean> {
  const w = reviewWords();
  const yes = await ask<boolean>(w.lookUp, (close) => [h("p", {}, w.lookUpAsk), h("div", { class: "actions" }, h("button", { type: "button", class: "primary", autofocus: true, onclick: () => close(true) }, w.lookUpYes))]);
  return yes === true;
}

export class Besides {
  readonly element: HTMLElement;

  constructor(private readonly heard: BesidesHeard) {
    const w = reviewWords();
    const button = (label: string, key: string, run: () => Promise<void>): HTMLElement => h("button", { type: "button", class: "quiet", onclick: () => void run() }, label, h("kbd", {}, key));
    this.element = h("span", {}, button(w.note, "N", () => this.note()), button(w.lookUp, "V", () => this.lookUp()), button(w.pages, "S", () => this.pages()));
  }

  async note(): Promise<void> {
    const sheet = this.heard.sheet();
    if (!sheet || isAsking()) return;
    const text = await askNote(sheet.answer.notes);
    if (text === null) return;
    try {
      const { body } = await call("leaveNote", { path: { invoice_id: sheet.id }, body: { text } });
      sheet.noted(body);
      if (this.heard.sheet() === sheet) this.heard.noted();
      this.heard.tell(reviewWords().noteKept, "done");
    } catch (error) {
      this.heard.tell(error instanceof Refused ? error.sentence : words().unreachable, "problem");
    }
  }

  /** One under review is approved first: nothing is asked about what nobody has settled. */
  async lookUp(): Promise<void> {
    const sheet = this.heard.sheet();
    if (!sheet || isAsking()) return;
    const isUnderReview = sheet.answer.invoice.invoice.state === "in_review";
    if (isUnderReview && !(await askLookUp())) return;
    const settled = isUnderReview ? await this.heard.approve() : sheet;
    if (settled) await lookUpNow(settled.id, settled.answer.names);
  }

  async pages(): Promise<void> {
    const sheet = this.heard.sheet();
    if (!sheet || isAsking()) return;
    const { rearrangement, made_of } = sheet.answer.document;
    const others = this.heard.waiting().filter((entry) => entry.document_id !== sheet.documentId);
    const chosen = await askPages(sheet.documentId, { id: rearrangement, of: made_of }, others);
    if (!chosen) return;
    this.heard.tell(reviewWords().rearranging, "done");
    try {
      await this.rearrange(sheet.documentId, chosen);
    } catch (error) {
      this.heard.tell(error instanceof Refused ? error.sentence : words().unreachable, "problem");
    }
  }

  /** Raises Refused and Unreachable. */
  private async rearrange(documentId: string, chosen: Rearranging): Promise<void> {
    const w = reviewWords();
    if (chosen.kind === "undo") {
      await call("undoRearrangement", { path: { rearrangement_id: chosen.rearrangement } });
      await this.heard.rearranged([documentId], true, null);
      return this.heard.tell(w.wasPutBack, "done");
    }
    const path = { document_id: documentId };
    const { body } = chosen.kind === "split" ? await call("splitDocument", { path, body: { starts: chosen.starts } }) : await call("appendDocument", { path, body: { document_id: chosen.documentId } });
    const { id, documents, planted } = body;
    await this.heard.rearranged(chosen.kind === "append" ? [documentId, chosen.documentId] : [documentId], false, planted ?? null);
    if (planted || id === null) return;
    const undo = { label: w.putBack, run: () => void this.rearrange(documentId, { kind: "undo", rearrangement: id }).catch((error: unknown) => this.heard.tell(error instanceof Refused ? error.sentence : words().unreachable, "problem")) };
    this.heard.tell(chosen.kind === "split" ? filled(w.wasSplit, documents.length) : w.wasAppended, "done", undo);
  }
}
