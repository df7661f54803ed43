// A form of the settings. What is wrong is said beside its input, what was typed stays there until it was saved, and whoever leaves before that is asked.

import type { Problem } from "../drawn/schemas";
import { Refused, Unreachable } from "../ground/api";
import { h } from "../ground/dom";
import { language } from "../ground/language";
import { settingsWords } from "../words/settings/words";
import { words } from "../words/words";
import type { Field } from "./fields";

export type SpeaksOf = Readonly<Record<string, string | ((problem: Problem) => string | undefined)>>;

export interface FormParts {
  fields: readonly Field[];
  /** What stands in it instead of the rows of the fields, in an order of its own. */
  body?: readonly Node[];
  submit: string;
  /** Raises what `call` raises, and FieldWrong. */
  save: () => Promise<void>;
  /** Code of a refusal -> name of the field that it speaks of, where the service does not name one. */
  speaksOf?: SpeaksOf;
  /** More buttons. */
  more?: readonly HTMLElement[];
}

/** What the page itself sees wrong, before the service is asked. */
export class FieldWrong extends Error {
  constructor(
    readonly field: Field,
    readonly sentence: string,
  ) {
    super(sentence);
  }
}

export class SettingsForm {
  readonly element: HTMLFormElement;
  private readonly problem = h("p", { class: "wrong whole", role: "alert" });
  private readonly button: HTMLButtonElement;
  private saved: string;

  constructor(private readonly parts: FormParts) {
    this.button = h("button", { type: "submit", class: "primary" }, parts.submit);
    const rows = parts.body ?? parts.fields.map((field) => field.row);
    this.element = h("form", { class: "settings-form", novalidate: true }, ...rows, this.problem, h("div", { class: "actions" }, this.button, ...(parts.more ?? [])));
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit();
    });
    this.saved = this.typed();
  }

  get isDirty(): boolean {
    return this.typed() !== this.saved;
  }

  /** What stands there now counts as saved. */
  settle(): void {
    this.saved = this.typed();
  }

  private typed(): string {
    return JSON.stringify([...new FormData(this.element)]);
  }

  private async submit(): Promise<void> {
    this.problem.textContent = "";
    for (const field of this.parts.fields) field.wrong(null);
    if (this.markEmpty()) return;
    this.button.disabled = true;
    try {
      await this.parts.save();
      this.settle();
    } catch (error) {
      if (error instanceof FieldWrong) show(error.field, error.sentence);
      else if (error instanceof Refused) this.mark(error);
      else if (error instanceof Unreachable) this.problem.textContent = words().unreachable;
      else throw error;
    } finally {
      this.button.disabled = false;
    }
  }

  private markEmpty(): boolean {
    const empty = this.parts.fields.filter((field) => {
      const control = field.row.querySelector<HTMLInputElement>("[required]");
      return control !== null && control.value.trim() === "";
    });
    for (const field of empty) field.wrong(settingsWords().fillIn);
    empty[0]?.focus();
    return empty.length > 0;
  }

  private mark(refused: Refused): void {
    const found = places(refused.problem, this.parts.speaksOf ?? {}).flatMap(([name, sentence]) => {
      const field = this.parts.fields.find((each) => each.name === name);
      return field ? [[field, sentence] as const] : [];
    });
    for (const [field, sentence] of found) field.wrong(sentence);
    if (found[0]) found[0][0].focus();
    else this.problem.textContent = refused.sentence;
  }
}

function show(field: Field, sentence: string): void {
  field.wrong(sentence);
  field.focus();
}

/** Which fields a refusal speaks of, and what it says. */
export function places(problem: Problem, speaksOf: SpeaksOf): [string, string][] {
  const said = (of: { message_zh: string; message_en: string }): string => (language() === "zh" ? of.message_zh : of.message_en);
  if (problem.problems?.length) return problem.problems.map((each) => [each.field, said(each)]);
  const told = speaksOf[problem.code] ?? /\bbody\.(\w+)/.exec(problem.message_en)?.[1];
  const named = typeof told === "function" ? told(problem) : told;
  return named === undefined ? [] : [[named, said(problem)]];
}

/** The forms that are open in the page. */
export class OpenForms {
  private forms: SettingsForm[] = [];

  add(form: SettingsForm): SettingsForm {
    this.forms.push(form);
    return form;
  }

  clear(): void {
    this.forms = [];
  }

  get isDirty(): boolean {
    return this.forms.some((form) => form.element.isConnected && form.isDirty);
  }
}
