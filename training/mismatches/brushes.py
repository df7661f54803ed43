"""Pixels of a picture made to show another text: pasted, copied from elsewhere on the page, or painted out and typed anew.

Works on printed sheets and on finished photographs alike: where the old text stands is known as a quad, which a homography maps the new letters into.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.geometry import Pixels, Quad
from training.mismatches.mismatch import Brush
from training.mismatches.pages import Change, other_face, refaced
from training.synthesize.arrays import Floats32, as_floats, as_pixels
from training.synthesize.drawing import Drawing, Layer, Matrix, TextRun, moved
from training.synthesize.fonts import FontSet
from training.synthesize.places import Placed
from training.synthesize.raster import MM_PER_INCH, render

_ABOVE, _BELOW = 0.85, 0.15
"""A text's quad reaches this share of its size above and below the baseline (`raster.place`)."""
_OVER = 2
"""New letters are drawn this many times finer than they will be seen."""
_INK = 0.75
"""Darker than this share of the paper is ink."""


@dataclass(frozen=True)
class Hand:
    """How carefully somebody works. Lengths in pixels of the picture."""

    blur: float
    """Of the new letters."""
    noise: float
    """Grain of a pasted patch, of 255."""
    shade: float
    """Brightness of a pasted patch over that of the paper."""
    ink: float
    """Darkness of new letters over that of the old, 1 for the same."""
    slip: tuple[float, float]
    """Off the right place, millimetres."""
    soft: float
    """Width over which a patch's edge fades."""


def draw_hand(rng: Random) -> Hand:
    return Hand(
        blur=rng.choice((0.0, rng.uniform(0.2, 1.2))),
        noise=rng.choice((0.0, rng.uniform(0.5, 6.0))),
        shade=rng.uniform(0.95, 1.06),
        ink=rng.uniform(0.8, 1.15),
        slip=(rng.gauss(0, 0.12), rng.gauss(0, 0.15)),
        soft=rng.choice((0.0, rng.uniform(0.4, 2.0))),
    )


def can_clone(page: Drawing, made: Sequence[Change]) -> bool:
    """Every new letter can be had from another place of the page in the same style, and stands where an old one stood."""
    return bool(made) and all(len(change.before.text) == len(change.after.text) and _all_found(page, change) for change in made)


def apply_brush(picture: Pixels, page: Drawing, placed: Placed, made: Sequence[Change], brush: Brush, fonts: FontSet, rng: Random) -> Pixels:
    """The picture with every change made in one and the same way. `page` is what the picture shows, `placed` where it stands."""
    hand = draw_hand(rng)
    two_tone = _is_two_tone(picture)
    source = picture
    for change in made:
        if brush is Brush.CLONED:
            picture = _clone(picture, source, page, placed, change, hand, rng)
            continue
        picture = _type_over(picture, change, placed.fields[change.place].quad, brush, hand, fonts, rng)
    return np.where(picture < 128, 0, 255).astype(np.uint8) if two_tone else picture


def _type_over(picture: Pixels, change: Change, quad: Quad, brush: Brush, hand: Hand, fonts: FontSet, rng: Random) -> Pixels:
    run = _retyped(change.after, brush, hand, fonts, rng)
    left, right = min(change.before.x, run.x) - 0.25, max(change.before.x + change.before.width, run.x + run.width) + 0.25
    size = max(change.before.style.size, run.style.size)
    top, bottom = change.before.y - size * 0.95, change.before.y + size * 0.25
    to_picture = _frame_of(change.before, quad)
    window = _window(to_picture, (left, top, right, bottom), picture)
    if window is None:
        return picture
    x0, y0, x1, y1 = window
    area = as_floats(picture[y0:y1, x0:x1])
    scale = quad.width / max(change.before.width, 1e-6) * _OVER
    letters = render(Drawing(right - left, bottom - top, (moved(run, -left, -top),)), fonts, scale * MM_PER_INCH, (Layer.PRINT,))
    cover = np.full(letters.shape[:2], 255, np.uint8)
    onto = _canvas_to_window(to_picture, (left, top), scale, (x0, y0))
    shape = (x1 - x0, y1 - y0)
    new = _share(cv2.warpPerspective(letters, onto, shape, flags=cv2.INTER_AREA, borderValue=(255.0, 255.0, 255.0)))
    mask = _share(cv2.warpPerspective(cover, onto, shape, flags=cv2.INTER_LINEAR))
    if hand.blur:
        new = as_floats(cv2.GaussianBlur(new, (0, 0), hand.blur))
    paper = _paper_colour(area, mask)
    if brush is Brush.PASTED:
        noise = np.random.default_rng(rng.getrandbits(32)).standard_normal(area.shape, dtype=np.float32) * hand.noise
        patch = np.clip(paper * hand.shade, 0, 255) * new + noise
        if hand.soft:
            mask = as_floats(cv2.GaussianBlur(mask, (0, 0), hand.soft))
        result = area * (1 - mask[..., None]) + patch * mask[..., None]
    else:
        result = _painted_out(area, mask, paper) * (1 - (1 - new) * _strength(area, mask, paper, new, hand))
    out = picture.copy()
    out[y0:y1, x0:x1] = np.clip(result, 0, 255).astype(np.uint8)
    return out


