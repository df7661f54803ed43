// A part of the page: its title, a sentence on what it shows, and its content, which may come later.

import { Refused } from "../ground/api";
import { h } from "../ground/dom";
import { words } from "../words/words";

export interface Section {
  element: HTMLElement;
  show: (...content: Node[]) => void;
}

/** `name` is its anchor. */
export function section(name: string, title: string, hint = "", wide = false): Section {
  const content = h("div", { class: "content" }, h("p", { class: "empty" }, words().loading));
  const heading = h("h2", { id: `${name}-title` }, title);
  const element = h("section", { id: name, class: wide ? "wide" : null, "aria-labelledby": heading.id }, heading, hint ? h("p", { class: "hint" }, hint) : null, content);
  return { element, show: (...parts) => content.replaceChildren(...parts) };
}

/** Shows what `load` gives, or why it could not. */
export async function filledBy(part: Section, load: () => Promise<readonly Node[]>): Promise<void> {
  try {
    part.show(...(await load()));
  } catch (error) {
    if (!isGivenUp(error)) part.show(h("p", { class: "problem", role: "alert" }, sentenceOf(error)));
  }
}

/** Other days were chosen meanwhile. */
export function isGivenUp(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Why the service could not be asked, or refuses. */
export function sentenceOf(error: unknown): string {
  return error instanceof Refused ? error.sentence : words().unreachable;
}
