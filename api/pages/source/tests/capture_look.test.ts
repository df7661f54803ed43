import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { connected } from "../capture/look/components";
import { LOOK_SIDE, PATCH_SIDE, edgesIn, measured } from "../capture/look/measures";
import { across, paperIn } from "../capture/look/paper";
import { glyphs } from "../capture/look/print";
import { closed, darkest, dilated, eroded, median, percentile, reduced, type Coloured, type Grey } from "../capture/look/raster";
import { BEGIN, justTaken, watched, type Frame, type Hint } from "../capture/look/steady";
import { verdictOn } from "../capture/look/verdict";

function grey(width: number, height: number, value: (x: number, y: number) => number): Grey {
  return { width, height, pixels: Uint8Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width))) };
}

/** A sheet with rows of marks on a desk; `light` of its paper. */
function sheet(light: number, height = 14, beyond = 0): Coloured {
  const [w, h] = [LOOK_SIDE, 750];
  const data = new Uint8ClampedArray(w * h * 4).fill(255);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const isPaper = x >= 90 - beyond && x < 910 && y >= 70 && y < 680;
      const [dx, dy] = [x % (height + 14), y % (height + 14)];
      const isStroke = dx < height && dy < height && !(dx > 2 && dy > 2 && dx < height - 3 && dy < height - 3);
      const inMark = isStroke && x > 120 - beyond && x < 880 && y > 100 && y < 650;
      data.fill(isPaper ? (inMark ? light / 4 : light) : light / 3, (y * w + x) * 4, (y * w + x) * 4 + 3);
    }
  }
  return { width: w, height: h, data };
}

function measure(look: Coloured) {
  return measured(look, 1, (x, y) => {
    const [left, top] = [Math.max(0, Math.round(x) - 24), Math.max(0, Math.round(y) - 24)];
    const data = new Uint8ClampedArray(PATCH_SIDE * PATCH_SIDE * 4);
    for (let row = 0; row < PATCH_SIDE; row++) data.set(look.data.subarray(((top + row) * look.width + left) * 4, ((top + row) * look.width + left + PATCH_SIDE) * 4), row * PATCH_SIDE * 4);
    return { width: PATCH_SIDE, height: PATCH_SIDE, data };
  });
}

/** Blurred by the mean of so many pixels to the right, as by a camera that moves. */
function moved(look: Coloured, length: number): Coloured {
  const data = look.data.slice();
  for (let at = 0; at < data.length - 4 * length; at++) {
    let sum = 0;
    for (let step = 0; step < length; step++) sum += look.data[at + 4 * step]!;
    data[at] = sum / length;
  }
  return { ...look, data };
}

test("squares grow and shrink like in the plain definition, whatever their side", () => {
  const picture = grey(23, 17, (x, y) => (x * 37 + y * 91 + x * y * 13) % 256);
  for (const side of [1, 2, 3, 7, 20, 40]) {
    const plain = (choose: (...values: number[]) => number): Uint8Array =>
      grey(23, 17, (x, y) => {
        const found: number[] = [];
        for (let dy = 0; dy < side; dy++) for (let dx = 0; dx < side; dx++) {
          const [px, py] = [x + dx - (side >> 1), y + dy - (side >> 1)];
          if (px >= 0 && py >= 0 && px < 23 && py < 17) found.push(picture.pixels[py * 23 + px]!);
        }
        return choose(...found);
      }).pixels;
    deepEqual(dilated(picture, side).pixels, plain(Math.max), `dilated ${side}`);
    deepEqual(eroded(picture, side).pixels, plain(Math.min), `eroded ${side}`);
  }
  deepEqual(closed(grey(9, 9, (x, y) => (x === 4 && y === 4 ? 0 : 200)), 3).pixels, new Uint8Array(81).fill(200), "a dark dot is filled up");
});

test("parts are what hangs together, by corners too", () => {
  const rows = ["x..x.x", ".x.x.x", "x...xx", "......", "xxxxxx"];
  const { parts } = connected(grey(6, 5, (x, y) => (rows[y]![x] === "x" ? 255 : 0)));
  deepEqual(parts.slice(1).map((part) => part.area).sort(), [3, 6, 6]);
});

test("middle values", () => {
  equal(percentile(Uint8Array.from([5, 1, 9, 3, 7]), 0.5), 5);
  equal(median([]), 0);
  equal(reduced(grey(300, 200, () => 7), 150).width, 150);
});

