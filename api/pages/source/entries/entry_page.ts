// Entering an invoice by hand (补录): the picture beside the form, checked by the service, approved by somebody else.

import type { ImportAnswer, Me, ReceiptAnswer } from "../drawn/schemas";
import { Refused, Unreachable, request } from "../ground/api";
import { h } from "../ground/dom";
import type { Binding } from "../ground/keys";
import { filled } from "../ground/language";
import { Notices } from "../ground/notice";
import { entryWords } from "../words/entries/words";
import { words } from "../words/words";
import { EntryFormPane, type Trouble } from "./entry_form";
import { EvidencePane } from "./evidence_pane";
import { importReport } from "./import_report";
import { EMPTY, KeptEntry, formOf, nextOf, type Typed } from "./typed";

export class EntryPage {
  readonly element: HTMLElement;
  private readonly notices = new Notices();
  private readonly kept: KeptEntry;
  private readonly form: EntryFormPane;
  private readonly evidence: EvidencePane;
  private readonly done = h("div", { class: "taken", role: "status" });
  private readonly report = h("div", {});
  private readonly submitButton = h("button", { type: "submit", class: "primary" }, entryWords().submit, h("kbd", {}, "Ctrl+Enter"));
  private typed: Typed = EMPTY;
  /** Of this entry: sent again after a break, it arrives once. */
  private key = crypto.randomUUID();

  constructor(me: Me) {
    const w = entryWords();
    this.kept = new KeptEntry(`fapiao.entry.${me.tenant}.${me.user_id ?? ""}`);
    this.form = new EntryFormPane((typed) => this.keep({ ...typed, evidence: this.typed.evidence, withoutEvidence: this.typed.withoutEvidence }));
    this.evidence = new EvidencePane((evidence) => this.keep({ ...this.typed, evidence }), (withoutEvidence) => this.keep({ ...this.typed, withoutEvidence }));
    const foot = h("div", { class: "foot" }, this.submitButton, h("small", { class: "faint" }, w.keys));
    const form = h("form", { class: "entry", novalidate: true }, this.evidence.element, h("div", { class: "typed" }, this.form.element, foot));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit();
    });
    const file = h("input", { type: "file", id: "entry-import", accept: ".xlsx", class: "unseen-file", onchange: () => void this.importFile(file) });
    const offline = h("p", { class: "offline" }, h("a", { href: "/v1/entries/template.xlsx", download: "" }, w.template), h("label", { for: "entry-import" }, w.importFile), file);
    this.element = h("main", { class: "entries" }, h("div", { class: "intro" }, h("h1", {}, w.page), h("p", { class: "faint" }, w.hint), offline), this.done, this.report, form, this.notices.element);
  }

  /** `evidence`: a document that the page was opened for. */
  start(evidence: string | null): void {
    const kept = this.kept.load();
    this.typed = kept ?? EMPTY;
    if (evidence && !this.typed.evidence.some(({ documentId }) => documentId === evidence)) this.typed = { ...this.typed, evidence: [{ documentId: evidence, name: evidence }] };
    this.showTyped();
    if (kept) this.notices.say(entryWords().kept);
  }

  get keys(): readonly Binding[] {
    return [{ keys: ["Ctrl+Enter"], meaning: entryWords().submit, run: () => (void this.submit(), true) }];
  }

  private showTyped(): void {
    this.form.show(this.typed);
    this.evidence.show(this.typed.evidence, this.typed.withoutEvidence);
    this.form.focus();
  }

  private keep(typed: Typed): void {
    this.typed = typed;
    this.kept.keep(typed);
  }

  private async submit(): Promise<void> {
    if (this.submitButton.disabled) return;
    this.submitButton.disabled = true;
    this.done.replaceChildren();
    try {
      const headers = { "Content-Type": "application/json", "Idempotency-Key": this.key };
      const response = await request("/v1/entries", { method: "POST", headers, body: JSON.stringify(formOf(this.typed)) });
      this.taken((await response.json()) as ReceiptAnswer, response.status === 200);
    } catch (error) {
      this.refused(error);
    } finally {
      this.submitButton.disabled = false;
    }
  }

  private taken(receipt: ReceiptAnswer, isKnown: boolean): void {
    const w = entryWords();
    const said = isKnown ? w.known : filled(w.taken, receipt.id.slice(0, 8).toUpperCase());
    this.done.replaceChildren(h("p", {}, said, " ", h("a", { href: `/invoices?document_id=${receipt.document_id ?? ""}` }, w.open)));
    this.key = crypto.randomUUID();
    this.kept.forget();
    this.typed = nextOf(this.typed);
    this.form.showTroubles([]);
    this.showTyped();
    this.done.scrollIntoView({ block: "nearest" });
  }

  private refused(error: unknown): void {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    const troubles = error instanceof Refused && Array.isArray(error.problem.problems) ? (error.problem.problems as Trouble[]) : [];
    this.form.showTroubles(troubles);
    // With another content the same key would be refused.
    if (error instanceof Refused) this.key = crypto.randomUUID();
    if (!troubles.length) this.notices.say(error instanceof Refused ? error.sentence : words().unreachable, "problem");
  }

  private async importFile(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    if (!file) return;
    try {
      const response = await request("/v1/entries/import", { method: "POST", body: file });
      this.report.replaceChildren(importReport((await response.json()) as ImportAnswer));
    } catch (error) {
      this.notices.say(error instanceof Refused ? error.sentence : words().unreachable, "problem");
    } finally {
      input.value = "";
    }
  }
}
