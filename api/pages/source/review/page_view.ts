// The page with the boxes of its fields: pan, zoom, turn, and from a field to its place and back. Boxes come in pixels of the original page.

import OpenSeadragon from "openseadragon";
import type { ResultBox } from "../drawn/schemas";
import { h, setAttributes, svg } from "../ground/dom";
import { words } from "../words/words";
import type { LoadedPage } from "./loaded";
import { Loupe } from "./loupe";
import { PageTools, type PictureName } from "./page_tools";
import { PlaceDrawing } from "./place_drawing";
import type { Pointed } from "./reading_again";
import { Sight, type Position } from "./sight";
import type { FieldState } from "./standing";

export interface FieldBox {
  field: string;
  quad: ResultBox;
  state: FieldState;
  label: string;
}

interface Heard {
  /** A box was clicked. */
  chosen: (field: string) => void;
  /** The pointer is over a box, or over none. */
  hinted: (field: string | null) => void;
  /** Another page is asked for. */
  turned: (step: 1 | -1) => void;
  /** Where nobody types what is on the page these are left out, and their tools with them. */
  typing?: {
    /** A rectangle was drawn around print. */
    drawn: (place: ResultBox) => void;
    /** Print outside of boxes was clicked, or any with Ctrl or Shift. */
    pointed: (at: Pointed) => void;
    /** Another picture of the page is asked for. */
    picture: (name: PictureName) => void;
  };
}

/** Screen pixels that a line of print has at least when its field is looked at, and shall not have more than. */
const [READABLE, LARGEST] = [30, 64];
const MOVE_SECONDS = 0.12;
/** Screen pixels around a box in which it is still meant. */
const NEAR = 4;

export class PageView {
  readonly element: HTMLElement;
  private readonly viewer: OpenSeadragon.Viewer;
  private readonly overlay = svg("svg", { class: "boxes", "aria-hidden": "true" });
  private readonly dim = svg("path", { class: "dim", "fill-rule": "evenodd" });
  private readonly message = h("p", { class: "no-picture", hidden: true });
  private readonly tools: PageTools;
  private readonly sight: Sight;
  private opening: Promise<void> = Promise.resolve();
  private boxes: readonly FieldBox[] = [];
  private readonly polygons = new Map<string, SVGElement>();
  private focused: ResultBox | null = null;
  private focusedField = "";
  private lastClick: { x: number; y: number; place: number } = { x: -1, y: -1, place: 0 };

