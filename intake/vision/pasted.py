"""Several invoices on one sheet, told apart by their print alone.

A page of print is parted only where two or more parts are each a whole invoice by themselves, since a cut through an invoice does more harm than two
invoices in one picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from intake.vision.print_blocks import LEAST_GLYPHS, WIDE_GAP, Block, Points, Print, block_of, direction_of_print, drawn, find_blocks, groups_of, rotation
from models.geometry import Pixels

_FINE_GAPS = (0.018, 0.012)
"""Gaps at which a block is looked at again: invoices lie close together in photographs, and are pasted close together on sheets."""
_CRUMB_GLYPHS = 3
"""Print with fewer characters, standing alone, doesn't widen an outline: specks and shadows of paper edges."""
_COMMON = 0.1
"""Of the smaller one's area: rectangles round two invoices may have so much in common, since bent and slanting invoices don't fill theirs."""
_STRAY_GLYPHS = 10
_GROWTH, _GROWTH_BY_LINES = 0.05, 0.03
"""Of an invoice's area: less print than `_STRAY_GLYPHS`, and lines, don't widen it by more."""
_FORM_RULES = 3
_FORM_LENGTH = 0.28
"""Of the longer side of the picture. A tax form that takes less of a photograph can hardly be read."""
_FORM_RATIOS = (1.3, 2.4)
"""Length along the lines of text by height. Parts of a form, cut at one of its rules, are narrower or flatter."""
_COLUMN_GAP = 0.2
"""Of the longer side: beside a form, blocks one below the other with less between them are one ticket."""
_STRIP_GLYPHS = 40
_STRIP_RATIO = 1.6


def whole_invoices(page: Print) -> tuple[Block, ...]:
    """All print as one block, or taken apart where it is several invoices; none where there is no print to speak of.

    A part is a whole invoice when it is a ruled form, or a strip like the others. The rectangles of all parts, with the crumbs of print round them,
    must stay clear of each other. Looked at with ever finer gaps.
    """
    groups = groups_of(page.ink, page.marks, WIDE_GAP, _CRUMB_GLYPHS)
    if sum(len(marks) for _, marks in groups) < LEAST_GLYPHS:
        return ()
    parts: tuple[Block, ...] = (_together(groups, page),)
    for gap in (WIDE_GAP, *_FINE_GAPS):
        parts = tuple(smaller for part in parts for smaller in _parted(part, page.shape, gap))
    return parts


def _together(groups: Sequence[tuple[Points, Points]], page: Print) -> Block:
    everything = block_of(np.concatenate([points for points, _ in groups]), np.concatenate([marks for _, marks in groups]))
    # Characters tell the direction even where edges and folds run through the page.
    return replace(everything, angle=direction_of_print(page.glyphs))


def _parted(block: Block, shape: tuple[int, int], gap: float) -> tuple[Block, ...]:
    """The whole invoices that a block consists of when looked at with a finer gap; the block itself where there aren't several."""
    if block.glyphs < 2 * LEAST_GLYPHS:
        return (block,)
    side = max(shape)
    own = drawn(block.points, shape)
    parts = find_blocks(own, block.marks, gap)
    if len(parts) < 2:
        return (block,)
    wholes = _wholes(parts, side)
    if wholes:
        wholes = [*wholes, *_others(wholes, block, own, side)]
    if len(wholes) < 2:
        return (block,)
    joined = _with_crumbs(wholes, groups_of(own, block.marks, gap, 0))
    clear = all(_overlap(one, other) <= _COMMON * min(np.prod(one.size), np.prod(other.size)) for n, one in enumerate(joined) for other in joined[:n])
    return joined if clear and (any(_is_form(whole, _FORM_LENGTH * side) for whole in wholes) or _side_by_side(joined)) else (block,)


def _others(wholes: Sequence[Block], block: Block, own: Pixels, side: int) -> list[Block]:
    """Further invoices in what the first look left: such as fell apart into crumbs, such as only a finer gap will part, and beside a form anything that stands clear of it."""
    left = own.copy()
    for whole in wholes:
        cv2.fillConvexPoly(left, whole.corners(2.0).round().astype(np.int32), (0,))
    at = block.marks.astype(int)
    crumbs = find_blocks(left, block.marks[left[at[:, 1], at[:, 0]] > 0], WIDE_GAP)
    # What lies round the wholes is the sheet they are pasted on, or the desk.
    crumbs = tuple(crumb for crumb in crumbs if all(_overlap(crumb, whole) < 0.2 * np.prod(whole.size) for whole in wholes))
    found = _wholes((*wholes, *crumbs), side)
    forms = [whole for whole in wholes if _is_form(whole, _FORM_LENGTH * side)]
    least = min(np.prod(whole.size) for whole in wholes)
    taken = [crumb for crumb in crumbs if np.prod(crumb.size) > 0.8 * least or any(crumb is each for each in found)]
    if forms:
        taken = [*taken, *_columns([crumb for crumb in crumbs if not any(crumb is each for each in taken)], forms[0].angle, _COLUMN_GAP * side)]
    return taken


