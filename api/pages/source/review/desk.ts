// The desk: one invoice after another, from the queue to a decision.

import { FIELD_LABELS } from "../drawn/labels";
import type { InvoiceState, Me, PlantedAnswer, QueueEntry } from "../drawn/schemas";
import { Refused, Unreachable, call } from "../ground/api";
import { isAsking } from "../ground/dialog";
import { h } from "../ground/dom";
import { filled, worded } from "../ground/language";
import { Notices, type Offer } from "../ground/notice";
import { leaveForLogin } from "../ground/session";
import { words } from "../words/words";
import { Besides } from "./besides";
import { Bulk } from "./bulk";
import { begunHere } from "./begun";
import { Claims } from "./claims";
import { whatCameOf, whatWasPlanted } from "./decided";
import { Digits } from "./digits";
import { KeptDrafts } from "./kept_drafts";
import { Loader, type LoadedInvoice } from "./loaded";
import type { Merge } from "./merge";
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
  readonly digits: Digits;
  readonly besides: Besides;
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
    this.digits = new Digits(this.loader, this.kept, () => this.sheet, (text, kind) => this.notices.say(text, kind));
    const approve = h("button", { type: "button", class: "primary approve", onclick: () => void this.approve() }, w.approve, h("kbd", {}, "Ctrl+Enter"));
    const others = ([[w.postpone, "P", () => this.postpone()], [w.reject, "X", () => this.reject()], [w.duplicates, "D", () => this.duplicate()]] as const).map(([label, key, run]) =>
      h("button", { type: "button", onclick: () => void run() }, label, h("kbd", {}, key)),
    );
    const tell = (text: string, kind: "done" | "problem", offer?: Offer): void => this.notices.say(text, kind, offer);
    this.besides = new Besides({
      sheet: () => this.sheet,
      approve: () => this.approvedHere(),
      noted: () => this.work.noted(),
      waiting: () => this.queue.free,
      rearranged: (documentIds, undone, planted) => this.rearranged(documentIds, undone, planted),
      tell,
    });
    this.work = new Workplace(this.loader, approve, this.besides.element, h("div", { class: "decisions" }, approve, ...others), () => (this.warned = false), tell);
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
        const { picture } = await this.open(loaded);
        await picture;
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

  /** Approved and still here; null where it is not approved, or was a check. */
  private async approvedHere(): Promise<Sheet | null> {
    await this.approve(true);
    return this.sheet?.answer.invoice.invoice.state === "approved" ? this.sheet : null;
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

  /** What lay here became other documents, which come when they are read; what became whole again is in the queue. */
  private async rearranged(documentIds: readonly string[], undone: boolean, planted: PlantedAnswer | null): Promise<void> {
    for (const documentId of documentIds) this.claims.drop(documentId);
    if (planted) this.tellPlanted(planted);
    if (undone) this.claims.forgetGivenUp();
    if (this.sheet && documentIds.includes(this.sheet.documentId)) await this.guarded(() => this.next());
    void this.refresh();
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
    const { picture } = await this.open(await this.loader.invoice(invoiceId));
    await picture; // nothing is loaded ahead at the cost of what is waited for
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

  /** Lays an invoice on the desk. `picture`: done when that of its page is on the way; fields, flags and the focus are there before. */
  private async open(loaded: LoadedInvoice): Promise<{ picture: Promise<void> }> {
    const { answer } = loaded;
    const { draft, merge } = begunHere(this.kept, loaded, (text) => this.notices.say(text));
    this.rest.hidden = true;
    this.work.element.hidden = false;
    this.warned = false;
    const sheet = new Sheet(loaded, draft, this.kept, () => this.sheet === sheet && this.work.show(sheet));
    const left = this.claims.list.find((each) => each.document_id === sheet.documentId)?.invoices.length ?? 1;
    this.queue.mark(sheet.documentId);
    history.replaceState(null, "", `/review?invoice=${sheet.id}`);
    this.element.dataset.invoice = sheet.id;
    const picture = this.work.lay(sheet, left > 1 ? filled(words().severalLeft, left) : "");
    if (merge) await this.settleMerge(sheet, merge, answer.invoice.history.at(-1)?.who ?? "");
    if (this.sheet === sheet) this.work.focusFirst();
    return { picture };
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
      if (next) await this.guarded(async () => void (await this.open(await this.loader.invoice(next))));
      const { body: answer, etag } = await kept;
      this.settle(sheet, to, { answer, etag });
      const stillHere = this.sheet === sheet; // unless something else was chosen meanwhile
      if (stay && stillHere) await this.open({ answer, etag });
      else if (stillHere) await this.guarded(() => this.next());
      else this.ahead();
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
    const decided = { invoiceId: sheet.id, documentId: sheet.documentId, etag: loaded.etag };
    this.lastDecided = decided;
    this.notices.say(whatCameOf(to, loaded.answer), "done", { label: `${words().takeBack} (Ctrl+Z)`, run: () => void this.takeBack(decided) });
    void this.queue.refresh();
  }

  /** It was a check, and nothing of it is kept. */
  private tellPlanted(planted: PlantedAnswer): void {
    this.lastDecided = null;
    this.notices.say(whatWasPlanted(planted), planted.found ? "done" : "problem");
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
        await this.open(loaded);
        return;
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
