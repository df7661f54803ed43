// The desk: one invoice after another, from the queue to a decision.

import { FIELD_LABELS } from "../drawn/labels";
import type { InvoiceState, Me, QueueEntry } from "../drawn/schemas";
import { Refused, Unreachable, call } from "../ground/api";
import { isAsking } from "../ground/dialog";
import { h } from "../ground/dom";
import { filled, worded } from "../ground/language";
import { Notices } from "../ground/notice";
import { leaveForLogin } from "../ground/session";
import { words } from "../words/words";
import { Claims } from "./claims";
import { DocumentHeader, Reasons } from "./document_header";
import { NOTHING, withConfirmed, withItems, withValue, type Draft } from "./draft";
import { FieldsPane } from "./fields_pane";
import { KeptDrafts } from "./kept_drafts";
import { Loader, type LoadedInvoice, type LoadedPage } from "./loaded";
import { merged } from "./merge";
import { askMerge } from "./merge_question";
import { PageView } from "./page_view";
import { askDuplicate, askPause, askRejection } from "./questions";
import { QueueStrip } from "./queue_strip";
import { Sheet } from "./sheet";
import { fieldState, isAbsent, shownItems, spotOf, spotOfItem, standingValue } from "./standing";

interface Decided {
  invoiceId: string;
  documentId: string;
  etag: string;
}

export class Desk {
  readonly notices = new Notices();
  readonly queue: QueueStrip;
  readonly element: HTMLElement;
  sheet: Sheet | null = null;
  private readonly loader = new Loader();
  private readonly kept: KeptDrafts;
  private readonly claims: Claims;
  private readonly header = new DocumentHeader();
  private readonly reasons = new Reasons((field) => this.fields.focus(field));
  readonly fields: FieldsPane;
  readonly page: PageView;
  private readonly approveButton: HTMLButtonElement;
  private readonly rest = h("div", { class: "resting", hidden: true });
  private readonly work: HTMLElement;
  private shownPages = new Map<number, LoadedPage>();
  private pageNumber = 1;
  private lastDecided: Decided | null = null;
  /** The reviewer was told of open flags, and nothing has changed since. */
  private warned = false;
  /** Invoices whose decisions are on their way. */
  private readonly sending = new Set<string>();

  constructor(me: Me) {
    const w = words();
    this.kept = new KeptDrafts(me.user_id ?? me.name);
    this.kept.forgetOld();
    this.claims = new Claims((documentId) => this.sheet?.documentId === documentId && this.notices.say(w.leaseLost, "problem"));
    this.queue = new QueueStrip((entry) => void this.takeEntry(entry));
    this.page = new PageView({ chosen: (field) => this.fields.focus(field), hinted: (field) => this.fields.hint(field), turned: (step) => void this.turnPageBy(step) });
    this.fields = new FieldsPane({
      said: (field, value) => this.change((sheet) => withValue(sheet.draft, field, value, standingValue(sheet.answer, field))),
      confirmed: (field) => this.confirmField(field),
      focused: (field) => this.lookAt(field),
      hinted: (field) => this.page.hint(field),
      itemsChanged: (lines) => this.change((sheet) => withItems(sheet.draft, lines, sheet.answer.invoice.items)),
      itemRow: (row) => this.lookAtRow(row),
    });
    this.approveButton = h("button", { type: "button", class: "primary approve", onclick: () => void this.approve() }, w.approve, h("kbd", {}, "Ctrl+Enter"));
    const actions = h(
      "div",
      { class: "decisions" },
      this.approveButton,
      this.action(w.postpone, "P", () => void this.postpone()),
      this.action(w.reject, "X", () => void this.reject()),
      this.action(w.duplicates, "D", () => void this.duplicate()),
    );
    const side = h("section", { class: "side", "aria-label": w.fieldsPane }, this.header.element, this.reasons.element, this.fields.element, actions);
    this.work = h("div", { class: "work" }, this.page.element, side);
    this.element = h("main", { class: "desk" }, this.queue.element, this.work, this.rest, this.notices.element);
  }

