// Providers of look-ups: those of the operator's file as they are, those of this page to be changed. A secret goes in and is never shown.

import type { OutsideHealth, ProviderSetting, ProviderSettingList, Vendor } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { filled } from "../ground/language";
import { settingsWords } from "../words/settings/words";
import { choice, entry, flag, type Entry } from "./fields";
import { FieldWrong, SettingsForm } from "./form";
import { block, connectionTest, factList, numberOf } from "./parts";
import { forAdministrators, type Place, type Section } from "./section";

const VENDORS = ["tencent", "baidu", "aliyun", "huawei", "fpcy", "xiangyun", "jumei", "qixiangyun", "weibaozhang"] as const satisfies readonly Vendor[];

export const providers: Section = {
  id: "providers",
  title: (w) => w.providers.title,
  hint: (w) => w.providers.hint,
  group: "service",
  may: forAdministrators,
  draw: async (place) => {
    const w = settingsWords().providers;
    const [{ body: list }, { body: outside }] = await Promise.all([call("listProviders"), call("outside")]);
    const health = new Map(outside.providers.map((each) => [each.name, each.health]));
    const shown = list.providers.map((each) => provider(each, health.get(each.name), list, place));
    const none = list.providers.length ? [] : [h("p", { class: "empty" }, w.none)];
    return [...(list.may_change ? [] : [h("p", { class: "look" }, w.notYours)]), ...none, ...shown, ...(list.may_change ? [added(list, place)] : [])];
  },
};

function provider(each: ProviderSetting, health: OutsideHealth | undefined, list: ProviderSettingList, place: Place): HTMLElement {
  const w = settingsWords().providers;
  const facts: [string, string][] = [
    [w.type, w.vendors[each.type]],
    [w.account, each.id],
    [w.address, each.address],
    [w.rate, String(each.calls_per_second)],
    [w.price, each.price_per_call === null ? "" : String(each.price_per_call)],
    [w.origin, w.origins[each.origin]],
    [w.secret, each.has_secret ? w.secretKept : w.secretMissing],
    [w.state, state(each)],
    [w.health, each.version_in_use === null || !health ? "" : w.healths[health]],
  ];
  const shown = block(each.name, factList(facts));
  if (!list.may_change) return shown;
  const test = async (): Promise<[boolean, string]> => {
    const { body } = await call("testProvider", { path: { name: each.name } });
    return [body.works, filled(body.works ? w.works : w.worksNot, w.outcomes[body.outcome], body.seconds.toFixed(1), [body.provider_code, body.message].filter(Boolean).join(" "))];
  };
  shown.append(connectionTest(place, w.testHint, test));
  if (each.origin === "page") shown.append(h("details", {}, h("summary", {}, w.change), form(each, list, place)));
  return shown;
}

function state(each: ProviderSetting): string {
  const w = settingsWords().providers;
  if (!each.active) return w.off;
  return each.version_in_use === null ? w.notUsed : w.inUse;
}

function added(list: ProviderSettingList, place: Place): HTMLElement {
  return block(settingsWords().providers.add, form(null, list, place));
}

function form(known: ProviderSetting | null, list: ProviderSettingList, place: Place): HTMLElement {
  const w = settingsWords().providers;
  const of = `provider-${known?.name ?? ""}`;
  const text = (name: string, label: string, value: string | undefined, hint?: string, digits = false): Entry => entry(of, name, label, { value: value ?? "", maxlength: 500, digits, ...(hint ? { hint } : {}) });
  const type = choice(of, "type", w.type, VENDORS.map((vendor) => [vendor, w.vendors[vendor]]), known?.type ?? "tencent");
  const name = entry(of, "name", w.name, { maxlength: 31, hint: w.nameHint });
  const id = text("id", w.account, known?.id, w.accountHint);
  const secret = entry(of, "secret", w.secret, { type: "password", maxlength: 2000, autocomplete: "new-password", hint: known ? w.secretStays : w.secretHint });
  const address = text("address", w.address, known?.address, w.addressHint);
  const project = text("project_id", w.project, known?.project_id, w.projectHint);
  const rate = text("calls_per_second", w.rate, String(known?.calls_per_second ?? 5), w.rateHint, true);
  const timeout = text("timeout_seconds", w.timeout, String(known?.timeout_seconds ?? 30), undefined, true);
  const price = text("price_per_call", w.price, known?.price_per_call === null ? "" : String(known?.price_per_call ?? ""), w.priceHint, true);
  const order = text("place", w.place, String(known?.place ?? 10), w.placeHint, true);
  const active = flag(of, "active", w.active, known?.active ?? true);
  const fields = [type, ...(known ? [] : [name]), id, secret, address, project, rate, timeout, price, order, active];
  const save = async (): Promise<void> => {
    const called = known?.name ?? (name.value || type.value);
    if (!known && list.providers.some((each) => each.name === called)) throw new FieldWrong(name, w.nameTaken);
    const body = {
      seen: known?.version ?? 0,
      type: type.value as Vendor,
      id: id.value,
      secret: secret.control.value ? secret.control.value : null,
      address: address.value,
      project_id: project.value,
      calls_per_second: numberOf(rate),
      timeout_seconds: numberOf(timeout),
      price_per_call: price.value ? numberOf(price) : null,
      place: numberOf(order),
      active: active.value,
    };
    await call("changeProvider", { path: { name: called }, body });
    place.say(filled(w.kept, called));
    await place.again();
  };
  return place.forms.add(new SettingsForm({ fields, submit: settingsWords().save, save, speaksOf: { setting_in_file: "name" } })).element;
}
