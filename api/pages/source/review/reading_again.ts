// Print on the page, read again for a field: as a suggestion where somebody asks what stands there, as a value where they point at it.

import type { PlaceText, ResultBox } from "../drawn/schemas";
import { Refused, call } from "../ground/api";
import { filled } from "../ground/language";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";
import { withValue } from "./draft";
import type { Sheet } from "./sheet";
import { shownValue, spotOf, standingValue } from "./standing";

/** A place on the page that was pointed at, in pixels of the original. */
export interface Pointed {
  /** Around the point, as wide as words may be. */
  place: ResultBox;
  point: readonly [number, number];
  /** To be added to what the field holds. */
  adds: boolean;
}

/** Columns that are written as the sums of the same name. */
const SUMS = new Set(["amount", "tax"]);

type Tell = (text: string, kind: "done" | "problem") => void;

export class ReadingAgain {
  constructor(private readonly tell: Tell) {}

  /** The field's own place. */
  async own(sheet: Sheet, field: string): Promise<void> {
    const spot = spotOf(sheet.answer, field);
    if (!spot?.isPrint) this.tell(reviewWords().noPlace, "problem");
    else await this.suggest(sheet, field, spot.page, spot.quad);
  }

  /** What stands in a place is laid beside what the field holds; the field itself is not touched. */
  async suggest(sheet: Sheet, field: string, page: number, place: ResultBox): Promise<void> {
    const w = reviewWords();
    const readings = await this.read(sheet, field, page, place);
    if (!readings) return;
    const values = [...new Set(readings.map((reading) => reading.value).filter(Boolean))];
    const shown = shownValue(sheet.answer, sheet.draft, field);
    const other = values.find((value) => value !== shown);
    sheet.readAgain(field, values);
    if (!readings.length) this.tell(w.nothingRead, "problem");
    else if (!values.length) this.tell(filled(w.noSuchValue, readings[0]?.text ?? ""), "problem");
    else if (other === undefined) this.tell(filled(w.readSame, shown), "done");
    else this.tell(filled(w.readOther, other), "done");
  }

  /** The word that was pointed at becomes the field's value, or the end of it. */
  async fill(sheet: Sheet, field: string, page: number, { place, point, adds }: Pointed): Promise<void> {
    const w = reviewWords();
    const readings = await this.read(sheet, field, page, place);
    if (!readings) return;
    const word = this.wordAt(readings, point);
    if (!word) return;
    const before = adds ? shownValue(sheet.answer, sheet.draft, field) : "";
    // What is added to is text; of what stands alone only as much is taken as the field can hold.
    const value = before ? before + word.text : word.value;
    if (!value) return this.tell(filled(w.noSuchValue, word.text), "problem");
    sheet.change(withValue(sheet.draft, field, value, standingValue(sheet.answer, field)));
  }

  /** The word that was pointed at, as a cell of the lines takes it; null where there is none, which was told. */
  async forCell(sheet: Sheet, column: string, page: number, { place, point }: Pointed): Promise<string | null> {
    const readings = await this.read(sheet, SUMS.has(column) ? column : "", page, place);
    const word = readings && this.wordAt(readings, point);
    return word ? word.value || word.text : null;
  }

  private wordAt(readings: readonly PlaceText[], point: Pointed["point"]): PlaceText["words"][number] | null {
    const word = readings[0]?.words.find(({ box }) => holds(box, point));
    if (!word) this.tell(reviewWords().nothingRead, "problem");
    return word ?? null;
  }

  /** Null where it could not be asked; that was told. */
  private async read(sheet: Sheet, field: string, page: number, place: ResultBox): Promise<PlaceText[] | null> {
    try {
      const { body } = await call("readPlace", { path: { document_id: sheet.documentId, page }, body: { place: place.map((corner) => [...corner]), field } });
      return body.readings;
    } catch (error) {
      this.tell(error instanceof Refused ? error.sentence : words().unreachable, "problem");
      return null;
    }
  }
}

function holds(box: readonly (readonly number[])[], [x, y]: readonly [number, number]): boolean {
  const [xs, ys] = [box.map(([px]) => px ?? 0), box.map(([, py]) => py ?? 0)];
  return x >= Math.min(...xs) && x <= Math.max(...xs) && y >= Math.min(...ys) && y <= Math.max(...ys);
}
