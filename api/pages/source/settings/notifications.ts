// Who is told what by which way: webhooks, the time of the day's mail, and what became of messages.

import type { MessageAnswer, WebhookAnswer } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { filled, moment } from "../ground/language";
import { settingsWords } from "../words/settings/words";
import { entry, flag } from "./fields";
import { SettingsForm } from "./form";
import { action, block, showOnce, sure, table, told } from "./parts";
import { forAdministrators, type Place, type Section } from "./section";

const SHOWN = 20;

export const notifications: Section = {
  id: "notifications",
  title: (w) => w.notifications.title,
  hint: (w) => w.notifications.hint,
  group: "firm",
  may: forAdministrators,
  draw: async (place) => {
    const [{ body: hooks }, { body: time }, { body: messages }] = await Promise.all([call("listWebhooks"), call("digestTime"), call("noticeMessages", { query: { limit: SHOWN } })]);
    return [digest(time.digest_at, place), webhooks(hooks, place), added(place), sent(messages.messages)];
  },
};

function digest(at: string, place: Place): HTMLElement {
  const w = settingsWords().notifications;
  const time = entry("digest", "digest_at", w.digestAt, { type: "time", value: at, required: true, hint: w.digestHint });
  const save = async (): Promise<void> => {
    await call("changeDigestTime", { body: { digest_at: time.value } });
    place.say(settingsWords().saved);
    await place.again();
  };
  return block(w.digestAt, place.forms.add(new SettingsForm({ fields: [time], submit: settingsWords().save, save })).element);
}

function webhooks(hooks: readonly WebhookAnswer[], place: Place): HTMLElement {
  const w = settingsWords().notifications;
  const toldOf = (hook: WebhookAnswer): string => [hook.urgent ? w.urgent : "", hook.digest ? w.daily : ""].filter(Boolean).join(settingsWords().comma) || w.nothing;
  const rows = hooks.map((hook) => [hook.name, hook.url, toldOf(hook), moment(hook.made_at), h("div", { class: "row-actions" }, tryOut(hook, place), end(hook, place))]);
  return block(w.webhooks, table(w.webhooks, [w.name, w.url, w.told, w.since, settingsWords().does], rows, w.noHooks));
}

function tryOut(hook: WebhookAnswer, place: Place): HTMLElement {
  return action(place, settingsWords().notifications.try, async () => told(place, (await call("tryWebhook", { path: { webhook_id: hook.id } })).body));
}

function end(hook: WebhookAnswer, place: Place): HTMLElement {
  const w = settingsWords().notifications;
  return action(place, w.end, async () => {
    if (!(await sure(w.end, filled(w.endSure, hook.name), w.end))) return;
    await call("endWebhook", { path: { webhook_id: hook.id } });
    place.say(filled(w.ended, hook.name));
    await place.again();
  });
}

function added(place: Place): HTMLElement {
  const w = settingsWords().notifications;
  const name = entry("webhook", "name", w.name, { required: true, maxlength: 64 });
  const url = entry("webhook", "url", w.url, { required: true, maxlength: 2000, type: "url", hint: w.urlHint });
  const urgent = flag("webhook", "urgent", w.urgent, true);
  const daily = flag("webhook", "digest", w.daily, true);
  const save = async (): Promise<void> => {
    const { body } = await call("addWebhook", { body: { name: name.value, url: url.value, urgent: urgent.value, digest: daily.value } });
    await showOnce(w.secret, w.secretHint, body.secret);
    await place.again();
  };
  const form = new SettingsForm({ fields: [name, url, urgent, daily], submit: w.add, save, speaksOf: { label_malformed: "name", webhook_address_refused: "url" } });
  return block(w.add, place.forms.add(form).element);
}

function sent(messages: readonly MessageAnswer[]): HTMLElement {
  const w = settingsWords().notifications;
  const rows = messages.map((message) => [moment(message.due_at), w.channels[message.channel], w.messageStates[message.state], String(message.attempts), h("span", { class: "detail" }, message.last_error)]);
  return block(w.messages, table(w.messages, [w.due, w.channel, w.state, w.attempts, w.error], rows, w.noMessages));
}
