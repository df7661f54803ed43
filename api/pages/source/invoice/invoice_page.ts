// One invoice: its page beside everything that is known of it. The same printed is its evidence sheet.

import type { InvoiceState, Me } from "../drawn/schemas";
import { Refused, call } from "../ground/api";
import { h } from "../ground/dom";
import { filled } from "../ground/language";
import { Notices } from "../ground/notice";
import { invoiceWords } from "../words/invoice/words";
import { words } from "../words/words";
import { actionBar } from "./actions";
import { fieldsSection, itemsSection } from "./fields";
import { findingsSection } from "./findings";
import { heading, whereItStands } from "./heading";
import { fileSection, historySection } from "./history";
import { ledgerSection } from "./ledger";
import { loadOthers, loadRecord, type LoadedRecord, type Others } from "./loaded";
import { stamp } from "./moments";
import { Picture } from "./picture";
import { reconciliationSection } from "./reconciliation";
import { relationsSection } from "./relations";
import { verificationSection } from "./verification";

/** States in which something happens by itself. */
const GOES_ON: readonly InvoiceState[] = ["approved", "verifying", "verified", "uploading"];
const FOLLOW_SECONDS = 20;

export class InvoicePage {
  readonly element: HTMLElement;
  private readonly notices = new Notices();
  private readonly picture: Picture;
  private readonly head = h("div", { class: "head" });
  private readonly told = h("div", { class: "told" });
  private state: InvoiceState = "in_review";
  private readonly printedBy = h("p", { class: "printed-by" });

  constructor(
    private readonly invoiceId: string,
    private readonly me: Me,
  ) {
    this.picture = new Picture((field) => this.goTo(field), (field) => this.hint(field));
    const sheet = h("div", { class: "sheet-title" }, h("b", {}, invoiceWords().sheet), this.printedBy);
    this.element = h("main", { class: "invoice" }, sheet, this.head, h("div", { class: "beside" }, this.picture.element, this.told), this.notices.element);
    window.addEventListener("beforeprint", () => {
      this.printedBy.textContent = `${filled(invoiceWords().printedBy, me.name, stamp(new Date().toISOString()))} · ${location.href}`;
    });
  }

  /** Raises Refused and Unreachable. */
  async load(): Promise<void> {
    const loaded = await loadRecord(this.invoiceId);
    const { invoice } = loaded.record.invoice;
    this.state = invoice.state;
    void this.picture.show(loaded.record);
    // The second time what was known before stays until all is here.
    if (!this.element.dataset.loaded || invoice.deleted_at) this.show(loaded, null);
    if (!invoice.deleted_at) this.show(loaded, await loadOthers(this.invoiceId, this.me));
    this.element.dataset.loaded = "true";
  }

  /** Esc: the whole page again. */
  whole(): boolean {
    this.picture.whole();
    return true;
  }

  private show(loaded: LoadedRecord, others: Others | null): void {
    const { record } = loaded;
    const look = (field: string): void => this.picture.lookAt(field);
    this.head.replaceChildren(heading(record), actionBar(loaded, others, this.me, (request, done) => this.doing(request, done)));
    const sections = [
      others && whereItStands(others.diagnosis),
      findingsSection(record, look),
      fieldsSection(record, { chosen: look, hinted: (field) => this.picture.hint(field) }),
      itemsSection(record),
      others && verificationSection(others.verification, record.names),
      others && ledgerSection(others.sendings, record.names),
      others && reconciliationSection(others.differences),
      relationsSection(record),
      historySection(record),
      fileSection(record),
    ];
    this.told.replaceChildren(...sections.filter((each): each is HTMLElement => each instanceof HTMLElement));
  }

  private async doing(request: () => Promise<unknown>, done: string): Promise<void> {
    try {
      await request();
      this.notices.say(done);
    } catch (error) {
      this.notices.say(error instanceof Refused ? error.sentence : words().unreachable, "problem");
    }
    await this.follow().catch((error: unknown) => this.notices.say(error instanceof Refused ? error.sentence : words().unreachable, "problem"));
  }

  /** Shows how it stands now, and once more when what was begun has come to an end, or after a while. */
  private async follow(): Promise<void> {
    await this.load();
    if (!GOES_ON.includes(this.state)) return;
    await call("invoice", { path: { invoice_id: this.invoiceId }, query: { wait: FOLLOW_SECONDS } });
    await this.load();
  }

  private goTo(field: string): void {
    const row = this.row(field);
    row?.scrollIntoView({ block: "nearest" });
    row?.querySelector("button")?.focus({ preventScroll: true });
    this.picture.lookAt(field);
  }

  private hint(field: string | null): void {
    for (const row of this.told.querySelectorAll("[data-field].hinted")) row.classList.remove("hinted");
    if (field) this.row(field)?.classList.add("hinted");
  }

  private row(field: string): HTMLElement | null {
    return this.told.querySelector(`[data-field="${CSS.escape(field)}"]`);
  }
}
