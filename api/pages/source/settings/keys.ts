// API keys, for other systems. A key is shown once.

import type { KeyAnswer, Scope } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { filled, moment } from "../ground/language";
import { settingsWords } from "../words/settings/words";
import { entry, several } from "./fields";
import { SettingsForm } from "./form";
import { action, block, showOnce, sure, table } from "./parts";
import { forAdministrators, type Place, type Section } from "./section";

const SCOPES = ["upload", "upload:own", "read", "read:own", "correct", "export", "metrics"] as const satisfies readonly Scope[];
/** The day that was chosen is the key's last whole one, in China. */
const END_OF_DAY = "T23:59:59+08:00";

export const keys: Section = {
  id: "keys",
  title: (w) => w.keys.title,
  hint: (w) => w.keys.hint,
  group: "firm",
  may: forAdministrators,
  draw: async (place) => {
    const w = settingsWords().keys;
    const { body } = await call("listKeys");
    const shown = (key: KeyAnswer): (Node | string)[] => [
      h("span", { class: isLiving(key) ? null : "over" }, key.name),
      key.scopes.join(settingsWords().comma),
      key.used_at === null ? w.never : moment(key.used_at),
      key.revoked_at !== null ? w.revokedAt : key.ends_at === null ? w.noEnd : moment(key.ends_at),
      isLiving(key) ? revoke(key, place) : "",
    ];
    return [block(w.all, table(w.all, [w.name, w.scopes, w.used, w.ends, settingsWords().does], body.map(shown), w.none)), made(place)];
  },
};

function isLiving(key: KeyAnswer): boolean {
  return key.revoked_at === null && (key.ends_at === null || Date.parse(key.ends_at) > Date.now());
}

function made(place: Place): HTMLElement {
  const w = settingsWords().keys;
  const name = entry("key", "name", w.name, { required: true, maxlength: 64, hint: w.nameHint });
  const scopes = several("key", "scopes", w.scopes, SCOPES.map((scope) => [scope, `${scope} · ${w.meanings[scope]}`]), []);
  const ends = entry("key", "ends_at", w.ends, { type: "date", hint: w.endsHint });
  const save = async (): Promise<void> => {
    const { body } = await call("makeKey", { body: { name: name.value, scopes: scopes.value as Scope[], ends_at: ends.value ? `${ends.value}${END_OF_DAY}` : null } });
    await showOnce(w.secret, w.secretHint, body.secret);
    await place.again();
  };
  const form = new SettingsForm({ fields: [name, scopes, ends], submit: w.make, save, speaksOf: { label_malformed: "name", scopes_not_allowed: "scopes" } });
  return block(w.make, place.forms.add(form).element);
}

function revoke(key: KeyAnswer, place: Place): HTMLElement {
  const w = settingsWords().keys;
  return action(place, w.revoke, async () => {
    if (!(await sure(w.revoke, filled(w.revokeSure, key.name), w.revoke))) return;
    await call("revokeKey", { path: { key_id: key.id } });
    place.say(filled(w.revoked, key.name));
    await place.again();
  });
}
