// What the firm asks of invoices, in versions.

import { FIELD_LABELS, FIELDS_OF, KIND_LABELS } from "../drawn/labels";
import type { PolicyAnswer, Problem } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { filled, worded } from "../ground/language";
import { settingsWords } from "../words/settings/words";
import { choice, entry, flag, several, type Entry, type Field, type Flag, type Several } from "./fields";
import { FieldWrong, SettingsForm } from "./form";
import { block, table, today } from "./parts";
import { forEverybody, forFinance, type Place, type Section } from "./section";

interface KindRules {
  required_fields: string[];
  second_reviewer_from: string | null;
  always_review: boolean;
  good_picture: boolean;
  least_confidence: number;
  blocked: boolean;
}

interface Policy {
  required_fields: string[];
  required_filing: string[];
  second_reviewer_from: string | null;
  strict_from: string | null;
  months_back: number | null;
  kinds: Record<string, KindRules>;
  own_review: boolean;
  review_hours: number;
  second_triggers: string[];
  second_share: number;
  second_look: string;
  planted_share: number;
}

const NO_RULES: KindRules = { required_fields: [], second_reviewer_from: null, always_review: false, good_picture: false, least_confidence: 0, blocked: false };
const FILING = ["purpose", "department", "contract"] as const;
const TRIGGERS = ["entered", "changed", "new_seller", "anomaly"] as const;
const LOOKS = ["open", "blind"] as const;
const NO_INVOICE = "not_invoice";

export const policy: Section = {
  id: "policy",
  title: (w) => w.policy.title,
  hint: (w) => w.policy.hint,
  group: "firm",
  may: forEverybody,
  draw: async (place) => {
    const w = settingsWords().policy;
    const { body } = await call("policy");
    const last = body.versions.at(-1);
    const rows = body.versions.map((version) => [String(version.version), version.effective ?? "", version.effective !== null && version.effective > today() ? w.comes : version.version === body.now.version ? w.holds : w.before]);
    const versions = block(w.versions, table(w.versions, [w.version, w.effective, w.state], rows.reverse(), w.none));
    if (!forFinance(place.me)) return [versions];
    return [changed(last ?? body.now, place), versions];
  },
};

function changed(last: PolicyAnswer, place: Place): HTMLElement {
  const w = settingsWords().policy;
  const now = last.policy as unknown as Policy;
  const names = Object.keys(FIELD_LABELS).filter((name) => name !== "kind");
  const required = several("policy", "required_fields", w.requiredFields, names.map((name) => [name, worded(FIELD_LABELS[name], name)]), now.required_fields, w.requiredFieldsHint);
  const filing = several("policy", "required_filing", w.requiredFiling, FILING.map((name) => [name, w.filing[name]]), now.required_filing);
  const second = sum("second_reviewer_from", w.secondFrom, now.second_reviewer_from, w.secondFromHint);
  const strict = sum("strict_from", w.strictFrom, now.strict_from, w.strictFromHint);
  const months = entry("policy", "months_back", w.monthsBack, { value: now.months_back === null ? "" : String(now.months_back), digits: true, hint: w.monthsBackHint });
  const hours = entry("policy", "review_hours", w.reviewHours, { value: String(now.review_hours), digits: true, required: true, hint: w.reviewHoursHint });
  const own = flag("policy", "own_review", w.ownReview, now.own_review, w.ownReviewHint);
  const triggers = several("policy", "second_triggers", w.triggers, TRIGGERS.map((name) => [name, w.triggerNames[name]]), now.second_triggers, w.triggersHint);
  const sampled = entry("policy", "second_share", w.secondShare, { value: String(now.second_share), digits: true, required: true, hint: w.secondShareHint });
  const look = choice("policy", "second_look", w.secondLook, LOOKS.map((name) => [name, w.looks[name]] as const), now.second_look, w.secondLookHint);
  const planted = entry("policy", "planted_share", w.plantedShare, { value: String(now.planted_share), digits: true, required: true, hint: w.plantedShareHint });
  const effective = entry("policy", "effective", w.effective, { type: "date", value: today(), required: true, hint: w.effectiveHint });
  const kinds = new KindsEditor(now.kinds);
  const fields: Field[] = [effective, second, triggers, sampled, look, planted, strict, months, hours, own, filing, required];
  const save = async (): Promise<void> => {
    const said: Policy = {
      required_fields: required.value,
      required_filing: filing.value,
      second_reviewer_from: second.value || null,
      strict_from: strict.value || null,
      months_back: months.value ? whole(months) : null,
      review_hours: whole(hours),
      own_review: own.value,
      second_triggers: triggers.value,
      second_share: share(sampled),
      second_look: look.value,
      planted_share: share(planted),
      kinds: kinds.value,
    };
    const { body } = await call("changePolicy", { body: { seen: last.version, policy: { ...said }, effective: effective.value } });
    place.say(filled(w.saved, body.version, body.effective ?? ""));
    await place.again();
  };
  const body = [...fields.map((field) => field.row), kinds.element];
  const form = new SettingsForm({ fields: [...fields, kinds], body, submit: settingsWords().save, save, speaksOf: { policy_day_past: "effective", policy_malformed: malformedPart } });
  return block(last.version ? filled(w.change, last.version) : w.first, place.forms.add(form).element);
}

