// What the tax bureau says: status, every question with its answer, and field by field what it has otherwise.

import type { VerificationAnswer } from "../drawn/schemas";
import { h } from "../ground/dom";
import { filled, language } from "../ground/language";
import { invoiceWords } from "../words/invoice/words";
import type { Told } from "./loaded";
import { stamp } from "./moments";
import { called } from "./people";
import { facts, faint, section, table } from "./sections";

export function verificationSection(told: Told<VerificationAnswer>, names: Readonly<Record<string, string>>): HTMLElement {
  const w = invoiceWords();
  if ("problem" in told) return section("verification", w.verification, h("p", { class: "problem" }, told.problem));
  const found = told.answer;
  const zh = language() === "zh";
  const reason = zh ? found.reason_zh : found.reason_en;
  const alerts = found.alerts.map((alert) => h("p", { class: "problem" }, filled(w.alert, stamp(alert.found_at), w.statuses[alert.before], alert.status ? w.statuses[alert.status] : w.outcomes.not_found)));
  const state = facts([w.statusNow, found.status && w.statuses[found.status]], [w.why, reason], [w.nextAt.replace("%1", "").replace(/[:：]\s*$/, ""), found.next_at && stamp(found.next_at)]);
  if (!found.attempts.length) return section("verification", w.verification, ...alerts, state, faint(found.has_provider ? w.notAsked : w.noProvider));
  const attempts = [...found.attempts].reverse().map((attempt) => [
    stamp(attempt.asked_at),
    attempt.provider,
    [attempt.outcome ? w.outcomes[attempt.outcome] : w.noAnswer, attempt.status && w.statuses[attempt.status], attempt.message].filter(Boolean).join(" · "),
    called(attempt.asked_by, names),
  ]);
  const was = found.attempts.some(({ outcome }) => outcome === "ok");
  return section("verification", w.verification, ...alerts, state, ...(was ? differences(found) : []), table("attempts", w.verification, [w.when, w.provider, w.answer, w.who], attempts), faint(filled(w.spent, found.spent_today, found.most_a_day)));
}

function differences(found: VerificationAnswer): Node[] {
  const w = invoiceWords();
  const zh = language() === "zh";
  if (!found.differences.length) return [h("h3", {}, w.differences), h("p", { class: "good" }, w.noDifferences)];
  const rows = found.differences.map((each) => [
    [zh ? each.label_zh : each.label_en, each.row !== null && filled(w.itemRow, each.row)].filter(Boolean).join(" "),
    h("span", { class: "digits" }, each.ours || "—"),
    h("span", { class: each.is_accepted ? "digits" : "digits differs" }, each.theirs || "—"),
    each.is_accepted ? w.writtenOtherwise : "",
  ]);
  return [h("h3", {}, w.differences), table("compared", w.differences, [w.field, w.ours, w.theirs, ""], rows)];
}
