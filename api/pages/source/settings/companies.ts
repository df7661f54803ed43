// Our own companies: what each is called from a day on.

import type { CompanyVersion } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { filled } from "../ground/language";
import { settingsWords } from "../words/settings/words";
import { entry, flag, type Field } from "./fields";
import { SettingsForm } from "./form";
import { block, table, today } from "./parts";
import { forEverybody, forFinance, type Place, type Section } from "./section";

const SPEAKS_OF = { company_title_missing: "title", company_tax_id_wrong: "tax_id" };
const ALWAYS = "0001-01-01";

export const companies: Section = {
  id: "companies",
  title: (w) => w.companies.title,
  hint: (w) => w.companies.hint,
  group: "firm",
  may: forEverybody,
  draw: async (place) => {
    const { body } = await call("listCompanies");
    const mayChange = forFinance(place.me);
    return [...body.map((versions) => company(versions, place, mayChange)), ...(body.length ? [] : [h("p", { class: "empty" }, settingsWords().companies.none)]), ...(mayChange ? [added(place)] : [])];
  },
};

function company(versions: readonly CompanyVersion[], place: Place, mayChange: boolean): HTMLElement {
  const w = settingsWords().companies;
  const last = versions.at(-1);
  if (last === undefined) return h("span");
  const holding = standing(versions, today()) ?? last;
  const rows = versions.map((version) => [version.effective === ALWAYS ? w.always : version.effective, version.title, h("span", { class: "digits" }, version.tax_id), state(version, versions)]);
  const shown = block(holding.title, table(w.versions, [w.effective, w.name, w.taxId, w.state], rows.reverse(), ""));
  if (mayChange) shown.append(h("details", {}, h("summary", {}, w.change), changed(last, place)));
  return shown;
}

function added(place: Place): HTMLElement {
  const w = settingsWords().companies;
  const title = entry("company", "title", w.name, { required: true, maxlength: 200, hint: w.nameHint });
  const taxId = entry("company", "tax_id", w.taxId, { required: true, maxlength: 64, digits: true });
  const effective = entry("company", "effective", w.effective, { type: "date", hint: w.effectiveHint });
  const save = async (): Promise<void> => {
    await call("addCompany", { body: { title: title.value, tax_id: taxId.value, ...(effective.value ? { effective: effective.value } : {}) } });
    place.say(filled(w.added, title.value));
    await place.again();
  };
  return block(w.add, form(place, [title, taxId, effective], w.add, save).element);
}

function changed(last: CompanyVersion, place: Place): HTMLElement {
  const w = settingsWords().companies;
  const of = `company-${last.company_id}`;
  const title = entry(of, "title", w.name, { value: last.title, required: true, maxlength: 200 });
  const taxId = entry(of, "tax_id", w.taxId, { value: last.tax_id, required: true, maxlength: 64, digits: true });
  const effective = entry(of, "effective", w.from, { value: today(), type: "date", required: true, hint: w.fromHint });
  const active = flag(of, "active", w.takes, last.active !== false, w.takesHint);
  const save = async (): Promise<void> => {
    const body = { seen: last.version, title: title.value, tax_id: taxId.value, effective: effective.value, active: active.value };
    await call("changeCompany", { path: { company_id: last.company_id }, body });
    place.say(settingsWords().saved);
    await place.again();
  };
  return form(place, [title, taxId, effective, active], settingsWords().save, save).element;
}

function form(place: Place, fields: Field[], submit: string, save: () => Promise<void>): SettingsForm {
  return place.forms.add(new SettingsForm({ fields, submit, save, speaksOf: SPEAKS_OF }));
}

/** The version that holds on a day: the latest effective by then, of several for one day the last said. */
export function standing(versions: readonly CompanyVersion[], day: string): CompanyVersion | undefined {
  const held = versions.filter((version) => version.effective <= day);
  return held.reduce<CompanyVersion | undefined>((best, version) => (best === undefined || version.effective >= best.effective ? version : best), undefined);
}

function state(version: CompanyVersion, versions: readonly CompanyVersion[]): string {
  const w = settingsWords().companies;
  if (version.effective > today()) return w.comes;
  if (version !== standing(versions, today())) return w.before;
  return version.active === false ? w.inactive : w.holds;
}
