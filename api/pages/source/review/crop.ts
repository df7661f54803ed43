// The strip of the page on which a field stands, laid straight.

import type { ResultBox } from "../drawn/schemas";
import type { LoadedPage } from "./loaded";

/** Of the print's height: above and below it, left and right of it. */
const [MARGIN, SIDE_MARGIN] = [0.18, 0.35];
const WIDEST = 24;

/** Draws it into `canvas`, `height` CSS pixels high and as wide as the print needs, at most `widest`. */
export function drawCrop(canvas: HTMLCanvasElement, page: LoadedPage, quad: ResultBox, height: number, widest: number): void {
  const [topLeft, topRight, , bottomLeft] = quad.map(([x, y]) => page.geometry.toPicture([x ?? 0, y ?? 0]));
  if (!topLeft || !topRight || !bottomLeft) return;
  const along = Math.hypot(topRight[0] - topLeft[0], topRight[1] - topLeft[1]);
  const across = Math.max(4, Math.hypot(bottomLeft[0] - topLeft[0], bottomLeft[1] - topLeft[1]));
  const [margin, side] = [across * MARGIN, across * SIDE_MARGIN];
  const [sourceWidth, sourceHeight] = [Math.min(along, across * WIDEST) + 2 * side, across + 2 * margin];
  const zoom = Math.min(height / sourceHeight, widest / sourceWidth);
  const [width, tall] = [sourceWidth * zoom, sourceHeight * zoom];
  const dots = window.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * dots));
  canvas.height = Math.max(1, Math.round(tall * dots));
  canvas.style.width = `${width}px`;
  canvas.style.height = `${tall}px`;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(zoom * dots, zoom * dots);
  context.translate(side, margin);
  context.rotate(-Math.atan2(topRight[1] - topLeft[1], topRight[0] - topLeft[0]));
  context.translate(-topLeft[0], -topLeft[1]);
  context.drawImage(page.image, 0, 0);
}
