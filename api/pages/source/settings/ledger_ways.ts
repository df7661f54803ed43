// Which ledger the invoices of each tenant go to.

import type { LedgerRoute, LedgerSetting } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { filled } from "../ground/language";
import { settingsWords } from "../words/settings/words";
import { choice, entry } from "./fields";
import { FieldWrong, SettingsForm } from "./form";
import { block, factList, numberOf } from "./parts";
import type { Place } from "./section";

export function ledgerWays(ways: readonly LedgerRoute[], ledgers: readonly LedgerSetting[], place: Place): HTMLElement[] {
  const w = settingsWords().ledgers;
  const names = ledgers.filter((each) => each.active).map((each) => each.name);
  const head = block(w.ways, h("p", { class: "hint" }, w.waysHint), ways.length ? null : h("p", { class: "empty" }, w.noWays));
  return [head, ...ways.map((each) => way(each, ways, names, place)), ...(names.length ? [block(w.addWay, form(null, ways, names, place))] : [])];
}

function way(each: LedgerRoute, ways: readonly LedgerRoute[], names: readonly string[], place: Place): HTMLElement {
  const w = settingsWords().ledgers;
  const facts: [string, string][] = [
    [w.ledger, each.ledger || w.toNone],
    [w.backup, each.ledger ? each.backup : ""],
    [w.backupAfter, each.ledger && each.backup ? String(each.backup_after_minutes) : ""],
    [w.reconcileAt, each.ledger ? each.reconcile_at : ""],
    [w.reconcileDays, each.ledger ? String(each.reconcile_days) : ""],
    [w.origin, w.origins[each.origin]],
    [w.use, each.ledger && each.version_in_use === null ? w.notUsed : ""],
  ];
  const shown = block(`${w.tenant} ${each.tenant}`, factList(facts));
  if (each.origin === "page") shown.append(h("details", {}, h("summary", {}, w.change), form(each, ways, names, place)));
  return shown;
}

function form(known: LedgerRoute | null, ways: readonly LedgerRoute[], names: readonly string[], place: Place): HTMLElement {
  const w = settingsWords().ledgers;
  const of = `way-${known?.tenant ?? ""}`;
  const listed = names.map((name) => [name, name] as const);
  const tenant = entry(of, "tenant", w.tenant, { value: ways.length ? "" : place.me.tenant, maxlength: 64, required: known === null });
  const ledger = choice(of, "ledger", w.ledger, [...listed, ["", w.toNone]], known?.ledger ?? names[0] ?? "");
  const backup = choice(of, "backup", w.backup, [["", w.noBackup], ...listed], known?.backup ?? "");
  const after = entry(of, "backup_after_minutes", w.backupAfter, { value: String(known?.backup_after_minutes ?? 60), digits: true });
  const at = entry(of, "reconcile_at", w.reconcileAt, { value: known?.reconcile_at ?? "02:30", maxlength: 5, hint: w.reconcileHint });
  const days = entry(of, "reconcile_days", w.reconcileDays, { value: String(known?.reconcile_days ?? 62), digits: true });
  const fields = [...(known ? [] : [tenant]), ledger, backup, after, at, days];
  const save = async (): Promise<void> => {
    const called = known?.tenant ?? tenant.value;
    if (!known && ways.some((each) => each.tenant === called)) throw new FieldWrong(tenant, w.tenantTaken);
    const body = {
      seen: known?.version ?? 0,
      ledger: ledger.value,
      backup: backup.value,
      backup_after_minutes: after.value ? numberOf(after) : null,
      reconcile_at: at.value,
      reconcile_days: days.value ? numberOf(days) : null,
    };
    await call("changeLedgerRoute", { path: { tenant: called }, body });
    place.say(filled(w.kept, called));
    await place.again();
  };
  return place.forms.add(new SettingsForm({ fields, submit: settingsWords().save, save, speaksOf: { setting_in_file: "tenant", tenant_name_malformed: "tenant" } })).element;
}
