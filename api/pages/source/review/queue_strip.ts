// What waits, in the order in which it is to be looked at; who is at what.

import type { QueueAnswer, QueueEntry } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { icon } from "../ground/icons";
import { duration, filled } from "../ground/language";
import { words } from "../words/words";

const REFRESH_MS = 30_000;
const KEPT = "fapiao.queue";

interface Kept {
  open: boolean;
  quickWins: boolean;
}

export class QueueStrip {
  readonly element = h("nav", { class: "queue" });
  readonly counters = h("span", { class: "counters" });
  private readonly list = h("ol", {});
  private kept: Kept;
  private current = "";
  private entries: readonly QueueEntry[] = [];

  constructor(private readonly chosen: (entry: QueueEntry) => void) {
    const w = words();
    this.kept = { open: window.innerWidth >= 1500, quickWins: false, ...(JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Partial<Kept>) };
    const fold = h("button", { type: "button", class: "fold", title: w.queue, "aria-label": w.queue, onclick: () => this.keep({ open: !this.kept.open }) });
    fold.append(icon("left"));
    const quick = h("input", { type: "checkbox", id: "quick-wins", onchange: () => this.keep({ quickWins: quick.checked }) });
    quick.checked = this.kept.quickWins;
    this.element.append(
      h("div", { class: "head" }, fold, h("h2", {}, w.queue)),
      h("label", { class: "quick", for: "quick-wins" }, quick, w.quickWins),
      this.list,
    );
    this.element.setAttribute("aria-label", w.queue);
    this.fold();
    window.setInterval(() => void this.refresh(), REFRESH_MS);
  }

  /** What nobody else has before them. */
  get free(): readonly QueueEntry[] {
    return this.entries.filter((entry) => entry.holder === null || entry.is_mine);
  }

  get quickWins(): boolean {
    return this.kept.quickWins;
  }

  /** Shows which one lies on the desk. */
  mark(documentId: string): void {
    this.current = documentId;
    for (const item of this.list.children) item.classList.toggle("current", item instanceof HTMLElement && item.dataset.document === documentId);
  }

  /** Quietly: without an answer the strip stays as it is. */
  async refresh(): Promise<void> {
    try {
      this.show((await call("reviewQueue", { query: { quick_wins: this.kept.quickWins } })).body);
    } catch {
      return;
    }
  }

  private show(queue: QueueAnswer): void {
    const w = words();
    const numbers = [filled(w.waiting, queue.waiting), queue.overdue ? filled(w.overdue, queue.overdue) : "", filled(w.doneToday, queue.done_today)];
    this.counters.replaceChildren(...numbers.filter(Boolean).map((text) => h("span", {}, text)));
    this.entries = queue.entries;
    this.list.replaceChildren(...queue.entries.map((entry) => this.entry(entry)));
    this.mark(this.current);
  }

  private entry(entry: QueueEntry): HTMLElement {
    const w = words();
    const age = duration(Date.now() - Date.parse(entry.received_at));
    const taken = entry.holder !== null && !entry.is_mine;
    const button = h(
      "button",
      { type: "button", disabled: taken, onclick: () => this.chosen(entry) },
      h("span", { class: "seller" }, entry.seller_name || w.sellerUnknown),
      h("span", { class: "total" }, entry.total ?? "—"),
      h("span", { class: `age ${entry.is_overdue ? "late" : ""}` }, age),
      entry.findings ? h("span", { class: "flags" }, icon("flag"), filled(w.flags, entry.findings)) : null,
      taken ? h("span", { class: "holder" }, icon("person"), entry.holder) : null,
    );
    return h("li", { "data-document": entry.document_id }, button);
  }

  private keep(change: Partial<Kept>): void {
    this.kept = { ...this.kept, ...change };
    localStorage.setItem(KEPT, JSON.stringify(this.kept));
    this.fold();
    void this.refresh();
  }

  private fold(): void {
    this.element.classList.toggle("open", this.kept.open);
    this.element.querySelector(".fold")?.setAttribute("aria-expanded", String(this.kept.open));
  }
}
