// Tables of this page. On narrow screens they are moved sideways inside their frame, and never the page; those with sentences in them stand as cards there, each cell under its heading.

import { h, setAttributes } from "../ground/dom";

export interface Head {
  text: string;
  /** How its cells stand: numbers to the right, moments on one line. */
  as?: "number" | "time";
}

export type Cell = string | Node;

/** The first cell of each row names it. `empty` stands there where there are no rows. */
export function table(heads: readonly Head[], rows: readonly (readonly Cell[])[], empty = "", asCards = false): HTMLElement {
  if (rows.length === 0 && empty) return h("p", { class: "empty" }, empty);
  const head = h("tr", { role: "row" }, ...heads.map(({ text, as }) => h("th", { scope: "col", role: "columnheader", class: as }, text)));
  const body = rows.map((row) => h("tr", { role: "row" }, ...row.map((cell, place) => bodyCell(cell, place, heads[place]))));
  const label = heads.map(({ text }) => text).join(", ");
  const whole = h("table", { role: "table", class: asCards ? "cards" : null }, h("thead", { role: "rowgroup" }, head), h("tbody", { role: "rowgroup" }, ...body));
  return scrolling(h("div", { class: "table-frame", role: "region", "aria-label": label }, whole));
}

/** Reached by keyboard where there is something to be moved to, and no stop on the way where there is not. */
function scrolling(frame: HTMLElement): HTMLElement {
  new ResizeObserver(() => setAttributes(frame, { tabindex: frame.scrollWidth > frame.clientWidth ? 0 : null })).observe(frame);
  return frame;
}

/** Roles are said, since cards are no tables for the browser any more. */
function bodyCell(cell: Cell, place: number, head: Head | undefined): HTMLElement {
  if (place === 0) return h("th", { scope: "row", role: "rowheader" }, cell);
  return h("td", { role: "cell", class: head?.as, "data-head": head?.text }, cell);
}
