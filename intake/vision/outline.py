"""Where the invoices lie on a page.

Two kinds of evidence are put together: sheets of paper that stand out from what they lie on (`paper`), and blocks of print where paper lies on paper
(`print_blocks`). A page on which neither parts anything is one invoice as a whole: losing print is worse than keeping some desk.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.vision.ink import as_pixels, darkest_channel, shrunk
from intake.vision.paper import Corners, Sheet, at_points, find_sheets, overlap, sides_of
from intake.vision.pasted import whole_invoices
from intake.vision.print_blocks import Block, Print, falls_into_rows, find_blocks, print_on
from intake.vision.rectify import corners_of, from_top_left
from models.geometry import Pixels

SHEET_SIDE = 384
"""Longer side, in pixels, of the picture in which sheets are looked for."""

_SHEET_MARGIN = 0.006
_PRINT_MARGIN = 0.022
"""Of the longer side: how far an outline stays outside the sheet's edge, or the outermost print."""
_PAPER_EDGE = 0.014
"""Of the longer side: so near to the border of a sheet's own picture its edges and their shadows are seen, and no print."""
_NEAR_EDGE, _EDGE_LENGTH = 0.035, 0.08
"""Of the longer side, and of the side they run along: longer strokes so near to the border are edges of paper as well."""
_PASTED = 0.8
"""Of a sheet's own picture: what takes more is the sheet, not something pasted on it."""
_WHOLE_PAGE = 0.62
"""A single outline with at least this share of the page's area is not cut out, when the print stands straight: there is nothing to gain."""
_LEAST_INK, _MOST_INK = 0.008, 0.5
_LEAST_GLYPHS = 30
_CUT_REACH = (0.006, 0.016)
"""Of the longer side: characters at such distances on both sides of a line belong together. Nearer lies the shadow of a sheet's edge."""
_CUT_SHARE = 0.12
_CUT_RULES = 3
_NEAR = 0.028
_DOUBTFUL_SCORE = 24.0
"""A sheet with less contrast isn't believed where print goes on beyond it."""
_CERTAIN_SCORE = 30.0
_LOST_SHARE, _LOST_SHARE_CERTAIN = 0.1, 0.25
"""Of the characters: more than this outside all outlines speaks against the sheets; against certain ones only more, since wood and stone are never wholly told from print."""


@dataclass(frozen=True)
class Outline:
    """One invoice, its corners in order round it, beginning anywhere."""

    corners: Corners
    """(4, 2) pixels of the picture that was looked at."""
    found: bool
    """False for the whole page taken for want of anything better."""


def find_outlines(look: Pixels) -> tuple[Outline, ...]:
    """The invoices of a BGR page (longer side about 800 pixels), in reading order.

    At least one outline; print of the page that could be told from texture lies within one of them, stray marks excepted.
    """
    return _outlines(look, print_on(darkest_channel(look)))


def find_pasted(sheet: Pixels) -> tuple[Outline, ...]:
    """The invoices on one sheet of paper, looked at by itself (BGR, longer side about 800 pixels), in reading order; none where it is one invoice."""
    page = print_on(darkest_channel(sheet))
    page = page.without(_paper_edges(page))
    found = _outlines(sheet, page, _PASTED)
    if len(found) < 2:
        return ()
    corners = [outline.corners for outline in found]
    left = page.without(_filled(corners, page.shape, 4))
    height, width = page.shape
    # On bare paper whatever else is printed is an invoice too, however small beside the others.
    corners += [_clear_of(block, corners, width, height) for block in find_blocks(left.ink, left.marks)]
    return tuple(Outline(each, True) for each in _in_reading_order(corners))


def _paper_edges(page: Print) -> Pixels:
    """255 on ink along the border of a sheet's own picture that is an edge of paper and its shadow, not print."""
    height, width = page.shape
    edges = as_pixels(cv2.bitwise_not(_filled([corners_of(width, height)], page.shape, -_PAPER_EDGE * max(page.shape))))
    near = round(_NEAR_EDGE * max(page.shape))
    upright = cv2.morphologyEx(page.ink, cv2.MORPH_OPEN, np.ones((max(3, round(_EDGE_LENGTH * height)), 1), np.uint8))
    level = cv2.morphologyEx(page.ink, cv2.MORPH_OPEN, np.ones((1, max(3, round(_EDGE_LENGTH * width))), np.uint8))
    upright[:, near : width - near] = 0
    level[near : height - near] = 0
    return as_pixels(cv2.bitwise_or(edges, cv2.dilate(cv2.bitwise_or(upright, level), np.ones((5, 5), np.uint8))))


def _outlines(look: Pixels, page: Print, largest: float = 1.0) -> tuple[Outline, ...]:
    """`largest`: share of the picture that a sheet may take at most."""
    height, width = page.shape
    sheets = _sheets(look, page, largest)
    corners = _outlines_with(sheets, page)
    if sheets and _loses_print(corners, sheets, page):
        # Some of the sheets were no sheets. Print alone parts less, but leaves nothing out.
        corners = _outlines_with([], page)
    if not corners or (len(corners) == 1 and _is_nearly_all(corners[0], width, height)):
        return (Outline(corners_of(width, height), False),)
    return tuple(Outline(each, True) for each in _in_reading_order(corners))


