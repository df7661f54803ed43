// The lines of goods as a grid, moved through like a spreadsheet: a cell is gone to as a whole, typing replaces it, F2 goes into it.

import type { Finding } from "../drawn/schemas";
import { h } from "../ground/dom";
import { said } from "../ground/language";
import { isComposing } from "../ground/keys";
import { formatFen } from "../ground/money";
import { words } from "../words/words";
import type { Cells } from "./draft";
import { suspicions, sums, type Suspicion } from "./item_sums";

export interface GridHeard {
  /** The lines are these from now on. */
  changed: (lines: readonly Cells[]) => void;
  /** Past the last line: they are right. */
  confirmed: () => void;
  rowFocused: (row: number) => void;
}

export interface GridFacts {
  lines: readonly Cells[];
  /** The printed sums, as they stand on the page. */
  amount: string;
  tax: string;
  findings: readonly Finding[];
}

const GOODS = ["name", "specification", "unit", "quantity", "unit_price", "amount", "tax_rate", "tax"];
const TOLL = ["name", "plate_number", "vehicle_type", "start_date", "end_date", "amount", "tax_rate", "tax"];
const NUMBERS = new Set(["quantity", "unit_price", "amount", "tax_rate", "tax"]);

export class ItemsGrid {
  readonly element = h("div", { class: "items" });
  private readonly table = h("table", { role: "grid" });
  private readonly notes = h("ul", { class: "notes" });
  private lines: readonly Cells[] = [];
  private columns: readonly string[] = GOODS;
  private wrong: readonly Suspicion[] = [];

  constructor(private readonly heard: GridHeard) {
    const w = words();
    const add = h("button", { type: "button", class: "quiet", onclick: () => this.insertRow(this.lines.length) }, `+ ${w.addRow}`);
    this.element.append(h("div", { class: "scroll" }, this.table), h("div", { class: "foot" }, add, h("small", {}, w.gridKeys)), this.notes);
    this.table.addEventListener("keydown", (event) => this.pressed(event));
    this.table.addEventListener("focusin", (event) => this.focused(event.target));
    this.table.addEventListener("input", (event) => event.target instanceof HTMLInputElement && event.target.classList.add("editing"));
    this.table.addEventListener("change", () => this.commit());
    this.table.addEventListener("paste", (event) => this.paste(event));
  }

  update(facts: GridFacts): void {
    this.lines = facts.lines;
    this.columns = facts.lines.some((line) => "plate_number" in line) ? TOLL : GOODS;
    const found = sums(facts.lines, facts.amount, facts.tax);
    this.wrong = suspicions(facts.lines, found);
    const at = this.place(document.activeElement);
    const w = words();
    const head = h("tr", {}, h("th", { scope: "col" }, "#"), ...this.columns.map((column) => h("th", { scope: "col", class: NUMBERS.has(column) ? "number" : null }, w.columns[column] ?? column)));
    const rows = facts.lines.map((line, row) => this.row(line, row));
    const off = (column: string, difference: bigint | null): Node[] => (difference ? [h("b", { class: "off", "data-off": column }, `${difference > 0n ? "+" : ""}${formatFen(difference)}`)] : []);
    const foot = h("tr", { class: "sums" }, h("th", { scope: "row" }, "Σ"), ...this.columns.map((column) => {
      if (column === "amount") return h("td", { class: "number", "data-sum": "amount" }, formatFen(found.amount), ...off(column, found.amountOff));
      if (column === "tax") return h("td", { class: "number", "data-sum": "tax" }, formatFen(found.tax), ...off(column, found.taxOff));
      return h("td");
    }));
    this.table.replaceChildren(h("thead", {}, head), h("tbody", {}, ...rows), h("tfoot", {}, foot));
    this.table.setAttribute("aria-label", w.sections.items);
    this.notes.replaceChildren(...facts.findings.map((finding) => h("li", { class: finding.severity }, h("b", {}, finding.rule), " ", said(finding))));
    if (at) this.go(at.row, at.column);
  }

  /** The first cell that is suspicious, or the first of all. */
  focus(): void {
    const first = this.wrong[0];
    this.go(first?.row ?? 0, first ? this.columns.indexOf(first.column) : 0);
  }

  /** Puts what would be right into the cell that has the focus, or into the one suspicious cell; false where there is none. */
  repair(): boolean {
    const at = this.place(document.activeElement);
    const here = this.wrong.filter((each) => each.row === at?.row && this.columns[at.column] === each.column);
    const [chosen] = here.length ? here : this.wrong.length === 1 ? this.wrong : [];
    if (!chosen) return false;
    this.heard.changed(this.lines.map((line, row) => (row === chosen.row ? { ...line, [chosen.column]: chosen.value } : line)));
    return true;
  }

  commit(): void {
    const typed = this.typed();
    if (JSON.stringify(typed) !== JSON.stringify(this.lines.map((line) => this.whole(line)))) this.heard.changed(typed);
  }

