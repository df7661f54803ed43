// What each row of a template came to: the refused ones with row, column and reason.

import type { ImportAnswer } from "../drawn/schemas";
import { h } from "../ground/dom";
import { filled, language } from "../ground/language";
import { entryWords } from "../words/entries/words";

export function importReport(found: ImportAnswer): HTMLElement {
  const w = entryWords();
  const zh = language() === "zh";
  const rows = found.rows.flatMap((row) =>
    row.problems.map((problem) => h("tr", {}, h("td", {}, problem.sheet), h("td", {}, String(problem.row)), h("td", {}, zh ? problem.column_zh : problem.column_en), h("td", {}, zh ? problem.message_zh : problem.message_en))),
  );
  const head = h("tr", {}, ...[w.sheet, w.row, w.column, w.problem].map((label) => h("th", { scope: "col" }, label)));
  return h("section", { class: "import-report", role: "status" }, h("p", {}, filled(w.imported, found.taken, found.known, found.refused)), rows.length > 0 && h("table", {}, h("thead", {}, head), h("tbody", {}, ...rows)));
}
