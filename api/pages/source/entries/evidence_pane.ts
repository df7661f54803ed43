// The pictures and files that show the invoice: sent first, named in the entry, and looked at while it is typed.

import type { ReceiptAnswer } from "../drawn/schemas";
import { Refused, request } from "../ground/api";
import { h } from "../ground/dom";
import { filled } from "../ground/language";
import { PageView } from "../review/page_view";
import { loadPageAhead } from "../review/loaded";
import { entryWords } from "../words/entries/words";
import { words } from "../words/words";
import type { Evidence } from "./typed";

const TYPES = "image/*,.pdf,.ofd,.heic";

export class EvidencePane {
  readonly element: HTMLElement;
  readonly withoutEvidence = h("input", { id: "entry-without_evidence", type: "text", maxlength: 1000, autocomplete: "off" });
  private readonly list = h("ul", {});
  private readonly status = h("p", { class: "faint", role: "status" });
  private readonly without: HTMLElement;
  private readonly view: PageView;
  private evidence: readonly Evidence[] = [];
  private shown = { documentId: "", page: 1 };
  /** The last page that is known of. */
  private pages = 1;

  /** `changed`: the evidence is this from now on; `said`: why there is none. */
  constructor(
    private readonly changed: (evidence: readonly Evidence[]) => void,
    said: (why: string) => void,
  ) {
    const w = entryWords();
    this.view = new PageView({ chosen: () => undefined, hinted: () => undefined, turned: (step) => this.turn(this.shown.page + step) });
    const file = h("input", { id: "entry-evidence", type: "file", accept: TYPES, multiple: true, class: "unseen-file", onchange: () => void this.send([...(file.files ?? [])]).then(() => (file.value = "")) });
    this.withoutEvidence.addEventListener("input", () => said(this.withoutEvidence.value));
    this.without = h("div", { class: "field wide" }, h("label", { for: this.withoutEvidence.id }, w.withoutEvidence), this.withoutEvidence, h("p", { class: "faint" }, w.withoutEvidenceHint));
    const chooser = h("p", { class: "chooser" }, h("label", { for: "entry-evidence" }, w.addEvidence), file);
    this.element = h("section", { class: "evidence", "aria-label": w.evidence }, chooser, h("p", { class: "faint" }, w.evidenceHint), this.list, this.status, this.without, this.view.element);
    this.view.showNothing(w.noPicture, 1, 1);
  }

  show(evidence: readonly Evidence[], why: string): void {
    this.evidence = evidence;
    this.withoutEvidence.value = why;
    this.without.hidden = evidence.length > 0;
    this.list.replaceChildren(
      ...evidence.map((each) => {
        const label = filled(entryWords().removeEvidence, each.name);
        const away = h("button", { type: "button", class: "quiet", title: label, "aria-label": label, onclick: () => this.take(this.evidence.filter((other) => other !== each)) }, "×");
        return h("li", {}, h("button", { type: "button", class: "link", onclick: () => void this.look(each.documentId) }, each.name), away);
      }),
    );
    const last = evidence.at(-1);
    if (!last) this.view.showNothing(entryWords().noPicture, 1, 1);
    else if (!evidence.some(({ documentId }) => documentId === this.shown.documentId)) void this.look(last.documentId);
  }

  private take(evidence: readonly Evidence[]): void {
    this.changed(evidence);
    this.show(evidence, this.withoutEvidence.value);
  }

  private async send(files: readonly File[]): Promise<void> {
    for (const file of files) {
      this.status.textContent = entryWords().sending;
      try {
        const response = await request(`/v1/invoices?name=${encodeURIComponent(file.name)}`, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file });
        const { document_id: documentId } = (await response.json()) as ReceiptAnswer;
        this.status.textContent = "";
        if (documentId && !this.evidence.some((each) => each.documentId === documentId)) this.take([...this.evidence, { documentId, name: file.name }]);
      } catch (error) {
        this.status.textContent = error instanceof Refused ? error.sentence : words().unreachable;
      }
    }
  }

  private turn(page: number): void {
    if (page >= 1 && page <= this.pages) void this.look(this.shown.documentId, page);
  }

  /** How many pages a file has is known once somebody turned to the last: to count them, all would have to be drawn. */
  private async look(documentId: string, number = 1): Promise<void> {
    if (documentId !== this.shown.documentId) this.pages = 1;
    const wanted = { documentId, page: number };
    this.shown = wanted;
    try {
      const { page, follows } = await loadPageAhead(documentId, number);
      if (this.shown !== wanted) return;
      this.pages = Math.max(this.pages, number + Number(follows));
      await this.view.show(page, number, this.pages);
    } catch (error) {
      if (this.shown === wanted) this.view.showNothing(error instanceof Refused ? error.sentence : words().unreachable, number, this.pages);
    }
  }
}
