// One invoice on the desk: as the service has it, as it was changed here, and what the rules say about that.

import type { Finding, Need, NoteAnswer, ReviewAnswer } from "../drawn/schemas";
import { call } from "../ground/api";
import { begun, isNothing, redone, stepped, undone, type Course, type Draft } from "./draft";
import { Effort } from "./effort";
import type { KeptDrafts } from "./kept_drafts";
import type { LoadedInvoice } from "./loaded";
import { fieldsShown, hasItems, openFlags, saidValues } from "./standing";

const CHECK_MS = 120;

export class Sheet {
  readonly effort = new Effort();
  /** Fields whose typed values the service does not take. */
  refused: ReadonlySet<string> = new Set();
  findings: readonly Finding[];
  needs: readonly Need[];
  /** Field -> what was read there since, when somebody asked. */
  private readonly readings = new Map<string, readonly string[]>();
  private course: Course;
  private readonly flaggedAtFirst: ReadonlySet<string>;
  private timer = 0;
  private asked = 0;
  private answered: Promise<void> = Promise.resolve();

  /** `changed` is called after every change, also when the rules have answered. */
  constructor(
    private loaded: LoadedInvoice,
    draft: Draft,
    private readonly kept: KeptDrafts,
    private readonly changed: () => void,
  ) {
    this.course = begun(draft);
    this.findings = loaded.answer.findings;
    this.needs = loaded.answer.needs;
    this.flaggedAtFirst = new Set(this.open);
    if (!isNothing(draft)) this.checkSoon();
  }

  get answer(): ReviewAnswer {
    return this.loaded.answer;
  }

  get etag(): string {
    return this.loaded.etag;
  }

  get id(): string {
    return this.answer.invoice.invoice.id;
  }

  get documentId(): string {
    return this.answer.document.id;
  }

  get draft(): Draft {
    return this.course.now;
  }

  /** Flagged fields that nobody has confirmed yet. */
  get open(): string[] {
    return openFlags(this.answer, this.draft, this.findings);
  }

  change(next: Draft): void {
    this.move(stepped(this.course, next));
  }

  /** False where there is nothing to go back to. */
  undo(): boolean {
    return this.move(undone(this.course));
  }

  redo(): boolean {
    return this.move(redone(this.course));
  }

  /** Everything that is said about the invoice, as the service takes it. */
  form(): { values: Record<string, string>; items: Record<string, string>[] | null } {
    return { values: saidValues(this.answer, this.draft), items: this.draft.items === null ? null : this.draft.items.map((line) => ({ ...line })) };
  }

  effortForm(): ReturnType<Effort["form"]> {
    const edited = [...Object.keys(this.draft.values), ...(this.draft.items === null ? [] : ["items"])];
    const shown = fieldsShown(this.answer).flatMap(({ fields }) => fields).length + (hasItems(this.answer) ? 1 : 0);
    return this.effort.form({ flagged: this.flaggedAtFirst.size, edited: edited.length, edited_flagged: edited.filter((field) => this.flaggedAtFirst.has(field)).length, fields: shown });
  }

  refuse(fields: readonly string[]): void {
    this.refused = new Set(fields);
    this.changed();
  }

  /** What was read in a field's place just now; a suggestion, whatever stands there. */
  readAgain(field: string, values: readonly string[]): void {
    this.readings.set(field, values);
    this.changed();
  }

  reread(field: string): readonly string[] {
    return this.readings.get(field) ?? [];
  }

  /** Notes are no part of what is decided on: the draft and its version stay. */
  noted(notes: readonly NoteAnswer[]): void {
    this.loaded = { ...this.loaded, answer: { ...this.answer, notes: [...notes] } };
    this.changed();
  }

  /** Done once the rules have answered about what is on the page. */
  async settled(): Promise<void> {
    if (this.timer) this.checkNow();
    await this.answered;
  }

  private move(course: Course): boolean {
    if (course === this.course) return false;
    this.course = course;
    this.refused = new Set();
    this.kept.keep(this.id, this.answer, this.draft);
    this.checkSoon();
    this.changed();
    return true;
  }

  private checkSoon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.checkNow(), CHECK_MS);
  }

  private checkNow(): void {
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.answered = this.check();
  }

  private async check(): Promise<void> {
    const number = ++this.asked;
    if (isNothing(this.draft)) {
      this.findings = this.answer.findings;
      this.needs = this.answer.needs;
      this.changed();
      return;
    }
    try {
      const { body } = await call("checkValues", { path: { invoice_id: this.id }, body: this.form() });
      if (number !== this.asked) return; // something else is on the page by now
      this.findings = body.findings;
      this.needs = body.needs;
    } catch {
      return; // half-typed values, or no connection: saving will say so
    }
    this.changed();
  }
}
