// The small bar on the page: pages, size, turning, which picture of the page is shown, the loupe, and reading a place again.

import { h } from "../ground/dom";
import { icon, type IconName } from "../ground/icons";
import { reviewWords } from "../words/review/words";
import { words } from "../words/words";

export const PICTURES = ["original", "cleaned", "without_seal"] as const;
/** The page as it came in, laid flat and evenly lit, or without red seals. */
export type PictureName = (typeof PICTURES)[number];

export interface ToolsHeard {
  turned: (step: 1 | -1) => void;
  zoomed: (factor: number) => void;
  whole: () => void;
  rotated: () => void;
  loupe: () => void;
  typing: { picture: (name: PictureName) => void; draws: () => void } | undefined;
}

export class PageTools {
  readonly element: HTMLElement;
  private readonly pageNumber = h("span", { class: "page-number" });
  private readonly turns: HTMLElement[];
  private readonly pictures: Map<PictureName, HTMLButtonElement>;
  private readonly loupe: HTMLButtonElement;
  private readonly draws: HTMLButtonElement;

  constructor(heard: ToolsHeard) {
    const [w, r] = [words(), reviewWords()];
    this.turns = [tool("left", w.pageBefore, () => heard.turned(-1)), this.pageNumber, tool("right", w.pageAfter, () => heard.turned(1))];
    this.pictures = new Map(
      PICTURES.map((name, place) => {
        const label = `${r.pictureMeanings[name]} (Alt+${place + 1})`;
        return [name, h("button", { type: "button", class: "prepared", "aria-pressed": String(place === 0), title: label, onclick: () => heard.typing?.picture(name) }, r.pictures[name])];
      }),
    );
    this.loupe = toggle("loupe", r.loupe, heard.loupe);
    this.draws = toggle("read", r.readPlace, () => heard.typing?.draws());
    const size = [tool("minus", w.zoomOut, () => heard.zoomed(1 / 1.4)), tool("plus", w.zoomIn, () => heard.zoomed(1.4)), tool("whole", w.wholePage, heard.whole), tool("turn", w.rotate, heard.rotated)];
    this.element = h("div", { class: "tools", role: "toolbar", "aria-label": w.pageTools }, ...this.turns, ...size, this.loupe, ...(heard.typing ? [this.draws, ...this.pictures.values()] : []));
  }

  number(number: number, pages: number): void {
    this.pageNumber.textContent = `${number} / ${pages}`;
    for (const element of this.turns) element.hidden = pages < 2;
  }

  picture(shown: PictureName): void {
    for (const [name, button] of this.pictures) button.setAttribute("aria-pressed", String(name === shown));
  }

  keepsLoupe(kept: boolean): void {
    this.loupe.setAttribute("aria-pressed", String(kept));
  }

  drawsNext(chosen: boolean): void {
    this.draws.setAttribute("aria-pressed", String(chosen));
  }
}

function tool(name: IconName, label: string, run: () => void): HTMLButtonElement {
  const button = h("button", { type: "button", title: label, "aria-label": label, onclick: run });
  button.append(icon(name));
  return button;
}

function toggle(name: IconName, label: string, run: () => void): HTMLButtonElement {
  const button = tool(name, label, run);
  button.setAttribute("aria-pressed", "false");
  return button;
}
