// The first look: eight numbers, each with what it is a part of, each leading to its section.

import type { OverviewAnswer } from "../drawn/schemas";
import { h } from "../ground/dom";
import { filled } from "../ground/language";
import { overviewWords } from "../words/overview/words";
import { count, percent } from "./figures";

/** `differences` are told later: `null` until they are known. */
export function tiles(overview: OverviewAnswer): HTMLElement {
  const w = overviewWords();
  const { flow } = overview;
  const arrivals = overview.days.flatMap((day) => day.arrivals);
  const again = sum(arrivals.map((each) => each.again));
  const counted = count(flow.invoices - flow.duplicates);
  const byPerson = sum(overview.held_up.filter((each) => each.by_person).map((each) => each.count));
  const late = sum(overview.waits.map((each) => each.late));
  return h(
    "ul",
    { class: "tiles" },
    tile("#arrivals", w.tiles.files, count(sum(arrivals.map((each) => each.files)) - again), filled(w.tileHints.files, count(again))),
    tile("#funnel", w.tiles.invoices, count(flow.invoices), filled(w.tileHints.invoices, count(flow.duplicates))),
    tile("#outcomes", w.tiles.straight, percent(flow.straight_through_rate), filled(w.tileHints.straight, count(flow.straight_through), counted)),
    tile("#fields", w.tiles.corrected, percent(flow.correction_rate), filled(w.tileHints.corrected, count(flow.corrected), counted)),
    tile("#senders", w.tiles.rejected, percent(flow.rejection_rate), filled(w.tileHints.rejected, count(flow.rejected), counted)),
    tile("#held-up", w.tiles.heldUp, count(sum(overview.held_up.map((each) => each.count))), filled(w.tileHints.heldUp, count(byPerson)), byPerson > 0),
    tile("#waits", w.tiles.late, count(late), filled(w.tileHints.late, count(sum(overview.waits.map((each) => each.waiting)))), late > 0),
  );
}

/** `alarms`: somebody should look. */
export function tile(target: string, name: string, value: string, hint: string, alarms = false): HTMLElement {
  return h("li", { class: alarms ? "alarming" : null }, h("a", { href: target }, h("span", { class: "name" }, name), h("strong", {}, value), h("span", { class: "of" }, hint)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
