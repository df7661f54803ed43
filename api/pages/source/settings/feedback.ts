// What people said about the pages, and the answers: one's own; administrators see everybody's and answer.

import type { FeedbackAnswer, FeedbackState } from "../drawn/schemas";
import { ROUTES } from "../drawn/operations";
import { call, request } from "../ground/api";
import { ask } from "../ground/dialog";
import { h } from "../ground/dom";
import { filled, moment } from "../ground/language";
import { settingsWords } from "../words/settings/words";
import { choice, entry } from "./fields";
import { SettingsForm } from "./form";
import { action } from "./parts";
import { forAdministrators, type Place, type Section } from "./section";

const STATES: readonly FeedbackState[] = ["open", "answered", "closed"];
const PAGE = 50;

export const feedback: Section = {
  id: "feedback",
  title: (w) => w.feedback.title,
  hint: (w) => w.feedback.hint,
  group: "own",
  may: (me) => me.scopes.includes("read:own"),
  draw: async (place) => {
    const w = settingsWords().feedback;
    const list = h("div", { class: "feedback-list" });
    const state = choice("feedback", "state", w.state, [["", w.all], ...STATES.map((each) => [each, w.states[each]] as const)], forAdministrators(place.me) ? "open" : "");
    const show = async (): Promise<void> => list.replaceChildren(...(await page(place, state.value as FeedbackState | "", null)));
    state.control.addEventListener("change", () => void show());
    await show();
    return [state.row, list];
  },
};

async function page(place: Place, state: FeedbackState | "", cursor: string | null): Promise<Node[]> {
  const w = settingsWords().feedback;
  const { body } = await call("listFeedback", { query: { limit: PAGE, ...(state ? { state } : {}), ...(cursor ? { cursor } : {}) } });
  if (!body.feedback.length && cursor === null) return [h("p", { class: "empty" }, w.none)];
  const listed = body.feedback.map((each) => shown(each, place));
  if (body.next === null) return listed;
  const more: HTMLButtonElement = action(place, w.more, async () => more.replaceWith(...(await page(place, state, body.next))));
  return [...listed, more];
}

function shown(each: FeedbackAnswer, place: Place): HTMLElement {
  const w = settingsWords().feedback;
  const about = each.object_id === null ? "" : `${w.objects[each.object_kind]} ${each.object_id}`;
  const facts = [[w.page, each.page], [w.about, about], [w.browser, [each.browser, each.screen].filter(Boolean).join(settingsWords().comma)]].filter(([, value]) => value);
  return h(
    "article",
    { class: "block", "data-feedback": each.id, "data-state": each.state },
    h("header", {}, h("strong", {}, each.user_name), h("time", { datetime: each.sent_at }, moment(each.sent_at)), h("span", { class: "state" }, w.states[each.state])),
    h("p", { class: "said" }, each.text),
    each.has_picture ? action(place, w.picture, () => showPicture(each)) : null,
    h("details", {}, h("summary", {}, w.details), h("dl", {}, ...facts.flatMap(([name, value]) => [h("dt", {}, name ?? ""), h("dd", {}, value ?? "")]))),
    each.answer ? h("p", { class: "answer" }, h("strong", {}, filled(w.answeredBy, each.answered_by, each.answered_at === null ? "" : moment(each.answered_at))), h("span", {}, each.answer)) : null,
    forAdministrators(place.me) && each.state !== "closed" ? answering(each, place) : null,
  );
}

function answering(each: FeedbackAnswer, place: Place): HTMLElement {
  const w = settingsWords().feedback;
  const path = { feedback_id: each.id };
  const text = entry(`answer-${each.id}`, "text", w.answer, { rows: 2, maxlength: 2000, required: true, value: each.answer });
  const close = action(place, w.close, async () => {
    await call("closeFeedback", { path, body: { seen: each.version } });
    place.say(w.closed);
    await place.again();
  });
  const save = async (): Promise<void> => {
    await call("answerFeedback", { path, body: { seen: each.version, text: text.value } });
    place.say(w.answered);
    await place.again();
  };
  const form = place.forms.add(new SettingsForm({ fields: [text], submit: w.send, save, speaksOf: { feedback_text_missing: "text", feedback_changed_meanwhile: "text" }, more: [close] }));
  return h("details", { open: each.state === "open" }, h("summary", {}, w.answer), form.element);
}

async function showPicture(each: FeedbackAnswer): Promise<void> {
  const w = settingsWords().feedback;
  const [method, path] = ROUTES.feedbackPicture;
  const response = await request(path.replace("{feedback_id}", each.id), { method });
  const address = URL.createObjectURL(await response.blob());
  await ask<null>(w.picture, () => [h("img", { class: "feedback-picture", src: address, alt: each.text })], true);
  URL.revokeObjectURL(address);
}