/** The service names the place: `strict_from`, `kinds.taxi.second_reviewer_from`. */
function malformedPart(problem: Problem): string | undefined {
  return /: (\w+)/.exec(problem.message_en)?.[1];
}

function sum(name: string, label: string, value: string | null, hint: string): Entry {
  return entry("policy", name, label, { value: value ?? "", digits: true, hint });
}

function whole(field: Entry): number {
  if (!/^\d{1,6}$/.test(field.value)) throw new FieldWrong(field, settingsWords().wholeNumber);
  return Number(field.value);
}

/** 0 to 1. */
function share(field: Entry): number {
  const value = Number(field.value || "0");
  if (!(value >= 0 && value <= 1)) throw new FieldWrong(field, settingsWords().policy.confidenceWrong);
  return value;
}

/** The rules of single kinds: those that have some, and one more on demand. */
class KindsEditor implements Field {
  readonly name = "kinds";
  readonly row: HTMLElement;
  private readonly rules = new Map<string, RulesEditor>();
  private readonly list = h("div", { class: "kinds" });
  private readonly problem = h("p", { class: "wrong", hidden: true });
  private readonly more: Entry;

  constructor(kinds: Record<string, KindRules>) {
    const w = settingsWords().policy;
    const options = Object.keys(KIND_LABELS).filter((kind) => kind !== NO_INVOICE);
    this.more = choice("policy", "", w.addKind, [["", w.chooseKind], ...options.map((kind) => [kind, worded(KIND_LABELS[kind], kind)] as const)], "", w.addKindHint);
    this.more.control.addEventListener("change", () => {
      const kind = this.more.value;
      this.more.control.value = "";
      if (kind) this.add(kind, NO_RULES, true);
    });
    this.row = h("fieldset", { class: "field kinds-of-policy" }, h("legend", {}, w.kinds), this.list, this.more.row, this.problem);
    for (const [kind, rules] of Object.entries(kinds)) this.add(kind, rules, false);
  }

  get element(): HTMLElement {
    return this.row;
  }

  get value(): Record<string, KindRules> {
    return Object.fromEntries([...this.rules].map(([kind, editor]) => [kind, editor.value]));
  }

  wrong(sentence: string | null): void {
    this.problem.textContent = sentence ?? "";
    this.problem.hidden = sentence === null;
  }

  focus(): void {
    this.more.focus();
  }

  private add(kind: string, rules: KindRules, open: boolean): void {
    const known = this.rules.get(kind);
    if (known) {
      known.show();
      return;
    }
    const editor = new RulesEditor(kind, rules, () => {
      this.rules.delete(kind);
      editor.element.remove();
    });
    this.rules.set(kind, editor);
    this.list.append(editor.element);
    if (open) editor.show();
  }
}

class RulesEditor {
  readonly element: HTMLDetailsElement;
  private readonly required: Several;
  private readonly second: Entry;
  private readonly confidence: Entry;
  private readonly always: Flag;
  private readonly picture: Flag;
  private readonly blocked: Flag;

  constructor(kind: string, rules: KindRules, remove: () => void) {
    const w = settingsWords().policy;
    const of = `policy-${kind}`;
    const names = (FIELDS_OF[kind] ?? []).filter((name) => name !== "kind");
    this.blocked = flag(of, `${kind}.blocked`, w.blocked, rules.blocked);
    this.always = flag(of, `${kind}.always_review`, w.alwaysReview, rules.always_review);
    this.picture = flag(of, `${kind}.good_picture`, w.goodPicture, rules.good_picture);
    this.second = entry(of, `${kind}.second_reviewer_from`, w.secondFrom, { value: rules.second_reviewer_from ?? "", digits: true, hint: w.insteadHint });
    this.confidence = entry(of, `${kind}.least_confidence`, w.confidence, { value: String(rules.least_confidence), digits: true, hint: w.confidenceHint });
    this.required = several(of, `${kind}.required_fields`, w.requiredFields, names.map((name) => [name, worded(FIELD_LABELS[name], name)]), rules.required_fields);
    const parts = [this.blocked, this.always, this.picture, this.second, this.confidence, this.required];
    this.element = h("details", {}, h("summary", {}, worded(KIND_LABELS[kind], kind)), ...parts.map((part) => part.row), h("button", { type: "button", onclick: remove }, w.removeKind));
  }

  show(): void {
    this.element.open = true;
    this.blocked.focus();
  }

  get value(): KindRules {
    return {
      required_fields: this.required.value,
      second_reviewer_from: this.second.value || null,
      always_review: this.always.value,
      good_picture: this.picture.value,
      least_confidence: share(this.confidence),
      blocked: this.blocked.value,
    };
  }
}