def _retyped(run: TextRun, brush: Brush, hand: Hand, fonts: FontSet, rng: Random) -> TextRun:
    """The new text as the hand sets it: a paster takes what font there is, a retoucher looks for the right one."""
    run = replace(run, x=run.x + hand.slip[0], y=run.y + hand.slip[1], style=replace(run.style, layer=Layer.PRINT))
    if brush is Brush.PASTED:
        face = other_face(run, rng) if rng.random() < 0.7 else run.style.face
        return refaced(run, face, run.style.size * rng.uniform(0.88, 1.12), fonts)
    if rng.random() < 0.3:
        return refaced(run, other_face(run, rng), run.style.size, fonts)
    return replace(run, style=replace(run.style, size=run.style.size * rng.uniform(0.97, 1.03)))


def _clone(picture: Pixels, source: Pixels, page: Drawing, placed: Placed, change: Change, hand: Hand, rng: Random) -> Pixels:
    """Letters that differ are overlaid with the same letters from another place of the page."""
    quad = placed.fields[change.place].quad
    for i, (old, new) in enumerate(zip(change.before.text, change.after.text, strict=True)):
        if old == new:
            continue
        run, place, j = rng.choice(_found(page, change, new))
        picture = _copied(picture, source, _letter(placed.fields[place].quad, run, j), _letter(quad, change.before, i), hand)
    return picture


def _copied(picture: Pixels, source: Pixels, taken: Quad, put: Quad, hand: Hand) -> Pixels:
    box = put.box
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = max(0, int(box.left) - 2), max(0, int(box.top) - 2), min(width, int(box.right) + 3), min(height, int(box.bottom) + 3)
    if x1 - x0 < 3 or y1 - y0 < 3:
        return picture
    target = np.array(put.points, np.float32) - np.array([x0, y0], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(taken.points, np.float32), target)
    shape = (x1 - x0, y1 - y0)
    piece = as_floats(cv2.warpPerspective(source, matrix, shape, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    cv2.fillConvexPoly(mask, np.round(target * 16).astype(np.int32), (255.0,), cv2.LINE_AA, 4)
    weight = _share(mask)
    if hand.soft:
        weight = as_floats(cv2.GaussianBlur(weight, (0, 0), hand.soft))
    out = picture.copy()
    area = as_floats(out[y0:y1, x0:x1])
    out[y0:y1, x0:x1] = np.clip(area * (1 - weight[..., None]) + piece * weight[..., None], 0, 255).astype(np.uint8)
    return out


def _all_found(page: Drawing, change: Change) -> bool:
    return all(_found(page, change, new) for old, new in zip(change.before.text, change.after.text, strict=True) if old != new)


def _found(page: Drawing, change: Change, char: str) -> list[tuple[TextRun, int, int]]:
    """Where a letter stands on the page in the same style: (text, its number among the marks of fields, the letter's place in it)."""
    style = change.before.style
    placed = [mark for mark in page.marks if isinstance(mark, TextRun | Matrix) and mark.field]
    return [
        (mark, place, i)
        for place, mark in enumerate(placed)
        if isinstance(mark, TextRun) and not mark.angle and mark.style.face is style.face and abs(mark.style.size / style.size - 1) < 0.15
        for i, letter in enumerate(mark.text)
        if letter == char and (place != change.place or change.after.text[i] == change.before.text[i])
    ]


def _letter(quad: Quad, run: TextRun, i: int) -> Quad:
    width = run.width
    return quad.part(sum(run.advances[:i]) / width, sum(run.advances[: i + 1]) / width)


def _frame_of(run: TextRun, quad: Quad) -> NDArray[np.float64]:
    """The homography from millimetres of the page, near the text, to pixels of the picture."""
    left, right, top, bottom = run.x, run.x + run.width, run.y - run.style.size * _ABOVE, run.y + run.style.size * _BELOW
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners, np.array(quad.points, np.float32)), dtype=np.float64)