def _is_nearly_all(corners: Corners, width: int, height: int) -> bool:
    """An upright outline that leaves nothing worth cutting off."""
    return bool(np.abs(from_top_left(corners) - corners_of(width, height)).max() < 0.04 * max(width, height))


def _sheets(look: Pixels, page: Print, largest: float) -> list[Sheet]:
    """Sheets of paper with print on them, none cutting through print."""
    tiny, scale = shrunk(look, SHEET_SIDE)
    enlarged = [_enlarged(sheet, scale) for sheet in find_sheets(tiny) if sheet.area <= largest * tiny.shape[0] * tiny.shape[1]]
    chosen = _chosen([sheet for sheet in enlarged if _holds_print(sheet.corners, page) and not _cuts_print(sheet.corners, page)], page.ink)
    doubtful = [sheet for sheet in chosen if sheet.score < _DOUBTFUL_SCORE and _print_goes_on(sheet, chosen, page)]
    return [sheet for sheet in chosen if not any(sheet is other for other in doubtful)]


def _outlines_with(sheets: list[Sheet], page: Print) -> list[Corners]:
    """The outlines on sheets and of the print beside them; none where the page is best taken whole."""
    height, width = page.shape
    corners = [_moved_out(sheet.corners, _SHEET_MARGIN * max(page.shape)) for sheet in sheets]
    beside = page.without(_filled([sheet.corners for sheet in sheets], page.shape, 0.012 * max(page.shape)))
    rest = whole_invoices(beside)
    if sheets and len(rest) == 1 and _surrounds(rest[0], sheets):
        rest = find_blocks(beside.ink, beside.marks)
    blocks = [block for block in rest if _is_print(block, rest, sheets)]
    if not sheets and len(blocks) <= 1:
        return [outline for block in blocks for outline in _single(block, width, height)]
    taken = [sheet.corners for sheet in sheets]
    return corners + [_clear_of(block, [*taken, *(other.corners() for other in blocks if other is not block)], width, height) for block in blocks]


def _loses_print(corners: list[Corners], sheets: list[Sheet], page: Print) -> bool:
    """Whether a good part of the print lies outside all outlines."""
    within = at_points(_filled(corners, page.shape, 4), page.marks) > 0
    share = _LOST_SHARE if any(sheet.score < _CERTAIN_SCORE for sheet in sheets) else _LOST_SHARE_CERTAIN
    return int(np.count_nonzero(~within)) > share * len(page.marks) and falls_into_rows(page.marks[~within], max(page.shape))


def _print_goes_on(sheet: Sheet, sheets: list[Sheet], page: Print) -> bool:
    """Whether characters that lie on no sheet stand close to one of a sheet's sides, along a good part of it."""
    beside = page.without(_filled([each.corners for each in sheets], page.shape, 6))
    if not falls_into_rows(beside.marks, max(page.shape)):
        return False
    free = beside.glyphs
    distances = np.linspace(_CUT_REACH[0], _NEAR, 16) * max(page.shape)
    for start, normal, along in sides_of(sheet.corners):
        points = start + np.linspace(0.03, 0.97, 60)[:, None] * along
        if np.count_nonzero(_on_rays(free, points, normal, distances).any(axis=1)) > 0.25 * len(points):
            return True
    return False


def _single(block: Block, width: int, height: int) -> list[Corners]:
    """No sheet to be seen and one block of print: cut it out where that gains something."""
    straight = abs(block.angle) <= 2.0
    corners = block.corners(_PRINT_MARGIN * max(width, height))
    if straight:
        corners = np.clip(corners, 0.0, (width - 1.0, height - 1.0))
    if straight and cv2.contourArea(corners.astype(np.float32)) > _WHOLE_PAGE * width * height:
        return []
    return [corners]


def _enlarged(sheet: Sheet, scale: float) -> Sheet:
    return Sheet((sheet.corners + 0.5) / scale - 0.5, sheet.contrast, sheet.sides_seen, sheet.fill, sheet.area / scale**2)


def _holds_print(corners: Corners, page: Print) -> bool:
    """Whether a quadrangle has characters on it, and about as much ink as a printed sheet."""
    inside = _filled([corners], page.shape, -0.008 * max(page.shape))
    area = cv2.countNonZero(inside)
    inked = cv2.countNonZero(cv2.bitwise_and(page.ink, inside))
    return _LEAST_INK * area < inked < _MOST_INK * area and int(np.count_nonzero(at_points(inside, page.marks))) >= _LEAST_GLYPHS


