// Blocks of a document as elements. Text stays text; links to other documents are words only, since documents are no pages.

import { h } from "../ground/dom";
import type { Block, Inline } from "./markdown";

/** Headings begin at `level`. */
export function elements(blocks: readonly Block[], level: 3 | 4): HTMLElement[] {
  return blocks.map((block) => element(block, level));
}

function element(block: Block, level: 3 | 4): HTMLElement {
  switch (block.kind) {
    case "heading":
      return h(block.level <= 2 ? `h${level}` : level === 3 ? "h4" : "h5", {}, ...spans(block.text));
    case "paragraph":
      return h("p", {}, ...spans(block.text));
    case "list":
      return h(block.ordered ? "ol" : "ul", {}, ...block.items.map((item) => h("li", {}, ...spans(item))));
    case "code":
      return h("pre", { tabindex: 0 }, h("code", {}, block.text));
    case "table": {
      const isNamed = block.head.some((cell) => cell.length);
      const head = isNamed ? h("thead", {}, h("tr", {}, ...block.head.map((cell) => h("th", { scope: "col" }, ...spans(cell))))) : null;
      const rows = block.rows.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, ...spans(cell)))));
      return h("div", { class: "scroll", tabindex: 0 }, h("table", {}, head, h("tbody", {}, ...rows)));
    }
  }
}

function spans(parts: readonly Inline[]): (Node | string)[] {
  return parts.map((part) => {
    if (part.kind === "text") return part.text;
    if (part.kind === "link") return h("span", { class: "named" }, part.text);
    return h(part.kind, {}, part.text);
  });
}
