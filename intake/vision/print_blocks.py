"""Blocks of print: what stands together on a sheet, and in which direction it runs.

Serves where no paper edge can be seen: an invoice on the upper half of a white page, receipts pasted on white paper and scanned.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from intake.vision.ink import as_pixels, ink_depth, ink_mask
from models.geometry import Pixels

Points = NDArray[np.float64]
"""(N, 2) pixels."""

WIDE_GAP = 0.028
"""Of the longer side: print nearer than this to other print belongs with it, unless closer looking shows two whole invoices. The widest gap within a
tax form (title to frame) is 2 % of an A4 page."""
LEAST_GLYPHS = 25
"""Print with fewer characters is no invoice."""
_GLYPH_SIDE = 0.045
"""Of the longer side: nothing larger is a character."""
_WORD_LENGTH, _WORD_THICKNESS = 0.16, 2.8
"""Of the longer side, and pixels of ink by length: characters of a small word that run together."""
_WORD_BOLD = 0.008
"""Of the longer side: bolder characters are large enough to stand apart."""
_WINDING_SIDE, _WINDING_FILL = 0.02, 0.38
"""Of the longer side, and share that a mark fills of the rectangle with its moments: larger marks that fill less are veins of stone or wood, folds and
scratches, which bend. Of drawn print, words included, one in twenty is so thin; of what else lies on desks more than half."""
_FAINTEST = 0.42
"""Of the strength of the strongest marks."""
_POINTS_LOOKED_AT = 2500
_ROW_STEP, _ROWS = 0.003, 2.2
"""Strips of this breadth (of the longer side), and how uneven print fills them: of drawn invoices and tickets the least even is 2.5, of stone and cloth the most uneven 1.7."""


@dataclass(frozen=True)
class Print:
    """All print of a picture."""

    ink: Pixels
    """255 on print, rules and codes, else 0."""
    glyphs: Pixels
    """255 on marks that may be characters: no rules, edges, frames."""
    marks: Points
    """Middles of their characters."""

    @property
    def shape(self) -> tuple[int, int]:
        return self.ink.shape[0], self.ink.shape[1]

    def without(self, covered: Pixels) -> Print:
        """The print where a mask is 0."""
        free = cv2.bitwise_not(covered)
        at = self.marks.astype(int)
        return Print(as_pixels(cv2.bitwise_and(self.ink, free)), as_pixels(cv2.bitwise_and(self.glyphs, free)), self.marks[free[at[:, 1], at[:, 0]] > 0])


def print_on(channel: Pixels) -> Print:
    """The print in a grey picture.

    Marks much fainter than the strongest are left out, since wood and stone have their own. On a receipt with faint values the labels and the seal remain.
    """
    depth, paper = ink_depth(channel)
    ink = ink_mask(channel)
    _, labels, stats, middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high, area = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    longer, shorter = np.maximum(wide, high), np.minimum(wide, high)
    length, side = np.hypot(wide, high), max(ink.shape)
    thickness = area / np.maximum(length, 1)
    # A form's grid with all the print that touches it may be large, but it is mostly holes.
    is_ink = (area >= 4) & ((area < 0.02 * ink.size) | (area < 0.3 * wide * high))
    # Wood grain and rules are drawn out and thin; the characters of a small word run together.
    is_character = (area >= 4) & (longer < _GLYPH_SIDE * side) & (longer < 5 * shorter)
    is_word = ~is_character & (length < _WORD_LENGTH * side) & (thickness > _WORD_THICKNESS) & (thickness < _WORD_BOLD * side)
    is_glyph = (is_character | is_word) & ~((longer > _WINDING_SIDE * side) & (_fill(labels, stats, middles) < _WINDING_FILL))
    is_ink[0] = is_glyph[0] = False
    if is_glyph.any():
        peaks = _strongest(depth, paper, ink, labels, len(stats))
        strong = peaks >= _FAINTEST * np.percentile(peaks[is_glyph], 98)
        is_ink, is_glyph = is_ink & strong, is_glyph & strong
    value = np.where(is_ink, 1, 0).astype(np.uint8) | np.where(is_glyph, 2, 0).astype(np.uint8)
    classes = value[labels]
    marks = _marks(middles[is_glyph], stats[is_glyph], np.where(is_word, length / (1.5 * np.maximum(thickness, 1)), 1)[is_glyph])
    return Print((classes & 1) * np.uint8(255), (classes & 2) // 2 * np.uint8(255), marks)


def _fill(labels: MatLike, stats: MatLike, middles: MatLike) -> NDArray[np.float64]:
    """Of each component its area by that of the rectangle with the same second moments: 1 for a bar, however it lies, and little for a bent line."""
    y, x = np.nonzero(labels)
    owner = labels[y, x].astype(np.intp)
    across, down = x - middles[owner, 0], y - middles[owner, 1]
    area = np.maximum(stats[:, cv2.CC_STAT_AREA], 1).astype(np.float64)
    # A pixel is a square, not a point: its own moment is a twelfth.
    xx, yy, xy = (np.bincount(owner, part, len(stats)) / area + own for part, own in ((across**2, 1 / 12), (down**2, 1 / 12), (across * down, 0.0)))
    return np.asarray(area / (12 * np.sqrt(np.maximum(xx * yy - xy**2, 1e-9))), dtype=np.float64)


def _marks(middles: NDArray[np.float64], stats: NDArray[np.int32], counts: NDArray[np.float64]) -> Points:
    """The middles of characters; a word's are spread evenly along the longer side of its box."""
    number = np.maximum(1, counts.round().astype(int))
    owner = np.repeat(np.arange(len(number)), number)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(number) - number, number)
    part = (within + 0.5) / number[owner]
    low = stats[:, (cv2.CC_STAT_LEFT, cv2.CC_STAT_TOP)].astype(np.float64)
    size = stats[:, (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT)].astype(np.float64)
    spread = low[owner] + part[:, None] * (size[owner] - 1)
    is_along = (number > 1)[:, None] & (size == size.max(axis=1, keepdims=True))
    return np.where(is_along[owner], spread, middles[owner])


