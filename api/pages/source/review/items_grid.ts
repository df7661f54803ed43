// The lines of goods as a grid, moved through like a spreadsheet: a cell is gone to as a whole, typing replaces it, F2 goes into it.

import type { Finding } from "../drawn/schemas";
import { h } from "../ground/dom";
import { said } from "../ground/language";
import { isComposing } from "../ground/keys";
import { formatFen } from "../ground/money";
import { words } from "../words/words";
import type { Cells } from "./draft";
import { suspicions, sums, type Sums, type Suspicion } from "./item_sums";

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
  private readonly add: HTMLButtonElement;
  private readonly notes = h("ul", { class: "notes" });
  private lines: readonly Cells[] = [];
  private columns: readonly string[] = GOODS;
  private wrong: readonly Suspicion[] = [];
  /** Where the focus is or was: what is pointed at on the page is for it. */
  private last: { row: number; column: number } | null = null;

  constructor(private readonly heard: GridHeard) {
    const w = words();
    this.add = h("button", { type: "button", class: "quiet", onclick: () => this.insertRow(this.lines.length) }, `+ ${w.addRow}`);
    this.element.append(h("div", { class: "scroll" }, this.table), h("div", { class: "foot" }, this.add, h("small", {}, w.gridKeys)), this.notes);
    this.table.addEventListener("keydown", (event) => this.pressed(event));
    this.table.addEventListener("focusin", (event) => this.focused(event.target));
    this.table.addEventListener("input", (event) => event.target instanceof HTMLInputElement && event.target.classList.add("editing"));
    this.table.addEventListener("change", () => this.commit());
    this.table.addEventListener("paste", (event) => this.paste(event));
  }

  /** Cells stay the same elements as long as there are as many lines, so that what is being typed or composed in one of them goes on. */
  update(facts: GridFacts): void {
    const before = this.lines;
    const columns = facts.lines.some((line) => "plate_number" in line) ? TOLL : GOODS;
    const sameShape = columns === this.columns && facts.lines.length === before.length && this.table.tBodies.length > 0;
    this.lines = facts.lines;
    this.columns = columns;
    const found = sums(facts.lines, facts.amount, facts.tax);
    this.wrong = suspicions(facts.lines, found);
    const at = this.place(document.activeElement);
    if (!sameShape) this.draw();
    if (!sameShape && at) this.go(Math.min(at.row, facts.lines.length - 1), at.column);
    facts.lines.forEach((line, row) => this.showRow(line, row, before[row] ?? {}));
    this.table.tFoot?.replaceChildren(this.sumsRow(found));
    this.notes.replaceChildren(...facts.findings.map((finding) => h("li", { class: finding.severity }, h("b", {}, finding.rule), " ", said(finding))));
  }

  /** The first cell that is suspicious, or the first of all; without lines the button that adds one. */
  focus(): void {
    const first = this.wrong[0];
    if (!this.go(first?.row ?? 0, first ? this.columns.indexOf(first.column) : 0)) this.add.focus();
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

  /** The column of the cell that the focus is or was in; null where it was in none that is still there. */
  get column(): string | null {
    return this.last && this.cell(this.last.row, this.last.column) ? (this.columns[this.last.column] ?? null) : null;
  }

  /** Puts a word into that cell and goes on to the next one, or `adds` it to what the cell holds and stays. */
  fill(word: string, adds: boolean): void {
    const at = this.last;
    const cell = at && this.cell(at.row, at.column);
    if (!at || !cell) return;
    cell.value = adds ? cell.value + word : word;
    this.commit();
    const isLast = at.column === this.columns.length - 1;
    if (adds || !this.go(isLast ? at.row + 1 : at.row, isLast ? 0 : at.column + 1)) this.go(at.row, at.column);
  }

  commit(): void {
    const typed = this.typed();
    if (JSON.stringify(typed) !== JSON.stringify(this.lines.map((line) => this.whole(line)))) this.heard.changed(typed);
  }

  private draw(): void {
    const w = words();
    const head = h("tr", {}, h("th", { scope: "col" }, "#"), ...this.columns.map((column) => h("th", { scope: "col", class: NUMBERS.has(column) ? "number" : null }, w.columns[column] ?? column)));
    const rows = this.lines.map((_, row) => h("tr", { "data-row": row }, h("th", { scope: "row" }, String(row + 1)), ...this.columns.map((column, place) => h("td", {}, this.input(column, row, place)))));
    this.table.replaceChildren(h("thead", {}, head), h("tbody", {}, ...rows), h("tfoot"));
    this.table.setAttribute("aria-label", w.sections.items);
  }

  private input(column: string, row: number, place: number): HTMLInputElement {
    const label = `${words().columns[column] ?? column} ${row + 1}`;
    const first = row === 0 && place === 0; // the one that Tab reaches; arrows go on from there
    const kind = NUMBERS.has(column) ? "digits" : null;
    return h("input", { type: "text", autocomplete: "off", spellcheck: "false", tabindex: first ? 0 : -1, class: kind, "aria-label": label, "data-row": row, "data-column": place });
  }

  /** `before`: what stood there until now; a cell that holds something else is being typed into. */
  private showRow(line: Cells, row: number, before: Cells): void {
    const wrong = this.wrong.filter((each) => each.row === row);
    this.columns.forEach((column, place) => {
      const cell = this.cell(row, place);
      if (!cell) return;
      const isTyped = cell === document.activeElement && cell.value !== (before[column] ?? "");
      if (!isTyped) cell.value = line[column] ?? "";
      const suspicion = wrong.find((each) => each.column === column);
      cell.size = this.width(column);
      cell.title = suspicion ? `${words().wouldFit} ${suspicion.value} (Ctrl+.)` : (line[column] ?? "");
      cell.parentElement?.classList.toggle("suspicious", suspicion !== undefined);
    });
    this.table.tBodies[0]?.rows[row]?.classList.toggle("suspicious", wrong.length > 0);
  }

  private sumsRow(found: Sums): HTMLElement {
    const sum = (column: "amount" | "tax", added: bigint, off: bigint | null): HTMLElement =>
      h("td", { class: "number", "data-sum": column }, formatFen(added), off ? h("b", { class: "off", "data-off": column }, `${off > 0n ? "+" : ""}${formatFen(off)}`) : null);
    const cells = this.columns.map((column) => {
      if (column === "amount") return sum(column, found.amount, found.amountOff);
      if (column === "tax") return sum(column, found.tax, found.taxOff);
      return h("td");
    });
    return h("tr", { class: "sums" }, h("th", { scope: "row" }, "Σ"), ...cells);
  }

  /** Characters: as wide as its longest number; names may be cut off. */
  private width(column: string): number {
    const longest = Math.max(...this.lines.map((line) => line[column]?.length ?? 0));
    return Math.min(Math.max(longest, 3), NUMBERS.has(column) ? 20 : 18);
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
    this.last = at;
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
    this.go(at.row, at.column);
  }
}