def _window(to_picture: NDArray[np.float64], region: tuple[float, float, float, float], picture: Pixels) -> tuple[int, int, int, int] | None:
    """The pixels about a region of the page, with a margin of paper; None where it lies outside of the picture."""
    left, top, right, bottom = region
    corners = np.array([[(left, top), (right, top), (right, bottom), (left, bottom)]], np.float64)
    points = cv2.perspectiveTransform(corners, to_picture)[0]
    height, width = picture.shape[:2]
    (x0, y0), (x1, y1) = np.floor(points.min(axis=0)) - 4, np.ceil(points.max(axis=0)) + 4
    x0, y0, x1, y1 = int(max(x0, 0)), int(max(y0, 0)), int(min(x1, width)), int(min(y1, height))
    return (x0, y0, x1, y1) if x1 - x0 > 8 and y1 - y0 > 8 else None


def _canvas_to_window(to_picture: NDArray[np.float64], start: tuple[float, float], scale: float, corner: tuple[int, int]) -> NDArray[np.float64]:
    """From pixels of a canvas that begins at `start` (mm), `scale` pixels a millimetre, to pixels of a window that begins at `corner`."""
    to_page = np.array([[1 / scale, 0, start[0]], [0, 1 / scale, start[1]], [0, 0, 1]])
    to_window = np.array([[1, 0, -corner[0]], [0, 1, -corner[1]], [0, 0, 1]], np.float64)
    matrix: NDArray[np.float64] = to_window @ to_picture @ to_page
    return matrix


def _paper_colour(area: Floats32, mask: Floats32) -> Floats32:
    """(3,) BGR of the unprinted paper under the mask."""
    inside = area[mask > 0.5]
    return as_floats(np.percentile(inside if len(inside) else area.reshape(-1, 3), 85, axis=0))


def _ink_mask(area: Floats32, mask: Floats32, paper: Floats32) -> NDArray[np.bool_]:
    dark: NDArray[np.bool_] = (area / np.maximum(paper, 1)).min(axis=2) < 0.5 + _INK / 2
    return dark & (mask > 0.5)


def _painted_out(area: Floats32, mask: Floats32, paper: Floats32) -> Floats32:
    """Without the letters under the mask, filled from around them."""
    ink = cv2.dilate(_ink_mask(area, mask, paper).astype(np.uint8) * 255, np.ones((3, 3), np.uint8))
    return as_floats(cv2.inpaint(np.clip(area, 0, 255).astype(np.uint8), ink, 2.0, cv2.INPAINT_TELEA))


def _strength(area: Floats32, mask: Floats32, paper: Floats32, new: Floats32, hand: Hand) -> Floats32:
    """(3,): by how much new ink must be weakened so that it is as dark as the old."""
    old = (area / np.maximum(paper, 1))[_ink_mask(area, mask, paper)]
    if not len(old):
        return as_floats(np.full(3, min(1.0, hand.ink)))
    darkest = np.percentile(old, 20, axis=0)
    typed = np.percentile(new.reshape(-1, 3), 1, axis=0)
    return as_floats(np.clip((1 - darkest) / np.maximum(1 - typed, 0.05) * hand.ink, 0.05, 1.0))


def _share(levels: ArrayLike) -> Floats32:
    """0..255 -> 0..1."""
    return as_floats(as_floats(levels) / 255)


def _is_two_tone(picture: Pixels) -> bool:
    part = as_pixels(picture[::7, ::7])
    return bool(np.isin(part, (0, 255)).all())
