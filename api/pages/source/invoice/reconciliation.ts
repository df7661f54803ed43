// What reconciliation found about this invoice, with its cause and the step that mends it.

import type { DifferenceFound } from "../drawn/schemas";
import { h } from "../ground/dom";
import { language } from "../ground/language";
import { invoiceWords } from "../words/invoice/words";
import type { Told } from "./loaded";
import { stamp } from "./moments";
import { faint, section } from "./sections";

export function reconciliationSection(told: Told<readonly DifferenceFound[] | null>): HTMLElement {
  const w = invoiceWords();
  if ("problem" in told) return section("reconciliation", w.reconciliation, h("p", { class: "problem" }, told.problem));
  if (told.answer === null) return section("reconciliation", w.reconciliation, faint(w.notForYou));
  if (!told.answer.length) return section("reconciliation", w.reconciliation, faint(w.noReconciliation));
  return section("reconciliation", w.reconciliation, h("ul", {}, ...told.answer.map(difference)));
}

function difference(found: DifferenceFound): HTMLElement {
  const w = invoiceWords();
  const zh = language() === "zh";
  const values = found.ours || found.theirs ? `${w.ours} ${found.ours || "—"} · ${w.inLedger} ${found.theirs || "—"}` : "";
  const decided = found.state === "open" ? "" : [found.why, stamp(found.moved_at)].filter(Boolean).join(" · ");
  return h(
    "li",
    { class: found.state === "open" && found.is_severe ? "error" : found.state },
    h("p", {}, h("b", {}, zh ? found.label_zh : found.label_en), " ", w.findingStates[found.state], found.sum ? ` ¥${found.sum}` : ""),
    values && h("p", { class: "digits" }, values),
    h("p", {}, zh ? found.cause_zh : found.cause_en),
    found.state === "open" ? h("p", {}, zh ? found.remedy.step_zh : found.remedy.step_en) : h("p", { class: "faint" }, decided),
  );
}
