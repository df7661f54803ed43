// Where one invoice is worked on: its page, its fields, why it is here; and where the focus is and goes next.

import { FIELD_LABELS } from "../drawn/labels";
import { Refused } from "../ground/api";
import { isAsking } from "../ground/dialog";
import { h } from "../ground/dom";
import { worded } from "../ground/language";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";
import { DocumentHeader, Reasons } from "./document_header";
import { withConfirmed, withItems, withValue, type Draft } from "./draft";
import { FieldsPane } from "./fields_pane";
import type { Loader, LoadedPage } from "./loaded";
import { PageView } from "./page_view";
import type { PictureName } from "./page_tools";
import { ReadingAgain, type Pointed } from "./reading_again";
import type { Sheet } from "./sheet";
import { fieldState, isAbsent, shownItems, shownValue, spotOf, spotOfItem, standingValue } from "./standing";

const ITEMS = "items";

export class Workplace {
  readonly element: HTMLElement;
  readonly fields: FieldsPane;
  readonly page: PageView;
  sheet: Sheet | null = null;
  private readonly header: DocumentHeader;
  /** Which of its document it is. */
  private place = "";
  private readonly reasons = new Reasons((field) => this.fields.focus(field));
  private pictures = new Map<number, LoadedPage>();
  private pageNumber = 1;
  /** In which the focus was last: print that is pointed at is for it. */
  private lastField: string | null = null;
  /** That field, where it was flagged when the focus came: the rules may answer later that it is right, and Enter goes to the next flag all the same. */
  private flaggedField: string | null = null;
  /** The focus was led to the decision, since nothing was left to look at. */
  private ledToDecision = false;
  private readonly again: ReadingAgain;

  /** `besides`: the buttons beneath its name; `decisions`: those below the fields; `changed` is called when the reviewer says something, `tell` says something to them. */
  constructor(
    private readonly loader: Loader,
    private readonly approveButton: HTMLButtonElement,
    besides: HTMLElement,
    decisions: HTMLElement,
    private readonly changed: () => void,
    private readonly tell: (text: string, kind: "done" | "problem") => void,
  ) {
    this.again = new ReadingAgain(tell);
    this.header = new DocumentHeader(besides);
    this.page = new PageView({
      chosen: (field) => this.fields.focus(field),
      hinted: (field) => this.fields.hint(field),
      turned: (step) => void this.turnPageBy(step),
      typing: {
        drawn: (place) => this.forField((sheet, field) => this.again.suggest(sheet, field, this.pageNumber, place)),
        picture: (name) => void this.showPicture(name),
        pointed: (at) => this.pointed(at),
      },
    });
    this.fields = new FieldsPane({
      said: (field, value) => this.change((sheet) => withValue(sheet.draft, field, value, standingValue(sheet.answer, field))),
      confirmed: (field) => this.confirm(field),
      focused: (field) => this.lookAt(field),
      hinted: (field) => this.page.hint(field),
      itemsChanged: (lines) => this.change((sheet) => withItems(sheet.draft, lines, sheet.answer.invoice.items)),
      itemRow: (row) => {
        this.lastField = ITEMS;
        this.page.lookAt(ITEMS, (this.sheet && spotOfItem(this.sheet.answer, row)?.quad) ?? null);
      },
    });
    const side = h("section", { class: "side", "aria-label": words().fieldsPane }, this.header.element, this.reasons.element, this.fields.element, decisions);
    this.element = h("div", { class: "work" }, this.page.element, side);
  }

  /** Lays out an invoice; done when its page is on the way. `place`: which of its document it is. */
  async lay(sheet: Sheet, place: string): Promise<void> {
    this.fields.commit(); // what is being typed into the one that lies here belongs to that one
    this.sheet = sheet;
    this.lastField = this.flaggedField = null;
    this.ledToDecision = false;
    this.pictures = new Map();
    this.place = place;
    this.header.show(sheet.answer, place);
    this.fields.open(sheet.answer);
    this.show(sheet);
    await this.turnPage(sheet.answer.invoice.invoice.page);
  }

  /** Notes were added to what lies here. */
  noted(): void {
    if (this.sheet) this.header.show(this.sheet.answer, this.place);
  }

  /** What the sheet says by now. */
  show(sheet: Sheet): void {
    this.fields.update(sheet);
    this.reasons.show(sheet.answer, sheet.findings, sheet.needs, sheet.open);
    this.showBoxes(sheet);
    const [first] = sheet.open;
    if (first && this.ledToDecision && document.activeElement === this.approveButton) this.fields.focus(first); // the rules say otherwise by now
  }

