// Parts that sections are made of: tables, things shown once, questions, QR codes.

import type { TrialAnswer } from "../drawn/schemas";
import { ask } from "../ground/dialog";
import { h, svg } from "../ground/dom";
import { Refused, Unreachable } from "../ground/api";
import { filled } from "../ground/language";
import { settingsWords } from "../words/settings/words";
import { words } from "../words/words";
import type { Entry } from "./fields";
import { FieldWrong } from "./form";
import type { Place } from "./section";

type Cell = Node | string;

/** Rows become cards where the page is narrow; each cell then says what it is. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly Cell[])[], empty: string): HTMLElement {
  if (!rows.length) return h("p", { class: "empty" }, empty);
  const head = h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)));
  const body = rows.map((cells) => h("tr", {}, ...cells.map((cell, place) => h("td", { "data-head": heads[place] }, cell))));
  return h("table", { class: "settings-table" }, h("caption", {}, caption), h("thead", {}, head), h("tbody", {}, ...body));
}

export function block(title: string, ...content: (Node | null)[]): HTMLElement {
  return h("section", { class: "block" }, h("h2", {}, title), ...content);
}

/** Names and values; what is empty is left out. */
export function factList(facts: readonly (readonly [string, string])[]): HTMLElement {
  return h("dl", { class: "facts" }, ...facts.filter(([, value]) => value).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

/** A button that asks somebody outside once, and what came of it. `run` answers whether it works, and what is said of it. */
export function connectionTest(place: Place, hint: string, run: () => Promise<[boolean, string]>): HTMLElement {
  const w = settingsWords().providers;
  const outcome = h("p", { class: "outcome", role: "status" });
  const button = action(place, w.test, async () => {
    outcome.className = "outcome";
    outcome.textContent = w.testing;
    try {
      const [works, said] = await run();
      outcome.classList.add(works ? "good" : "wrong");
      outcome.textContent = said;
    } catch (error) {
      outcome.textContent = "";
      throw error;
    }
  });
  return h("div", { class: "connection-test" }, h("div", { class: "row-actions" }, button, h("span", { class: "hint" }, hint)), outcome);
}

/** A button that does one thing and says what went wrong. */
export function action(place: Place, label: string, run: () => Promise<void>, kind = ""): HTMLButtonElement {
  const button = h("button", { type: "button", class: kind }, label);
  button.addEventListener("click", () => {
    button.disabled = true;
    run()
      .catch((error: unknown) => {
        if (error instanceof Refused) place.say(error.sentence, "problem");
        else if (error instanceof Unreachable) place.say(words().unreachable, "problem");
        else throw error;
      })
      .finally(() => (button.disabled = false));
  });
  return button;
}

/** What became of a message that was sent to try whether it arrives. */
export function told(place: Place, { delivered, reason }: TrialAnswer): void {
  const w = settingsWords();
  if (delivered) place.say(w.tried);
  else place.say(filled(w.triedNot, reason), "problem");
}

/** Of what was typed. Raises FieldWrong. */
export function numberOf(field: Entry): number {
  const value = Number(field.value);
  if (!field.value || !Number.isFinite(value)) throw new FieldWrong(field, settingsWords().number);
  return value;
}

/** Whether to go on. */
export async function sure(title: string, sentence: string, yes: string): Promise<boolean> {
  const answer = await ask<boolean>(title, (close) => [
    h("p", {}, sentence),
    h("div", { class: "actions" }, h("button", { type: "button", autofocus: true, onclick: () => close(false) }, settingsWords().cancel), h("button", { type: "button", class: "primary", onclick: () => close(true) }, yes)),
  ]);
  return answer === true;
}

/** A secret, which is never shown again. */
export async function showOnce(title: string, sentence: string, secret: string): Promise<void> {
  const w = settingsWords();
  await ask<null>(title, (close) => {
    const shown = h("output", { class: "secret digits" }, secret);
    const copied = h("span", { class: "copied", role: "status" });
    const copy = h("button", { type: "button", autofocus: true, onclick: () => void navigator.clipboard.writeText(secret).then(() => (copied.textContent = w.copied)) }, w.copy);
    // Without TLS browsers have no clipboard for pages.
    const copying = "clipboard" in navigator ? [copied, copy] : [];
    return [h("p", {}, sentence), shown, h("div", { class: "actions" }, ...copying, h("button", { type: "button", class: "primary", onclick: () => close(null) }, w.keptIt))];
  });
}

/** `rows`: `1` for dark, with the margin. */
export function qrPicture(rows: readonly string[], label: string): SVGElement {
  const side = rows.length;
  const dark = rows.flatMap((row, y) => [...row].flatMap((module, x) => (module === "1" ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return svg(
    "svg",
    { viewBox: `0 0 ${side} ${side}`, class: "qr", role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    svg("rect", { width: side, height: side, fill: "#fff" }),
    svg("path", { d: dark, fill: "#000" }),
  );
}

/** `2024-03-08`, in China. */
export function today(): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());
}
