// One field: its place on the page, its value, who says so, its state, and what else it might be.

import { FIELD_LABELS } from "../drawn/labels";
import type { Difference, FieldAnswer, Finding } from "../drawn/schemas";
import { h, setAttributes } from "../ground/dom";
import { icon, type IconName } from "../ground/icons";
import { said, worded } from "../ground/language";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";
import { alternatives, doubtfulCharacters, witnesses, type Alternative } from "./alternatives";
import { drawCrop } from "./crop";
import type { LoadedPage } from "./loaded";
import type { FieldState, Spot } from "./standing";

export interface RowHeard {
  /** The reviewer says what it holds. */
  said: (field: string, value: string) => void;
  /** It is right as it is. */
  confirmed: (field: string) => void;
  focused: (field: string) => void;
  hinted: (field: string | null) => void;
}

export interface RowFacts {
  value: string;
  state: FieldState;
  known: FieldAnswer | undefined;
  /** About this field, of the values on the page. */
  findings: readonly Finding[];
  /** What was read there when somebody asked. */
  reread: readonly string[];
  /** It is to be keyed without being seen. */
  blind: boolean;
  /** What two people keyed there. */
  keyed: Difference | undefined;
  /** The service does not take the value that was typed. */
  refused: boolean;
}

export const STATE_ICONS: Record<FieldState, IconName> = { auto: "bolt", human: "tick", look: "dot", rule: "flag", absent: "none" };
const LONG_FIELDS = new Set(["remarks", "cipher"]);
const CROP_HEIGHT = 30;
const MOST_ALTERNATIVES = 4;

export class FieldRow {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement | HTMLTextAreaElement;
  private readonly crop = h("canvas", { class: "crop", "aria-hidden": "true", hidden: true });
  private readonly mirror = h("div", { class: "mirror", "aria-hidden": "true" });
  private readonly badges = h("span", { class: "badges" });
  private readonly state = h("span", { class: "state" });
  private readonly chips = h("div", { class: "chips" });
  private readonly notes = h("ul", { class: "notes" });
  private others: Alternative[] = [];
  private value = "";

