// Which days are shown, and the same days as a report to take along.

import type { Me } from "../drawn/schemas";
import { request } from "../ground/api";
import { h } from "../ground/dom";
import { filled, language } from "../ground/language";
import type { Notices } from "../ground/notice";
import { overviewWords } from "../words/overview/words";
import { when } from "./figures";
import { PRESETS, type Period, type Preset, presetPeriod } from "./period";
import { sentenceOf } from "./section";

export class PeriodBar {
  readonly element = h("div", { class: "period-bar" });
  private readonly asOf = h("span", { class: "as-of" });
  private readonly first = h("input", { type: "date", id: "period-first", required: true });
  private readonly last = h("input", { type: "date", id: "period-last", required: true });
  private readonly presets = new Map<Preset, HTMLButtonElement>();
  private readonly own: HTMLFormElement;

  constructor(
    private period: Period,
    me: Me,
    private readonly notices: Notices,
    private readonly chosen: (period: Period) => void,
  ) {
    const w = overviewWords();
    for (const preset of PRESETS) this.presets.set(preset, h("button", { type: "button", onclick: () => this.press(preset) }, w.presets[preset]));
    this.own = h("form", { class: "own" }, h("label", { for: this.first.id }, w.from), this.first, h("label", { for: this.last.id }, w.to), this.last, h("button", { type: "submit", class: "primary" }, w.show));
    this.own.addEventListener("submit", (event) => {
      event.preventDefault();
      this.choose({ preset: "own", first: this.first.value, last: this.last.value });
    });
    const again = h("button", { type: "button", class: "quiet", onclick: () => this.choose(this.period.preset === "own" ? this.period : presetPeriod(this.period.preset, Date.now())) }, w.refresh);
    const exports = me.scopes.includes("export") ? [this.exportButton("xlsx", w.exportXlsx), this.exportButton("pdf", w.exportPdf)] : [];
    this.element.append(h("div", { class: "presets", role: "group", "aria-label": w.period }, ...this.presets.values()), this.own, h("div", { class: "tools" }, this.asOf, again, ...exports));
    this.mark();
  }

  told(asOf: string): void {
    this.asOf.textContent = filled(overviewWords().asOf, when(asOf));
  }

  private press(preset: Preset): void {
    if (preset !== "own") return this.choose(presetPeriod(preset, Date.now()));
    this.period = { ...this.period, preset };
    this.mark();
    this.first.focus();
  }

  private choose(period: Period): void {
    this.period = period;
    this.mark();
    this.chosen(period);
  }

  private mark(): void {
    for (const [preset, button] of this.presets) button.setAttribute("aria-pressed", String(preset === this.period.preset));
    this.own.hidden = this.period.preset !== "own";
    this.first.value = this.period.first;
    this.last.value = this.period.last;
  }

  private exportButton(format: "xlsx" | "pdf", label: string): HTMLElement {
    const button = h("button", { type: "button", onclick: () => void this.export(button, format) }, label);
    return button;
  }

  private async export(button: HTMLButtonElement, format: string): Promise<void> {
    const w = overviewWords();
    const asked = new URLSearchParams({ first: this.period.first, last: this.period.last, language: language() });
    button.disabled = true;
    this.notices.say(w.exporting);
    try {
      const answer = await request(`/v1/overview/report.${format}?${asked}`, { method: "GET" });
      const address = URL.createObjectURL(await answer.blob());
      h("a", { href: address, download: `overview-${this.period.first}-${this.period.last}.${format}` }).click();
      URL.revokeObjectURL(address);
      this.notices.say(w.exported);
    } catch (error) {
      this.notices.say(sentenceOf(error), "problem");
    } finally {
      button.disabled = false;
    }
  }
}
