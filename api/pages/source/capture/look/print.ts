// Print on a picture: which pixels are darker than the paper round them, and which of their parts may be characters. Pure.
//
// The same measure by which the service judges (intake/vision/ink.py, print_blocks.py), so that a phone and the service say the same.

import { connected, type Part } from "./components";
import { closed, type Grey } from "./raster";

/** Print is darker than its paper by this share of the paper's brightness, and by as many grey levels. */
const CONTRAST = 0.13;
const LEAST_DEPTH = 9;
/** Of the longer side: nothing larger is a character. */
const GLYPH_SIDE = 0.045;
/** Of the strength of the strongest marks: fainter ones are grain of wood and stone. */
const FAINTEST = 0.42;

/** The parts that may be characters. */
export function glyphs(channel: Grey): Part[] {
  const side = Math.max(channel.width, channel.height);
  const paper = closed(channel, Math.max(9, Math.round(0.02 * side)));
  const mask = new Uint8Array(channel.pixels.length);
  const strength = new Uint8Array(channel.pixels.length);
  for (let at = 0; at < mask.length; at++) {
    const around = paper.pixels[at]!;
    const depth = around - channel.pixels[at]!;
    if (depth <= Math.max(LEAST_DEPTH, CONTRAST * around)) continue;
    mask[at] = 255;
    strength[at] = Math.sqrt(((depth / around) * depth) / 255) * 255;
  }
  const found = connected({ ...channel, pixels: mask }, strength).parts.slice(1).filter((part) => isCharacter(part, side));
  const peaks = found.map((part) => part.peak).sort((one, other) => one - other);
  const strongest = peaks[Math.floor(0.98 * (peaks.length - 1))] ?? 0;
  return found.filter((part) => part.peak >= FAINTEST * strongest);
}

function isCharacter(part: Part, side: number): boolean {
  const wide = part.right - part.left + 1;
  const high = part.bottom - part.top + 1;
  const longer = Math.max(wide, high);
  return part.area >= 4 && longer < GLYPH_SIDE * side && longer < 5 * Math.min(wide, high);
}