  constructor(
    readonly field: string,
    private readonly heard: RowHeard,
  ) {
    const id = `field-${field}`;
    this.input = LONG_FIELDS.has(field) ? h("textarea", { id, rows: 2 }) : h("input", { id, type: "text" });
    setAttributes(this.input, { autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-state ${id}-notes`, class: isDigits(field) ? "digits" : null });
    this.state.id = `${id}-state`;
    this.notes.id = `${id}-notes`;
    this.mirror.className = `mirror ${isDigits(field) ? "digits" : ""}`;
    const label = h("label", { for: id }, worded(FIELD_LABELS[field], field));
    this.element = h(
      "div",
      { class: "field-row", "data-field": field, role: "group", "aria-label": worded(FIELD_LABELS[field], field) },
      h("div", { class: "name" }, label, this.badges),
      h("div", { class: "value" }, this.crop, h("div", { class: "typed" }, this.mirror, this.input), this.chips, this.notes),
      this.state,
    );
    this.input.addEventListener("focus", () => {
      this.input.select();
      heard.focused(field);
    });
    this.input.addEventListener("input", () => this.underline());
    this.input.addEventListener("blur", () => this.commit());
    this.element.addEventListener("pointerenter", () => heard.hinted(field));
    this.element.addEventListener("pointerleave", () => heard.hinted(null));
  }

  update(facts: RowFacts): void {
    const before = this.value;
    this.value = facts.value;
    // What is being typed is not taken away by an answer that comes meanwhile.
    if (document.activeElement !== this.input || this.input.value === before) this.input.value = facts.value;
    this.element.dataset.state = facts.state;
    const meaning = words().states[facts.state];
    this.state.replaceChildren(icon(STATE_ICONS[facts.state]), h("span", {}, meaning));
    setAttributes(this.input, { "aria-invalid": facts.state === "rule" || facts.refused ? "true" : null });
    setAttributes(this.input, { placeholder: facts.blind ? reviewWords().keyBlind : null });
    this.badges.replaceChildren(...witnesses(facts.known, facts.value).map(badge));
    this.others = alternatives(this.field, facts.known, facts.value, facts.findings, facts.reread, facts.keyed).slice(0, MOST_ALTERNATIVES);
    this.showChips(facts.findings);
    this.showNotes(facts);
    this.underline();
  }

  /** The strip of the page above the input; none where the field has no place on this page. */
  showCrop(page: LoadedPage | null, spot: Spot | null): void {
    this.crop.hidden = page === null || spot === null;
    if (page && spot) drawCrop(this.crop, page, spot.quad, CROP_HEIGHT, Math.max(120, this.element.clientWidth - 190));
  }

  focus(): void {
    this.input.focus();
  }

  hint(on: boolean): void {
    this.element.classList.toggle("hinted", on);
  }

  /** Takes over what was typed. */
  commit(): void {
    const typed = this.input.value.trim();
    if (typed !== this.value) this.heard.said(this.field, typed);
  }

  /** What was typed is left; true where there was something. */
  restore(): boolean {
    if (this.input.value === this.value) return false;
    this.input.value = this.value;
    this.underline();
    this.input.select();
    return true;
  }

  get isTyping(): boolean {
    return this.input.value.trim() !== this.value;
  }

  /** The next other value in place of the one that stands in the input. */
  cycle(step: 1 | -1): boolean {
    const values = [this.value, ...this.others.map((other) => other.value)];
    if (values.length < 2) return false;
    const place = values.indexOf(this.input.value);
    this.input.value = values[(place + step + values.length) % values.length] ?? this.value;
    this.underline();
    return true;
  }

  private showChips(findings: readonly Finding[]): void {
    const w = words();
    const reread = this.others.find((other) => other.sources.includes("reread"));
    const chips = this.others.map((other) => {
      const repairs = (other.sources.includes("rule") && findings.length > 0) || other === reread;
      const value = h("span", { class: isDigits(this.field) ? "digits" : null });
      value.append(...marked(other.value, doubtfulCharacters(other.value, [this.value])));
      const who = other.sources.map((source) => w.sources[source] ?? source).join(" ");
      const button = h("button", { type: "button", class: `chip ${repairs ? "repair" : ""}`, tabindex: -1, onclick: () => this.heard.said(this.field, other.value) }, value, h("small", {}, who));
      if (repairs) button.append(h("kbd", {}, "Ctrl+."));
      return button;
    });
    this.chips.replaceChildren(...chips);
  }

  private showNotes(facts: RowFacts): void {
    const w = words();
    const notes = facts.findings.map((finding) => h("li", { class: finding.severity }, h("b", {}, finding.rule), h("span", {}, ` ${said(finding)}`)));
    if (facts.refused) notes.unshift(h("li", { class: "error" }, w.formRefused));
    if (facts.known?.read?.repaired_from && facts.value === facts.known.read.value) notes.push(h("li", { class: "info" }, `${w.repairedFrom} ${facts.known.read.repaired_from}`));
    this.notes.replaceChildren(...notes);
  }

  /** Characters in which readers differ are underlined, as long as the value is the one that was read. */
  private underline(): void {
    const typed = this.input.value;
    const doubt = typed === this.value && this.element.dataset.state !== "human" ? doubtfulCharacters(typed, this.others.map((other) => other.value)) : [];
    this.mirror.replaceChildren(...(doubt.includes(true) ? marked(typed, doubt) : []));
  }
}

/** Text with the doubtful characters in elements of their own. */
function marked(text: string, doubt: readonly boolean[]): Node[] {
  return [...text].map((character, place) => (doubt[place] ? h("u", {}, character) : document.createTextNode(character)));
}

function badge(source: string): HTMLElement {
  const w = words();
  return h("span", { class: "badge", title: w.sourceMeanings[source] ?? source }, w.sources[source] ?? source);
}

/** Numbers and what is read character by character. */
export function isDigits(field: string): boolean {
  return /number|code|tax_id|date|amount|tax$|total$|price|mileage|vin|time|id$|account/.test(field);
}

