// What a picture's quality is judged by: five measurements, each of a physical thing, the same as the service's (intake/vision/quality.py). Pure.

import type { Part } from "./components";
import { across, isInside, paperIn, type Paper, type Quad } from "./paper";
import { glyphs } from "./print";
import { brightest, closed, darkest, median, opened, percentile, reduced, type Coloured, type Grey } from "./raster";

/** Longer side of the picture that is looked at, pixels. */
export const LOOK_SIDE = 1000;
export const PATCH_SIDE = 48;
const PATCHES = 30;
const LIGHT_SIDE = 384;
const LEAST_GLYPHS = 25;
/** Of 255: cloth and wood reach 50, print in the dark 70, other print 90. */
const LEAST_CONTRAST = 60;
const BLOWN_OUT = 251;
const BLOB_SIDE = 9;
const LEAST_GLARE = 0.005;

export interface Measures {
  /** Marks that may be characters. */
  glyphs: number;
  /** Median height of characters, pixels of the picture as it was taken; 0 without print. */
  printHeight: number;
  /** Median width of a stroke's edge as a share of the height of print; 0 without print. */
  edgeWidth: number;
  /** The same along the direction in which edges are widest: more than all round where the camera moved. */
  smear: number;
  /** Strength of the strongest print, 0..255: grain of wood and cloth is weaker. */
  contrast: number;
  /** Grey level of the brighter half of the paper. */
  paperLight: number;
  /** Share of the paper that is blown out while the rest is not. */
  glare: number;
  /** Characters that touch a border of the picture beyond which the paper goes on: on the side with most. */
  cutMarks: number;
}

/** `look` is the picture with its longer side reduced to `LOOK_SIDE`, `scale` pixels of it for one of the original; `patch` gives squares of the original by their middle. */
export function measured(look: Coloured, scale: number, patch: (x: number, y: number) => Coloured): Measures {
  const channel = darkest(look);
  const paper = paperIn(channel);
  const print = glyphs(channel).filter((part) => isOn(paper, part));
  const height = heightOf(print) / scale;
  const edges = height ? edgesOf(print, scale, patch) : { steepest: 0, flattest: 0 };
  const bright = reduced(brightest(look), LIGHT_SIDE);
  const light = onPaper(closed(bright, Math.max(9, Math.floor(Math.max(bright.width, bright.height) / 16))), paper, look.width);
  return {
    glyphs: print.length,
    printHeight: height,
    edgeWidth: height ? edges.steepest / height : 0,
    smear: height ? edges.flattest / height : 0,
    contrast: print.reduce((most, part) => Math.max(most, part.peak), 0),
    paperLight: percentile(light, 0.7),
    glare: blownOut(channel, light, paper),
    cutMarks: marksOnBorder(print, channel, paper),
  };
}

export function hasPrint(measures: Measures): boolean {
  return measures.glyphs >= LEAST_GLYPHS && measures.contrast >= LEAST_CONTRAST && measures.edgeWidth > 0;
}

function isOn(paper: Paper | null, part: Part): boolean {
  return paper === null || isInside(paper.corners, (part.left + part.right) / 2, (part.top + part.bottom) / 2);
}

/** Of the larger marks: digits and whole characters, not their strokes and dots. */
function heightOf(print: readonly Part[]): number {
  if (print.length < LEAST_GLYPHS) return 0;
  const heights = print.map((part) => part.bottom - part.top + 1);
  const middle = median(heights);
  return median(heights.filter((height) => height >= middle));
}

interface Edges {
  /** How far it is from paper to ink, pixels: contrast by steepest slope. */
  steepest: number;
  /** The same by the slope in the direction in which it is least. */
  flattest: number;
}

function edgesOf(print: readonly Part[], scale: number, patch: (x: number, y: number) => Coloured): Edges {
  const step = Math.max(1, Math.floor(print.length / PATCHES));
  const found: Edges[] = [];
  for (let place = 0; place < print.length; place += step) {
    const part = print[place]!;
    const edges = edgesIn(darkest(patch((part.left + part.right + 1) / 2 / scale, (part.top + part.bottom + 1) / 2 / scale)));
    if (edges !== null) found.push(edges);
  }
  return { steepest: median(found.map((edges) => edges.steepest)), flattest: median(found.map((edges) => edges.flattest)) };
}