  /** The first thing to look at has the focus, best one that a rule can put right; where there is none, a key for the decision is all that is needed. */
  focusFirst(): void {
    const sheet = this.sheet;
    if (!sheet || isAsking()) return;
    const [first] = sheet.open;
    const suggested = sheet.findings.flatMap(({ suggestion }) => (suggestion && sheet.open.includes(suggestion.field) ? [suggestion.field] : []))[0];
    if (first) this.fields.focus(suggested ?? first);
    else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }

  /** Enter: the field is right, and on to the next that is to be looked at. */
  confirmAndGoOn(): boolean {
    const [field, sheet] = [this.fields.focused, this.sheet];
    if (field === null || !sheet || field === ITEMS) return false;
    const wasOpen = field === this.flaggedField || sheet.open.includes(field);
    this.fields.commit();
    if (sheet.answer.blind.includes(field) && shownValue(sheet.answer, sheet.draft, field) === "") return true; // nothing was keyed; Del says that it is empty
    this.confirm(field);
    if (wasOpen) this.goOn(field);
    else this.fields.focus(this.fields.beside(field, 1) ?? field);
    return true;
  }

  /** Del in an empty field: the form does not have it. */
  confirmEmpty(): boolean {
    const row = this.fields.row(this.fields.focused);
    const lacksLines = this.fields.focused === ITEMS && this.sheet !== null && shownItems(this.sheet.answer, this.sheet.draft).length === 0;
    if (lacksLines) this.confirm(ITEMS);
    if (!row || row.input.value !== "") return lacksLines;
    row.commit();
    this.confirm(row.field);
    return true;
  }

  /** Tab: the next (or last) field that is to be looked at; behind the last one the decision. False where the browser may go on by itself, so that nobody is caught. */
  goToFlag(step: 1 | -1): boolean {
    const [sheet, from] = [this.sheet, this.fields.focused];
    const isOutside = from === null && document.activeElement !== document.body && document.activeElement !== this.approveButton;
    if (!sheet || isOutside || !sheet.open.length) return false;
    if (document.activeElement === this.approveButton && step === 1) return false;
    this.fields.commit();
    const field = this.fields.nearest(sheet.open, from, step);
    if (field !== null) this.fields.focus(field);
    else if (step === 1) this.approveButton.focus();
    else return false;
    return true;
  }

  goBeside(step: 1 | -1): boolean {
    const row = this.fields.row(this.fields.focused);
    if (!row || row.input.value.includes("\n")) return false;
    const next = this.fields.beside(row.field, step);
    if (next === null) return false;
    row.commit();
    this.fields.focus(next);
    return true;
  }

  /** Ctrl+.: what a rule worked out or what was read again, for the field that has the focus or, if it is the only one, for any. */
  repair(): boolean {
    const [sheet, field] = [this.sheet, this.fields.focused];
    if (!sheet) return false;
    if (field === ITEMS) return this.fields.repairItems();
    const suggested = sheet.findings.flatMap(({ suggestion }) => (suggestion ? [suggestion] : []));
    const only = new Set(suggested.map((each) => each.field)).size === 1 ? suggested[0] : undefined;
    const read = field === null ? undefined : sheet.reread(field).find((value) => value !== shownValue(sheet.answer, sheet.draft, field));
    const here = suggested.find((suggestion) => suggestion.field === field) ?? (field !== null && read !== undefined ? { field, value: read } : only);
    if (!here) return this.fields.repairItems();
    this.change((now) => withValue(now.draft, here.field, here.value, standingValue(now.answer, here.field)));
    // The rules may take their time; whoever has gone elsewhere meanwhile stays there.
    const stood = document.activeElement;
    void sheet.settled().then(() => this.sheet === sheet && document.activeElement === stood && this.goOn(here.field));
    return true;
  }

  /** Ctrl+R: what stands in the field's place. Everywhere, so that nobody loads the page anew by it. */
  readAgain(): boolean {
    this.forField((sheet, field) => this.again.own(sheet, field));
    return true;
  }

