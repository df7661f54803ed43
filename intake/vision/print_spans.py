"""Telling the characters of a printed line apart: the columns each one's ink stands in.

A reader knows which characters there are and in which order, but their places only to half a character.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.vision.grouped import Indices, Numbers
from intake.vision.print_film import BLACK, FIGURES, Film, Frame, Plane

Span = tuple[int, int]
"""First column and the one after the last."""

FIRST_WIDE = 0x2E80
"""Chinese characters begin here."""
_GAPS = (0.08, 0.16, 0.26, 0.38)
"""Ink of a column below which it lies between two characters, as a share of an inked column's; blur closes the narrower gaps first."""
_WIDTHS = (2.0, 1.8)
"""Pitches of figures that a Chinese character takes, by the font of the figures."""
_LEAST_PITCH = 3.0
"""Pixels."""
_TOUCHING = 0.7
"""Ink between two characters that touch, as that share."""
_FAINTEST = 0.05
"""Of the height: less ink in an inked column is no print."""
_STRAY, _SHIFTED = 0.42, 0.4
"""Heights by which a character may lie off where the reader saw it, once what is common to all is taken off; and what may be common to all."""
_PER_SHIFT = 0.3
"""Cost of a comb that lies a pitch off, in inked columns: what is printed before or behind a value must not draw it there."""
_LEAST_INK = 0.3
"""Of a character's column over the usual one's."""
_WIDEST = 1.7
"""A figure's width over the usual one's."""


@dataclass(frozen=True)
class Spans:
    """Columns of the film for each solid character of a line, in order."""

    columns: tuple[Span, ...] = ()
    """Empty where the characters can't be told apart."""
    parted: bool = True
    """Paper was seen between all of them; else some were cut where they touch, and have a little of each other's ink."""
    inked: bool = True
    """There is print at all."""


@dataclass(frozen=True)
class _Ink:
    """Of the columns of a line, 1 being an inked column's."""

    columns: Plane
    summed: list[float]
    """From the first column on; one more than there are columns."""
    padded: list[float]
    """With paper before and behind."""


def _ink_of(columns: Plane) -> _Ink:
    return _Ink(columns, [0.0, *np.cumsum(columns, dtype=np.float64).tolist()], [0.0, *columns.tolist(), 0.0])


@dataclass(frozen=True)
class _Seen:
    """Where the reader saw characters."""

    centers: list[float]
    is_figure: list[bool]


