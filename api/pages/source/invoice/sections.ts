// The parts that every section of the page is made of.

import { h } from "../ground/dom";

export function section(name: string, title: string, ...content: (Node | null | false)[]): HTMLElement {
  return h("section", { class: `card ${name}`, "aria-labelledby": `title-${name}` }, h("h2", { id: `title-${name}` }, title), ...content);
}

/** Label and value, those without a value left out. */
export function facts(...rows: readonly (readonly [label: string, value: Node | string | null | undefined])[]): HTMLElement {
  return h("dl", { class: "facts" }, ...rows.filter(([, value]) => Boolean(value)).map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value ?? ""))));
}

/** Scrolled by itself where it is too wide; `label` says what it is of. */
export function table(name: string, label: string, heads: readonly string[], rows: readonly (readonly (Node | string)[])[]): HTMLElement {
  const head = h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)));
  return h("div", { class: `scrolled ${name}`, tabindex: 0, role: "group", "aria-label": label }, h("table", {}, h("thead", {}, head), h("tbody", {}, ...rows.map((cells) => h("tr", {}, ...cells.map((cell) => h("td", {}, cell)))))));
}

export function faint(text: string): HTMLElement {
  return h("p", { class: "faint" }, text);
}