  /** Esc: leaves what is typed, then the input, then the close look. */
  leave(): boolean {
    if (this.fields.row(this.fields.focused)?.restore()) return true;
    if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body) document.activeElement.blur();
    this.page.lookAt("", null);
    this.page.whole();
    return true;
  }

  turnPageBy(step: 1 | -1): Promise<void> {
    return this.turnPage(this.pageNumber + step);
  }

  /** Keys 1 2 3: the page as it came in, laid flat and evenly lit, or without red seals. */
  async showPicture(name: PictureName): Promise<void> {
    const [sheet, number] = [this.sheet, this.pageNumber];
    if (!sheet) return;
    try {
      const page = name === "original" ? await this.loader.page(sheet.documentId, number) : await this.loader.prepared(sheet.id, number, name);
      if (this.sheet === sheet && this.pageNumber === number) await this.page.exchange(page, name);
    } catch (error) {
      this.tell(error instanceof Refused ? error.sentence : words().unreachable, "problem");
    }
  }

  private async turnPage(number: number): Promise<void> {
    const sheet = this.sheet;
    if (!sheet?.answer.document.pages.includes(number)) return;
    const pages = Math.max(...sheet.answer.document.pages);
    this.pageNumber = number;
    try {
      const page = await this.loader.page(sheet.documentId, number);
      if (this.sheet !== sheet || this.pageNumber !== number) return;
      this.pictures.set(number, page);
      const shown = this.page.show(page, number, pages);
      this.showBoxes(sheet);
      this.lookAtFocused(sheet);
      this.fields.showCrops(sheet.answer, this.pictures);
      void shown.then(() => {
        if (this.sheet === sheet) this.page.element.dataset.shown = sheet.id;
      });
    } catch (error) {
      if (this.sheet === sheet) this.page.showNothing(error instanceof Refused ? error.sentence : words().unreachable, number, pages);
    }
  }

  /** The focus may be in a field before its page is there. */
  private lookAtFocused({ answer }: Sheet): void {
    const spot = this.fields.focused === null ? null : spotOf(answer, this.fields.focused);
    if (spot?.page === this.pageNumber) this.page.lookAt(this.fields.focused ?? "", spot.quad);
  }

  private change(next: (sheet: Sheet) => Draft): void {
    if (!this.sheet) return;
    this.changed();
    this.sheet.change(next(this.sheet));
  }

  private confirm(field: string): void {
    this.change((sheet) => withConfirmed(sheet.draft, field));
    if (field === ITEMS) this.goOn(ITEMS);
  }

  /** To the next open flag behind this field, else the first, else the decision. */
  private goOn(from: string): void {
    const open = this.sheet?.open ?? [];
    const field = this.fields.nearest(open, from, 1) ?? open[0];
    if (field) this.fields.focus(field);
    else this.approveButton.focus();
    this.ledToDecision = !field;
  }

  private showBoxes({ answer, draft, findings }: Sheet): void {
    const boxes = Object.keys(answer.invoice.fields).flatMap((field) => {
      const spot = spotOf(answer, field);
      if (!spot || spot.page !== this.pageNumber || isAbsent(answer, draft, field)) return [];
      return [{ field, quad: spot.quad, state: fieldState(answer, draft, findings, field), label: worded(FIELD_LABELS[field], field) }];
    });
    this.page.setBoxes(boxes);
  }

  /** Does something about the single field in which the focus is or was; what is being typed into it is said first. */
  private forField(run: (sheet: Sheet, field: string) => Promise<void>): void {
    const [sheet, field] = [this.sheet, this.fields.focused ?? this.lastField];
    const row = this.fields.row(field);
    if (!sheet || !row) return this.tell(reviewWords().chooseField, "problem");
    if (sheet.answer.blind.includes(row.field)) return this.tell(reviewWords().keyBlindOnly, "problem");
    row.commit();
    void run(sheet, row.field).then(() => this.sheet === sheet && this.fields.focus(row.field));
  }

  /** Print was pointed at: for the field or the cell of the lines in which the focus is or was. */
  private pointed(at: Pointed): void {
    const [sheet, column] = [this.sheet, this.fields.grid?.column];
    if ((this.fields.focused ?? this.lastField) !== ITEMS || !sheet || !column) return this.forField((here, field) => this.again.fill(here, field, this.pageNumber, at));
    void this.again.forCell(sheet, column, this.pageNumber, at).then((word) => {
      if (word !== null && this.sheet === sheet) this.fields.grid?.fill(word, at.adds);
    });
  }

  private lookAt(field: string): void {
    this.lastField = field;
    this.ledToDecision = false;
    this.flaggedField = this.sheet?.open.includes(field) ? field : null;
    const spot = this.sheet && spotOf(this.sheet.answer, field);
    if (spot && spot.page !== this.pageNumber) void this.turnPage(spot.page).then(() => this.page.lookAt(field, spot.quad));
    else this.page.lookAt(field, spot?.quad ?? null);
  }
}
