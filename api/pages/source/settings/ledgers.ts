// The ledgers that invoices go to: those of the operator's file as they are, those of this page to be changed, and how they do. A secret goes in and is never shown.

import type { LedgerAnswer, LedgerFacts, LedgerSetting, LedgerSettingList, LedgerType } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { filled, moment } from "../ground/language";
import { settingsWords } from "../words/settings/words";
import { choice, entry, flag, type Entry } from "./fields";
import { FieldWrong, SettingsForm } from "./form";
import { ledgerWays } from "./ledger_ways";
import { block, connectionTest, factList, numberOf } from "./parts";
import { forAdministrators, type Place, type Section } from "./section";

type Fact = keyof LedgerFacts;

/** What is asked of each type, in this order. */
const FACTS: Readonly<Record<LedgerType, readonly Fact[]>> = {
  rest: ["address", "id", "settles_minutes", "timeout_seconds"],
  directory: ["folder", "settles_minutes"],
  s3: ["address", "bucket", "prefix", "region", "id", "settles_minutes"],
  tables: ["folder", "settles_minutes"],
  odoo: ["address", "database", "id", "expense", "tax", "settles_minutes", "timeout_seconds"],
  tryton: ["address", "database", "id", "company", "currency", "payable", "expense", "tax", "settles_minutes", "timeout_seconds"],
};
const TYPES = Object.keys(FACTS) as LedgerType[];
const WITHOUT_SECRET: readonly LedgerType[] = ["directory", "tables"];
const NUMBERS: readonly Fact[] = ["company", "settles_minutes", "timeout_seconds"];
const ALL: readonly Fact[] = [...new Set(TYPES.flatMap((type) => FACTS[type]))];

export const ledgers: Section = {
  id: "ledgers",
  title: (w) => w.ledgers.title,
  hint: (w) => w.ledgers.hint,
  group: "service",
  may: forAdministrators,
  draw: async (place) => {
    const w = settingsWords().ledgers;
    const [{ body: list }, { body: ways }, { body: outside }] = await Promise.all([call("listLedgers"), call("listLedgerRoutes"), call("outside")]);
    const shown = list.ledgers.map((each) => ledger(each, outside.ledgers.find((health) => health.name === each.name), list, place));
    const none = shown.length ? [] : [h("p", { class: "empty" }, w.none)];
    const may = list.may_change;
    return [...(may ? [] : [h("p", { class: "look" }, w.notYours)]), ...none, ...shown, ...(may ? [block(w.add, form(null, list, place)), ...ledgerWays(ways, list.ledgers, place)] : [])];
  },
};

function ledger(each: LedgerSetting, health: LedgerAnswer | undefined, list: LedgerSettingList, place: Place): HTMLElement {
  const w = settingsWords().ledgers;
  const told = FACTS[each.type].map((name): [string, string] => [w.labels[name], text(each.facts[name])]);
  const facts: [string, string][] = [
    [w.type, w.types[each.type]],
    ...told,
    [w.secret, each.has_secret && !WITHOUT_SECRET.includes(each.type) ? w.secretKept : ""],
    [w.origin, w.origins[each.origin]],
    [w.use, use(each)],
    [w.state, health ? w.healths[health.health] : ""],
    [w.since, health?.since ? moment(health.since) : ""],
    [w.next, health?.next_at ? moment(health.next_at) : ""],
    [w.reason, health?.reason ?? ""],
  ];
  const test = async (): Promise<[boolean, string]> => {
    const { body } = await call("testLedger", { path: { name: each.name } });
    return [body.works, body.works ? filled(w.works, body.seconds.toFixed(1)) : filled(w.worksNot, [body.reason, body.message].filter(Boolean).join(": "), body.seconds.toFixed(1))];
  };
  const shown = block(health?.is_backup ? `${each.name} · ${w.backup}` : each.name, factList(facts), connectionTest(place, w.testHint, test));
  if (list.may_change && each.origin === "page") shown.append(h("details", {}, h("summary", {}, w.change), form(each, list, place)));
  return shown;
}

function use(each: LedgerSetting): string {
  const w = settingsWords().ledgers;
  if (!each.active) return w.off;
  return each.version_in_use === null ? w.notUsed : w.inUse;
}

function form(known: LedgerSetting | null, list: LedgerSettingList, place: Place): HTMLElement {
  const w = settingsWords().ledgers;
  const of = `ledger-${known?.name ?? ""}`;
  const name = entry(of, "name", w.name, { maxlength: 31, required: known === null, hint: w.nameHint });
  const type = choice(of, "type", w.type, TYPES.map((each) => [each, w.types[each]]), known?.type ?? "rest");
  const hints: Partial<Record<Fact, string>> = { ...w.hints, folder: filled(w.hints.folder, list.folders.join(", ")) };
  const fact = (each: Fact): Entry => entry(of, each, w.labels[each], { value: text(known?.facts[each]), maxlength: 500, digits: NUMBERS.includes(each), ...(hints[each] ? { hint: hints[each] } : {}) });
  const facts = new Map(ALL.map((each) => [each, fact(each)]));
  const secret = entry(of, "secret", w.secret, { type: "password", maxlength: 2000, autocomplete: "new-password", hint: known ? w.secretStays : w.secretHint });
  const active = flag(of, "active", w.active, known?.active ?? true);
  const chosen = (): LedgerType => type.value as LedgerType;
  const show = (): void => {
    for (const [each, field] of facts) field.row.hidden = !FACTS[chosen()].includes(each);
    secret.row.hidden = WITHOUT_SECRET.includes(chosen());
  };
  type.control.addEventListener("change", show);
  show();
  const save = async (): Promise<void> => {
    const called = known?.name ?? name.value;
    if (!known && list.ledgers.some((each) => each.name === called)) throw new FieldWrong(name, w.nameTaken);
    const told: Partial<Record<Fact, string | number | null>> = {};
    for (const each of FACTS[chosen()]) {
      const field = facts.get(each);
      if (field?.value) told[each] = NUMBERS.includes(each) ? numberOf(field) : field.value;
    }
    const body = { seen: known?.version ?? 0, type: chosen(), facts: told as LedgerFacts, secret: secret.control.value && !secret.row.hidden ? secret.control.value : null, active: active.value };
    await call("changeLedger", { path: { name: called }, body });
    place.say(filled(w.kept, called));
    await place.again();
  };
  const fields = [...(known ? [] : [name]), type, ...facts.values(), secret, active];
  return place.forms.add(new SettingsForm({ fields, submit: settingsWords().save, save, speaksOf: { setting_in_file: "name", ledger_in_use: "active" } })).element;
}

function text(value: string | number | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}
