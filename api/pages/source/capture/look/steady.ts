// When the shutter may fall by itself: the paper is whole, large, light enough, and has been still and sharp for a while. Pure; told of one frame after the other.

import { area, type Paper, type Quad } from "./paper";

export interface Frame {
  /** Milliseconds, of any clock that only grows. */
  at: number;
  paper: Paper | null;
  /** Width of edges in the middle, pixels of the camera; null where nothing is printed. */
  edge: number | null;
  /** Grey level of what is bright. */
  light: number;
  width: number;
  height: number;
}

export type Hint = "find" | "closer" | "whole" | "light" | "still" | "sharpen" | "shoot" | "next";

export interface Watch {
  /** The corners as they were when the stillness began. */
  corners: Quad | null;
  since: number;
  /** The narrowest edges of late: a camera looks for its focus to and fro. */
  sharpest: number;
  /** The corners of what was photographed last: something else must come before the next. */
  taken: Quad | null;
  hint: Hint;
}

export const BEGIN: Watch = { corners: null, since: 0, sharpest: Infinity, taken: null, hint: "find" };

const STILL_MS = 600;
const LEAST_SHARE = 0.18;
const DARK = 70;
/** Of the diagonal. */
const MOVED = 0.02;
const ANOTHER = 0.12;
const SHARP_PIXELS = 9;
/** As many times as wide as the sharpest of late is not in focus. */
const SOFTER = 1.25;

/** `hint` is `shoot` on the frame on which the shutter should fall. */
export function watched(watch: Watch, frame: Frame): Watch {
  const corners = frame.paper?.corners ?? null;
  const diagonal = Math.hypot(frame.width, frame.height);
  const taken = watch.taken && corners && shift(watch.taken, corners) < ANOTHER * diagonal ? watch.taken : null;
  const isStill = corners !== null && watch.corners !== null && shift(watch.corners, corners) < MOVED * diagonal;
  const sharpest = isStill ? Math.min(watch.sharpest, frame.edge ?? Infinity) : (frame.edge ?? Infinity);
  const next = { corners: isStill ? watch.corners : corners, since: isStill ? watch.since : frame.at, sharpest, taken };
  if (frame.paper === null || corners === null) return { ...BEGIN, hint: "find" };
  if (taken) return { ...next, since: frame.at, hint: "next" };
  if (frame.paper.beyond.some(Boolean)) return { ...next, since: frame.at, hint: "whole" };
  if (area(corners) < LEAST_SHARE * frame.width * frame.height) return { ...next, since: frame.at, hint: "closer" };
  if (frame.light < DARK) return { ...next, since: frame.at, hint: "light" };
  if (!isStill) return { ...next, hint: "still" };
  const isSharp = frame.edge !== null && frame.edge <= SHARP_PIXELS && frame.edge <= SOFTER * sharpest;
  if (!isSharp) return { ...next, hint: "sharpen" };
  return frame.at - next.since < STILL_MS ? { ...next, hint: "still" } : { ...next, taken: corners, hint: "shoot" };
}

/** After a picture that was taken by hand: what lies there is not taken once more. */
export function justTaken(watch: Watch): Watch {
  return { ...watch, taken: watch.corners };
}

/** How far the corner moved that moved most, pixels. */
function shift(one: Quad, other: Quad): number {
  return Math.max(...one.map(([x, y], place) => Math.hypot(x - other[place]![0], y - other[place]![1])));
}
