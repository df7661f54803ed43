// What lies on the desk: which invoice, from where, since when, and why a person has to look at it.

import { FIELD_LABELS, KIND_LABELS } from "../drawn/labels";
import type { Finding, Need, ReviewAnswer } from "../drawn/schemas";
import { h } from "../ground/dom";
import { icon } from "../ground/icons";
import { duration, filled, moment, said, worded } from "../ground/language";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";
import { notesList } from "./note_question";
import { doubtful } from "./standing";

export class DocumentHeader {
  readonly element = h("header", { class: "document" });

  /** `besides`: the buttons for what may be done besides deciding. */
  constructor(private readonly besides: HTMLElement) {}

  show(answer: ReviewAnswer, place: string): void {
    const w = words();
    const { invoice } = answer.invoice;
    const late = Date.parse(answer.document.due_at) - Date.now();
    const clock = h("span", { class: `clock ${late < 0 ? "late" : ""}`, title: `${w.receivedAt} ${moment(answer.document.received_at)}` }, filled(late < 0 ? w.overdueBy : w.dueIn, duration(late)));
    clock.prepend(icon("clock"));
    const facts = [worded(KIND_LABELS[invoice.kind], invoice.kind), w.doors[answer.document.door], w.invoiceStates[invoice.state], place].filter(Boolean);
    const notes = [
      answer.holder && filled(w.heldBy, answer.holder),
      answer.is_own && (answer.may_approve ? w.ownAllowed : w.ownForbidden),
      answer.postponed && `${w.postponedBy} ${answer.postponed.who}: ${w.pauseReasons[answer.postponed.reason]} ${answer.postponed.note}`,
      answer.blind.length > 0 && reviewWords().blindHint,
      answer.differences.length > 0 && reviewWords().differencesHint,
      answer.invoice.agreed && w.firstAgreed,
    ].filter((note): note is string => Boolean(note));
    this.element.replaceChildren(
      h("h1", {}, invoice.invoice_number || answer.document.name),
      h("p", { class: "facts" }, ...facts.map((fact) => h("span", {}, fact ?? "")), clock, h("span", { class: "file", title: answer.document.name }, answer.document.name)),
      ...notes.map((note) => h("p", { class: "hint" }, note)),
      ...(answer.notes.length ? [notesList(answer.notes)] : []),
      h("div", { class: "besides" }, this.besides, answer.has_page && h("a", { class: "quiet", href: `/invoices/${invoice.id}`, target: "_blank", rel: "noopener" }, reviewWords().ownPage)),
    );
  }
}

/** Why it is here, in words; a line leads to the field it is about. */
export class Reasons {
  readonly element = h("section", { class: "reasons", "aria-live": "polite" });

  constructor(private readonly goTo: (field: string) => void) {
    this.element.setAttribute("aria-label", words().whyHere);
  }

  show(answer: ReviewAnswer, findings: readonly Finding[], needs: readonly Need[], open: readonly string[]): void {
    const w = words();
    const against = findings.filter((finding) => finding.severity !== "info");
    const lines = [
      ...against.map((finding) => this.line(finding.severity, `${finding.rule} ${said(finding)}`, finding.fields?.find((field) => field in FIELD_LABELS))),
      ...this.otherReasons(answer, open),
      ...needs.map((need) => this.line("warning", said(need), need.fields?.[0])),
    ];
    const title = h("h2", {}, open.length ? filled(w.toLookAt, open.length) : w.nothingOpen);
    this.element.classList.toggle("clear", open.length === 0 && lines.length === 0);
    this.element.replaceChildren(title, ...(lines.length ? [h("ul", {}, ...lines)] : []));
  }

  /** What kept it from going on by itself besides rules, as far as nobody has settled it. */
  private otherReasons(answer: ReviewAnswer, open: readonly string[]): HTMLElement[] {
    const rules = new Set((answer.invoice.result.findings ?? []).map((finding) => finding.rule));
    const obstacles = (answer.invoice.result.obstacles ?? []).filter((obstacle) => !rules.has(obstacle.code));
    const unsettled = obstacles.filter((obstacle) => obstacle.fields.length === 0 || obstacle.fields.some((field) => open.includes(field) && doubtful(answer).has(field)));
    const anomaly = answer.invoice.result.anomaly;
    return [
      ...unsettled.map((obstacle) => this.line("look", withFields(said(obstacle), obstacle.fields.filter((field) => open.includes(field))), obstacle.fields.find((field) => open.includes(field)))),
      ...(anomaly?.flagged ? anomaly.reasons.slice(0, 3).map((reason) => this.line("look", said(reason), reason.fields[0])) : []),
    ];
  }

  private line(kind: string, text: string, field: string | undefined): HTMLElement {
    if (!field) return h("li", { class: kind }, h("span", {}, text));
    return h("li", { class: kind }, h("button", { type: "button", class: "link", tabindex: -1, onclick: () => this.goTo(field) }, text));
  }
}

function withFields(text: string, fields: readonly string[]): string {
  const names = fields.map((field) => worded(FIELD_LABELS[field], field));
  return names.length ? `${text} (${names.join(words().comma)})` : text;
}
