// What is searched for, typed and chosen: the one line that most searches need, and everything else beside it.

import { KIND_LABELS, RULE_LABELS } from "../drawn/labels";
import { h } from "../ground/dom";
import { worded } from "../ground/language";
import { searchWords } from "../words/search/words";
import { words } from "../words/words";
import { Choice } from "./choice";
import { dayOfMoment, momentOfDay, namesOf, tidied, withFilter, type FilterName, type Filters } from "./filters";
import { SPANS } from "./spans";

/** Those that have no input in the bar itself, but among the others. */
const OTHERS: readonly FilterName[] = ["code", "party", "finding", "received_in", "received_from", "received_to", "total_from", "total_to", "deleted"];

export class FilterBar {
  readonly element: HTMLElement;
  private filters: Filters = {};
  private readonly text: HTMLInputElement;
  private readonly typed = new Map<FilterName, HTMLInputElement | HTMLSelectElement>();
  private readonly deleted: HTMLInputElement;
  private readonly choices: Readonly<Record<"kind" | "state", Choice>>;
  private readonly more: HTMLDetailsElement;

  constructor(private readonly changed: (filters: Filters) => void) {
    const w = searchWords();
    this.text = h("input", { id: "filter-text", type: "search", "aria-label": w.searchHint, placeholder: w.searchHint, maxlength: 200, autocomplete: "off", spellcheck: "false" });
    this.choices = {
      state: new Choice(w.names.state, "state", Object.entries(words().invoiceStates), (values) => this.set("state", values)),
      kind: new Choice(w.names.kind, "kind", Object.entries(KIND_LABELS).map(([kind, label]) => [kind, worded(label)] as const), (values) => this.set("kind", values)),
    };
    this.deleted = h("input", { type: "checkbox", id: "filter-deleted", onchange: () => this.set("deleted", this.deleted.checked ? ["true"] : []) });
    const rules = h("select", {}, h("option", { value: "" }, w.any), ...Object.entries(RULE_LABELS).map(([rule, label]) => h("option", { value: rule }, `${rule} ${worded(label)}`)));
    const others = h(
      "div",
      { class: "others" },
      this.field("code", h("input", { type: "text", maxlength: 40, class: "digits" })),
      this.field("party", h("input", { type: "text", maxlength: 200 })),
      this.field("finding", rules),
      this.field("received_in", spans()),
      this.field("received_from", h("input", { type: "date" })),
      this.field("received_to", h("input", { type: "date" })),
      this.field("total_from", h("input", { type: "text", inputmode: "decimal", class: "digits" })),
      this.field("total_to", h("input", { type: "text", inputmode: "decimal", class: "digits" })),
      h("label", { class: "check", for: "filter-deleted" }, this.deleted, w.onlyDeleted),
    );
    this.more = h("details", { class: "more-filters" }, h("summary", {}, w.moreFilters), others);
    const days = h("div", { class: "days" }, this.field("issued_in", spans()), this.field("issued_from", h("input", { type: "date" })), this.field("issued_to", h("input", { type: "date" })));
    const line = h("div", { class: "line" }, this.text, h("button", { type: "submit", class: "primary" }, w.search));
    const form = h("form", { class: "filters", role: "search", "aria-label": w.filters }, line, h("div", { class: "usual" }, this.choices.state.element, this.choices.kind.element, days), this.more);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.changed(this.read());
    });
    this.element = form;
  }

  show(filters: Filters): void {
    this.filters = filters;
    this.text.value = filters.text?.[0] ?? "";
    for (const [name, input] of this.typed) input.value = isMoment(name) ? dayOfMoment(filters[name]?.[0]) : (filters[name]?.[0] ?? "");
    this.choices.state.show(filters.state ?? []);
    this.choices.kind.show(filters.kind ?? []);
    this.deleted.checked = filters.deleted !== undefined;
    if (namesOf(filters).some((name) => OTHERS.includes(name))) this.more.open = true;
  }

  focus(): void {
    this.text.focus();
    this.text.select();
  }

  private field(name: FilterName, input: HTMLInputElement | HTMLSelectElement): HTMLElement {
    input.id = `filter-${name}`;
    input.addEventListener("change", () => {
      for (const other of replacedBy(name)) this.clear(other);
      this.changed(this.read());
    });
    this.typed.set(name, input);
    return h("div", { class: "field" }, h("label", { for: input.id }, searchWords().names[name]), input);
  }

  private clear(name: FilterName): void {
    const input = this.typed.get(name);
    if (input) input.value = "";
  }

  private set(name: FilterName, values: readonly string[]): void {
    this.changed(withFilter(this.read(), name, values));
  }

  /** What stands in the inputs; what has none is kept. */
  private read(): Filters {
    let filters = withFilter(this.filters, "text", present(tidied(this.text.value)));
    for (const [name, input] of this.typed) {
      const value = name.startsWith("total") ? plainSum(input.value) : input.value.trim();
      filters = withFilter(filters, name, present(value && isMoment(name) ? momentOfDay(value, name === "received_to") : value));
    }
    return filters;
  }
}

function spans(): HTMLSelectElement {
  const w = searchWords();
  return h("select", {}, h("option", { value: "" }, w.any), ...SPANS.map((span) => h("option", { value: span }, w.spans[span])));
}

/** Days are given by a span or by dates, and the last word counts. */
function replacedBy(name: FilterName): readonly FilterName[] {
  if (name === "issued_in") return ["issued_from", "issued_to"];
  if (name === "received_in") return ["received_from", "received_to"];
  if (name.startsWith("issued")) return ["issued_in"];
  return name.startsWith("received") ? ["received_in"] : [];
}

function present(value: string): string[] {
  return value ? [value] : [];
}

function isMoment(name: FilterName): boolean {
  return name === "received_from" || name === "received_to";
}

/** `¥1,492.39` -> `1492.39`; what is no sum the service refuses, and says so. */
function plainSum(text: string): string {
  return text.normalize("NFKC").replace(/[\s,¥]/g, "");
}
