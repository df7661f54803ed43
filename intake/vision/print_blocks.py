"""Blocks of print: what stands together on a sheet, in which direction it runs, and whether it is a whole invoice by itself.

Serves where no paper edge can be seen: an invoice on the upper half of a white page, receipts pasted on white paper and scanned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.vision.ink import as_pixels
from models.geometry import Pixels

Points = NDArray[np.float64]
"""(N, 2) pixels."""

WIDE_GAP = 0.028
"""Of the longer side: print nearer than this to other print belongs with it, unless closer looking shows two whole invoices. The widest gap within a tax form (title to frame)
is 2 % of an A4 page."""
FINE_GAPS = (0.018, 0.012)
"""Gaps at which a block is looked at again: invoices lie close together in photographs, and are pasted close together on sheets."""
_LEAST_GLYPHS = 25
_CRUMB_GLYPHS = 3
"""Print with fewer characters, standing alone, doesn't widen an outline: specks and shadows of paper edges."""
_FORM_RULES = 3
_FORM_LENGTH = 0.28
"""Of the longer side of the picture. A tax form that takes less of a photograph can hardly be read."""
_STRIP_GLYPHS = 40
_STRIP_RATIO = 1.6
_POINTS_LOOKED_AT = 3000


@dataclass(frozen=True)
class Block:
    """Print that stands together."""

    points: Points
    """Positions of inked pixels."""
    marks: Points
    """Middles of the marks that may be characters."""
    angle: float
    """Direction of the print's rows or columns, whichever is nearer to the x axis: degrees clockwise, in [-45, 45)."""
    rules: int
    """Straight strokes all along the block, counted along or across that direction, whichever has more: a form has several."""

    @property
    def glyphs(self) -> int:
        return len(self.marks)

    def corners(self, margin: float = 0.0) -> Points:
        """The rectangle along the print's direction that holds it all, widened by `margin` pixels: (4, 2), first corner top left as the picture lies."""
        turn = rotation(-self.angle)
        turned = self.points @ turn.T
        (left, top), (right, bottom) = turned.min(axis=0) - margin, turned.max(axis=0) + margin
        return np.array([[left, top], [right, top], [right, bottom], [left, bottom]]) @ turn

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width along and height across `angle`."""
        width, height = np.ptp(self.points @ rotation(-self.angle).T, axis=0)
        return float(width), float(height)

    @cached_property
    def lines_run_along(self) -> bool | None:
        """Whether lines of text run along `angle`, or across it; None where characters don't tell. Within a line they stand closer than from line to line."""
        return _characters_follow(self.marks @ rotation(-self.angle).T)


def rotation(angle: float) -> NDArray[np.float64]:
    """Matrix that turns points clockwise (y down) by degrees."""
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return np.array([[c, -s], [s, c]])


def glyph_sized(ink: Pixels) -> Pixels:
    """The part of an ink mask that may be characters and rules: neither specks nor blots."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high, area = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    # A form's grid with all the print that touches it may be large, but it is mostly holes.
    keep = (area >= 4) & ((area < 0.02 * ink.size) | (area < 0.3 * wide * high))
    keep[0] = False
    return as_pixels((keep.astype(np.uint8) * 255)[labels])


def find_blocks(ink: Pixels, gap: float = WIDE_GAP) -> tuple[Block, ...]:
    """All blocks of an ink mask (255 on print) that hold some characters, the largest first. `gap` is a share of the longer side."""
    blocks = [block_of(points, marks) for points, marks in _groups(ink, gap, _LEAST_GLYPHS)]
    return tuple(sorted(blocks, key=lambda block: -block.glyphs))


def _groups(ink: Pixels, gap: float, least: int) -> list[tuple[Points, Points]]:
    """Inked points and middles of characters of every group that has at least `least` characters."""
    reach = max(3, round(gap * max(ink.shape)))
    count, groups = cv2.connectedComponents(cv2.dilate(ink, np.ones((reach, reach), np.uint8)), connectivity=8)
    points, marks = _inked(ink), marks_of(ink)
    return [pair for pair in zip(_by_group(points, groups, count), _by_group(marks, groups, count), strict=True) if len(pair[1]) >= least]


def _by_group(points: Points, groups: NDArray[np.int32], count: int) -> list[Points]:
    """The points of each group but the background's."""
    at = np.clip(points.round().astype(int), 0, (groups.shape[1] - 1, groups.shape[0] - 1))
    owner = groups[at[:, 1], at[:, 0]]
    ends = np.cumsum(np.bincount(owner, minlength=count))[:-1]
    return np.split(points[np.argsort(owner, kind="stable")], ends)[1:]


def _inked(ink: Pixels) -> Points:
    y, x = np.nonzero(ink)
    return np.stack([x, y], axis=1).astype(np.float64)


