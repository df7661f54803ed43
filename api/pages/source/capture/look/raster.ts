// Grey pictures as arrays of bytes, row by row, and what is done to them again and again. Pure.

export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** RGBA, as canvases give it. */
export interface Coloured {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** The least of red, green and blue: print of any colour is dark in it. */
export function darkest({ width, height, data }: Coloured): Grey {
  const pixels = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < pixels.length; i++, at += 4) {
    const red = data[at]!;
    const green = data[at + 1]!;
    const blue = data[at + 2]!;
    const least = red < green ? red : green;
    pixels[i] = least < blue ? least : blue;
  }
  return { width, height, pixels };
}

/** The greatest of them: print in colour is bright in it, paper too. */
export function brightest({ width, height, data }: Coloured): Grey {
  const pixels = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < pixels.length; i++, at += 4) {
    const red = data[at]!;
    const green = data[at + 1]!;
    const blue = data[at + 2]!;
    const greatest = red > green ? red : green;
    pixels[i] = greatest > blue ? greatest : blue;
  }
  return { width, height, pixels };
}

/** With its longer side at most `side`: each pixel the mean of a square. */
export function reduced(grey: Grey, side: number): Grey {
  const step = Math.ceil(Math.max(grey.width, grey.height) / side);
  if (step <= 1) return grey;
  const width = Math.floor(grey.width / step);
  const height = Math.floor(grey.height / step);
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let dy = 0; dy < step; dy++) {
        const row = (y * step + dy) * grey.width + x * step;
        for (let dx = 0; dx < step; dx++) sum += grey.pixels[row + dx]!;
      }
      pixels[y * width + x] = sum / (step * step);
    }
  }
  return { width, height, pixels };
}

/** The greatest in squares of this side round each pixel. */
export function dilated(grey: Grey, side: number): Grey {
  return extreme(grey, side, true);
}

/** The least in squares of this side. */
export function eroded(grey: Grey, side: number): Grey {
  return extreme(grey, side, false);
}

/** Dark things smaller than the square filled up. */
export function closed(grey: Grey, side: number): Grey {
  return eroded(dilated(grey, side), side);
}

/** Bright things smaller than the square taken away. */
export function opened(grey: Grey, side: number): Grey {
  return dilated(eroded(grey, side), side);
}

/** By van Herk and Gil and Werman: three comparisons a pixel, however large the square. Rows, then columns. */
function extreme(grey: Grey, side: number, greatest: boolean): Grey {
  return turned(alongRows(turned(alongRows(grey, side, greatest)), side, greatest));
}

function alongRows({ width, height, pixels }: Grey, side: number, greatest: boolean): Grey {
  const to = new Uint8Array(pixels.length);
  const before = side >> 1;
  const length = width + side - 1;
  const own = new Uint8Array(length).fill(greatest ? 0 : 255);
  const forward = new Uint8Array(length);
  const backward = new Uint8Array(length);
  for (let y = 0; y < height; y++) {
    own.set(pixels.subarray(y * width, (y + 1) * width), before);
    for (let begin = 0; begin < length; begin += side) {
      const end = Math.min(length, begin + side);
      let last = own[begin]!;
      for (let i = begin; i < end; i++) {
        const value = own[i]!;
        if (greatest ? value > last : value < last) last = value;
        forward[i] = last;
      }
      last = own[end - 1]!;
      for (let i = end - 1; i >= begin; i--) {
        const value = own[i]!;
        if (greatest ? value > last : value < last) last = value;
        backward[i] = last;
      }
    }
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const one = backward[x]!;
      const other = forward[x + side - 1]!;
      to[row + x] = greatest === one > other ? one : other;
    }
  }
  return { width, height, pixels: to };
}

/** Rows as columns. */
function turned({ width, height, pixels }: Grey): Grey {
  const to = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) for (let x = 0, from = y * width; x < width; x++, from++) to[x * height + y] = pixels[from]!;
  return { width: height, height: width, pixels: to };
}

/** The value below which this share of the pixels lies. */
export function percentile(pixels: Uint8Array, share: number): number {
  const counts = new Uint32Array(256);
  for (const pixel of pixels) counts[pixel]!++;
  let left = share * (pixels.length - 1);
  for (let value = 0; value < 256; value++) {
    left -= counts[value]!;
    if (left < 0) return value;
  }
  return 255;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? 0;
}
