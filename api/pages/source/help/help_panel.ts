// The `?` of every page: the part of the documents that belongs to it, beside the page.

import { ask } from "../ground/dialog";
import { h } from "../ground/dom";
import { icon } from "../ground/icons";
import { language } from "../ground/language";
import { words } from "../words/words";
import { helpOf, type HelpPart } from "./documents";
import { parse } from "./markdown";
import { shownParts } from "./parts";
import { elements } from "./show";

export function helpButton(): HTMLElement {
  const w = words();
  return h("button", { type: "button", class: "quiet help", title: w.help, "aria-label": w.help, "aria-haspopup": "dialog", onclick: () => void showHelp() }, icon("help"));
}

async function showHelp(): Promise<void> {
  const w = words();
  const content = h("div", { class: "help-text" }, h("p", {}, w.loading));
  void filled(content, helpOf(location.pathname, location.hash));
  await ask<null>(w.help, () => [content], "help");
}

async function filled(content: HTMLElement, parts: readonly HelpPart[]): Promise<void> {
  try {
    const shown = await Promise.all(parts.map(async ({ load, headings, chinese }) => shownParts(parse((await load()).default), headings, chinese, language())));
    content.replaceChildren(
      ...shown.flatMap(({ first, rest }) => [
        h("div", { lang: language() === "zh" && rest.length ? "zh-CN" : null }, ...elements(first, 3)),
        ...(rest.length ? [h("details", {}, h("summary", {}, words().helpInEnglish), h("div", { lang: "en" }, ...elements(rest, 3)))] : []),
      ]),
    );
  } catch (error) {
    // A file of an older build, after the service was renewed; or no network.
    if (!(error instanceof TypeError)) throw error;
    content.replaceChildren(h("p", { role: "alert" }, words().helpNotLoaded));
  }
}