def _cuts_print(corners: Corners, page: Print) -> bool:
    """Whether one of the sides runs through print, as it does where a fold or a shadow's edge was taken for a sheet's.

    Then characters stand close to it both within and without, or rules cross it.
    """
    near, far = (reach * max(page.shape) for reach in _CUT_REACH)
    # Rules are a pixel or two thin and seldom quite level with the rays that follow them.
    thick = as_pixels(cv2.dilate(page.ink, np.ones((3, 3), np.uint8)))
    for start, normal, along in sides_of(corners):
        points = start + np.linspace(0.03, 0.97, 200)[:, None] * along
        outside, inside = (_on_rays(page.glyphs, points, sign * normal, np.linspace(near, far, 8)).any(axis=1) for sign in (1, -1))
        if np.count_nonzero(outside & inside) > _CUT_SHARE * len(points):
            return True
        crossed = _on_rays(thick, points, normal, np.linspace(-far, far, 15)).mean(axis=1) > 0.85
        if np.count_nonzero(np.diff(crossed.astype(np.int8)) == 1) >= _CUT_RULES:
            return True
    return False


def _on_rays(mask: Pixels, points: Corners, direction: Corners, distances: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(points, distances): whether a mask is set at so many pixels from each point; never outside the picture."""
    height, width = mask.shape
    places = points[:, None] + distances[None, :, None] * direction
    within = ((places >= 0) & (places <= (width - 1, height - 1))).all(axis=2)
    return np.asarray((at_points(mask, places.reshape(-1, 2)).reshape(within.shape) > 0) & within)


def _chosen(sheets: list[Sheet], ink: Pixels) -> list[Sheet]:
    """The sheets that are taken for invoices: the outermost ones, unless smaller ones within explain an outer one's print, as tickets glued on a page do."""
    left = sorted(sheets, key=lambda sheet: -sheet.area)
    chosen: list[Sheet] = []
    while left:
        outer = left.pop(0)
        within = [sheet for sheet in left if overlap(sheet.corners, outer.corners) > 0.9 * sheet.area]
        inner = _chosen(within, ink) if within else []
        taken = inner if inner and _explain(inner, outer, ink) else [outer]
        for sheet in taken:
            rivals = [other for other in chosen if overlap(sheet.corners, other.corners) > 0.06 * min(sheet.area, other.area)]
            if all(sheet.score > rival.score for rival in rivals):
                chosen = [other for other in chosen if not any(other is rival for rival in rivals)] + [sheet]
        left = [sheet for sheet in left if not any(sheet is other for other in within)]
    return chosen


def _explain(inner: list[Sheet], outer: Sheet, ink: Pixels) -> bool:
    """Whether nearly all of a sheet's print lies on the smaller sheets within it."""
    own = cv2.bitwise_and(ink, _filled([outer.corners], ink.shape, -8))
    covered = cv2.bitwise_and(own, _filled([sheet.corners for sheet in inner], ink.shape, 6))
    share = cv2.countNonZero(covered) / max(cv2.countNonZero(own), 1)
    return share > (0.88 if len(inner) > 1 else 0.985)


def _is_print(block: Block, others: tuple[Block, ...], sheets: list[Sheet]) -> bool:
    """Whether a block beside the sheets is more than texture and stray marks."""
    if _surrounds(block, sheets):
        return False
    most = max(other.glyphs for other in others)
    return block.glyphs >= _LEAST_GLYPHS and block.glyphs >= 0.12 * most


def _surrounds(block: Block, sheets: list[Sheet]) -> bool:
    corners = block.corners()
    return any(overlap(sheet.corners, corners) > 0.5 * sheet.area for sheet in sheets)


def _clear_of(block: Block, others: list[Corners], width: int, height: int) -> Corners:
    """The block's rectangle with its margin, less where a neighbour is near."""
    margin = _PRINT_MARGIN * max(width, height)
    while margin > 1 and any(overlap(block.corners(margin), other) > 0 for other in others):
        margin *= 0.7
    return block.corners(margin)


def _moved_out(corners: Corners, margin: float) -> Corners:
    """Each corner moved away from the middle by about `margin` along both sides."""
    before, after = np.roll(corners, 1, axis=0), np.roll(corners, -1, axis=0)
    step = _unit(corners - before) + _unit(corners - after)
    return np.asarray(corners + margin * step, dtype=np.float64)


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float64)


def _filled(shapes: list[Corners], shape: tuple[int, ...], grow: float) -> Pixels:
    """255 within the quadrangles, each moved out by `grow` pixels (in, when negative)."""
    mask = np.zeros(shape[:2], np.uint8)
    for corners in shapes:
        cv2.fillConvexPoly(mask, _moved_out(corners, grow).round().astype(np.int32), (255,))
    return mask


def _in_reading_order(outlines: list[Corners]) -> list[Corners]:
    """Rows from the top, each from the left: an outline belongs to a row when its middle lies within the height of the row's first."""
    left = sorted(outlines, key=lambda corners: float(corners[:, 1].min()))
    ordered: list[Corners] = []
    while left:
        first = left[0]
        row = [each for each in left if each[:, 1].mean() <= first[:, 1].max() and each is not first]
        row = [first, *row]
        ordered.extend(sorted(row, key=lambda corners: float(corners[:, 0].mean())))
        left = [each for each in left if not any(each is other for other in row)]
    return ordered
