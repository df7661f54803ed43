// Invoices of one seller and one kind beside each other: of each the places of the page that matter, under the values that were read there.

import { FIELD_LABELS } from "../drawn/labels";
import type { BulkGroup, BulkInvoice } from "../drawn/schemas";
import { h } from "../ground/dom";
import { filled, worded } from "../ground/language";
import { reviewWords } from "../words/review/words";
import { drawCrop } from "./crop";
import { loadPage, type LoadedPage } from "./loaded";

/** Pixels of a page's longer side: enough for strips of this height. */
const LONGEST = 1600;
const [CROP_HEIGHT, CROP_WIDTH] = [26, 250];
/** Pages that are loaded at the same time: the service draws them, and others want theirs. */
const AT_ONCE = 2;

interface Tile {
  invoice: BulkInvoice;
  element: HTMLButtonElement;
  crops: Map<string, HTMLCanvasElement>;
}

export class ContactSheet {
  readonly element = h("div", { class: "contact-sheet" });
  private readonly tiles: Tile[];
  private readonly left = new Set<Tile>();
  private seen = 0;

  /** `changed` is told how many are chosen, and whether all of the sheet can be seen by now. */
  constructor(
    group: BulkGroup,
    private readonly changed: (chosen: number, complete: boolean) => void,
  ) {
    this.tiles = group.invoices.map((invoice) => this.tile(invoice, group.invoices[0]));
    this.element.append(...this.tiles.map(({ element }) => element));
    this.element.addEventListener("keydown", (event) => this.move(event));
    const waiting = [...this.tiles];
    for (let lane = 0; lane < AT_ONCE; lane++) void this.draw(waiting);
  }

  get chosen(): BulkInvoice[] {
    return this.tiles.filter((tile) => !this.left.has(tile)).map(({ invoice }) => invoice);
  }

  private tile(invoice: BulkInvoice, first: BulkInvoice | undefined): Tile {
    const crops = new Map<string, HTMLCanvasElement>();
    const lines = Object.entries(invoice.fields).map(([field, { value }]) => {
      const crop = h("canvas", { class: "crop", "aria-hidden": "true", hidden: true });
      crops.set(field, crop);
      return h("span", { class: "line" }, h("small", {}, worded(FIELD_LABELS[field], field)), crop, h("b", {}, value));
    });
    const element = h("button", { type: "button", "aria-pressed": "true", "aria-busy": "true", autofocus: invoice === first, "data-invoice": invoice.invoice_id, onclick: () => this.toggle(tile) }, ...lines);
    const tile = { invoice, element, crops };
    return tile;
  }

  private toggle(tile: Tile): void {
    if (this.left.has(tile)) this.left.delete(tile);
    else this.left.add(tile);
    tile.element.setAttribute("aria-pressed", String(!this.left.has(tile)));
    this.tell();
  }

  /** What can't be seen is not approved. */
  private async draw(waiting: Tile[]): Promise<void> {
    for (let tile = waiting.shift(); tile; tile = waiting.shift()) {
      try {
        await drawn(tile);
      } catch {
        this.left.add(tile);
        tile.element.setAttribute("aria-pressed", "false");
        tile.element.disabled = true;
        tile.element.append(h("span", { class: "error" }, filled(reviewWords().bulkUnseen, tile.invoice.number)));
      }
      tile.element.removeAttribute("aria-busy");
      this.seen++;
      this.tell();
    }
  }

  private tell(): void {
    this.changed(this.chosen.length, this.seen === this.tiles.length);
  }

  private move(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const place = this.tiles.findIndex(({ element }) => element === document.activeElement);
    const next = step === undefined ? undefined : this.tiles[place + step];
    if (!next || place < 0) return;
    event.preventDefault();
    next.element.focus();
  }
}

/** Each page once, forgotten when its strips are drawn. Raises Refused and Unreachable. */
async function drawn({ invoice, crops }: Tile): Promise<void> {
  const pages = new Map<number, LoadedPage>();
  for (const [field, { page, box }] of Object.entries(invoice.fields)) {
    const crop = crops.get(field);
    if (!box || !crop) continue;
    const loaded = pages.get(page) ?? (await loadPage(invoice.document_id, page, LONGEST));
    pages.set(page, loaded);
    crop.hidden = false;
    drawCrop(crop, loaded, box, CROP_HEIGHT, CROP_WIDTH);
  }
  for (const { image } of pages.values()) URL.revokeObjectURL(image.src);
}