def marks_of(ink: Pixels) -> Points:
    """Middles of the marks that may be characters."""
    _, _, stats, centers = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return np.asarray(centers[_may_be_glyphs(stats, max(ink.shape))], dtype=np.float64)


def glyphs_only(ink: Pixels) -> Pixels:
    """The part of an ink mask that may be characters: no rules, edges, frames."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return as_pixels((_may_be_glyphs(stats, max(ink.shape)).astype(np.uint8) * 255)[labels])


def _may_be_glyphs(stats: NDArray[np.int32], side: int) -> NDArray[np.bool_]:
    """Which components are neither large nor drawn out, as wood grain and rules are. The first component is the background."""
    wide, high, area = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    longer, shorter = np.maximum(wide, high), np.minimum(wide, high)
    likely = (area >= 4) & (longer < 0.045 * side) & (longer < 5 * shorter)
    likely[0] = False
    return np.asarray(likely, dtype=np.bool_)


def whole_invoices(ink: Pixels) -> tuple[Block, ...]:
    """All print of an ink mask as one block, or taken apart where it is several invoices; none where there is no print to speak of.

    It is parted only where two or more parts are each a whole invoice by themselves (a ruled form, or a strip like the others) and their rectangles, with all the crumbs of
    print round them, stay clear of each other. Looked at with ever finer gaps.
    """
    groups = _groups(ink, WIDE_GAP, _CRUMB_GLYPHS)
    if sum(len(marks) for _, marks in groups) < _LEAST_GLYPHS:
        return ()
    everything = block_of(np.concatenate([points for points, _ in groups]), np.concatenate([marks for _, marks in groups]))
    parts: tuple[Block, ...] = (everything,)
    for gap in (WIDE_GAP, *FINE_GAPS):
        parts = tuple(smaller for part in parts for smaller in _parted(part, ink.shape, gap))
    return parts


def _parted(block: Block, shape: tuple[int, ...], gap: float) -> tuple[Block, ...]:
    """The whole invoices that a block consists of when looked at with a finer gap; the block itself where there aren't several."""
    side = max(shape)
    own = _drawn(block.points, shape)
    parts = find_blocks(own, gap)
    if len(parts) < 2:
        return (block,)
    wholes = _wholes(parts, side)
    if wholes:
        # What fell apart into crumbs at this gap may be another whole.
        left = own.copy()
        for whole in wholes:
            cv2.fillConvexPoly(left, whole.corners(2.0).round().astype(np.int32), 0)
        crumbs = find_blocks(left, WIDE_GAP)
        found = _wholes((*wholes, *crumbs), side)
        # What is as large as a whole may be several that only a finer gap parts.
        least = min(np.prod(whole.size) for whole in wholes)
        wholes = found + [crumb for crumb in crumbs if np.prod(crumb.size) > 0.8 * least and not any(crumb is whole for whole in found)]
    if len(wholes) < 2:
        return (block,)
    joined = _with_crumbs(wholes, block)
    if any(len(part.points) == 0 for part in joined):
        return (block,)
    if any(_overlap(one, other) > 0.02 * min(np.prod(one.size), np.prod(other.size)) for i, one in enumerate(joined) for other in joined[:i]):
        return (block,)
    return joined


def _wholes(parts: Sequence[Block], side: int) -> list[Block]:
    """Those parts that look like whole invoices in each other's company."""
    forms = [part for part in parts if _is_form(part, _FORM_LENGTH * side)]
    strips = [part for part in parts if not any(part is form for form in forms) and _may_be_strip(part)]
    sure = [strip for strip in strips if strip.lines_run_along is not None]
    longest_form = max((max(form.size) for form in forms), default=0.0)
    beside_form = [strip for strip in sure if max(strip.size) >= 0.45 * longest_form > 0]
    return forms + [strip for strip in strips if any(strip is other for other in beside_form) or any(_alike(strip, other) for other in sure if other is not strip)]


def _drawn(points: Points, shape: tuple[int, ...]) -> Pixels:
    mask = np.zeros(shape[:2], np.uint8)
    at = points.astype(int)
    mask[at[:, 1], at[:, 0]] = 255
    return mask


def _is_form(block: Block, length: float) -> bool:
    width, height = block.size
    return max(width, height) >= length and block.rules >= _FORM_RULES and block.glyphs >= 2 * _LEAST_GLYPHS and 1.1 < max(width, height) / max(min(width, height), 1.0) < 2.8


def _may_be_strip(block: Block) -> bool:
    """A narrow receipt: longer across its lines of text than along them, which a paragraph isn't; or long, and its lines don't tell which way they run."""
    if block.glyphs < _STRIP_GLYPHS:
        return False
    if block.lines_run_along is None:
        return max(block.size) >= _STRIP_RATIO * min(block.size)
    along, across = block.size if block.lines_run_along else block.size[::-1]
    return across >= _STRIP_RATIO * along


