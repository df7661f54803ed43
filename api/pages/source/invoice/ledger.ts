// Proof that it is booked: what was sent, what the ledger said, and what was read back from it.

import { FIELD_LABELS } from "../drawn/labels";
import type { SendingAnswer, SendingsAnswer } from "../drawn/schemas";
import { h } from "../ground/dom";
import { filled, language, worded } from "../ground/language";
import { invoiceWords } from "../words/invoice/words";
import type { Told } from "./loaded";
import { stamp } from "./moments";
import { called } from "./people";
import { withLabels } from "./said";
import { facts, faint, section, table } from "./sections";

export function ledgerSection(told: Told<SendingsAnswer>, names: Readonly<Record<string, string>>): HTMLElement {
  const w = invoiceWords();
  if ("problem" in told) return section("ledger", w.ledger, h("p", { class: "problem" }, told.problem));
  const sendings = [...told.answer.sendings].reverse();
  return section("ledger", w.ledger, ...(sendings.length ? sendings.map((each) => sending(each, names, sendings.length > 1)) : [faint(w.notSent)]));
}

function sending(each: SendingAnswer, names: Readonly<Record<string, string>>, isOneOfSeveral: boolean): HTMLElement {
  const w = invoiceWords();
  const zh = language() === "zh";
  const { sending: brief, proof } = each;
  const shown = proof && facts([w.ledgerName, proof.ledger], [w.theirId, proof.their_id], [w.readBack, stamp(proof.read_back_at)], [w.shown, withLabels(proof.shown, language())]);
  const stands = [zh ? brief.what_zh : brief.what_en, zh ? brief.next_zh : brief.next_en, brief.next_at && filled(w.nextAt, stamp(brief.next_at))].filter(Boolean).join(" ");
  const differing = each.differences.map(({ field, ours, theirs }) => [worded(FIELD_LABELS[field], field), h("span", { class: "digits" }, ours || "—"), h("span", { class: "digits differs" }, theirs || "—")]);
  const events = [...each.events].reverse().map((event) => [stamp(event.happened_at), w.uploadStates[event.target], [zh ? event.text_zh : event.text_en, withLabels(event.detail, language())].filter(Boolean).join(" "), called(event.who, names)]);
  return h(
    "div",
    { class: "sending" },
    isOneOfSeveral && h("h3", {}, filled(w.revision, brief.revision)),
    shown ? h("div", { class: "proof" }, h("p", { class: "good" }, w.proof), shown) : h("p", {}, h("b", {}, w.uploadStates[brief.state]), " ", stands),
    facts([w.businessKey, h("span", { class: "digits" }, each.business_key)], [w.ledgerName, proof ? "" : brief.ledger], [w.theirId, proof ? "" : brief.their_id]),
    differing.length > 0 && table("compared", w.ledger, [w.field, w.ours, w.inLedger], differing),
    table("events", w.ledger, [w.when, w.state, w.what, w.who], events),
  );
}
