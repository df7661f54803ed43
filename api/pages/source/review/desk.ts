// The desk: one invoice after another, from the queue to a decision.

import { FIELD_LABELS } from "../drawn/labels";
import type { InvoiceState, Me, PlantedAnswer, QueueEntry } from "../drawn/schemas";
import { Refused, Unreachable, call } from "../ground/api";
import { isAsking } from "../ground/dialog";
import { h } from "../ground/dom";
import { filled, worded } from "../ground/language";
import { Notices } from "../ground/notice";
import { leaveForLogin } from "../ground/session";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";
import { Bulk } from "./bulk";
import { Claims } from "./claims";
import { NOTHING, type Draft } from "./draft";
import { KeptDrafts } from "./kept_drafts";
import { Loader, type LoadedInvoice } from "./loaded";
import { merged, type Merge } from "./merge";
import { askMerge } from "./merge_question";
import { askDuplicate, askPause, askRejection } from "./questions";
import { QueueStrip } from "./queue_strip";
import { Sheet } from "./sheet";
import { Workplace } from "./workplace";

interface Decided {
  invoiceId: string;
  documentId: string;
  etag: string;
}

export class Desk {
  readonly queue: QueueStrip;
  readonly bulk: Bulk;
  readonly work: Workplace;
  readonly element: HTMLElement;
  private readonly notices = new Notices();
  private readonly loader = new Loader();
  private readonly kept: KeptDrafts;
  private readonly claims: Claims;
  private readonly rest = h("div", { class: "resting", hidden: true });
  /** Invoices whose decisions are on their way. */
  private readonly sending = new Set<string>();
  private lastDecided: Decided | null = null;
  /** The reviewer was told of open flags, and nothing has changed since. */
  private warned = false;

  constructor(me: Me) {
    const w = words();
    this.kept = new KeptDrafts(me.user_id ?? me.name);
    this.kept.forgetOld();
    this.claims = new Claims((documentId) => this.sheet?.documentId === documentId && this.notices.say(w.leaseLost, "problem"));
    this.queue = new QueueStrip((entry) => void this.takeEntry(entry));
    this.bulk = new Bulk((text, kind) => this.notices.say(text, kind), () => void this.refresh());
    const approve = h("button", { type: "button", class: "primary approve", onclick: () => void this.approve() }, w.approve, h("kbd", {}, "Ctrl+Enter"));
    const others = ([[w.postpone, "P", () => this.postpone()], [w.reject, "X", () => this.reject()], [w.duplicates, "D", () => this.duplicate()]] as const).map(([label, key, run]) =>
      h("button", { type: "button", onclick: () => void run() }, label, h("kbd", {}, key)),
    );
    this.work = new Workplace(this.loader, approve, h("div", { class: "decisions" }, approve, ...others), () => (this.warned = false), (text, kind) => this.notices.say(text, kind));
    this.element = h("main", { class: "desk" }, this.queue.element, this.work.element, this.rest, this.notices.element);
  }

