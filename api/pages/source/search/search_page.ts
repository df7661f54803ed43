// Searching: filters, what was found, page after page; all of it in the address.

import { KIND_LABELS, RULE_LABELS } from "../drawn/labels";
import type { InvoicePage, Me } from "../drawn/schemas";
import { Refused, call } from "../ground/api";
import { h } from "../ground/dom";
import type { Binding } from "../ground/keys";
import { filled, worded } from "../ground/language";
import { Notices } from "../ground/notice";
import { searchWords } from "../words/search/words";
import { words } from "../words/words";
import { FilterBar } from "./filter_bar";
import { dayOfMoment, namesOf, parameters, placeOf, queryOf, searchOf, settled, withFilter, type FilterName, type Filters, type Place } from "./filters";
import { FoundList } from "./found_list";
import { nothingFound } from "./nothing_found";
import { SavedViews } from "./saved_views";
import { isSpan } from "./spans";

const LIMIT = 50;

export class SearchPage {
  readonly element: HTMLElement;
  private readonly notices = new Notices();
  private readonly bar = new FilterBar((filters) => this.go({ filters, cursor: null }));
  private readonly list = new FoundList();
  private readonly views: SavedViews;
  private readonly chips = h("ul", { class: "chips", "aria-label": searchWords().filters });
  private readonly status = h("p", { class: "status", role: "status" });
  private readonly exports = h("div", { class: "exports" });
  private readonly nothing = h("div");
  private readonly pages = h("nav", { class: "pages", "aria-label": searchWords().results });
  private place: Place = { filters: {}, cursor: null };
  private following: string | null = null;
  private running = new AbortController();

  constructor(private readonly me: Me) {
    this.views = new SavedViews(this.notices, me.scopes.includes("read"), () => this.place.filters);
    const head = h("div", { class: "found-head" }, this.chips, this.status, this.exports);
    this.element = h("main", { class: "search" }, h("h1", { class: "unseen" }, searchWords().page), this.bar.element, this.views.element, head, this.list.element, this.nothing, this.pages, this.notices.element);
    // Links to other searches are followed without loading the page anew.
    this.element.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (!(event instanceof MouseEvent) || !link || link.pathname !== location.pathname || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.go(placeOf(link.search));
    });
    window.addEventListener("popstate", () => void this.open());
  }

  async start(): Promise<void> {
    void this.views.load();
    await this.open();
    if (!this.list.element.childElementCount) this.bar.focus();
  }

  get keys(): readonly Binding[] {
    return [
      { keys: ["/"], meaning: searchWords().search, outsideInputs: true, run: () => (this.bar.focus(), true) },
      { keys: ["ArrowDown"], meaning: "", run: () => this.mayWalk && this.list.walk(1) },
      { keys: ["ArrowUp"], meaning: "", run: () => this.mayWalk && (this.list.walk(-1) || this.leaveList()) },
      { keys: ["N"], meaning: searchWords().next, outsideInputs: true, run: () => this.turn() },
    ];
  }

  /** Arrows belong to lists and dates while one of them has the focus. */
  private get mayWalk(): boolean {
    const at = document.activeElement;
    return !at || at === document.body || at.id === "filter-text" || this.list.element.contains(at);
  }

  /** Up from the first one: back to what is searched for. */
  private leaveList(): boolean {
    if (!this.list.element.contains(document.activeElement)) return false;
    this.bar.focus();
    return true;
  }

  private turn(): boolean {
    if (!this.following) return false;
    this.go({ ...this.place, cursor: this.following });
    return true;
  }

  private go(place: Place): void {
    history.pushState(null, "", `/invoices${searchOf(place.filters, place.cursor)}`);
    void this.open();
  }

  /** What the address asks for. */
  private async open(): Promise<void> {
    this.running.abort();
    const { signal } = (this.running = new AbortController());
    const place = placeOf(location.search);
    this.place = place;
    this.bar.show(place.filters);
    this.views.mark();
    this.showChips();
    this.status.textContent = words().loading;
    try {
      const { body } = await call("findInvoices", { query: queryOf(place.filters, { limit: LIMIT, ...(place.cursor ? { cursor: place.cursor } : {}) }), signal });
      await this.show(body, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.list.clear();
      this.status.textContent = "";
      this.nothing.replaceChildren(h("p", { class: "problem", role: "alert" }, error instanceof Refused ? error.sentence : words().unreachable));
    }
  }

  private async show(found: InvoicePage, signal: AbortSignal): Promise<void> {
    const w = searchWords();
    const { place } = this;
    this.following = found.next;
    this.nothing.replaceChildren();
    this.showPages();
    if (found.invoices.length) {
      this.list.show(found.invoices);
      this.status.textContent = filled(found.next ? w.countMore : w.count, found.invoices.length);
      this.exports.replaceChildren(...this.exportLinks());
      return;
    }
    this.list.clear();
    this.exports.replaceChildren();
    this.status.textContent = w.looking;
    const told = await nothingFound(place.filters, (name) => described(place.filters, name), signal);
    this.status.textContent = "";
    this.nothing.replaceChildren(told);
  }

  private showPages(): void {
    const w = searchWords();
    const { filters, cursor } = this.place;
    const first = cursor && h("a", { class: "button", href: `/invoices${searchOf(filters)}` }, w.firstPage);
    const next = this.following && h("a", { class: "button", rel: "next", href: `/invoices${searchOf(filters, this.following)}` }, w.next);
    this.pages.replaceChildren(...[first, next].filter((link): link is HTMLAnchorElement => Boolean(link)), h("span", { class: "keys" }, w.keys));
  }

  private showChips(): void {
    const w = searchWords();
    const { filters } = this.place;
    const names = namesOf(filters);
    const chips = names.map((name) => {
      const text = described(filters, name);
      const away = h("a", { href: `/invoices${searchOf(withFilter(filters, name, []))}`, title: filled(w.without, text), "aria-label": filled(w.without, text) }, "×");
      return h("li", {}, h("span", {}, text), away);
    });
    if (names.length > 1) chips.push(h("li", { class: "all" }, h("a", { href: "/invoices" }, w.clear)));
    this.chips.replaceChildren(...chips);
    this.chips.hidden = chips.length === 0;
  }

  private exportLinks(): Node[] {
    const w = searchWords();
    if (!this.me.scopes.includes("export")) return [];
    const asked = parameters(settled(this.place.filters, Date.now()));
    asked.set("headings", document.documentElement.lang.startsWith("zh") ? "zh" : "en");
    const links = (["xlsx", "csv", "jsonl"] as const).map((kind) =>
      h("a", { class: "button", href: `/v1/exports/invoices.${kind}?${asked}`, download: `invoices.${kind}`, title: filled(w.exportTitle, w.exportNames[kind]) }, w.exportNames[kind]),
    );
    return [h("span", { class: "faint" }, w.exportAs), ...links];
  }
}

/** A filter in words: `状态: 待复核`. */
function described(filters: Filters, name: FilterName): string {
  const label = searchWords().names[name];
  if (name === "deleted") return label;
  const states: Readonly<Record<string, string>> = words().invoiceStates;
  const shown = (filters[name] ?? []).map((value) => {
    if (name === "state") return states[value] ?? value;
    if (name === "kind") return worded(KIND_LABELS[value], value);
    if (name === "finding") return `${value} ${worded(RULE_LABELS[value])}`.trim();
    if (name === "issued_in" || name === "received_in") return isSpan(value) ? searchWords().spans[value] : value;
    return name.startsWith("received") ? dayOfMoment(value) || value : value;
  });
  return `${label}: ${shown.join(words().comma)}`;
}