  /** Begins with the invoice that the address names, or with the next of the queue. */
  async start(invoiceId: string | null): Promise<void> {
    void this.queue.refresh();
    if (invoiceId !== null) {
      await this.guarded(async () => {
        const loaded = await this.loader.invoice(invoiceId);
        await this.claims.take(loaded.answer.document.id);
        await this.open(loaded);
        this.ahead();
      });
    }
    if (!this.sheet) await this.guarded(() => this.next());
  }

  /** Something was done by key or pointer. */
  active(key: boolean): void {
    this.claims.active();
    this.sheet?.effort.note(key);
  }

  /** The next of the same document, of what is ours, or of the queue. */
  async next(): Promise<void> {
    let waiting = this.claims.list.find((claim) => claim.invoices.length > 0);
    if (waiting) this.ahead();
    else [waiting] = await this.claims.fill(this.queue.quickWins);
    const invoiceId = waiting?.invoices[0];
    if (!waiting || !invoiceId) return this.nothingLeft();
    // Most stand on the first page: its picture is on its way before anybody knows.
    void this.loader.page(waiting.document_id, 1).catch(() => undefined);
    await this.open(await this.loader.invoice(invoiceId));
    this.loader.prefetch(this.claims.list);
  }

  async approve(stay = false): Promise<void> {
    const sheet = this.sheet;
    if (!sheet || this.sending.has(sheet.id)) return;
    this.fields.commit();
    await sheet.settled();
    const open = sheet.open;
    if (open.length && !this.warned) {
      this.fields.focus(open[0] ?? "");
      this.warned = true;
      this.notices.say(filled(words().openFlags, open.length, worded(FIELD_LABELS[open[0] ?? ""])), "problem");
      return;
    }
    await this.decide("approved", "", null, stay);
  }

  async reject(): Promise<void> {
    if (!this.sheet || isAsking()) return;
    const why = await askRejection();
    if (why !== null) await this.decide("rejected", why, null);
  }

  async duplicate(): Promise<void> {
    const sheet = this.sheet;
    if (!sheet || isAsking()) return;
    const first = await askDuplicate(
      sheet.answer,
      (invoiceId) => this.loader.invoice(invoiceId, true),
      (of) => this.loader.page(of.document.id, of.invoice.invoice.page),
    );
    if (first !== null) await this.decide("duplicate", "", first);
  }

  async postpone(): Promise<void> {
    const sheet = this.sheet;
    if (!sheet || isAsking()) return;
    const pause = await askPause();
    if (pause === null) return;
    await this.guarded(async () => {
      const body = { reason: pause.reason, until: pause.until.toISOString(), note: pause.note };
      await call("postpone", { path: { document_id: sheet.documentId }, body });
      this.claims.drop(sheet.documentId);
      this.notices.say(words().postponed);
      await this.next();
    });
  }

  /** The last step back; with none left, the last decision, as long as it can be taken back. */
  undo(): boolean {
    if (this.sheet?.undo()) return true;
    if (!this.lastDecided) return false;
    void this.takeBack(this.lastDecided);
    return true;
  }

  /** Enter: the field is right, and on to the next that is to be looked at. */
  confirmAndGoOn(): boolean {
    const [field, sheet] = [this.fields.focused, this.sheet];
    if (field === null || !sheet || field === "items") return false;
    const wasOpen = sheet.open.includes(field);
    this.fields.commit();
    this.confirmField(field);
    if (wasOpen) this.goOn(field);
    else this.fields.focus(this.fields.beside(field, 1) ?? field);
    return true;
  }

  /** Del in an empty field: the form does not have it. */
  confirmEmpty(): boolean {
    const row = this.fields.row(this.fields.focused);
    if (!row || row.input.value !== "") return false;
    row.commit();
    this.confirmField(row.field);
    return true;
  }

  /** Tab: the next (or last) field that is to be looked at; behind the last one the decision. False where the browser may go on by itself. */
  goToFlag(step: 1 | -1): boolean {
    const sheet = this.sheet;
    const from = this.fields.focused;
    const isOutside = from === null && document.activeElement !== document.body && document.activeElement !== this.approveButton;
    if (!sheet || isOutside || !sheet.open.length) return false;
    if (document.activeElement === this.approveButton && step === 1) return false;
    this.fields.commit();
    const field = this.fields.nearest(sheet.open, from, step);
    if (field !== null) this.fields.focus(field);
    else if (step === 1) this.approveButton.focus();
    else return false;
    return true;
  }

