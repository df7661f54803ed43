// One's own password.

import { call, useToken } from "../ground/api";
import { settingsWords } from "../words/settings/words";
import { words } from "../words/words";
import { entry } from "./fields";
import { FieldWrong, SettingsForm } from "./form";
import { forEverybody, type Section } from "./section";

const NEW = ["password_too_short", "password_too_long", "password_guessable", "password_unchanged"];

export const password: Section = {
  id: "password",
  title: (w) => w.password.title,
  hint: (w) => w.password.hint,
  group: "own",
  may: forEverybody,
  draw: async (place) => {
    const w = words();
    const old = entry("password", "old", w.oldPassword, { type: "password", required: true, autocomplete: "current-password" });
    const next = entry("password", "new", w.newPassword, { type: "password", required: true, autocomplete: "new-password" });
    const again = entry("password", "again", w.repeatPassword, { type: "password", required: true, autocomplete: "new-password" });
    const form = new SettingsForm({
      fields: [old, next, again],
      submit: w.changePassword,
      speaksOf: { password_wrong: "old", login_failed: "old", too_many_logins: "old", ...Object.fromEntries(NEW.map((code) => [code, "new"])) },
      save: async () => {
        if (next.control.value !== again.control.value) throw new FieldWrong(again, w.passwordsDiffer);
        // As it is typed, blanks too.
        const { body: me } = await call("changePassword", { body: { old: old.control.value, new: next.control.value } });
        useToken(me.csrf_token ?? "");
        place.say(settingsWords().password.changed);
        await place.again();
      },
    });
    return [place.forms.add(form).element];
  },
};
