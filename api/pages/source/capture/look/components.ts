// Connected parts of a mask. Pure.

import type { Grey } from "./raster";

export interface Part {
  left: number;
  top: number;
  /** Of the last column and row in it. */
  right: number;
  bottom: number;
  /** Pixels. */
  area: number;
  /** The greatest `strength` in it. */
  peak: number;
}

export interface Parts {
  /** For each pixel the number of its part, from 1; 0 outside. */
  readonly labels: Int32Array;
  /** The first is of no meaning. */
  readonly parts: readonly Part[];
}

/** Parts of what is not 0, pixels that touch by a corner together. */
export function connected(mask: Grey, strength?: Uint8Array): Parts {
  const { width, height, pixels } = mask;
  const labels = new Int32Array(pixels.length);
  const parent: number[] = [0];
  const root = (label: number): number => {
    let top = label;
    while (parent[top] !== top) top = parent[top]!;
    for (let at = label; at !== top; ) {
      const next = parent[at]!;
      parent[at] = top;
      at = next;
    }
    return top;
  };
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (!pixels[at]) continue;
      let own = x > 0 ? labels[at - 1]! : 0;
      const first = y > 0 ? at - width - (x > 0 ? 1 : 0) : 1;
      const last = y > 0 ? at - width + (x < width - 1 ? 1 : 0) : 0;
      for (let above = first; above <= last; above++) {
        const other = labels[above]!;
        if (other === 0 || other === own) continue;
        if (own === 0) own = other;
        else {
          const [one, another] = [root(own), root(other)];
          if (one < another) parent[another] = one;
          else parent[one] = another;
        }
      }
      if (own === 0) {
        own = parent.length;
        parent.push(own);
      }
      labels[at] = own;
    }
  }
  return gathered(labels, width, root, parent.length, strength);
}

function gathered(labels: Int32Array, width: number, root: (label: number) => number, count: number, strength?: Uint8Array): Parts {
  const number = new Int32Array(count);
  const parts: Part[] = [{ left: 0, top: 0, right: 0, bottom: 0, area: 0, peak: 0 }];
  for (let at = 0, x = 0, y = 0; at < labels.length; at++, x++) {
    if (x === width) [x, y] = [0, y + 1];
    const label = labels[at]!;
    if (label === 0) continue;
    let own = number[label]!;
    if (own === 0) {
      const top = root(label);
      if (number[top] === 0) {
        number[top] = parts.length;
        parts.push({ left: x, top: y, right: x, bottom: y, area: 0, peak: 0 });
      }
      own = number[label] = number[top]!;
    }
    labels[at] = own;
    const part = parts[own]!;
    part.area++;
    if (x < part.left) part.left = x;
    if (x > part.right) part.right = x;
    part.bottom = y;
    if (strength && strength[at]! > part.peak) part.peak = strength[at]!;
  }
  return { labels, parts };
}
