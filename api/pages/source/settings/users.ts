// Users of the firm: who they are and what they may do.

import type { Role, UserAnswer } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { filled, moment } from "../ground/language";
import { settingsWords } from "../words/settings/words";
import { entry, several } from "./fields";
import { SettingsForm } from "./form";
import { action, block, showOnce, sure, table } from "./parts";
import { forAdministrators, type Place, type Section } from "./section";

const ROLES: readonly Role[] = ["submitter", "reviewer", "second_reviewer", "finance", "administrator"];

export const users: Section = {
  id: "people",
  title: (w) => w.users.title,
  hint: (w) => w.users.hint,
  group: "firm",
  may: forAdministrators,
  draw: async (place) => {
    const w = settingsWords().users;
    const { body } = await call("listUsers");
    const rows = body.map((user) => [name(user), user.roles.map((role) => w.roles[role]).join(settingsWords().comma), moment(user.created_at), state(user), actions(user, place)]);
    return [block(w.all, table(w.all, [w.name, w.rolesOf, w.since, w.state, settingsWords().does], rows, "")), added(place)];
  },
};

function added(place: Place): HTMLElement {
  const w = settingsWords().users;
  const name = entry("user", "name", w.name, { required: true, maxlength: 64, hint: w.nameHint });
  const roles = several("user", "roles", w.rolesOf, ROLES.map((role) => [role, w.roles[role]]), ["submitter"]);
  const save = async (): Promise<void> => {
    const { body } = await call("addUser", { body: { name: name.value, roles: roles.value as Role[] } });
    await showOnce(w.oneTime, filled(w.oneTimeHint, body.user.name), body.one_time_password);
    await place.again();
  };
  const form = new SettingsForm({ fields: [name, roles], submit: w.add, save, speaksOf: { name_taken: "name", user_name_malformed: "name", role_needed: "roles" } });
  return block(w.add, place.forms.add(form).element);
}

function actions(user: UserAnswer, place: Place): HTMLElement {
  const w = settingsWords().users;
  const path = { user_id: user.id };
  const reset = action(place, w.reset, async () => {
    if (!(await sure(w.reset, filled(w.resetSure, user.name), w.reset))) return;
    const { body } = await call("resetPassword", { path });
    await showOnce(w.oneTime, filled(w.oneTimeHint, user.name), body.one_time_password);
    await place.again();
  });
  const isOut = user.disabled_at !== null;
  const turn = action(place, isOut ? w.enable : w.disable, async () => {
    if (!isOut && !(await sure(w.disable, filled(w.disableSure, user.name), w.disable))) return;
    await call("changeUser", { path, body: { disabled: !isOut } });
    place.say(filled(isOut ? w.enabled : w.disabledNow, user.name));
    await place.again();
  });
  return h("div", { class: "row-actions" }, h("details", {}, h("summary", {}, w.rolesOf), rolesForm(user, place)), reset, turn);
}

function rolesForm(user: UserAnswer, place: Place): HTMLElement {
  const w = settingsWords().users;
  const roles = several(`user-${user.id}`, "roles", filled(w.rolesOfUser, user.name), ROLES.map((role) => [role, w.roles[role]]), user.roles);
  const save = async (): Promise<void> => {
    await call("changeUser", { path: { user_id: user.id }, body: { roles: roles.value as Role[] } });
    place.say(settingsWords().saved);
    await place.again();
  };
  return place.forms.add(new SettingsForm({ fields: [roles], submit: settingsWords().save, save, speaksOf: { role_needed: "roles", last_administrator: "roles" } })).element;
}

function name(user: UserAnswer): HTMLElement {
  return h("span", { class: user.disabled_at === null ? null : "over" }, user.name);
}

function state(user: UserAnswer): string {
  const w = settingsWords().users;
  if (user.disabled_at !== null) return w.disabled;
  return user.must_change_password ? w.mustChange : w.active;
}