  private row(line: Cells, row: number): HTMLElement {
    const w = words();
    const wrong = this.wrong.filter((each) => each.row === row);
    const cells = this.columns.map((column, place) => {
      const suspicion = wrong.find((each) => each.column === column);
      const input = h("input", {
        type: "text",
        autocomplete: "off",
        spellcheck: "false",
        tabindex: row === 0 && place === 0 ? 0 : -1,
        class: NUMBERS.has(column) ? "digits" : null,
        "aria-label": `${w.columns[column] ?? column} ${row + 1}`,
        "data-row": row,
        "data-column": place,
        title: suspicion ? `${w.wouldFit} ${suspicion.value} (Ctrl+.)` : line[column] || null,
      });
      input.value = line[column] ?? "";
      return h("td", { class: suspicion ? "suspicious" : null }, input);
    });
    return h("tr", { class: wrong.length ? "suspicious" : null, "data-row": row }, h("th", { scope: "row" }, String(row + 1)), ...cells);
  }

  private typed(): Cells[] {
    return this.lines.map((line, row) => {
      const cells = this.whole(line);
      this.columns.forEach((column, place) => (cells[column] = this.cell(row, place)?.value.trim() ?? ""));
      return cells;
    });
  }

  /** Every cell has a value, so that lines can be compared. */
  private whole(line: Cells): Cells {
    return { ...Object.fromEntries(this.columns.map((column) => [column, ""])), ...line };
  }

  private cell(row: number, column: number): HTMLInputElement | null {
    return this.table.querySelector(`input[data-row="${row}"][data-column="${column}"]`);
  }

  private place(element: Element | EventTarget | null): { row: number; column: number } | null {
    if (!(element instanceof HTMLInputElement) || !this.table.contains(element)) return null;
    return { row: Number(element.dataset.row), column: Number(element.dataset.column) };
  }

  private go(row: number, column: number): boolean {
    const cell = this.cell(row, column);
    cell?.focus();
    return cell !== null;
  }

  private focused(target: EventTarget | null): void {
    const at = this.place(target);
    if (!at || !(target instanceof HTMLInputElement)) return;
    target.select();
    target.classList.remove("editing");
    this.heard.rowFocused(at.row);
  }

  private pressed(event: KeyboardEvent): void {
    const at = this.place(event.target);
    const input = event.target;
    if (!at || !(input instanceof HTMLInputElement) || isComposing(event)) return;
    if (this.used(event, at, input)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  private used(event: KeyboardEvent, { row, column }: { row: number; column: number }, input: HTMLInputElement): boolean {
    const editing = input.classList.contains("editing");
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key === "Insert") return this.insertRow(row + 1);
    if (control && event.key === "Delete") return this.deleteRow(row);
    if (control && event.key.toLowerCase() === "d") return this.fillDown(row, column);
    if (control || event.altKey) return false;
    switch (event.key) {
      case "Enter":
        this.commit();
        if (!this.go(row + 1, column)) this.heard.confirmed();
        return true;
      case "ArrowDown":
        return this.go(row + 1, column);
      case "ArrowUp":
        return this.go(row - 1, column);
      case "ArrowLeft":
        return !editing && this.go(row, column - 1);
      case "ArrowRight":
        return !editing && this.go(row, column + 1);
      case "F2":
        input.classList.add("editing");
        input.setSelectionRange(input.value.length, input.value.length);
        return true;
      case "Escape": {
        const before = this.lines[row]?.[this.columns[column] ?? ""] ?? "";
        if (!editing && input.value === before) return false;
        input.value = before;
        input.classList.remove("editing");
        input.select();
        return true;
      }
      default:
        return false;
    }
  }

  private insertRow(place: number): boolean {
    const lines = this.typed();
    this.heard.changed([...lines.slice(0, place), this.whole({}), ...lines.slice(place)]);
    return this.go(place, 0);
  }

  private deleteRow(place: number): boolean {
    const lines = this.typed();
    this.heard.changed([...lines.slice(0, place), ...lines.slice(place + 1)]);
    this.go(Math.min(place, lines.length - 2), 0);
    return true;
  }

  private fillDown(row: number, column: number): boolean {
    const [above, cell] = [this.cell(row - 1, column), this.cell(row, column)];
    if (!above || !cell) return true;
    cell.value = above.value;
    this.commit();
    return true;
  }

  /** Cells copied from a spreadsheet go where they fit, from the present cell on; lines that are lacking are added. */
  private paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const at = this.place(event.target);
    if (!at || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const lines = this.typed();
    text.trimEnd().split(/\r?\n/).forEach((pasted, down) => {
      const line = (lines[at.row + down] ??= this.whole({}));
      pasted.split("\t").forEach((cell, across) => {
        const column = this.columns[at.column + across];
        if (column) line[column] = cell.trim();
      });
    });
    this.heard.changed(lines);
  }
}