  constructor(private readonly heard: Heard) {
    const canvas = h("div", { class: "canvas" });
    this.tools = new PageTools({
      turned: heard.turned,
      zoomed: (factor) => this.zoom(factor),
      whole: () => this.whole(),
      rotated: () => this.rotate(),
      loupe: () => loupe.toggle(),
      typing: heard.typing && { picture: heard.typing.picture, draws: () => drawing?.choose() },
    });
    withoutViewersStyle();
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.viewer = OpenSeadragon({
      element: canvas,
      drawer: "canvas",
      showNavigationControl: false,
      animationTime: still ? 0 : MOVE_SECONDS,
      springStiffness: 8,
      immediateRender: true,
      blendTime: 0,
      visibilityRatio: 0.3,
      minZoomImageRatio: 0.8,
      maxZoomPixelRatio: 6,
      zoomPerScroll: 1.25,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true, flickEnabled: false },
      gestureSettingsTouch: { clickToZoom: false, dblClickToZoom: true, pinchToZoom: true, flickEnabled: true },
    });
    this.sight = new Sight(this.viewer);
    const loupe = new Loupe(canvas, (at) => this.sight.under(at), (kept) => this.tools.keepsLoupe(kept));
    const typing = heard.typing;
    const drawn = (corners: readonly Position[]): void => void (this.page && typing?.drawn(corners.map((corner) => [...this.sight.original(corner)])));
    const drawing = typing && new PlaceDrawing(this.viewer, this.overlay, drawn, (chosen) => this.tools.drawsNext(chosen));
    this.element = h("section", { class: "page-view", "aria-label": words().pagePane }, canvas, loupe.element, this.message, this.tools.element);
    this.overlay.append(this.dim);
    this.viewer.canvas.append(this.overlay);
    // Everything that it does has a key or a button; and whoever points at print stays in the field it is for.
    this.viewer.canvas.removeAttribute("tabindex");
    canvas.addEventListener("mousedown", (event) => event.preventDefault());
    for (const event of ["update-viewport", "resize"] as const) this.viewer.addHandler(event, () => this.place());
    this.viewer.addHandler("canvas-key", (event) => (event.preventDefaultAction = true));
    this.viewer.addHandler("canvas-click", (event) => event.quick && this.clicked(event.position, event.originalEvent));
    canvas.addEventListener("pointermove", (event) => this.hover(event));
    canvas.addEventListener("pointerleave", () => heard.hinted(null));
  }

  /** Shows a picture, whole; done when it is there. */
  show(page: LoadedPage, number: number, pages: number): Promise<void> {
    this.lookAt("", null);
    this.tools.number(number, pages);
    return this.open(page, "original");
  }

  /** Another picture of the same page, with the same field in the middle. */
  exchange(page: LoadedPage, name: PictureName): Promise<void> {
    return this.open(page, name);
  }

  private open(page: LoadedPage, name: PictureName): Promise<void> {
    this.message.hidden = true;
    this.sight.page = page;
    this.tools.picture(name);
    this.viewer.close(); // boxes have their places on the new one from now on
    // One after the other: of two that are opened at once the viewer shows both.
    this.opening = this.opening.then(() => (this.page === page ? this.draw(page, name) : undefined));
    return this.opening;
  }

  /** Done when it is there, or can't be shown. */
  private draw(page: LoadedPage, name: PictureName): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.viewer.removeHandler("open", opened);
        this.viewer.removeHandler("open-failed", end);
        resolve();
      };
      const opened = (): void => {
        if (this.page === page) this.arrange(page, name);
        else this.viewer.close(); // another one was asked for meanwhile
        end();
      };
      this.viewer.addHandler("open", opened);
      this.viewer.addHandler("open-failed", end);
      this.viewer.open({ tileSource: { type: "image", url: page.image.src, buildPyramid: false } as OpenSeadragon.TileSourceOptions });
    });
  }

  private arrange(page: LoadedPage, name: PictureName): void {
    const { viewport, container } = this.viewer;
    // The viewer looks at its size now and then; what is centred must know it now.
    viewport.resize(new OpenSeadragon.Point(container.clientWidth, container.clientHeight), false);
    viewport.setRotation(0, true);
    viewport.goHome(true);
    if (this.focused) this.centre(this.focused, page, true);
    this.place();
    this.element.dataset.picture = name;
  }

  /** There is nothing to be seen; `why` says so. */
  showNothing(why: string, number: number, pages: number): void {
    this.sight.page = null;
    this.viewer.close();
    this.tools.number(number, pages);
    this.setBoxes([]);
    this.message.textContent = why;
    this.message.hidden = false;
  }

  setBoxes(boxes: readonly FieldBox[]): void {
    this.boxes = boxes;
    for (const polygon of this.polygons.values()) polygon.remove();
    this.polygons.clear();
    for (const box of boxes) {
      const polygon = svg("polygon", { class: `box ${box.state}`, "data-field": box.field });
      this.polygons.set(box.field, polygon);
      this.overlay.append(polygon);
    }
    this.place();
  }

  /** Brings a field's place to the middle, large enough to be read, and dims what is around it; null shows all alike. */
  lookAt(field: string, quad: ResultBox | null): void {
    this.focused = quad;
    this.focusedField = quad ? field : "";
    if (quad && this.page && this.viewer.isOpen()) this.centre(quad, this.page);
    this.place();
  }

  /** Marks the box of the field that the pointer is over elsewhere. */
  hint(field: string | null): void {
    for (const [name, polygon] of this.polygons) polygon.classList.toggle("hinted", name === field);
  }

  zoom(factor: number): void {
    this.viewer.viewport?.zoomBy(factor).applyConstraints();
  }

  whole(): void {
    this.viewer.viewport?.goHome();
  }

  rotate(): void {
    this.viewer.viewport?.rotateBy(90);
  }

  private centre(quad: ResultBox, page: LoadedPage, atOnce = false): void {
    const { viewport } = this.viewer;
    const points = quad.map(([x, y]) => page.geometry.toPicture([x ?? 0, y ?? 0]));
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const size = viewport.getContainerSize();
    const [width, height] = [Math.max(1, right - left), Math.max(1, bottom - top)];
    const wholePage = Math.min(size.x / page.image.naturalWidth, size.y / page.image.naturalHeight);
    const readable = Math.max(wholePage, READABLE / height);
    const scale = Math.min(readable, LARGEST / height, Math.max((0.92 * size.x) / width, READABLE / 2 / height));
    viewport.zoomTo(viewport.imageToViewportZoom(scale), undefined, atOnce);
    viewport.panTo(viewport.imageToViewportCoordinates((left + right) / 2, (top + bottom) / 2), atOnce);
    viewport.applyConstraints(atOnce);
  }

  /** Boxes follow the picture wherever it moves and turns. */
  private place(): void {
    if (!this.page || !this.viewer.isOpen()) {
      this.overlay.classList.add("hidden");
      return;
    }
    this.overlay.classList.remove("hidden");
    for (const box of this.boxes) {
      const polygon = this.polygons.get(box.field);
      polygon?.setAttribute("points", this.sight.onScreen(box.quad).map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "));
      polygon?.classList.toggle("focused", box.field === this.focusedField);
    }
    const around = this.focused ? `${path(this.grown(this.sight.onScreen(this.focused)))} ${path([[-9e3, -9e3], [9e3, -9e3], [9e3, 9e3], [-9e3, 9e3]])}` : "";
    setAttributes(this.dim, { d: around });
  }

  private grown(points: [number, number][]): [number, number][] {
    const [x, y] = [0, 1].map((axis) => points.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / points.length) as [number, number];
    return points.map(([px, py]) => [px + Math.sign(px - x) * 6, py + Math.sign(py - y) * 6]);
  }

  /** Boxes at a place, the smallest first. */
  private at(position: Position): FieldBox[] {
    const here = this.boxes.map((box) => ({ box, points: this.sight.onScreen(box.quad) })).filter(({ points }) => isInside(points, position));
    return here.sort((one, other) => area(one.points) - area(other.points)).map(({ box }) => box);
  }

  /** Where boxes overlap, clicking again means the next one. */
  private clicked(position: Position, event: Event): void {
    const here = this.at(position);
    const [adds, reads] = event instanceof MouseEvent ? [event.shiftKey, event.shiftKey || event.ctrlKey || event.metaKey] : [false, false];
    if (!here.length || reads) return this.pointed(position, adds);
    const again = Math.hypot(position.x - this.lastClick.x, position.y - this.lastClick.y) < 3;
    const place = again ? (this.lastClick.place + 1) % here.length : 0;
    this.lastClick = { ...position, place };
    const chosen = here[place];
    if (chosen) this.heard.chosen(chosen.field);
  }

  private pointed(at: Position, adds: boolean): void {
    if (!this.page) return;
    const place = this.sight.around(at, this.boxes.map(({ quad }) => quad));
    this.heard.typing?.pointed({ place, point: this.sight.original(at), adds });
  }

  private get page(): LoadedPage | null {
    return this.sight.page;
  }

  private hover(event: PointerEvent): void {
    const frame = this.viewer.canvas.getBoundingClientRect();
    const [box] = this.at({ x: event.clientX - frame.left, y: event.clientY - frame.top });
    this.viewer.canvas.classList.toggle("on-box", box !== undefined);
    this.viewer.canvas.title = box?.label ?? "";
    this.heard.hinted(box?.field ?? null);
  }
}

/** The viewer adds a style of its own to the document, which the page's policy forbids; it does not where an element of that name is there already. */
function withoutViewersStyle(): void {
  const name = "data-openseadragon-mobile-css";
  if (document.querySelector(`style[${name}]`)) return;
  const stand = document.createElementNS("urn:fapiao-intake:none", "style");
  stand.setAttribute(name, "");
  document.head.append(stand);
}

function path(points: readonly (readonly [number, number])[]): string {
  return `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`;
}

function isInside(points: readonly (readonly [number, number])[], { x, y }: { x: number; y: number }): boolean {
  const [xs, ys] = [points.map(([px]) => px), points.map(([, py]) => py)];
  return x >= Math.min(...xs) - NEAR && x <= Math.max(...xs) + NEAR && y >= Math.min(...ys) - NEAR && y <= Math.max(...ys) + NEAR;
}

function area(points: readonly (readonly [number, number])[]): number {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys));
}
