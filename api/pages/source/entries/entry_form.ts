// The form: the fields of the chosen kind in form order, the lines of goods, the reason.

import { FIELD_LABELS, KIND_LABELS } from "../drawn/labels";
import { h, setAttributes } from "../ground/dom";
import { filled, worded } from "../ground/language";
import { isDigits } from "../review/field_row";
import { ItemsGrid } from "../review/items_grid";
import { SECTIONS } from "../review/standing";
import { entryWords } from "../words/entries/words";
import { words } from "../words/words";
import { EMPTY, fieldsOf, hasItems, type Typed } from "./typed";

/** One field and what is wrong with it, as the service says it. */
export interface Trouble {
  field: string;
  message_en: string;
  message_zh: string;
}

/** Without these nobody could tell which invoice it is. */
const NEEDED = new Set(["invoice_number", "issue_date", "seller_name", "total"]);
const LONG = new Set(["remarks"]);
const EMPTY_LINE = { name: "" };

export class EntryFormPane {
  readonly element = h("div", { class: "entry-form" });
  private typed: Typed = EMPTY;
  private readonly inputs = new Map<string, HTMLInputElement | HTMLTextAreaElement>();
  private readonly kind: HTMLSelectElement;
  private readonly groups = h("div", { class: "groups" });
  private readonly grid: ItemsGrid;
  private readonly lines: HTMLElement;
  private readonly reason = h("input", { id: "entry-reason", type: "text", maxlength: 1000, list: "entry-reasons", required: true, autocomplete: "off" });
  private readonly troubles = h("div", { class: "troubles", role: "alert" });

  constructor(private readonly changed: (typed: Typed) => void) {
    const w = entryWords();
    const kinds = Object.entries(KIND_LABELS).filter(([kind]) => kind !== "not_invoice");
    this.kind = h("select", { id: "entry-kind", onchange: () => this.change({ kind: this.kind.value }, true) }, ...kinds.map(([kind, label]) => h("option", { value: kind }, worded(label))));
    this.grid = new ItemsGrid({ changed: (items) => this.change({ items }, true), confirmed: () => this.reason.focus(), rowFocused: () => undefined });
    this.lines = h("section", { class: "lines" }, h("h2", {}, words().sections.items), this.grid.element);
    const presets = h("datalist", { id: "entry-reasons" }, ...w.reasons.map((reason) => h("option", { value: reason })));
    this.reason.addEventListener("input", () => this.change({ reason: this.reason.value }));
    this.element.append(
      this.troubles,
      h("div", { class: "field" }, h("label", { for: "entry-kind" }, w.kind), this.kind),
      this.groups,
      this.lines,
      h("div", { class: "field wide" }, h("label", { for: "entry-reason" }, w.reason, mustBe()), this.reason, presets),
    );
  }

  show(typed: Typed): void {
    const sameKind = typed.kind === this.typed.kind && this.inputs.size > 0;
    this.typed = typed;
    this.kind.value = typed.kind;
    this.reason.value = typed.reason;
    if (!sameKind) this.draw(typed.kind);
    for (const [field, input] of this.inputs) input.value = typed.fields[field] ?? "";
    this.showLines();
  }

  focus(): void {
    this.inputs.values().next().value?.focus();
  }

  /** What is wrong, at each field and as a list that leads there. */
  showTroubles(troubles: readonly Trouble[]): void {
    const zh = document.documentElement.lang.startsWith("zh");
    const byField = new Map(troubles.map((trouble) => [trouble.field, zh ? trouble.message_zh : trouble.message_en]));
    for (const [field, input] of this.inputs) {
      const problem = byField.get(field) ?? "";
      setAttributes(input, { "aria-invalid": problem ? "true" : null, "aria-describedby": problem ? `${input.id}-problem` : null });
      const note = input.parentElement?.querySelector(".field-problem");
      if (note) note.textContent = problem;
    }
    setAttributes(this.reason, { "aria-invalid": byField.has("reason") ? "true" : null });
    const lines = troubles.map(({ field }) => h("li", {}, h("button", { type: "button", class: "link", onclick: () => this.goTo(field) }, this.named(field), ": ", byField.get(field) ?? "")));
    this.troubles.replaceChildren(...(lines.length ? [h("p", {}, filled(entryWords().toCorrect, lines.length)), h("ul", {}, ...lines)] : []));
    if (troubles[0]) this.goTo(troubles[0].field);
  }

  private goTo(field: string): void {
    if (field.startsWith("items")) this.grid.focus();
    else if (field === "kind") this.kind.focus();
    else (this.inputs.get(field) ?? document.getElementById(`entry-${field}`) ?? this.reason).focus();
  }

  /** `items.2.amount` -> `Lines 2 Amount`. */
  private named(field: string): string {
    const w = words();
    const [, line, cell] = /^items\.(\d+)\.(\w+)$/.exec(field) ?? [];
    if (line && cell) return `${w.sections.items} ${line} ${w.columns[cell] ?? cell}`;
    const own: Readonly<Record<string, string>> = { kind: entryWords().kind, reason: entryWords().reason, evidence: entryWords().evidence, without_evidence: entryWords().withoutEvidence };
    return own[field] ?? worded(FIELD_LABELS[field], field);
  }

  private draw(kind: string): void {
    this.inputs.clear();
    const present = fieldsOf(kind);
    const known = SECTIONS.flatMap(({ fields }) => fields as readonly string[]);
    // Numbers first: they are what is looked for on the paper first.
    const inOrder = [...SECTIONS].sort((one, other) => Number(other.name === "number") - Number(one.name === "number"));
    const groups = inOrder.map(({ name, fields }) => [name, [...(fields as readonly string[]).filter((field) => present.includes(field)), ...(name === "rest" ? present.filter((field) => !known.includes(field)) : [])]] as const);
    const shown = groups.filter(([, fields]) => fields.length);
    this.groups.replaceChildren(...shown.map(([name, fields]) => h("section", {}, h("h2", {}, words().sections[name]), ...fields.map((field) => this.field(field)))));
  }

  private field(field: string): HTMLElement {
    const id = `entry-${field}`;
    const input = LONG.has(field) ? h("textarea", { id, rows: 2, maxlength: 2000 }) : h("input", { id, type: "text", maxlength: 2000 });
    setAttributes(input, { autocomplete: "off", spellcheck: "false", class: isDigits(field) ? "digits" : null });
    input.addEventListener("input", () => this.change({ fields: { ...this.typed.fields, [field]: input.value } }, field === "amount" || field === "tax"));
    this.inputs.set(field, input);
    return h("div", { class: "field" }, h("label", { for: id }, worded(FIELD_LABELS[field], field), NEEDED.has(field) && mustBe()), input, h("p", { class: "field-problem", id: `${id}-problem` }));
  }

  private change(part: Partial<Typed>, redraw = false): void {
    const isOther = part.kind !== undefined && part.kind !== this.typed.kind;
    this.typed = { ...this.typed, ...part };
    if (isOther) this.draw(this.typed.kind);
    if (isOther) for (const [field, input] of this.inputs) input.value = this.typed.fields[field] ?? "";
    if (redraw) this.showLines();
    this.changed(this.typed);
  }

  private showLines(): void {
    const { typed } = this;
    this.lines.hidden = !hasItems(typed.kind);
    this.grid.update({ lines: typed.items.length ? typed.items : [EMPTY_LINE], amount: typed.fields.amount ?? "", tax: typed.fields.tax ?? "", findings: [] });
  }
}

function mustBe(): HTMLElement {
  return h("span", { class: "must", title: entryWords().needed }, "*");
}
