// Any of several: a closed list of checkboxes that says what was chosen.

import { h } from "../ground/dom";
import { searchWords } from "../words/search/words";

export class Choice {
  readonly element: HTMLDetailsElement;
  private readonly boxes: readonly HTMLInputElement[];
  private readonly summary: HTMLElement;

  /** `options`: value and label; `changed` hears what is chosen then. */
  constructor(
    private readonly label: string,
    name: string,
    private readonly options: readonly (readonly [value: string, label: string])[],
    changed: (values: string[]) => void,
  ) {
    this.boxes = options.map(([value]) => h("input", { type: "checkbox", name, value, id: `filter-${name}-${value}`, onchange: () => changed(this.values) }));
    const rows = options.map(([value, text], place) => h("label", { for: `filter-${name}-${value}` }, this.boxes[place], text));
    this.summary = h("summary", { id: `filter-${name}` });
    this.element = h("details", { class: "choice" }, this.summary, h("div", { class: "options", role: "group", "aria-label": label }, ...rows));
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.element.open) return;
      this.element.open = false;
      this.summary.focus();
    });
    this.element.addEventListener("focusout", (event) => {
      if (event.relatedTarget instanceof Node && !this.element.contains(event.relatedTarget)) this.element.open = false;
    });
    this.show([]);
  }

  show(values: readonly string[]): void {
    for (const box of this.boxes) box.checked = values.includes(box.value);
    const chosen = this.options.filter(([value]) => values.includes(value)).map(([, label]) => label);
    const told = chosen.length > 2 ? `${chosen[0]} +${chosen.length - 1}` : chosen.join(", ");
    this.summary.replaceChildren(h("span", { class: "label" }, this.label), h("span", {}, told || searchWords().any));
  }

  private get values(): string[] {
    return this.boxes.filter((box) => box.checked).map((box) => box.value);
  }
}