def _columns(blocks: Sequence[Block], angle: float, gap: float) -> list[Block]:
    """Blocks one below the other taken together: a small ticket's print falls into paragraphs."""
    turn = rotation(-angle).T
    joined: list[Block] = []
    for block in sorted(blocks, key=lambda each: float((each.points @ turn)[:, 1].min())):
        low, high = (block.points @ turn).min(axis=0), (block.points @ turn).max(axis=0)
        for number, above in enumerate(joined):
            other_low, other_high = (above.points @ turn).min(axis=0), (above.points @ turn).max(axis=0)
            common = min(high[0], other_high[0]) - max(low[0], other_low[0])
            if common > 0.5 * min(high[0] - low[0], other_high[0] - other_low[0]) and low[1] - other_high[1] < gap:
                joined[number] = replace(above, points=np.concatenate([above.points, block.points]), marks=np.concatenate([above.marks, block.marks]))
                break
        else:
            joined.append(block)
    return joined


def _wholes(parts: Sequence[Block], side: int) -> list[Block]:
    """Those parts that look like whole invoices in each other's company."""
    forms = [part for part in parts if _is_form(part, _FORM_LENGTH * side)]
    strips = [part for part in parts if not any(part is form for form in forms) and _may_be_strip(part)]
    sure = [strip for strip in strips if strip.lines_run_along is not None]
    longest_form = max((max(form.size) for form in forms), default=0.0)
    beside_form = [strip for strip in sure if max(strip.size) >= 0.45 * longest_form > 0]
    return forms + [
        strip for strip in strips if any(strip is other for other in beside_form) or any(_alike(strip, other) for other in sure if other is not strip)
    ]


def _is_form(block: Block, length: float) -> bool:
    if max(block.size) < length or block.glyphs < 2 * LEAST_GLYPHS or block.lines_run_along is None:
        return False
    along, across = block.size if block.lines_run_along else block.size[::-1]
    return _FORM_RATIOS[0] < along / max(across, 1.0) < _FORM_RATIOS[1] and block.rules >= _FORM_RULES


def _may_be_strip(block: Block) -> bool:
    """A narrow receipt: longer across its lines of text than along them, which a paragraph isn't; or long, and its lines don't tell which way they run."""
    if block.glyphs < _STRIP_GLYPHS or max(block.size) < _STRIP_RATIO * min(block.size):
        return False
    along, across = block.size if block.lines_run_along else block.size[::-1]
    return block.lines_run_along is None or across > along


def _side_by_side(strips: Sequence[Block]) -> bool:
    """Whether some strips stand beside others: parts of one receipt only follow each other."""
    for number, one in enumerate(strips):
        turn = rotation(-one.angle).T
        own = one.corners() @ turn
        axis = int(one.size[1] >= one.size[0])
        for other in strips[:number]:
            theirs = other.corners() @ turn
            common = min(own[:, axis].max(), theirs[:, axis].max()) - max(own[:, axis].min(), theirs[:, axis].min())
            if common > 0.5 * min(np.ptp(own[:, axis]), np.ptp(theirs[:, axis])):
                return True
    return False


def _alike(one: Block, other: Block) -> bool:
    """Two strips of about the same length and breadth."""
    sizes = np.sort([one.size, other.size], axis=1)
    return bool((sizes.min(axis=0) > 0.6 * sizes.max(axis=0)).all())


def _with_crumbs(wholes: Sequence[Block], groups: Sequence[tuple[Points, Points]]) -> tuple[Block, ...]:
    """Every group of print given to the whole whose rectangle it widens least; wholes that get none are dropped."""
    shares: list[list[tuple[Points, Points]]] = [[] for _ in wholes]
    for points, marks in groups:
        growths = [_growth(whole, points) for whole in wholes]
        nearest = int(np.argmin(growths))
        # Lines without characters are often edges of paper or of the scanner's lid, and marks far from all print those of the desk.
        if len(marks) >= _STRAY_GLYPHS or growths[nearest] <= (_GROWTH if len(marks) else _GROWTH_BY_LINES) * np.prod(wholes[nearest].size):
            shares[nearest].append((points, marks))
    return tuple(
        replace(whole, points=np.concatenate([points for points, _ in share]), marks=np.concatenate([marks for _, marks in share]))
        for whole, share in zip(wholes, shares, strict=True)
        if share
    )


def _growth(block: Block, points: Points) -> float:
    """Area that a block's rectangle gains when it is to hold some more points."""
    turn = rotation(-block.angle).T
    own, more = block.corners() @ turn, points @ turn
    low, high = np.minimum(own[0], more.min(axis=0)), np.maximum(own[2], more.max(axis=0))
    return float(np.prod(high - low) - np.prod(own[2] - own[0]))


def _overlap(one: Block, other: Block) -> float:
    area, _ = cv2.intersectConvexConvex(one.corners().astype(np.float32), other.corners().astype(np.float32))
    return float(area)
