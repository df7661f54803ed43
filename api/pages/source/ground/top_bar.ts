// The bar at the top of every page: where one is, who one is, and the language.

import type { Me } from "../drawn/schemas";
import { feedbackButton } from "../feedback/feedback_panel";
import { helpButton } from "../help/help_panel";
import { words } from "../words/words";
import { h } from "./dom";
import { changeLanguage, language } from "./language";
import { logOut } from "./session";

/** The pages that there are, in their order: address, word. */
const PAGES = [
  ["/overview", "pageOverview"],
  ["/review", "pageReview"],
  ["/capture", "pageCapture"],
  ["/entries", "pageEntries"],
  ["/invoices", "pageInvoices"],
  ["/settings", "pageSettings"],
] as const;

/** `more` stands between the pages and the person. */
export function topBar(me: Me, ...more: Node[]): HTMLElement {
  const w = words();
  const links = PAGES.map(([address, word]) => h("a", { href: address, "aria-current": `${location.pathname}/`.startsWith(`${address}/`) ? "page" : null }, w[word]));
  return h(
    "header",
    { class: "top-bar" },
    h("span", { class: "product" }, w.product),
    h("nav", { "aria-label": w.pages }, ...links),
    h("div", { class: "more" }, ...more),
    h("div", { class: "person" }, helpButton(), feedbackButton(), languageButton(), h("span", { class: "name" }, me.name), h("button", { type: "button", class: "quiet", onclick: () => void logOut() }, w.logOut)),
  );
}

/** Says the other language in that language. */
export function languageButton(): HTMLElement {
  const other = language() === "zh" ? "en" : "zh";
  return h("button", { type: "button", class: "quiet", lang: other === "zh" ? "zh-CN" : "en", onclick: () => changeLanguage(other) }, other === "zh" ? "中文" : "English");
}
