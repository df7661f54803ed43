// Somebody else changed the invoice meanwhile: field by field, what stood, what you say, what they say.

import { FIELD_LABELS } from "../drawn/labels";
import { ask } from "../ground/dialog";
import { h } from "../ground/dom";
import { filled, worded } from "../ground/language";
import { words } from "../words/words";
import { settledDraft, type Merge } from "./merge";
import type { Draft } from "./draft";

/** The draft after it; null where the reviewer leaves it undecided. Arrows choose, Enter takes it. */
export function askMerge(merge: Merge, who: string): Promise<Draft | null> {
  const w = words();
  const mineHolds = new Map<string, boolean>([...merge.conflicts.map(({ field }) => [field, true] as const), ...(merge.items ? [["items", true] as const] : [])]);
  return ask<Draft>(
    w.changedMeanwhile,
    (close) => {
      const rows = merge.conflicts.map(({ field, before, mine, theirs }, place) =>
        row(field, worded(FIELD_LABELS[field], field), before, mine, theirs, place === 0, mineHolds),
      );
      if (merge.items) rows.push(row("items", w.sections.items, "", filled(w.lines, merge.items.mine.length), filled(w.lines, merge.items.theirs.length), rows.length === 0, mineHolds));
      const head = h("tr", {}, h("td"), h("th", { scope: "col" }, w.before), h("th", { scope: "col" }, w.mine), h("th", { scope: "col" }, `${w.theirs} ${who}`));
      const taken = merge.taken.length ? h("p", {}, filled(w.takenOver, merge.taken.map((field) => worded(FIELD_LABELS[field], field)).join(w.comma))) : null;
      const done = h("button", { type: "button", class: "primary", onclick: () => close(settledDraft(merge, mineHolds)) }, w.takeMerge);
      const table = h("table", { class: "merge" }, h("thead", {}, head), h("tbody", {}, ...rows));
      table.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !event.isComposing) {
          event.preventDefault();
          close(settledDraft(merge, mineHolds));
        }
      });
      return [h("p", {}, w.mergeHint), table, ...(taken ? [taken] : []), h("div", { class: "actions" }, done)];
    },
    true,
  );
}

function row(field: string, label: string, before: string, mine: string, theirs: string, first: boolean, mineHolds: Map<string, boolean>): HTMLElement {
  const choice = (value: string, isMine: boolean): HTMLElement => {
    const id = `merge-${field}-${isMine ? "mine" : "theirs"}`;
    const radio = h("input", { type: "radio", id, name: `merge-${field}`, autofocus: first && isMine, onchange: () => mineHolds.set(field, isMine) });
    radio.checked = isMine;
    return h("td", {}, radio, h("label", { for: id }, value || "—"));
  };
  return h("tr", { role: "radiogroup", "aria-label": label, "data-field": field }, h("th", { scope: "row" }, label), h("td", { class: "before" }, before || "—"), choice(mine, true), choice(theirs, false));
}
