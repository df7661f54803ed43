// How one is told oneself.

import type { Language } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { settingsWords } from "../words/settings/words";
import { choice, entry, flag } from "./fields";
import { SettingsForm } from "./form";
import { action, block, told as tried } from "./parts";
import { type Section } from "./section";
import { told } from "./told";

export const ownNotices: Section = {
  id: "notices",
  title: (w) => w.ownNotices.title,
  hint: (w) => w.ownNotices.hint,
  group: "own",
  may: (me) => me.scopes.includes("read:own"),
  draw: async (place) => {
    const w = settingsWords().ownNotices;
    const { body: wish } = await call("noticeSettings");
    const mail = entry("notices", "mail", w.mail, { value: wish.mail, type: "email", maxlength: 254, autocomplete: "email", hint: w.mailHint });
    const language = choice("notices", "language", w.language, [["zh", "中文"], ["en", "English"]], wish.language);
    const urgent = flag("notices", "urgent", w.urgent, wish.urgent);
    const digest = flag("notices", "digest", w.digest, wish.digest);
    const form = new SettingsForm({
      fields: [mail, language, urgent, digest],
      submit: settingsWords().save,
      more: wish.mail_possible && wish.mail ? [action(place, w.try, async () => tried(place, (await call("tryMail")).body))] : [],
      speaksOf: { mail_address_malformed: "mail" },
      save: async () => {
        await call("changeNoticeSettings", { body: { mail: mail.value, language: language.value as Language, urgent: urgent.value, digest: digest.value } });
        place.say(settingsWords().saved);
        await place.again();
      },
    });
    return [...(wish.mail_possible ? [] : [h("p", { class: "look" }, w.noServer)]), block(w.how, place.forms.add(form).element), await told(place)];
  },
};
