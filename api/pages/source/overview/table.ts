// Tables of this page. On narrow screens they are moved sideways inside their frame, and never the page.

import { h } from "../ground/dom";

export interface Head {
  text: string;
  /** Its cells are numbers. */
  number?: boolean;
}

export type Cell = string | Node;

/** The first cell of each row names it. `empty` stands there where there are no rows. */
export function table(heads: readonly Head[], rows: readonly (readonly Cell[])[], empty = ""): HTMLElement {
  if (rows.length === 0 && empty) return h("p", { class: "empty" }, empty);
  const kind = (place: number): string | null => (heads[place]?.number ? "number" : null);
  const head = h("tr", {}, ...heads.map(({ text }, place) => h("th", { scope: "col", class: kind(place) }, text)));
  const body = rows.map((row) => h("tr", {}, ...row.map((cell, place) => (place === 0 ? h("th", { scope: "row" }, cell) : h("td", { class: kind(place) }, cell)))));
  const label = heads.map(({ text }) => text).join(", ");
  return h("div", { class: "table-frame", tabindex: 0, role: "region", "aria-label": label }, h("table", {}, h("thead", {}, head), h("tbody", {}, ...body)));
}
