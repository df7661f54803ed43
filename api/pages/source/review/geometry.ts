// How the pixels of a picture of a page lie on the original page, and back. Pure.

export type Point = readonly [number, number];

export interface Geometry {
  toOriginal: (point: Point) => Point;
  toPicture: (point: Point) => Point;
}

/** The whole page, smaller: `scale` pixels of the original for one of the picture. */
export function scaled(scale: number): Geometry {
  return { toOriginal: ([x, y]) => [x * scale, y * scale], toPicture: ([x, y]) => [x / scale, y / scale] };
}

/** Laid flat: `matrix`, nine numbers row by row, is the homography from the picture to the original. */
export function projected(matrix: readonly number[]): Geometry {
  const back = adjugate(matrix);
  return { toOriginal: (point) => through(matrix, point), toPicture: (point) => through(back, point) };
}

function through(matrix: readonly number[], [x, y]: Point): Point {
  const row = (place: number): number => (matrix[place] ?? 0) * x + (matrix[place + 1] ?? 0) * y + (matrix[place + 2] ?? 0);
  const depth = row(6) || Number.EPSILON;
  return [row(0) / depth, row(3) / depth];
}

/** The inverse but for a factor, of which a homography is free. */
function adjugate(matrix: readonly number[]): number[] {
  const [a, b, c, d, e, f, g, h, i] = matrix as [number, number, number, number, number, number, number, number, number];
  return [e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g, c * d - a * f, d * h - e * g, b * g - a * h, a * e - b * d];
}
