// Where things of the page are on the screen just now, and what lies under a place of the screen.

import OpenSeadragon from "openseadragon";
import type { ResultBox } from "../drawn/schemas";
import type { Point } from "./geometry";
import type { LoadedPage } from "./loaded";
import type { Under } from "./loupe";

export interface Position {
  x: number;
  y: number;
}

/** Of the page's longer side: what is read around a click where no box says how high lines are. */
const [LINE_SHARE, WORD_SHARE] = [0.018, 0.45];
/** Lines of print that are read around a click: the one that is meant, and room for one that runs aslant. */
const LINES = 2.4;

export class Sight {
  page: LoadedPage | null = null;

  constructor(private readonly viewer: OpenSeadragon.Viewer) {}

  /** A place on the page, as corners on the screen. */
  onScreen(quad: ResultBox): [number, number][] {
    return quad.map(([x, y]) => {
      const [px, py] = this.page?.geometry.toPicture([x ?? 0, y ?? 0]) ?? [0, 0];
      const point = this.viewer.viewport.imageToViewerElementCoordinates(new OpenSeadragon.Point(px, py));
      return [point.x, point.y];
    });
  }

  /** From the screen to pixels of the original page. */
  original(at: Position): Point {
    return this.page?.geometry.toOriginal(this.picture(at)) ?? [0, 0];
  }

  under(at: Position): Under | null {
    if (!this.page || !this.viewer.isOpen()) return null;
    const { viewport } = this.viewer;
    return { image: this.page.image, at: this.picture(at), zoom: viewport.viewportToImageZoom(viewport.getZoom(true)), degrees: viewport.getRotation(true) };
  }

  /** The place around a click that holds the word that was meant, as the view is turned. `quads`: places of print, which say how high lines are. */
  around(at: Position, quads: readonly ResultBox[]): ResultBox {
    const [[x0, y0], [x1, y1]] = [this.original(at), this.original({ x: at.x + 100, y: at.y })];
    const perPixel = Math.hypot(x1 - x0, y1 - y0) / 100 || 1;
    const { naturalWidth = 0, naturalHeight = 0 } = this.page?.image ?? {};
    const longest = Math.max(...[[0, 0], [naturalWidth, naturalHeight]].map((corner) => Math.max(...(this.page?.geometry.toOriginal(corner as [number, number]) ?? [0]))));
    const heights = quads.map(height).sort((one, other) => one - other);
    const [wide, high] = [(WORD_SHARE * longest) / perPixel, ((heights[heights.length >> 1] ?? LINE_SHARE * longest) * LINES) / perPixel];
    return ([[-1, -1], [1, -1], [1, 1], [-1, 1]] as const).map(([x, y]) => [...this.original({ x: at.x + (x * wide) / 2, y: at.y + (y * high) / 2 })]);
  }

  private picture({ x, y }: Position): Point {
    const point = this.viewer.viewport.viewerElementToImageCoordinates(new OpenSeadragon.Point(x, y));
    return [point.x, point.y];
  }
}

function height(quad: ResultBox): number {
  const [top, bottom] = [quad[0] ?? [], quad[3] ?? []];
  return Math.hypot((bottom[0] ?? 0) - (top[0] ?? 0), (bottom[1] ?? 0) - (top[1] ?? 0));
}
