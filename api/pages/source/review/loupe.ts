// A loupe over the page: three times as large as the page is just now, where the pointer is. Held by the space bar, or kept by its button.

import { isAsking } from "../ground/dialog";
import { h } from "../ground/dom";
import { isComposing, isTextInput } from "../ground/keys";

const TIMES = 3;
const [WIDTH, HEIGHT] = [360, 150];

/** What lies under a place of the view: the picture, the place in its pixels, screen pixels for one of them, and how the view is turned. */
export interface Under {
  image: HTMLImageElement;
  at: readonly [number, number];
  zoom: number;
  degrees: number;
}

export class Loupe {
  readonly element = h("canvas", { class: "loupe", "aria-hidden": "true", hidden: true });
  private pointer: { x: number; y: number } | null = null;
  private kept = false;
  private held = false;

  /** `view`: where the pointer is followed; `under` is asked for what lies under a place in it, null where there is nothing. */
  constructor(
    private readonly view: HTMLElement,
    private readonly under: (at: { x: number; y: number }) => Under | null,
    private readonly toggled: (kept: boolean) => void,
  ) {
    const dots = window.devicePixelRatio || 1;
    [this.element.width, this.element.height] = [WIDTH * dots, HEIGHT * dots];
    view.addEventListener("pointermove", (event) => this.follow(event));
    view.addEventListener("pointerleave", () => this.leave());
    window.addEventListener("keydown", (event) => this.hold(event));
    window.addEventListener("keyup", (event) => event.key === " " && this.release());
    window.addEventListener("blur", () => this.release());
  }

  toggle(): void {
    this.kept = !this.kept;
    this.toggled(this.kept);
    this.show();
  }

  private follow(event: PointerEvent): void {
    const frame = this.view.getBoundingClientRect();
    this.pointer = { x: event.clientX - frame.left, y: event.clientY - frame.top };
    this.show();
  }

  private leave(): void {
    this.pointer = null;
    this.show();
  }

  /** Where nothing is being typed, and no button would be pressed by it. */
  private hold(event: KeyboardEvent): void {
    if (event.key !== " " || isComposing(event) || isTextInput(event.target) || event.target instanceof HTMLButtonElement || isAsking()) return;
    event.preventDefault();
    this.held = true;
    this.show();
  }

  private release(): void {
    this.held = false;
    this.show();
  }

  /** Held by key while the pointer is elsewhere: over the middle. */
  private show(): void {
    const { clientWidth, clientHeight } = this.view;
    const at = this.pointer ?? (this.held ? { x: clientWidth / 2, y: clientHeight / 2 } : null);
    const under = at && (this.held || this.kept) ? this.under(at) : null;
    this.element.hidden = under === null;
    if (!at || !under) return;
    this.draw(under);
    this.element.style.width = `${WIDTH}px`;
    this.element.style.height = `${HEIGHT}px`;
    this.element.style.left = `${Math.max(0, Math.min(clientWidth - WIDTH, at.x - WIDTH / 2))}px`;
    // Above the pointer, so that it hides nothing that is being looked at; below where there is no room.
    this.element.style.top = `${at.y > HEIGHT + 24 ? at.y - HEIGHT - 24 : at.y + 24}px`;
  }

  private draw({ image, at, zoom, degrees }: Under): void {
    const context = this.element.getContext("2d");
    if (!context) return;
    const dots = this.element.width / WIDTH;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = "#3a424d";
    context.fillRect(0, 0, this.element.width, this.element.height);
    context.imageSmoothingQuality = "high";
    context.translate(this.element.width / 2, this.element.height / 2);
    context.scale(TIMES * zoom * dots, TIMES * zoom * dots);
    context.rotate((degrees * Math.PI) / 180);
    context.translate(-at[0], -at[1]);
    context.drawImage(image, 0, 0);
  }
}