  goBeside(step: 1 | -1): boolean {
    const row = this.fields.row(this.fields.focused);
    if (!row || row.input.value.includes("\n")) return false;
    const next = this.fields.beside(row.field, step);
    if (next === null) return false;
    row.commit();
    this.fields.focus(next);
    return true;
  }

  /** Ctrl+.: what a rule worked out, for the field that has the focus or, if it is the only one, for any. */
  repair(): boolean {
    const sheet = this.sheet;
    if (!sheet) return false;
    const field = this.fields.focused;
    if (field === "items") return this.fields.repairItems();
    const suggested = sheet.findings.flatMap(({ suggestion }) => (suggestion ? [suggestion] : []));
    const here = suggested.find((suggestion) => suggestion.field === field) ?? (new Set(suggested.map((each) => each.field)).size === 1 ? suggested[0] : undefined);
    if (!here) return this.fields.repairItems();
    this.change((now) => withValue(now.draft, here.field, here.value, standingValue(now.answer, here.field)));
    void sheet.settled().then(() => this.goOn(here.field));
    return true;
  }

  /** Esc: leaves what is typed, then the input, then the close look. */
  leave(): boolean {
    const row = this.fields.row(this.fields.focused);
    if (row?.restore()) return true;
    if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body) document.activeElement.blur();
    this.page.lookAt("", null);
    this.page.whole();
    return true;
  }

  async turnPage(number: number): Promise<void> {
    const sheet = this.sheet;
    if (!sheet) return;
    const pages = sheet.answer.document.pages;
    if (!pages.includes(number)) return;
    this.pageNumber = number;
    try {
      const page = await this.loader.page(sheet.documentId, number);
      if (this.sheet !== sheet || this.pageNumber !== number) return;
      this.shownPages.set(number, page);
      const shown = this.page.show(page, number, Math.max(...pages));
      this.showBoxes(sheet);
      this.fields.showCrops(sheet.answer, this.shownPages);
      void shown.then(() => (this.page.element.dataset.shown = sheet.id));
    } catch (error) {
      if (this.sheet !== sheet) return;
      this.page.showNothing(error instanceof Refused ? error.sentence : words().unreachable, number, Math.max(...pages));
    }
  }

  turnPageBy(step: 1 | -1): Promise<void> {
    return this.turnPage(this.pageNumber + step);
  }

  private action(label: string, key: string, run: () => void): HTMLButtonElement {
    return h("button", { type: "button", onclick: run }, label, h("kbd", {}, key));
  }

  private async takeEntry(entry: QueueEntry): Promise<void> {
    const [invoiceId] = entry.invoices;
    if (!invoiceId || this.sheet?.documentId === entry.document_id) return;
    await this.guarded(async () => {
      await this.claims.take(entry.document_id);
      await this.open(await this.loader.invoice(invoiceId, true));
    });
  }

  private async open(loaded: LoadedInvoice): Promise<void> {
    const { answer } = loaded;
    const id = answer.invoice.invoice.id;
    const draft = await this.draftFor(loaded);
    this.rest.hidden = true;
    this.work.hidden = false;
    this.warned = false;
    this.shownPages = new Map();
    const sheet = new Sheet(loaded, draft, this.kept, () => this.sheet === sheet && this.show(sheet));
    this.sheet = sheet;
    const claim = this.claims.list.find((each) => each.document_id === answer.document.id);
    const several = (claim?.invoices.length ?? 1) > 1 ? filled(words().severalLeft, claim?.invoices.length ?? 1) : "";
    this.header.show(answer, several);
    this.fields.open(answer);
    this.show(sheet);
    this.queue.mark(answer.document.id);
    history.replaceState(null, "", `/review?invoice=${id}`);
    this.element.dataset.invoice = id;
    await this.turnPage(answer.invoice.invoice.page);
    this.lastLook(sheet);
  }

  /** The first thing to look at has the focus; where there is none, Ctrl+Enter is all that is needed. */
  private lastLook(sheet: Sheet): void {
    if (this.sheet !== sheet || isAsking()) return;
    const [first] = sheet.open;
    if (first) this.fields.focus(this.suggestedFirst(sheet) ?? first);
    else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }

  private suggestedFirst(sheet: Sheet): string | undefined {
    return sheet.findings.flatMap(({ suggestion }) => (suggestion && sheet.open.includes(suggestion.field) ? [suggestion.field] : []))[0];
  }

  /** What was begun here before, for the invoice as it is by now. */
  private async draftFor(loaded: LoadedInvoice): Promise<Draft> {
    const kept = this.kept.kept(loaded.answer.invoice.invoice.id);
    if (!kept) return NOTHING;
    if (kept.etag === loaded.etag) {
      this.notices.say(words().draftRestored);
      return kept.draft;
    }
    return this.mergeInto(loaded, kept.before, kept.draft);
  }

  private async mergeInto(loaded: LoadedInvoice, before: Sheet["answer"], draft: Draft): Promise<Draft> {
    const merge = merged(before, draft, loaded.answer);
    if (!merge.conflicts.length && !merge.items) {
      if (merge.taken.length) this.notices.say(filled(words().takenOver, merge.taken.map((field) => worded(FIELD_LABELS[field], field)).join(words().comma)));
      return merge.draft;
    }
    const last = loaded.answer.invoice.history.at(-1)?.who ?? "";
    // Left undecided, what they said stands, and only what nobody else touched is kept of mine.
    return (await askMerge(merge, loaded.answer.names[last] ?? "")) ?? merge.draft;
  }

  private change(next: (sheet: Sheet) => Draft): void {
    if (!this.sheet) return;
    this.warned = false;
    this.sheet.change(next(this.sheet));
  }

  private confirmField(field: string): void {
    this.change((sheet) => withConfirmed(sheet.draft, field));
    if (field === "items") this.goOn("items");
  }

  /** To the next open flag behind this field, else the first, else the decision. */
  private goOn(from: string): void {
    const sheet = this.sheet;
    if (!sheet) return;
    const field = this.fields.nearest(sheet.open, from, 1) ?? sheet.open[0];
    if (field) this.fields.focus(field);
    else this.approveButton.focus();
  }

  private show(sheet: Sheet): void {
    this.fields.update(sheet.answer, sheet.draft, sheet.findings, sheet.refused);
    this.reasons.show(sheet.answer, sheet.findings, sheet.needs, sheet.open);
    this.showBoxes(sheet);
  }

  private showBoxes(sheet: Sheet): void {
    const { answer, draft, findings } = sheet;
    const boxes = Object.keys(answer.invoice.fields).flatMap((field) => {
      const spot = spotOf(answer, field);
      if (!spot || spot.page !== this.pageNumber || isAbsent(answer, draft, field)) return [];
      return [{ field, quad: spot.quad, state: fieldState(answer, draft, findings, field), label: worded(FIELD_LABELS[field], field) }];
    });
    this.page.setBoxes(boxes);
  }

  private lookAt(field: string): void {
    const spot = this.sheet && spotOf(this.sheet.answer, field);
    if (spot && spot.page !== this.pageNumber) void this.turnPage(spot.page).then(() => this.page.lookAt(field, spot.quad));
    else this.page.lookAt(field, spot?.quad ?? null);
  }

  private lookAtRow(row: number): void {
    const spot = this.sheet && shownItems(this.sheet.answer, this.sheet.draft).length >= row ? spotOfItem(this.sheet.answer, row) : null;
    this.page.lookAt("items", spot?.quad ?? null);
  }

  /** Sends the decision, and shows the next document while it is being kept. What is refused comes back with all that was said about it. */
  private async decide(to: InvoiceState, why: string, duplicateOf: string | null, stay = false): Promise<void> {
    const sheet = this.sheet;
    if (!sheet || this.sending.has(sheet.id)) return;
    this.sending.add(sheet.id);
    const body = { to, why, duplicate_of: duplicateOf, effort: sheet.effortForm(), ...(to === "approved" ? sheet.form() : {}) };
    const kept = call("decide", { path: { invoice_id: sheet.id }, ifMatch: sheet.etag, body, keepalive: true });
    kept.catch(() => undefined); // looked at below, once the next one is shown
    this.claims.dropInvoice(sheet.id);
    const next = stay ? undefined : this.claims.list[0]?.invoices[0];
    try {
      if (next) await this.guarded(async () => this.open(await this.loader.invoice(next)));
      const { body: answer, etag } = await kept;
      this.settle(sheet, to, { answer, etag });
      if (next) this.ahead();
      else if (stay) await this.open({ answer, etag });
      else await this.guarded(() => this.next());
    } catch (error) {
      await this.comeBack(sheet, error);
    } finally {
      this.sending.delete(sheet.id);
    }
  }

  private settle(sheet: Sheet, to: InvoiceState, loaded: LoadedInvoice): void {
    this.kept.forget(sheet.id);
    this.loader.put(loaded);
    const { state, invoice_number } = loaded.answer.invoice.invoice;
    const decided = { invoiceId: sheet.id, documentId: sheet.documentId, etag: loaded.etag };
    this.lastDecided = decided;
    const told = state === to ? filled(words().decided[to] ?? to, invoice_number) : filled(words().agreed, invoice_number);
    this.notices.say(told, "done", { label: `${words().takeBack} (Ctrl+Z)`, run: () => void this.takeBack(decided) });
    void this.queue.refresh();
  }

  /** A decision was not kept: the invoice lies on the desk again, as it was left. */
  private async comeBack(sheet: Sheet, error: unknown): Promise<void> {
    this.claims.bringBack(sheet.id);
    if (error instanceof Refused && error.status === 401) return leaveForLogin();
    if (error instanceof Refused && error.status === 412) return this.overtaken(sheet);
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    if (this.sheet !== sheet) await this.open({ answer: sheet.answer, etag: sheet.etag });
    if (error instanceof Refused && error.problem.code === "values_malformed") this.sheet?.refuse((error.problem.fields as string[] | undefined) ?? []);
    this.notices.say(error instanceof Refused ? error.sentence : words().unreachable, "problem");
  }

  private async takeBack(decided: Decided): Promise<void> {
    this.lastDecided = null;
    await this.guarded(async () => {
      await call("moveInvoice", { path: { invoice_id: decided.invoiceId }, ifMatch: decided.etag, body: { to: "in_review" } });
      this.claims.bringBack(decided.invoiceId);
      await this.claims.take(decided.documentId);
      this.notices.say(words().tookBack);
      await this.open(await this.loader.invoice(decided.invoiceId, true));
    });
  }

  /** More of the queue while somebody looks at this one; quietly, since nobody waits for it. */
  private ahead(): void {
    void this.claims.fill(this.queue.quickWins).then((claims) => this.loader.prefetch(claims)).catch(() => undefined);
  }

  private nothingLeft(): void {
    const w = words();
    this.sheet = null;
    delete this.element.dataset.invoice;
    this.work.hidden = true;
    const again = h("button", { type: "button", class: "primary", onclick: () => void this.guarded(() => this.next()) }, w.lookAgain);
    this.rest.replaceChildren(h("h1", {}, w.allDone), h("p", {}, w.allDoneHint), again);
    this.rest.hidden = false;
    history.replaceState(null, "", "/review");
  }

  /** What goes wrong is said in words; work is never lost by it. */
  private async guarded(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (error instanceof Refused && error.status === 401) return leaveForLogin();
      if (error instanceof Refused) this.notices.say(error.sentence, "problem");
      else if (error instanceof Unreachable) this.notices.say(words().unreachable, "problem");
      else throw error;
    }
  }

  /** Somebody else saved first: what both said is laid side by side, and nothing of either is lost. */
  private async overtaken(sheet: Sheet): Promise<void> {
    await this.guarded(async () => {
      const loaded = await this.loader.invoice(sheet.id, true);
      const { state } = loaded.answer.invoice.invoice;
      if (state !== "in_review") {
        this.kept.forget(sheet.id);
        this.claims.drop(sheet.documentId);
        const last = loaded.answer.invoice.history.at(-1)?.who ?? "";
        await this.next();
        this.notices.say(filled(words().decidedElsewhere, loaded.answer.names[last] ?? "", words().invoiceStates[state]), "problem");
        return;
      }
      this.kept.keep(sheet.id, sheet.etag, sheet.answer, sheet.draft);
      await this.open(loaded);
    });
  }
}
