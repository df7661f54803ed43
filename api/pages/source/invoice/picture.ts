// The page that the invoice stands on, with the boxes of its fields; and the same page as a plain picture, for paper.

import { FIELD_LABELS } from "../drawn/labels";
import type { RecordAnswer } from "../drawn/schemas";
import { Refused } from "../ground/api";
import { h } from "../ground/dom";
import { worded } from "../ground/language";
import { NOTHING } from "../review/draft";
import { Loader } from "../review/loaded";
import { PageView } from "../review/page_view";
import { fieldState, isAbsent, spotOf } from "../review/standing";
import { invoiceWords } from "../words/invoice/words";
import { words } from "../words/words";

export class Picture {
  readonly element: HTMLElement;
  readonly printed = h("img", { class: "printed", alt: invoiceWords().picture });
  private readonly loader = new Loader();
  private readonly view: PageView;
  private number = 1;
  private readonly without = h("p", { class: "without", hidden: true });
  private record: RecordAnswer | null = null;

  /** `chosen`: a box was clicked; `hinted`: the pointer is over one, or over none. */
  constructor(chosen: (field: string) => void, hinted: (field: string | null) => void) {
    this.view = new PageView({ chosen, hinted, turned: (step) => void this.turn(this.number + step) });
    this.element = h("div", { class: "picture" }, this.view.element, this.without, this.printed);
  }

  async show(record: RecordAnswer): Promise<void> {
    const isNew = this.record === null;
    this.record = record;
    if (isNew) await this.turn(record.invoice.invoice.page);
    else this.showBoxes(record);
  }

  lookAt(field: string): void {
    const spot = this.record && spotOf(this.record, field);
    if (spot && spot.page !== this.number) void this.turn(spot.page).then(() => this.view.lookAt(field, spot.quad));
    else this.view.lookAt(field, spot?.quad ?? null);
  }

  hint(field: string | null): void {
    this.view.hint(field);
  }

  whole(): void {
    this.view.lookAt("", null);
    this.view.whole();
  }

  private async turn(number: number): Promise<void> {
    const { record } = this;
    if (!record?.document.pages.includes(number)) return;
    const pages = Math.max(...record.document.pages);
    this.number = number;
    try {
      const page = await this.loader.page(record.document.id, number);
      if (this.number !== number) return;
      const shown = this.view.show(page, number, pages);
      this.showBoxes(record);
      if (number === record.invoice.invoice.page) this.printed.src = page.image.src;
      await shown;
    } catch (error) {
      if (error instanceof Refused && error.problem.code === "no_such_page" && pages === 1) this.showNone(error.sentence);
      else this.view.showNothing(error instanceof Refused ? error.sentence : words().unreachable, number, pages);
    }
    this.view.element.dataset.shown = String(number);
  }

  /** A file of data, which nobody ever sees a page of: what is known of the invoice gets the room. */
  private showNone(why: string): void {
    this.view.element.hidden = true;
    this.without.textContent = why;
    this.without.hidden = false;
    this.element.classList.add("is-none");
  }

  private showBoxes(record: RecordAnswer): void {
    const boxes = Object.keys(record.invoice.fields).flatMap((field) => {
      const spot = spotOf(record, field);
      if (!spot || spot.page !== this.number || isAbsent(record, NOTHING, field)) return [];
      return [{ field, quad: spot.quad, state: fieldState(record, NOTHING, record.findings, field), label: worded(FIELD_LABELS[field], field) }];
    });
    this.view.setBoxes(boxes);
  }
}
