// What stands in a form: a label, something to fill in, a hint, and a place for what is wrong with it.

import { h } from "../ground/dom";

export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export interface Field {
  /** As the service calls it. */
  readonly name: string;
  readonly row: HTMLElement;
  /** Null for nothing. */
  wrong(sentence: string | null): void;
  focus(): void;
}

export interface Entry extends Field {
  readonly control: Control;
  readonly value: string;
}

export interface Flag extends Field {
  readonly value: boolean;
}

export interface Several extends Field {
  readonly value: string[];
}

export interface Look {
  value?: string;
  hint?: string;
  type?: "text" | "password" | "email" | "date" | "time" | "url";
  required?: boolean;
  maxlength?: number;
  autocomplete?: string;
  /** Of a long text. */
  rows?: number;
  /** Sums and numbers. */
  digits?: boolean;
}

/** `form` makes ids that stand once in the page. */
export function entry(form: string, name: string, label: string, look: Look = {}): Entry {
  const id = `${form}-${name}`;
  const common = { id, name, required: look.required, maxlength: look.maxlength, "aria-describedby": described(id, look.hint) };
  const control = look.rows
    ? h("textarea", { ...common, rows: look.rows })
    : h("input", { ...common, type: look.type ?? "text", autocomplete: look.autocomplete ?? "off", autocapitalize: "none", spellcheck: "false", inputmode: look.digits ? "decimal" : null, class: look.digits ? "digits" : null });
  control.value = look.value ?? "";
  return single(id, name, label, control, look.hint);
}

/** One of several: pairs of value and label. */
export function choice(form: string, name: string, label: string, options: readonly (readonly [string, string])[], value: string, hint?: string): Entry {
  const id = `${form}-${name}`;
  const control = h("select", { id, name, "aria-describedby": described(id, hint) }, ...options.map(([each, text]) => h("option", { value: each, selected: each === value }, text)));
  return single(id, name, label, control, hint);
}

export function flag(form: string, name: string, label: string, checked: boolean, hint?: string): Flag {
  const id = `${form}-${name}`;
  const control = h("input", { id, name, type: "checkbox", checked, "aria-describedby": described(id, hint) });
  const problem = problemAt(id);
  const row = h("div", { class: "field flag" }, h("label", { for: id }, control, h("span", {}, label)), hinted(id, hint), problem);
  return {
    name,
    row,
    get value() {
      return control.checked;
    },
    wrong: (sentence) => mark(control, problem, sentence),
    focus: () => control.focus(),
  };
}

/** Any of several: pairs of value and label. */
export function several(form: string, name: string, label: string, options: readonly (readonly [string, string])[], values: readonly string[], hint?: string): Several {
  const id = `${form}-${name}`;
  const boxes = options.map(([value]) => h("input", { type: "checkbox", name, value, checked: values.includes(value) }));
  const problem = problemAt(id);
  const labels = options.map(([, text], place) => h("label", {}, boxes[place], h("span", {}, text)));
  const row = h("fieldset", { id, class: "field several", "aria-describedby": described(id, hint) }, h("legend", {}, label), hinted(id, hint), h("div", { class: "boxes" }, ...labels), problem);
  return {
    name,
    row,
    get value() {
      return boxes.filter((box) => box.checked).map((box) => box.value);
    },
    wrong: (sentence) => mark(row, problem, sentence),
    focus: () => boxes[0]?.focus(),
  };
}

function single(id: string, name: string, label: string, control: Control, hint?: string): Entry {
  const problem = problemAt(id);
  const row = h("div", { class: "field" }, h("label", { for: id }, label), control, hinted(id, hint), problem);
  return {
    name,
    row,
    control,
    get value() {
      return control.value.trim();
    },
    wrong: (sentence) => mark(control, problem, sentence),
    focus: () => control.focus(),
  };
}

function described(id: string, hint?: string): string {
  return hint ? `${id}-hint ${id}-problem` : `${id}-problem`;
}

function hinted(id: string, hint?: string): HTMLElement | null {
  return hint ? h("p", { id: `${id}-hint`, class: "hint" }, hint) : null;
}

function problemAt(id: string): HTMLElement {
  return h("p", { id: `${id}-problem`, class: "wrong", hidden: true });
}

function mark(control: HTMLElement, problem: HTMLElement, sentence: string | null): void {
  problem.textContent = sentence ?? "";
  problem.hidden = sentence === null;
  if (sentence === null) control.removeAttribute("aria-invalid");
  else control.setAttribute("aria-invalid", "true");
}