/** Null where there is no contrast. */
export function edgesIn(grey: Grey): Edges | null {
  const { width, height, pixels } = grey;
  const contrast = percentile(pixels, 0.9) - percentile(pixels, 0.04);
  if (Math.min(width, height) < 8 || contrast < 24) return null;
  const count = (width - 2) * (height - 2);
  // Along no direction in particular, then along four: level, upright, and both slants.
  const slopes = Array.from({ length: 5 }, () => new Uint8Array(count));
  for (let y = 1, place = 0; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++, place++) {
      const at = y * width + x;
      const [a, b, c] = [pixels[at - width - 1]!, pixels[at - width]!, pixels[at - width + 1]!];
      const [d, e, f, g, h] = [pixels[at - 1]!, pixels[at + 1]!, pixels[at + width - 1]!, pixels[at + width]!, pixels[at + width + 1]!];
      const level = (c + 2 * e + h - a - 2 * d - f) / 8;
      const upright = (f + 2 * g + h - a - 2 * b - c) / 8;
      slopes[0]![place] = Math.hypot(level, upright);
      slopes[1]![place] = Math.abs(level);
      slopes[2]![place] = Math.abs(upright);
      slopes[3]![place] = Math.abs(level + upright) * Math.SQRT1_2;
      slopes[4]![place] = Math.abs(level - upright) * Math.SQRT1_2;
    }
  }
  const [all, ...along] = slopes.map((slope) => contrast / Math.max(0.5, percentile(slope, 0.98)));
  return { steepest: all!, flattest: Math.max(...along) };
}

/** The pixels that lie on the paper; all where none was found. */
function onPaper(grey: Grey, paper: Paper | null, lookWidth: number): Uint8Array {
  if (paper === null) return grey.pixels;
  const kept = new Uint8Array(grey.pixels.length);
  const scale = grey.width / lookWidth;
  const corners = paper.corners.map(([x, y]) => [x * scale, y * scale] as const) as unknown as Quad;
  let count = 0;
  for (let y = 0; y < grey.height; y++) {
    const [from, to] = across(corners, y + 0.5);
    const begin = y * grey.width;
    for (let x = Math.max(0, Math.ceil(from - 0.5)); x < Math.min(grey.width, to - 0.5); x++) kept[count++] = grey.pixels[begin + x]!;
  }
  return count ? kept.subarray(0, count) : grey.pixels;
}

function blownOut(channel: Grey, light: Uint8Array, paper: Paper | null): number {
  if (percentile(light, 0.6) > 243) return 0;
  const white = { ...channel, pixels: channel.pixels.map((pixel) => (pixel >= BLOWN_OUT ? 255 : 0)) };
  const area = onPaper(white, paper, channel.width);
  // Taking small ones away only makes it less.
  return shareOf(area) > LEAST_GLARE ? shareOf(onPaper(opened(white, BLOB_SIDE), paper, channel.width)) : 0;
}

function shareOf(mask: Uint8Array): number {
  let count = 0;
  for (const pixel of mask) if (pixel) count++;
  return count / mask.length;
}

function marksOnBorder(print: readonly Part[], { width, height }: Grey, paper: Paper | null): number {
  const reach = 2 + Math.round(0.006 * Math.max(width, height));
  const counts = [0, 0, 0, 0];
  for (const part of print) {
    if (Math.max(part.right - part.left, part.bottom - part.top) < 4) continue;
    const touching = [part.top <= reach, part.right >= width - 1 - reach, part.bottom >= height - 1 - reach, part.left <= reach];
    touching.forEach((touches, side) => (counts[side]! += touches && (paper === null || paper.beyond[side]) ? 1 : 0));
  }
  return Math.max(...counts);
}