  get sheet(): Sheet | null {
    return this.work.sheet;
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

  async approve(stay = false): Promise<void> {
    const sheet = this.sheet;
    if (!sheet || this.sending.has(sheet.id)) return;
    this.work.fields.commit();
    await sheet.settled();
    const [first] = sheet.open;
    if (first && !this.warned) {
      this.work.fields.focus(first);
      this.warned = true;
      this.notices.say(filled(words().openFlags, sheet.open.length, worded(FIELD_LABELS[first], first)), "problem");
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

  /** Others have come or gone; where nothing lies on the desk, the next is laid there. */
  private async refresh(): Promise<void> {
    await this.queue.refresh();
    if (!this.sheet) await this.guarded(() => this.next());
  }

  /** The next of the same document, of what is ours, or of the queue. */
  private async next(): Promise<void> {
    let [waiting] = this.claims.list;
    if (waiting) this.ahead();
    else [waiting] = await this.claims.fill(this.queue.quickWins);
    const invoiceId = waiting?.invoices[0];
    if (!waiting || !invoiceId) return this.nothingLeft();
    // Most stand on the first page: its picture is on its way before anybody knows.
    void this.loader.page(waiting.document_id, 1).catch(() => undefined);
    await this.open(await this.loader.invoice(invoiceId));
    this.loader.prefetch(this.claims.list);
  }

  /** More of the queue while somebody looks at this one; quietly, since nobody waits for it. */
  private ahead(): void {
    void this.claims.fill(this.queue.quickWins).then((claims) => this.loader.prefetch(claims)).catch(() => undefined);
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
    const { draft, merge } = this.begunHere(loaded);
    this.rest.hidden = true;
    this.work.element.hidden = false;
    this.warned = false;
    const sheet = new Sheet(loaded, draft, this.kept, () => this.sheet === sheet && this.work.show(sheet));
    const left = this.claims.list.find((each) => each.document_id === sheet.documentId)?.invoices.length ?? 1;
    this.queue.mark(sheet.documentId);
    history.replaceState(null, "", `/review?invoice=${sheet.id}`);
    this.element.dataset.invoice = sheet.id;
    await this.work.lay(sheet, left > 1 ? filled(words().severalLeft, left) : "");
    if (merge) await this.settleMerge(sheet, merge, answer.invoice.history.at(-1)?.who ?? "");
    if (this.sheet === sheet) this.work.focusFirst();
  }

  private nothingLeft(): void {
    const w = words();
    this.work.sheet = null;
    delete this.element.dataset.invoice;
    this.work.element.hidden = true;
    const again = h("button", { type: "button", class: "primary", onclick: () => void this.guarded(() => this.next()) }, w.lookAgain);
    this.rest.replaceChildren(h("h1", {}, w.allDone), h("p", {}, w.allDoneHint), again);
    this.rest.hidden = false;
    history.replaceState(null, "", "/review");
  }

  /** What was begun here before, for the invoice as it is by now; and what must be asked first, where somebody else changed the same. */
  private begunHere(loaded: LoadedInvoice): { draft: Draft; merge: Merge | null } {
    const kept = this.kept.kept(loaded.answer.invoice.invoice.id);
    const elsewhere = loaded.answer.draft;
    if (!kept && elsewhere) this.notices.say(words().draftRestored);
    if (!kept) return { draft: elsewhere ?? NOTHING, merge: null };
    // By the version: an ETag tells of all that is shown, who holds the document and the draft itself included.
    if (kept.before.invoice.invoice.version === loaded.answer.invoice.invoice.version) {
      this.notices.say(words().draftRestored);
      return { draft: kept.draft, merge: null };
    }
    const merge = merged(kept.before, kept.draft, loaded.answer);
    const asks = merge.conflicts.length > 0 || merge.items !== null;
    if (!asks && merge.taken.length) this.notices.say(filled(words().takenOver, merge.taken.map((field) => worded(FIELD_LABELS[field], field)).join(words().comma)));
    return { draft: merge.draft, merge: asks ? merge : null };
  }

  /** Left undecided, what they said stands, and of mine what nobody else touched. */
  private async settleMerge(sheet: Sheet, merge: Merge, who: string): Promise<void> {
    const draft = await askMerge(merge, sheet.answer.names[who] ?? "");
    if (draft !== null && this.sheet === sheet) sheet.change(draft);
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
    const { planted } = loaded.answer;
    if (planted) return this.tellPlanted(planted);
    const { state, invoice_number } = loaded.answer.invoice.invoice;
    const decided = { invoiceId: sheet.id, documentId: sheet.documentId, etag: loaded.etag };
    this.lastDecided = decided;
    const { differences } = loaded.answer;
    const told = differences.length ? filled(reviewWords().keyedOtherwise, invoice_number, differences.length) : state === to ? filled(words().decided[to] ?? to, invoice_number) : filled(words().agreed, invoice_number);
    this.notices.say(told, "done", { label: `${words().takeBack} (Ctrl+Z)`, run: () => void this.takeBack(decided) });
    void this.queue.refresh();
  }

  /** It was a check, and nothing of it is kept. */
  private tellPlanted({ field, right, planted, found }: PlantedAnswer): void {
    this.lastDecided = null;
    this.notices.say(filled(found ? reviewWords().plantedFound : reviewWords().plantedMissed, worded(FIELD_LABELS[field], field), right, planted), found ? "done" : "problem");
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

  /** Somebody else saved first: what both said is laid side by side, and nothing of either is lost. */
  private async overtaken(sheet: Sheet): Promise<void> {
    await this.guarded(async () => {
      const loaded = await this.loader.invoice(sheet.id, true);
      const { state } = loaded.answer.invoice.invoice;
      if (state === "in_review") {
        this.kept.keep(sheet.id, sheet.answer, sheet.draft);
        return this.open(loaded);
      }
      this.kept.forget(sheet.id);
      this.claims.drop(sheet.documentId);
      const last = loaded.answer.invoice.history.at(-1)?.who ?? "";
      if (this.sheet === sheet) await this.next();
      this.notices.say(filled(words().decidedElsewhere, loaded.answer.names[last] ?? "", words().invoiceStates[state]), "problem");
    });
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
}