def _strongest(depth: Pixels, paper: Pixels, ink: Pixels, labels: NDArray[np.generic], count: int) -> NDArray[np.float64]:
    """Of each component the greatest depth, as a geometric mean of its share of the paper's brightness and of the full range: a dark desk's grain is deep only by share."""
    inked = np.flatnonzero(ink)
    own = depth.ravel()[inked].astype(np.float64)
    peaks = np.zeros(count)
    np.maximum.at(peaks, labels.ravel()[inked].astype(np.intp), np.sqrt(own / np.maximum(paper.ravel()[inked], 1) * own / 255))
    return peaks


@dataclass(frozen=True)
class Block:
    """Print that stands together."""

    points: Points
    """Positions of inked pixels."""
    marks: Points
    """Middles of the marks that may be characters."""
    angle: float
    """Direction of the print's rows or columns, whichever is nearer to the x axis: degrees clockwise, in [-45, 45)."""

    @property
    def glyphs(self) -> int:
        return len(self.marks)

    @cached_property
    def _extent(self) -> tuple[Points, Points]:
        """Least and greatest coordinates of the points, seen along the print's direction."""
        c, s = np.cos(np.radians(self.angle)), np.sin(np.radians(self.angle))
        x, y = self.points[:, 0], self.points[:, 1]
        along, across = x * c + y * s, y * c - x * s
        return np.array([along.min(), across.min()]), np.array([along.max(), across.max()])

    def corners(self, margin: float = 0.0) -> Points:
        """The rectangle along the print's direction that holds it all, widened by `margin` pixels: (4, 2), first corner top left as the picture lies."""
        (left, top), (right, bottom) = self._extent[0] - margin, self._extent[1] + margin
        return np.array([[left, top], [right, top], [right, bottom], [left, bottom]]) @ rotation(-self.angle)

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width along and height across `angle`."""
        width, height = self._extent[1] - self._extent[0]
        return float(width), float(height)

    @cached_property
    def lines_run_along(self) -> bool | None:
        """Whether lines of text run along `angle`, or across it; None where characters don't tell. Within a line they stand closer than from line to line."""
        return _characters_follow(self.marks @ rotation(-self.angle).T)

    @cached_property
    def rules(self) -> int:
        """Straight strokes all along the block, counted along or across its direction, whichever has more: a form has several."""
        turned = self.points @ rotation(-self.angle).T
        seen = drawn(turned - self._extent[0], (round(self.size[1]) + 2, round(self.size[0]) + 2))
        return max(_ruled_rows(seen), _ruled_rows(np.ascontiguousarray(seen.T)))


def rotation(angle: float) -> NDArray[np.float64]:
    """Matrix that turns points clockwise (y down) by degrees."""
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return np.array([[c, -s], [s, c]])


def block_of(points: Points, marks: Points) -> Block:
    return Block(points, marks, direction_of_lines(points))


def direction_of_print(mask: Pixels) -> float:
    """As `direction_of_lines`, of the points of a mask that has some."""
    return direction_of_lines(np.asarray(cv2.findNonZero(mask), dtype=np.float64).reshape(-1, 2))


def find_blocks(ink: Pixels, marks: Points, gap: float = WIDE_GAP) -> tuple[Block, ...]:
    """All blocks of an ink mask (255 on print) that hold some of the marks, the largest first. `gap` is a share of the longer side."""
    blocks = [block_of(points, own) for points, own in groups_of(ink, marks, gap, LEAST_GLYPHS)]
    return tuple(sorted(blocks, key=lambda block: -block.glyphs))


