// Scan folders and mailboxes as they are configured, how they do, and where they are changed.

import type { DoorAnswer } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { language, moment } from "../ground/language";
import { settingsWords } from "../words/settings/words";
import { block, factList } from "./parts";
import { forAdministrators, type Section } from "./section";

export const folders: Section = {
  id: "folders",
  title: (w) => w.folders.title,
  hint: (w) => w.folders.hint,
  group: "service",
  may: forAdministrators,
  draw: async () => {
    const w = settingsWords().folders;
    const { body } = await call("listDoors");
    const shown = body.length ? body.map(door) : [h("p", { class: "empty" }, w.none)];
    return [...shown, block(w.where, ...w.commands.map(([what, command]) => h("p", {}, what, " ", h("code", {}, command))))];
  },
};

function door(each: DoorAnswer): HTMLElement {
  const w = settingsWords().folders;
  const facts: [string, string][] = [
    [w.kind, w.kinds[each.kind]],
    [w.server, each.server],
    [w.looked, each.looked_at === null ? w.notYet : moment(each.looked_at)],
    [w.waiting, String(each.waiting)],
    [w.processing, String(each.processing)],
    [w.ended, String(each.ended)],
  ];
  const problems = each.problems.map((problem) => h("p", { class: "look" }, language() === "zh" ? problem.message_zh : problem.message_en));
  const state = each.problems.length || each.looked_at === null ? null : h("p", { class: "good" }, w.well);
  return block(each.place, factList(facts), state, ...problems);
}
