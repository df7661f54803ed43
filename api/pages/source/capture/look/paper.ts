// Where the paper lies in a picture: four corners of the bright sheet. Pure; made for small pictures, many times a second.

import { connected, type Parts } from "./components";
import { closed, percentile, reduced, type Grey } from "./raster";

export type Point = readonly [x: number, y: number];

/** Clockwise from its top left. */
export type Quad = readonly [Point, Point, Point, Point];

const SIDE = 160;
/** Squares of this side bridge print and rules. */
const BRIDGE = 7;
const LEAST_SHARE = 0.1;
const LEAST_CONTRAST = 28;
/** Of the four corners' area, what the sheet fills: folds and torn corners take some. */
const LEAST_FILL = 0.82;
/** Where it touches the border on so much of a side, it goes on outside. */
const ON_BORDER = 0.15;

export interface Paper {
  readonly corners: Quad;
  /** Share of the picture that it covers. */
  readonly share: number;
  /** Top, right, bottom, left: it goes on beyond the picture there. */
  readonly beyond: readonly [boolean, boolean, boolean, boolean];
}

/** `channel` is the darkest channel, so that coloured desks are darker than paper. Null where no sheet stands out. */
export function paperIn(channel: Grey): Paper | null {
  const small = closed(reduced(channel, SIDE), BRIDGE);
  const threshold = between(small);
  if (threshold === null) return null;
  const mask = { ...small, pixels: small.pixels.map((pixel) => (pixel > threshold ? 255 : 0)) };
  const found = connected(mask);
  const label = largest(found);
  const part = found.parts[label];
  const pixels = small.width * small.height;
  if (label === 0 || part === undefined || part.area < LEAST_SHARE * pixels) return null;
  const corners = fourCorners(hull(outline(found, label, small.width, small.height)));
  if (corners === null || part.area < LEAST_FILL * area(corners) || !isSheet(corners)) return null;
  const scale = channel.width / small.width;
  const placed = fromTopLeft(corners).map(([x, y]) => [x * scale, y * scale] as const) as unknown as Quad;
  return { corners: placed, share: part.area / pixels, beyond: beyond(found, label, small.width, small.height) };
}

/** Otsu's threshold between two groups of pixels; null where they hardly differ. */
function between(grey: Grey): number | null {
  const counts = new Float64Array(256);
  for (const pixel of grey.pixels) counts[pixel]!++;
  let total = 0;
  for (let value = 0; value < 256; value++) total += value * counts[value]!;
  let [best, threshold, below, sum, difference] = [-1, 0, 0, 0, 0];
  for (let value = 0; value < 255; value++) {
    below += counts[value]!;
    sum += value * counts[value]!;
    const above = grey.pixels.length - below;
    if (below === 0 || above === 0) continue;
    const apart = (total - sum) / above - sum / below;
    const spread = below * above * apart * apart;
    if (spread > best) [best, threshold, difference] = [spread, value, apart];
  }
  return difference >= LEAST_CONTRAST && percentile(grey.pixels, 0.95) > 60 ? threshold : null;
}

function largest({ parts }: Parts): number {
  let best = 0;
  parts.forEach((part, label) => (best = label > 0 && part.area > (parts[best]?.area ?? 0) ? label : best));
  return best;
}

/** The first and last pixel of each row and column. */
function outline({ labels }: Parts, label: number, width: number, height: number): Point[] {
  const points: Point[] = [];
  for (let y = 0; y < height; y++) {
    let [first, last] = [-1, -1];
    for (let x = 0; x < width; x++) {
      if (labels[y * width + x] !== label) continue;
      if (first < 0) first = x;
      last = x;
    }
    if (first >= 0) points.push([first, y], [last + 1, y], [first, y + 1], [last + 1, y + 1]);
  }
  return points;
}

/** Convex, clockwise on a screen (Andrew's monotone chain). */
function hull(points: Point[]): Point[] {
  const sorted = [...points].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  const chain = (given: Point[]): Point[] => {
    const kept: Point[] = [];
    for (const point of given) {
      while (kept.length > 1 && cross(kept[kept.length - 2]!, kept[kept.length - 1]!, point) <= 0) kept.pop();
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.reverse())];
}

