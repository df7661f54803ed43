"""Whole values whose print differs from that of other values: typed in by somebody else, or on a piece of other paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import expm1

import numpy as np

from intake.vision.grouped import Indices, Numbers, less_trend, medians_of, repeated
from intake.vision.print_chars import CharTable
from intake.vision.print_outlier import FAINT_NOISE, LEAST_FIGURES, REPORTED, Outlier

VALUE_TRAITS = tuple(f"value_{name}" for name in ("height", "spacing", "stroke", "slope", "ink", "colour", "sharpness", "paper", "noise"))
_COLOUR, _BLUE, _GREEN = "colour", "blue", "green"

_LEAST_OF_VALUES = {
    "height": 0.02,
    "spacing": 0.025,
    "stroke": 0.05,
    "slope": 0.006,
    "ink": 0.07,
    "colour": 4.0,
    "sharpness": 0.05,
    "paper": 3.0,
    "noise": 0.15,
}
"""Standard deviations that are assumed even where a page shows less, all but slope, colour and paper as natural logarithms."""
_LEAST_OF_DRAWN_PAPER = 1.0
"""Nothing but compression changes it."""
_FEW = 4
_RINGING = 2.0
"""Grey levels of grain that compression puts round print, or does not."""


def value_outliers(table: CharTable, fields: frozenset[str], *, drawn: bool) -> Iterator[Outlier]:
    """Each line against those of the same face or ink; slopes against the whole page, paper against what lies beside."""
    count = len(table.lines)
    whole, unknown = table.wholes, np.full(count, np.nan)
    pitches = np.where(table.follows, np.diff(table.middle, prepend=0.0), np.nan)
    own = np.stack([table.bottom - table.top, pitches, table.stroke, table.ink, table.edge, table.paper, table.noise, table.blue, table.green])
    usual = medians_of(own.ravel(), repeated(table.line, count, len(own)), count * len(own)).reshape(len(own), count)
    # Where characters could not be told apart, what was measured over the whole line stands for them.
    instead = np.stack([unknown, unknown, unknown, whole.ink, whole.edge, whole.paper, whole.noise, whole.blue, whole.green])
    height, pitch, stroke, ink, edge, paper, noise, blue, green = np.where(np.isnan(usual), instead, usual)
    slope, _ = less_trend(table.middle, table.bottom, table.line, count, LEAST_FIGURES + 1)
    if drawn:
        # The paper is the same all over the page, and its grain the work of compression: rough round all print, smooth beside it.
        noise = np.log(noise + _RINGING)
    else:
        paper = paper - _beside(table.paper_beside)
        noise = np.log(noise + FAINT_NOISE) - np.log(_beside(table.noise_beside) + FAINT_NOISE)
    faces, inks, page = tuple(line.face for line in table.lines), tuple(line.ink for line in table.lines), ("page",) * count
    measures: dict[str, tuple[Numbers, tuple[str, ...]]] = {
        "height": (np.log(height), faces),
        "spacing": (np.log(pitch / height), faces),
        "stroke": (np.log(stroke / height), faces),
        "slope": (_less_trend_of_page(table, slope), page),
        "ink": (np.log(ink), inks),
        "sharpness": (np.log(edge), inks),
        "paper": (paper, page),
        "noise": (noise, page),
        _BLUE: (blue, inks),
        _GREEN: (green, inks),
    }
    difference, spread = _against_peers(measures, {**_LEAST_OF_VALUES, "paper": _LEAST_OF_DRAWN_PAPER} if drawn else _LEAST_OF_VALUES)
    deviation = np.abs(difference) / spread
    names = list(measures)
    asked = np.array([line.field in fields for line in table.lines])
    for index, name in enumerate(names[:-2]):
        for line in np.flatnonzero(asked & (np.nan_to_num(deviation[index]) >= REPORTED)):
            beyond_usual = float(difference[index, line])
            measured = beyond_usual if name == "paper" else 100 * beyond_usual if name == "slope" else 100 * expm1(beyond_usual)
            yield Outlier(table.lines[line].field, f"value_{name}", float(deviation[index, line]), measured, table.line_box(int(line)))
    distance = np.hypot(difference[-2], difference[-1])
    coloured = distance / np.maximum(spread[-2], spread[-1])
    for line in np.flatnonzero(asked & (np.nan_to_num(coloured) >= REPORTED)):
        yield Outlier(table.lines[line].field, "value_colour", float(coloured[line]), float(distance[line]), table.line_box(int(line)))


def _less_trend_of_page(table: CharTable, slope: Numbers) -> Numbers:
    """Slopes less what changes evenly from the top of the page to its foot, as on a sheet seen askew."""
    height = np.array([(line.cells[0][1].center[1] + line.cells[-1][1].center[1]) / 2 for line in table.lines])
    order = np.argsort(height)
    _, level = less_trend(height[order], slope[order], np.zeros(len(order), np.int64), 1, LEAST_FIGURES)
    back = np.empty_like(level)
    back[order] = level
    return back


def _beside(values: Numbers) -> Numbers:
    """Before or behind the line, whichever is there; the mean of both."""
    known = ~np.isnan(values)
    return np.asarray(np.where(known.any(axis=1), np.nansum(values, axis=1) / np.maximum(known.sum(axis=1), 1), np.nan))


def _against_peers(measures: Mapping[str, tuple[Numbers, tuple[str, ...]]], least_of: Mapping[str, float]) -> tuple[Numbers, Numbers]:
    """Each line's difference from the median of the lines that it is compared with, and their spread: (measures, lines); nan where there are none."""
    values = np.stack([of for of, _ in measures.values()])
    names = np.array([peers for _, peers in measures.values()])
    compared = (names[:, :, None] == names[:, None, :]) & (names != "")[:, :, None] & ~np.eye(values.shape[1], dtype=bool)
    usual, count = _medians(np.where(compared, values[:, None, :], np.nan))
    own, _ = _medians(np.where(compared, np.abs(values[:, None, :] - usual[:, :, None]), np.nan))
    least = np.array([least_of[_COLOUR if name in (_BLUE, _GREEN) else name] for name in measures])[:, None]
    # The spread of a few values tells nothing, so that twice the least stands for it.
    return np.asarray(values - usual), np.asarray(np.where(count < _FEW, 2 * least, np.fmax(least, 1.4826 * own)))


def _medians(values: Numbers) -> tuple[Numbers, Indices]:
    """Along the last axis, nan left out; and how many there are."""
    ordered = np.sort(values, axis=-1)
    count = np.count_nonzero(~np.isnan(ordered), axis=-1)
    low, high = (
        np.take_along_axis(ordered, np.clip(at, 0, None)[..., None], axis=-1)[..., 0]
        for at in ((count - 1) // 2, np.minimum(count // 2, ordered.shape[-1] - 1))
    )
    return np.asarray(np.where(count > 0, (low + high) / 2, np.nan)), np.asarray(count)