def _alike(one: Block, other: Block) -> bool:
    """Two strips of about the same length and breadth."""
    sizes = np.sort([one.size, other.size], axis=1)
    shorter, longer = sizes.min(axis=0), sizes.max(axis=0)
    return bool((shorter > 0.6 * longer).all())


def _with_crumbs(wholes: list[Block], block: Block) -> tuple[Block, ...]:
    """Every point of a block's print given to the whole whose rectangle is nearest."""
    owner_of_point = np.stack([_distance(block.points, whole) for whole in wholes]).argmin(axis=0)
    owner_of_mark = np.stack([_distance(block.marks, whole) for whole in wholes]).argmin(axis=0)
    return tuple(replace(whole, points=block.points[owner_of_point == n], marks=block.marks[owner_of_mark == n]) for n, whole in enumerate(wholes))


def _distance(points: Points, block: Block) -> NDArray[np.float64]:
    """From each point to the block's rectangle; 0 within."""
    turn = rotation(-block.angle).T
    own = block.points @ turn
    turned = points @ turn
    outside = np.maximum(np.maximum(own.min(axis=0) - turned, turned - own.max(axis=0)), 0.0)
    distance: NDArray[np.float64] = np.hypot(outside[:, 0], outside[:, 1])
    return distance


def _overlap(one: Block, other: Block) -> float:
    area, _ = cv2.intersectConvexConvex(one.corners().astype(np.float32), other.corners().astype(np.float32))
    return float(area)


def block_of(points: Points, marks: Points) -> Block:
    angle = direction_of_lines(sampled(points))
    return Block(points, marks, angle, _rules(points, angle))


def _characters_follow(marks: Points) -> bool | None:
    """Whether most marks have their nearest neighbour beside them rather than above or below; None where it is nearly even."""
    some = marks[:: max(1, len(marks) // 400)]
    offset = some[None] - some[:, None]
    distance = np.hypot(offset[..., 0], offset[..., 1])
    # Strokes of one character lie nearer than characters of one line.
    distance[distance < 0.5 * np.median(np.where(distance > 0, distance, np.inf).min(axis=1))] = np.inf
    nearest = distance.argmin(axis=1)
    chosen = np.abs(offset[np.arange(len(some)), nearest])
    beside, above = np.count_nonzero(chosen[:, 0] > 1.5 * chosen[:, 1]), np.count_nonzero(chosen[:, 1] > 1.5 * chosen[:, 0])
    if max(beside, above) < 1.3 * min(beside, above):
        return None
    return bool(beside > above)


def sampled(points: Points) -> Points:
    """Few enough of the points to look at many times."""
    return points[:: max(1, len(points) // _POINTS_LOOKED_AT)]


def direction_of_lines(points: Points) -> float:
    """The direction, in [-45, 45) degrees, along which inked points fall into the sharpest rows and columns."""
    best = 0.0
    for reach, step in ((45.0, 2.5), (2.5, 0.75), (0.75, 0.25)):
        angles = np.arange(best - reach, best + reach, step)
        best = float(angles[np.argmax([_sharpness(points, angle) for angle in angles])])
    return (best + 45.0) % 90.0 - 45.0


def _sharpness(points: Points, angle: float) -> float:
    """Sum of squares of the row and column profiles, seen at an angle."""
    return sum(float(profile @ profile) for profile in _profiles(points, angle))


def _profiles(points: Points, angle: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How many points lie in each row, and in each column, of 1.5 pixels."""
    turned = (points @ rotation(-angle).T) / 1.5
    cells = (turned - turned.min(axis=0)).astype(np.int64)
    return np.bincount(cells[:, 1]).astype(np.float64), np.bincount(cells[:, 0]).astype(np.float64)


def _rules(points: Points, angle: float) -> int:
    """Rows, or columns, along which long unbroken strokes run."""
    turned = points @ rotation(-angle).T
    low = turned.min(axis=0)
    cell = (turned - low).astype(int)
    width, height = cell.max(axis=0) + 1
    seen = np.zeros((height, width), np.uint8)
    seen[cell[:, 1], cell[:, 0]] = 1
    return max(_ruled_rows(seen), _ruled_rows(np.ascontiguousarray(seen.T)))


def _ruled_rows(seen: Pixels) -> int:
    height, width = seen.shape
    thick = cv2.dilate(seen, np.ones((3, 1), np.uint8))
    strokes = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, max(40, width // 6)), np.uint8))
    ruled = strokes.mean(axis=1) > 0.5
    return int(np.count_nonzero(np.diff(np.concatenate([[0], ruled.astype(np.int8)])) == 1))
