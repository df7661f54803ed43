import assert from "node:assert/strict";
import { test } from "node:test";
import { projected, scaled, type Point } from "../review/geometry";

const near = ([x, y]: Point, [u, v]: Point): boolean => Math.hypot(x - u, y - v) < 1e-6;

test("a reduced page leads to the original and back", () => {
  const page = scaled(2.5);
  assert.deepEqual(page.toOriginal([4, 2]), [10, 5]);
  assert.deepEqual(page.toPicture([10, 5]), [4, 2]);
});

test("a page laid flat leads to where it lies askew, and back", () => {
  const page = projected([1.1, 0.2, 30, -0.1, 0.9, 12, 0.0001, 0.0003, 1]);
  for (const point of [[0, 0], [800, 0], [800, 500], [123.5, 77]] as Point[]) {
    assert.ok(near(page.toPicture(page.toOriginal(point)), point));
    assert.ok(!near(page.toOriginal(point), point));
  }
});