test("the paper is found where it lies, and not where none stands out", () => {
  const channel = darkest(sheet(220));
  const paper = paperIn(channel)!;
  const wanted = [[90, 70], [910, 70], [910, 680], [90, 680]];
  paper.corners.forEach(([x, y], place) => ok(Math.hypot(x - wanted[place]![0]!, y - wanted[place]![1]!) < 16, `${x},${y}`));
  deepEqual(paper.beyond, [false, false, false, false]);
  equal(paperIn(grey(400, 300, () => 120)), null);
  deepEqual(paperIn(darkest(sheet(220, 14, 90)))?.beyond, [false, false, false, true]);
});

test("a tilted sheet has its corners in order", () => {
  const [cos, sin] = [Math.cos(0.2), Math.sin(0.2)];
  const tilted = grey(400, 300, (x, y) => (Math.abs((x - 200) * cos + (y - 150) * sin) < 130 && Math.abs((y - 150) * cos - (x - 200) * sin) < 90 ? 230 : 50));
  const [topLeft, topRight, bottomRight] = paperIn(tilted)!.corners;
  ok(topLeft[0] < topRight[0] && topRight[1] > topLeft[1] && bottomRight[1] > topRight[1]);
});

test("a line crosses a sheet from edge to edge", () => {
  const square = [[0, 0], [10, 0], [10, 10], [0, 10]] as const;
  deepEqual(across(square, 5), [0, 10]);
  deepEqual(across(square, 15), [Infinity, -Infinity]);
});

test("a sharp, light, whole page is good", () => {
  const measures = measure(sheet(220));
  ok(measures.glyphs > 200 && measures.printHeight > 9, JSON.stringify(measures));
  deepEqual(verdictOn(measures), { grade: "good", issues: [] });
});

test("each fault has its word", () => {
  const codes = (look: Coloured): string[] => verdictOn(measure(look)).issues.filter((issue) => issue.isBad).map((issue) => issue.code);
  deepEqual(codes(sheet(30)), ["dark"]);
  deepEqual(codes(sheet(220, 5)), ["too_small"]);
  deepEqual(codes(moved(sheet(220), 12)), ["blur"]);
  deepEqual(codes({ ...sheet(220), data: new Uint8ClampedArray(LOOK_SIDE * 750 * 4).fill(120) }), ["not_invoice"]);
  ok(verdictOn(measure(sheet(220, 14, 120))).issues.some((issue) => issue.code === "cut_edge"));
});

test("edges of motion are wide in one direction only", () => {
  const stripes = grey(48, 48, (x) => (x % 16 < 8 ? 20 : 220));
  const edges = edgesIn(stripes)!;
  ok(edges.flattest > 4 * edges.steepest);
  equal(edgesIn(grey(48, 48, () => 90)), null);
});

test("the grain of a desk is no print", () => {
  equal(glyphs(grey(300, 300, (x, y) => 100 + ((x * 13 + y * 7) % 5))).length, 0);
});

test("the shutter falls once on paper that is still and sharp, and again on the next", () => {
  const size = { width: 320, height: 240 };
  const paper = (dx: number) => ({ corners: [[60 + dx, 40], [260 + dx, 40], [260 + dx, 200], [60 + dx, 200]] as const, share: 0.4, beyond: [false, false, false, false] as const });
  let [watch, at] = [BEGIN, 0];
  const see = (frame: Partial<Frame>): Hint => {
    at += 150;
    watch = watched(watch, { at, paper: paper(0), edge: 3, light: 200, ...size, ...frame });
    return watch.hint;
  };
  const until = (hint: Hint, frame: Partial<Frame>): number => {
    for (let frames = 1; frames < 20; frames++) if (see(frame) === hint) return frames;
    return -1;
  };
  equal(see({ paper: null }), "find");
  equal(see({ paper: { ...paper(0), beyond: [true, false, false, false] } }), "whole");
  equal(see({ paper: { ...paper(0), corners: [[0, 0], [50, 0], [50, 50], [0, 50]] } }), "closer");
  equal(see({ light: 20 }), "light");
  for (const dx of [0, 20, 40, 60, 40]) equal(see({ paper: paper(dx) }), "still", "not while it moves");
  for (let frames = 0; frames < 8; frames++) equal(see({ edge: 30 }) === "shoot", false, "not while it is out of focus");
  ok(until("shoot", {}) > 0);
  for (let frames = 0; frames < 20; frames++) equal(see({}), "next", "not the same twice");
  ok(until("shoot", { paper: paper(60) }) > 3);
  watch = justTaken(BEGIN);
  ok(until("shoot", {}) > 3, "the one taken by hand was another");
});
