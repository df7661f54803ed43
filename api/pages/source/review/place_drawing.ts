// Drawing a rectangle on the page: by Ctrl and the pointer, or by one stroke after the tool was chosen.

import type OpenSeadragon from "openseadragon";
import { setAttributes, svg } from "../ground/dom";

interface Spot {
  x: number;
  y: number;
}

/** Screen pixels of a side from which on a stroke is meant as a rectangle. */
const LEAST = 6;

export class PlaceDrawing {
  private readonly frame = svg("rect", { class: "drawn" });
  private from: Spot | null = null;
  private to: Spot | null = null;
  private chosen = false;

  /** `drawn` is given the corners on the screen, clockwise from the top left; `toolChanged` whether the next stroke draws. */
  constructor(
    viewer: OpenSeadragon.Viewer,
    overlay: SVGElement,
    private readonly drawn: (corners: [Spot, Spot, Spot, Spot]) => void,
    private readonly toolChanged: (chosen: boolean) => void,
  ) {
    overlay.append(this.frame);
    viewer.addHandler("canvas-press", (event) => this.begin(event.position, event.originalEvent));
    viewer.addHandler("canvas-drag", (event) => (event.preventDefaultAction = this.stretch(event.position)));
    viewer.addHandler("canvas-drag-end", (event) => (event.preventDefaultAction = this.end(event.position)));
    viewer.addHandler("canvas-release", () => this.from && !this.to && this.leave());
  }

  choose(): void {
    this.chosen = !this.chosen;
    this.toolChanged(this.chosen);
  }

  private begin(at: Spot, event: Event): void {
    const withKey = event instanceof MouseEvent && (event.ctrlKey || event.metaKey);
    this.from = this.chosen || withKey ? { x: at.x, y: at.y } : null;
  }

  private stretch(at: Spot): boolean {
    if (!this.from) return false;
    this.to = { x: at.x, y: at.y };
    const [left, top] = [Math.min(this.from.x, at.x), Math.min(this.from.y, at.y)];
    setAttributes(this.frame, { x: left, y: top, width: Math.abs(at.x - this.from.x), height: Math.abs(at.y - this.from.y) });
    return true;
  }

  private end(at: Spot): boolean {
    const from = this.from;
    if (!from) return false;
    const [left, right, top, bottom] = [Math.min(from.x, at.x), Math.max(from.x, at.x), Math.min(from.y, at.y), Math.max(from.y, at.y)];
    this.leave();
    if (right - left < LEAST || bottom - top < LEAST) return true;
    if (this.chosen) this.choose();
    this.drawn([
      { x: left, y: top },
      { x: right, y: top },
      { x: right, y: bottom },
      { x: left, y: bottom },
    ]);
    return true;
  }

  private leave(): void {
    this.from = this.to = null;
    setAttributes(this.frame, { x: null, y: null, width: null, height: null });
  }
}