/** The four-sided shape round a convex one: the edge whose removal adds least is taken out, its neighbours being drawn out until they meet, while there are more than four. */
function fourCorners(points: Point[]): Quad | null {
  let shape = points;
  while (shape.length > 4) {
    let best: { added: number; place: number; corner: Point } | null = null;
    for (let place = 0; place < shape.length; place++) {
      const [before, from, to, after] = [-1, 0, 1, 2].map((step) => shape[(place + step + shape.length) % shape.length]!) as [Point, Point, Point, Point];
      const corner = meeting(before, from, after, to);
      if (corner === null) continue;
      const added = Math.abs(cross(from, corner, to)) / 2;
      if (best === null || added < best.added) best = { added, place, corner };
    }
    if (best === null) return null;
    const { place, corner } = best;
    const next = (place + 1) % shape.length;
    shape = shape.map((point, at) => (at === place ? corner : point)).filter((_, at) => at !== next);
  }
  return shape.length === 4 ? (shape as unknown as Quad) : null;
}

/** Where the line from `before` through `from` meets the one from `after` through `to`, beyond both; null where they part. */
function meeting(before: Point, from: Point, after: Point, to: Point): Point | null {
  const [dx, dy] = [from[0] - before[0], from[1] - before[1]];
  const [ex, ey] = [to[0] - after[0], to[1] - after[1]];
  const turn = dx * ey - dy * ex;
  if (Math.abs(turn) < 1e-9) return null;
  const along = ((to[0] - from[0]) * ey - (to[1] - from[1]) * ex) / turn;
  const back = ((to[0] - from[0]) * dy - (to[1] - from[1]) * dx) / turn;
  return along >= 0 && back >= 0 ? [from[0] + along * dx, from[1] + along * dy] : null;
}

/** Angles and sides as a camera sees those of a sheet. */
function isSheet(corners: Quad): boolean {
  return corners.every((corner, place) => {
    const before = corners[(place + 3) % 4]!;
    const after = corners[(place + 1) % 4]!;
    const [ax, ay, bx, by] = [before[0] - corner[0], before[1] - corner[1], after[0] - corner[0], after[1] - corner[1]];
    const angle = (Math.acos((ax * bx + ay * by) / Math.max(1e-9, Math.hypot(ax, ay) * Math.hypot(bx, by))) * 180) / Math.PI;
    return angle > 55 && angle < 125 && Math.hypot(bx, by) > SIDE / 12;
  });
}

function fromTopLeft(corners: Quad): Quad {
  const clockwise = signedArea(corners) > 0 ? corners : ([...corners].reverse() as unknown as Quad);
  const sums = clockwise.map(([x, y]) => x + y);
  const first = sums.indexOf(Math.min(...sums));
  return [0, 1, 2, 3].map((step) => clockwise[(first + step) % 4]!) as unknown as Quad;
}

function beyond({ labels }: Parts, label: number, width: number, height: number): [boolean, boolean, boolean, boolean] {
  const share = (length: number, at: (i: number) => number): boolean => {
    let touching = 0;
    for (let i = 0; i < length; i++) if (labels[at(i)] === label) touching++;
    return touching > ON_BORDER * length;
  };
  return [
    share(width, (x) => x),
    share(height, (y) => y * width + width - 1),
    share(width, (x) => (height - 1) * width + x),
    share(height, (y) => y * width),
  ];
}

export function area(corners: Quad): number {
  return Math.abs(signedArea(corners));
}

function signedArea(corners: Quad): number {
  return corners.reduce((sum, [x, y], place) => sum + x * corners[(place + 1) % 4]![1] - y * corners[(place + 1) % 4]![0], 0) / 2;
}

export function isInside(corners: Quad, x: number, y: number): boolean {
  return corners.every((corner, place) => cross(corner, corners[(place + 1) % 4]!, [x, y]) >= 0);
}

/** From where to where a level line runs inside; from Infinity to -Infinity where it passes by. */
export function across(corners: Quad, y: number): [number, number] {
  let [from, to] = [Infinity, -Infinity];
  corners.forEach(([x, top], place) => {
    const [other, bottom] = corners[(place + 1) % 4]!;
    if (top < y === bottom < y) return;
    const at = x + ((y - top) / (bottom - top)) * (other - x);
    from = Math.min(from, at);
    to = Math.max(to, at);
  });
  return [from, to];
}

function cross(from: Point, to: Point, point: Point): number {
  return (to[0] - from[0]) * (point[1] - from[1]) - (to[1] - from[1]) * (point[0] - from[0]);
}
