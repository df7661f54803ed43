// Questions that must be answered first. The browser's own dialog keeps the focus inside, and gives it back.

import { h } from "./dom";
import { words } from "../words/words";

/** Shows `content` until `close` is called or Esc is pressed; the answer is what `close` was given, null for Esc. `shape`: wide, or a panel at the side. */
export function ask<Chosen>(title: string, content: (close: (chosen: Chosen | null) => void) => Node[], shape: boolean | "help" = false): Promise<Chosen | null> {
  return new Promise((resolve) => {
    let answer: Chosen | null = null;
    const close = (chosen: Chosen | null): void => {
      answer = chosen;
      dialog.close();
    };
    const heading = h("h2", { id: "dialog-title" }, title);
    const closer = h("button", { type: "button", class: "quiet close", "aria-label": words().close, onclick: () => close(null) }, "×");
    const dialog = h("dialog", { class: shape === true ? "wide" : shape || null, "aria-labelledby": "dialog-title" }, h("header", {}, heading, closer), h("div", { class: "content" }, ...content(close)));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector<HTMLElement>("[autofocus]")?.focus();
  });
}

export function isAsking(): boolean {
  return document.querySelector("dialog[open]") !== null;
}
