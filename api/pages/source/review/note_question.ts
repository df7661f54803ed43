// A note for those who review an invoice next, beneath what was written before.

import type { NoteAnswer } from "../drawn/schemas";
import { ask } from "../ground/dialog";
import { h } from "../ground/dom";
import { isComposing } from "../ground/keys";
import { moment } from "../ground/language";
import { reviewWords } from "../words/review/words";

const LONGEST = 1000;

/** What is to be written down; null where nothing is. */
export function askNote(before: readonly NoteAnswer[]): Promise<string | null> {
  const w = reviewWords();
  return ask<string>(w.note, (close) => {
    const text = h("textarea", { id: "note-text", rows: 3, maxlength: LONGEST, autofocus: true, "aria-describedby": "note-hint" });
    const send = (): void => close(text.value.trim() || null);
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.ctrlKey || isComposing(event)) return;
      event.preventDefault(); // the desk, which sees it next, would approve
      send();
    });
    const save = h("button", { type: "button", class: "primary", onclick: send }, w.noteSave, " ", h("kbd", {}, "Ctrl+Enter"));
    return [notesList(before), h("div", { class: "labelled" }, h("label", { for: "note-text" }, w.noteText), text), h("p", { id: "note-hint", class: "faint" }, w.noteHint), h("div", { class: "actions" }, save)];
  });
}

/** Oldest first, empty where there are none. */
export function notesList(notes: readonly NoteAnswer[]): HTMLElement {
  return h("ul", { class: "left-notes", "aria-label": reviewWords().notes }, ...notes.map(({ text, who, said_at }) => h("li", {}, h("small", {}, `${who} · ${moment(said_at)}`), " ", text)));
}