def character_spans(film: Film, profile: Plane, frame: Frame) -> Spans:
    """Tell a line's characters apart. `profile` is the ink of each column of the film."""
    solid, height, moved = frame.line.solid, frame.line.height, frame.first - frame.left
    if not frame.line.is_figures:
        # Chinese characters fill their cells, so that the reader's are good enough.
        spans = [(max(frame.first, round(box.left) + moved), min(frame.end, round(box.right) + moved)) for _, box in solid]
        return Spans(tuple(spans)) if all(b - a > 1 for a, b in spans) and all(b <= c + 1 for (_, b), (c, _) in pairwise(spans)) else Spans()
    begin = max(frame.first, round(solid[0][1].left - 0.5 * height) + moved)
    end = min(frame.end, round(solid[-1][1].right + 0.5 * height) + moved)
    own = profile[begin:end]
    inked = np.sort(own)[-max(4, len(own) // 3) :]
    usual = float(inked[len(inked) // 2])
    if usual < _FAINTEST * height:
        return Spans(inked=False)
    rows = film.depth[film.middle - round(0.42 * height) : film.middle - round(0.06 * height), begin:end]
    upper = cv2.reduce(rows, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0] / BLACK
    seen = _Seen([(box.left + box.right) / 2 + moved - begin for _, box in solid], [char in FIGURES for char, _ in solid])
    ink = _ink_of(own / usual)
    for spans in _parted(ink.columns, upper / usual, len(solid)):
        if _is_plausible(spans, ink, seen, height):
            return Spans(tuple((begin + a, begin + b) for a, b in spans))
    centers, is_wide = np.array(seen.centers), np.array([ord(char) >= FIRST_WIDE for char, _ in solid])
    for combs in (_even_combs(ink, centers, is_wide), _seen_combs(ink, centers, is_wide)):
        plausible = [spans for spans in combs if _is_plausible(spans, ink, seen, height)]
        if plausible:
            best = min(plausible, key=lambda spans: sum(_seams(spans, ink)))
            return Spans(tuple((begin + a, begin + b) for a, b in best), parted=False)
    return Spans()


def _parted(profile: Plane, upper: Plane, count: int) -> Iterator[list[Span]]:
    """Stretches of ink between gaps, for each width of gaps that gives as many as were read. Points leave no ink in the upper half."""
    raised = np.concatenate([[0.0], np.cumsum(upper)])
    for share in _GAPS:
        on = np.zeros(len(profile) + 2, bool)
        on[1:-1] = profile > share
        edges = np.flatnonzero(on[1:] != on[:-1])
        first, last = edges[::2], edges[1::2]
        kept = (last - first > 1) & (raised[last] - raised[first] > 0.25)
        if np.count_nonzero(kept) == count:
            yield list(zip(first[kept].tolist(), last[kept].tolist(), strict=True))


def _even_combs(ink: _Ink, centers: Numbers, is_wide: NDArray[np.bool_]) -> Iterator[list[Span]]:
    """Where characters touch: combs with even teeth, as most printers have them, but for Chinese characters among the figures."""
    gaps = np.diff(centers)
    for width in _WIDTHS[: 1 + int(is_wide.any())]:
        wide = np.where(is_wide, width, 1.0)
        usual = (wide[1:] + wide[:-1]) / 2
        pitch = median((gaps / usual).tolist())
        if pitch >= _LEAST_PITCH:
            # A point between two figures takes half a pitch in some fonts and a whole one in others.
            spare = np.maximum(np.rint(2 * (gaps / pitch - usual)) / 2, 0.0)
            places = np.concatenate([[0.0], np.cumsum(usual + spare)])
            yield _laid(ink, places - wide / 2, places + wide / 2, (centers[0] + centers[-1]) / 2, pitch)


def _seen_combs(ink: _Ink, centers: Numbers, is_wide: NDArray[np.bool_]) -> Iterator[list[Span]]:
    """A comb with its teeth between the places where the reader saw the characters."""
    wide = np.where(is_wide, _WIDTHS[0], 1.0)
    pitch = median((np.diff(centers) / ((wide[1:] + wide[:-1]) / 2)).tolist())
    if pitch >= _LEAST_PITCH:
        places = (centers - centers[0]) / pitch
        yield _laid(ink, places - wide / 2, places + wide / 2, (centers[0] + centers[-1]) / 2, pitch)


def _laid(ink: _Ink, before: Numbers, behind: Numbers, middle: float, pitch: float) -> list[Span]:
    """The comb whose teeth stand before and behind each character, in pitches: moved and stretched to where it covers most ink and no cell is empty, then each tooth to the
    palest column near.
    """
    profile = ink.columns
    teeth = np.concatenate([before[:1], (before[1:] + behind[:-1]) / 2, behind[-1:]])
    center = (teeth[0] + teeth[-1]) / 2
    sizes = pitch * np.linspace(0.95, 1.05, 5)[:, None, None]
    shifts = np.linspace(-0.75, 0.75, 13)
    starts = middle + shifts[None, :, None] * pitch
    hit = np.clip(np.rint(starts + sizes * (teeth - center)).astype(int), 0, len(profile) - 1)
    inked = np.array(ink.summed)[hit]
    cells = np.diff(inked, axis=2)
    empty = (cells < _LEAST_INK * np.median(cells, axis=2, keepdims=True)).sum(axis=2)
    covered = (inked[:, :, -1] - inked[:, :, 0]) / max(ink.summed[-1], 1e-3)
    cost = profile[hit].mean(axis=2) - 2 * covered + empty + _PER_SHIFT * np.abs(shifts)
    best = np.unravel_index(int(cost.argmin()), cost.shape)
    size, start = float(sizes[best[0], 0, 0]), float(starts[0, best[1], 0])
    # Between two characters that stand close, both end at the same tooth; where a point stands between them, each has its own.
    close = before[1:] - behind[:-1] < 0.25
    ends = np.concatenate([np.where(close, teeth[1:-1], behind[:-1]), teeth[-1:]])
    begins = np.concatenate([teeth[:1], np.where(close, teeth[1:-1], before[1:])])
    places = _palest(profile, start + size * (np.concatenate([begins, ends]) - center), max(1, round(0.25 * size))).tolist()
    return list(zip(places[: len(begins)], places[len(begins) :], strict=True))


def _palest(profile: Plane, places: Numbers, reach: int) -> Indices:
    """The palest column within reach of each place, the first of several."""
    middle = np.clip((places + 0.5).astype(int), 0, len(profile) - 1)
    padded = np.concatenate([np.full(reach, np.inf, np.float32), profile, np.full(reach, np.inf, np.float32)])
    return np.asarray(middle - reach + padded[middle[:, None] + np.arange(2 * reach + 1)].argmin(axis=1), dtype=np.int64)


def _seams(spans: Sequence[Span], ink: _Ink) -> list[float]:
    """Ink where each stretch begins and ends: the paler of the columns inside and outside, the higher of both ends."""
    outside = ink.padded
    return [max(min(outside[a], outside[a + 1]), min(outside[b], outside[b + 1])) for a, b in spans]


def _is_plausible(spans: Sequence[Span], ink: _Ink, seen: _Seen, height: float) -> bool:
    """Each stretch holds ink, lies near where the reader saw its character, touches its neighbours at pale places only, and no figure is much wider than the rest."""
    if not spans or any(b - a < 2 for a, b in spans) or any(b > c for (_, b), (c, _) in pairwise(spans)):
        return False
    off = [(a + b) / 2 - center for (a, b), center in zip(spans, seen.centers, strict=True)]
    shift = median(off)
    inked = [(ink.summed[b] - ink.summed[a]) / (b - a) for a, b in spans]
    widths = [b - a for (a, b), is_figure in zip(spans, seen.is_figure, strict=True) if is_figure]
    return bool(
        max(_seams(spans, ink)) <= _TOUCHING
        and max(abs(each - shift) for each in off) < _STRAY * height
        and abs(shift) < _SHIFTED * height
        and max(widths) < _WIDEST * median(widths)
        and min(inked) > _LEAST_INK * median(inked)
    )