def groups_of(ink: Pixels, marks: Points, gap: float, least: int) -> list[tuple[Points, Points]]:
    """Inked points and marks of every group of print that has at least `least` marks; groups are further than `gap` from each other."""
    reach = max(3, round(gap * max(ink.shape)))
    count, groups = cv2.connectedComponents(cv2.dilate(ink, np.ones((reach, reach), np.uint8)), connectivity=8)
    points = np.asarray(cv2.findNonZero(ink), dtype=np.float64).reshape(-1, 2) if cv2.hasNonZero(ink) else np.empty((0, 2))
    owners = np.asarray(groups, dtype=np.int32)
    pairs = zip(_by_group(points, owners, count), _by_group(marks, owners, count), strict=True)
    return [(inked, own) for inked, own in pairs if len(own) >= least]


def _by_group(points: Points, groups: NDArray[np.int32], count: int) -> list[Points]:
    """The points of each group but the background's."""
    at = points.astype(np.int64)
    owner = groups[at[:, 1], at[:, 0]]
    ends = np.cumsum(np.bincount(owner, minlength=count))[:-1]
    return np.split(points[np.argsort(owner, kind="stable")], ends)[1:]


def drawn(points: Points, shape: tuple[int, ...]) -> Pixels:
    """A mask of (height, width) with 255 at the points."""
    mask = np.zeros(shape[:2], np.uint8)
    at = points.astype(np.int64)
    mask[at[:, 1], at[:, 0]] = 255
    return mask


def direction_of_lines(points: Points) -> float:
    """The direction, in [-45, 45) degrees, along which inked points fall into the sharpest rows and columns."""
    some = points[:: max(1, len(points) // _POINTS_LOOKED_AT)]
    x, y = np.ascontiguousarray(some[:, 0]), np.ascontiguousarray(some[:, 1])
    best = 0.0
    for reach, step in ((45.0, 2.5), (2.5, 0.75), (0.75, 0.25)):
        angles = np.arange(best - reach, best + reach, step)
        best = float(angles[np.argmax([_sharpness(x, y, float(angle)) for angle in angles])])
    return (best + 45.0) % 90.0 - 45.0


def _sharpness(x: NDArray[np.float64], y: NDArray[np.float64], angle: float) -> float:
    """Sum of squares of the row and column profiles in steps of 1.5 pixels, seen at an angle."""
    c, s = np.cos(np.radians(angle)) / 1.5, np.sin(np.radians(angle)) / 1.5
    total = 0.0
    for place in (x * c + y * s, y * c - x * s):
        profile = np.bincount((place - place.min()).astype(np.int64))
        total += float(profile @ profile)
    return total


def falls_into_rows(marks: Points, side: int) -> bool:
    """Whether marks stand in rows as those of print do, and not as chance and the veins of stone strew them. `side`: longer side of the picture, pixels."""
    return len(marks) > 0 and max(_unevenness(marks, float(angle), _ROW_STEP * side) for angle in np.arange(-45.0, 45.0, 1.0)) >= _ROWS


def _unevenness(marks: Points, angle: float, step: float) -> float:
    """How much the counts of marks in neighbouring strips along or across an angle differ, the greater of the two: about 1 where marks are strewn by chance."""
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    places = (marks[:, 0] * c + marks[:, 1] * s, marks[:, 1] * c - marks[:, 0] * s)
    counts = [np.bincount(((place - place.min()) / step).astype(np.int64)).astype(np.float64) for place in places]
    return max(float((np.diff(count) ** 2).sum() / (2 * count.sum())) for count in counts)


def _characters_follow(marks: Points) -> bool | None:
    """Whether most marks have their nearest neighbour beside them rather than above or below; None where it is nearly even."""
    some = marks[:: max(1, len(marks) // 250)]
    across, down = some[None, :, 0] - some[:, None, 0], some[None, :, 1] - some[:, None, 1]
    distance = np.hypot(across, down)
    np.fill_diagonal(distance, np.inf)
    # Strokes of one character lie nearer than characters of one line.
    distance[distance < 0.5 * np.median(distance.min(axis=1))] = np.inf
    nearest = distance.argmin(axis=1)
    each = np.arange(len(some))
    aside, above = np.abs(across[each, nearest]), np.abs(down[each, nearest])
    level, upright = np.count_nonzero(aside > 1.5 * above), np.count_nonzero(above > 1.5 * aside)
    if max(level, upright) < 1.3 * min(level, upright):
        return None
    return bool(level > upright)


def _ruled_rows(seen: Pixels) -> int:
    width = seen.shape[1]
    thick = cv2.dilate(seen, np.ones((3, 1), np.uint8))
    strokes = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, max(40, width // 6)), np.uint8))
    ruled = cv2.reduce(strokes, 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F).ravel() > 127
    return int(np.count_nonzero(np.diff(np.concatenate([[0], ruled.astype(np.int8)])) == 1))
