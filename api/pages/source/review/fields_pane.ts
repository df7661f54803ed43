// The fields in form order, the lines of goods among them; where the focus is and where it goes next.

import { h } from "../ground/dom";
import { words } from "../words/words";
import type { ReviewAnswer } from "../drawn/schemas";
import type { Cells } from "./draft";
import { FieldRow, type RowHeard } from "./field_row";
import { ItemsGrid } from "./items_grid";
import type { LoadedPage } from "./loaded";
import type { Sheet } from "./sheet";
import { fieldState, fieldsShown, hasItems, shownItems, shownValue, spotOf } from "./standing";

export interface PaneHeard extends RowHeard {
  itemsChanged: (lines: readonly Cells[]) => void;
  itemRow: (row: number) => void;
}

const ITEMS = "items";

export class FieldsPane {
  readonly element = h("div", { class: "fields" });
  private rows = new Map<string, FieldRow>();
  grid: ItemsGrid | null = null;
  private order: string[] = [];

  constructor(private readonly heard: PaneHeard) {}

  /** Draws the fields of another invoice. */
  open(answer: ReviewAnswer): void {
    const w = words();
    this.rows = new Map();
    this.order = [];
    const sections: HTMLElement[] = [];
    for (const { section, fields } of fieldsShown(answer)) {
      if (section === "items" && !hasItems(answer)) {
        this.grid = null;
      } else if (section === "items") {
        this.grid = new ItemsGrid({ changed: this.heard.itemsChanged, confirmed: () => this.heard.confirmed(ITEMS), rowFocused: this.heard.itemRow });
        this.order.push(ITEMS);
        sections.push(h("section", { class: "lines", "data-field": ITEMS }, h("h3", {}, w.sections.items), this.grid.element));
      } else if (fields.length) {
        const rows = fields.map((field) => new FieldRow(field, this.heard));
        for (const row of rows) this.rows.set(row.field, row);
        this.order.push(...fields);
        sections.push(h("section", {}, h("h3", {}, w.sections[section]), ...rows.map((row) => row.element)));
      }
    }
    this.element.replaceChildren(...sections);
    this.element.scrollTop = 0;
  }

  update(sheet: Sheet): void {
    const { answer, draft, findings, refused } = sheet;
    for (const [field, row] of this.rows) {
      row.update({
        value: shownValue(answer, draft, field),
        state: fieldState(answer, draft, findings, field),
        known: answer.invoice.fields[field],
        findings: findings.filter((finding) => finding.severity !== "info" && (finding.fields ?? []).includes(field)),
        reread: sheet.reread(field),
        blind: answer.blind.includes(field),
        keyed: answer.differences.find((each) => each.field === field),
        refused: refused.has(field),
      });
    }
    const ofItems = findings.filter((finding) => finding.severity !== "info" && (finding.fields ?? []).includes(ITEMS));
    this.grid?.update({ lines: shownItems(answer, draft), amount: shownValue(answer, draft, "amount"), tax: shownValue(answer, draft, "tax"), findings: ofItems });
    this.grid?.element.parentElement?.setAttribute("data-state", fieldState(answer, draft, findings, ITEMS));
  }

  showCrops(answer: ReviewAnswer, pages: ReadonlyMap<number, LoadedPage>): void {
    for (const [field, row] of this.rows) {
      const spot = spotOf(answer, field);
      row.showCrop((spot?.isPrint && pages.get(spot.page)) || null, spot);
    }
  }

  focus(field: string): void {
    if (field === ITEMS) this.grid?.focus();
    else this.rows.get(field)?.focus();
    const element = field === ITEMS ? this.grid?.element : this.rows.get(field)?.element;
    element?.scrollIntoView({ block: "nearest" });
  }

  /** The field in which the focus is; null where it is elsewhere. */
  get focused(): string | null {
    const place = document.activeElement?.closest<HTMLElement>("[data-field]");
    return place && this.element.contains(place) ? (place.dataset.field ?? null) : null;
  }

  row(field: string | null): FieldRow | undefined {
    return field === null ? undefined : this.rows.get(field);
  }

  /** The field `step` places further in form order; null past either end. */
  beside(field: string | null, step: 1 | -1): string | null {
    const place = field === null ? (step === 1 ? -1 : this.order.length) : this.order.indexOf(field);
    return this.order[place + step] ?? null;
  }

  /** Of some fields the first behind (or before) this one in form order, going round; null where there is none. */
  nearest(fields: readonly string[], from: string | null, step: 1 | -1): string | null {
    const place = from === null ? (step === 1 ? -1 : this.order.length) : this.order.indexOf(from);
    const ahead = step === 1 ? this.order.slice(place + 1) : this.order.slice(0, Math.max(0, place)).reverse();
    return ahead.find((field) => fields.includes(field)) ?? null;
  }

  /** Takes over what is being typed. */
  commit(): void {
    const field = this.focused;
    if (field === ITEMS) this.grid?.commit();
    else this.row(field)?.commit();
  }

  repairItems(): boolean {
    return this.grid?.repair() ?? false;
  }

  hint(field: string | null): void {
    for (const [name, row] of this.rows) row.hint(name === field);
  }
}
