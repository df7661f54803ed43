"""Print that differs from the print around it: what an edited picture betrays.

Every character is compared with its neighbours in the same line, and every value with those that are printed like it, trait by trait. A page tells itself how much its
print varies: a difference counts in robust standard deviations (median absolute deviation) of the same trait on this page, but never in less than what printers,
cameras and compression do everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import expm1, hypot
from statistics import median

import numpy as np
from numpy.typing import NDArray

from intake.vision.grouped import Indices, Numbers, less_neighbours, less_trend, medians_of, places_in, sizes_of
from intake.vision.print_chars import CharTable
from intake.vision.print_film import POINTS
from intake.vision.print_twins import likeness
from models.geometry import Box, Pixels

CHARACTER_TRAITS = ("height", "baseline", "spacing", "stroke", "ink", "colour", "sharpness", "paper", "noise")
TWIN, JOINT = "twin", "joint"
VALUE_TRAITS = tuple(f"value_{name}" for name in ("height", "spacing", "stroke", "slope", "ink", "colour", "sharpness", "paper", "noise"))
TRAITS = (*CHARACTER_TRAITS, TWIN, JOINT, *VALUE_TRAITS)

_LEAST = {
    "height": 0.028,
    "baseline": 0.022,
    "spacing": 0.038,
    "stroke": 0.06,
    "ink": 0.05,
    "colour": 5.0,
    "sharpness": 0.06,
    "paper": 2.0,
    "noise": 0.12,
}
"""Standard deviations of each trait that are assumed even where a page shows less: geometry in heights of print; stroke, ink, sharpness and noise as natural
logarithms; colour and paper in grey levels."""
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
"""The same for whole lines, all but slope, colour and paper as natural logarithms."""
_FEW = 4
_HURT_BY_CUTTING = ("spacing", "stroke", "ink", "sharpness")
"""Traits that count half where characters touch and were cut apart."""
_JOINT_FROM = 1.5
"""Deviations below this are no sign at all and are not added up."""
_NEIGHBOURS = 4
_CLASS_COUNT = 5
"""Times a character must stand on the page for its own shape to be told from its print."""
_MOST_OF_SHAPE = 0.4
_MOST_HEIGHT_OF_SHAPE = 0.04
"""No character's shape does more; geometry in heights of print, others as logarithms. Where it seems to, its kind was measured wrong."""
_GROUP_GAP = 1.35
"""Pitches beyond which figures are set in groups."""
_LEAST_FIGURES = 4
"""Figures that a baseline is laid through."""
_FAINT_NOISE = 0.4
"""Grey levels added to every noise, so that drawn pictures without any do not divide by nothing."""
_REPORTED = 2.0
"""Deviations below are not worth keeping."""


@dataclass(frozen=True, slots=True)
class Outlier:
    """One trait of one value, at the character where it is strongest (or for the whole line)."""

    field: str
    name: str
    deviation: float
    measured: float
    """Signed. Pixels for height, baseline and spacing of characters, grey levels for colour and paper, how many traits for joint, percent for all others."""
    box: Box
    """Pixels of the picture."""


def print_outliers(pixels: Pixels, table: CharTable, fields: frozenset[str], *, drawn: bool) -> tuple[Outlier, ...]:
    """What differs at some fields; the print of all lines of the table is what it differs from.

    `pixels` are those the table was measured on. `drawn`: they were never seen by a camera or scanner, so that equal figures are copies.
    """
    differences = _differences(table)
    deviations = {name: _scaled(table, values, _LEAST[name]) for name, values in differences.items()}
    for name in _HURT_BY_CUTTING:
        deviations[name] = np.where(table.parted, deviations[name], deviations[name] / 2)
    if not drawn:
        alike = likeness(pixels, table)
        deviations[TWIN], differences[TWIN] = alike.deviation, alike.difference
    rows = _rows_of(table, fields)
    # The grain round drawn print is the work of compression, and different round every figure.
    joined = {name: values for name, values in deviations.items() if not drawn or name != "noise"}
    return (*_worst_characters(table, rows, differences, deviations), *_joint(table, rows, joined), *_values(table, fields, drawn=drawn))


# --- characters -------------------------------------------------------------------------------------------------------------------------------------------


def _differences(table: CharTable) -> dict[str, Numbers]:
    """Each character against its line, in the scale of `_LEAST`."""
    count = len(table.lines)
    height = table.heights[table.line]

    def beside_neighbours(values: Numbers) -> Numbers:
        return less_neighbours(values, table.line, count, _NEIGHBOURS)

    _, below = less_trend(table.middle, table.bottom, table.line, count, _LEAST_FIGURES)
    return {
        "height": _less_line(table, _without_shape(table, (table.bottom - table.top) / height, _MOST_HEIGHT_OF_SHAPE)),
        "baseline": _without_shape(table, below / height, _MOST_HEIGHT_OF_SHAPE),
        "spacing": _spacing(table) / height,
        "stroke": beside_neighbours(_without_shape(table, np.log(table.stroke), _MOST_OF_SHAPE)),
        "ink": beside_neighbours(_without_shape(table, np.log(table.ink), _MOST_OF_SHAPE)),
        "colour": np.hypot(beside_neighbours(table.blue), beside_neighbours(table.green)),
        "sharpness": beside_neighbours(_without_shape(table, np.log(table.edge), _MOST_OF_SHAPE)),
        "paper": _paper_steps(table),
        "noise": beside_neighbours(np.log(table.noise + _FAINT_NOISE)),
    }


def _less_line(table: CharTable, values: Numbers) -> Numbers:
    """Less the line's median, where at least three are known."""
    count = len(table.lines)
    usual = np.where(sizes_of(values, table.line, count) > 2, medians_of(values, table.line, count), np.nan)
    return np.asarray(values - usual[table.line])


def _without_shape(table: CharTable, values: Numbers, most: float) -> Numbers:
    """Less what each character's own shape does: by how much all of its kind on the page differ from their lines, where it stands there often."""
    kinds, kind = np.unique(table.chars, return_inverse=True)
    beyond = _less_line(table, values)
    own = np.where(sizes_of(beyond, kind, len(kinds)) >= _CLASS_COUNT, np.clip(medians_of(beyond, kind, len(kinds)), -most, most), 0.0)
    return np.asarray(values - own[kind])


def _spacing(table: CharTable) -> Numbers:
    """How much wider than usual in its line the gap before each figure is, pixels: from middle to middle, between figures that follow each other directly."""
    count = len(table.lines)
    is_figure = ~np.isnan(table.top)
    follows = _follows(table) & is_figure
    follows[1:] &= is_figure[:-1]
    gaps = np.where(follows, np.diff(table.middle, prepend=0.0), np.nan)
    pitch = np.where(sizes_of(gaps, table.line, count) > 2, medians_of(gaps, table.line, count), np.nan)[table.line]
    return np.asarray(np.where(gaps < _GROUP_GAP * pitch, gaps - pitch, np.nan))


def _follows(table: CharTable) -> NDArray[np.bool_]:
    """Whether a character of the same line stands before each, with no point or stroke between."""
    result: list[bool] = []
    for line in table.lines:
        after_solid = False
        for char, _ in line.cells:
            if char not in POINTS:
                result.append(after_solid)
            after_solid = char not in POINTS
    return np.array(result)


def _paper_steps(table: CharTable) -> Numbers:
    """By how much the paper round each character is lighter or darker than on both sides of it: shadows and lamps make slopes, patches make steps."""
    lines, count = np.arange(len(table.lines)), len(table.lines)
    # Each line with the paper before it and behind it.
    line = np.concatenate([lines, table.line, lines])
    order = np.argsort(line, kind="stable")
    level = np.concatenate([table.paper_beside[:, 0], table.paper, table.paper_beside[:, 1]])[order]
    known = np.flatnonzero(~np.isnan(level))
    own, group = level[known], line[order][known]
    place, size = places_in(group, count)
    inner = np.flatnonzero((place > 0) & (place < size - 1))
    before, behind = own[inner - 1], own[inner + 1]
    steps = np.full(len(level), np.nan)
    steps[known[inner]] = own[inner] - np.clip(own[inner], np.minimum(before, behind), np.maximum(before, behind))
    back = np.empty_like(steps)
    back[order] = steps
    return back[count : count + len(table.line)]


def _scaled(table: CharTable, values: Numbers, least: float) -> Numbers:
    """In robust standard deviations, without sign. Chinese characters vary more among themselves than figures do, so each have their own."""
    kind = np.array([int(line.is_figures) for line in table.lines])[table.line]
    spread = np.fmax(least, 1.4826 * medians_of(np.abs(values), kind, 2))
    return np.asarray(np.abs(values) / spread[kind])


def _rows_of(table: CharTable, fields: frozenset[str]) -> dict[str, Indices]:
    named = np.array([line.field for line in table.lines])[table.line]
    return {field: np.flatnonzero(named == field) for field in dict.fromkeys(line.field for line in table.lines) if field in fields}


def _worst_characters(
    table: CharTable, rows: Mapping[str, Indices], differences: Mapping[str, Numbers], deviations: Mapping[str, Numbers]
) -> Iterator[Outlier]:
    for name, deviation in deviations.items():
        known = np.nan_to_num(deviation)
        for field, own in rows.items():
            row = own[int(known[own].argmax())]
            if known[row] >= _REPORTED:
                yield Outlier(field, name, float(deviation[row]), _in_unit(name, float(differences[name][row]), table, int(row)), table.box(np.array([row])))


def _joint(table: CharTable, rows: Mapping[str, Indices], deviations: Mapping[str, Numbers]) -> Iterator[Outlier]:
    """In how many ways a character differs: the length of the vector of its clear deviations."""
    excess = np.stack([np.nan_to_num(np.maximum(values - _JOINT_FROM, 0.0)) for values in deviations.values()])
    length = np.sqrt((excess**2).sum(axis=0))
    for field, own in rows.items():
        row = own[int(length[own].argmax())]
        if length[row] >= _REPORTED:
            yield Outlier(field, JOINT, float(length[row]), float(np.count_nonzero(excess[:, row])), table.box(np.array([row])))


def _in_unit(name: str, value: float, table: CharTable, row: int) -> float:
    if name in ("height", "baseline", "spacing"):
        return value * float(table.heights[table.line[row]])
    if name in ("colour", "paper"):
        return value
    return 100 * (value if name == TWIN else expm1(value))


# --- whole values -----------------------------------------------------------------------------------------------------------------------------------------


def _values(table: CharTable, fields: frozenset[str], *, drawn: bool) -> Iterator[Outlier]:
    """Each line against those of the same face or ink; slopes against the whole page, paper against what lies beside.

    The grain of drawn pictures is the work of compression, which is rough round print and smooth beside it.
    """
    count = len(table.lines)

    def of_lines(values: Numbers) -> Numbers:
        return medians_of(values, table.line, count)

    height = of_lines(table.bottom - table.top)
    pitch = of_lines(np.where(_follows(table), np.diff(table.middle, prepend=0.0), np.nan))
    slope, _ = less_trend(table.middle, table.bottom, table.line, count, _LEAST_FIGURES + 1)
    noise = np.log(of_lines(table.noise) + _FAINT_NOISE) - np.log(_beside(table.noise_beside) + _FAINT_NOISE)
    faces, inks, page = tuple(line.face for line in table.lines), tuple(line.ink for line in table.lines), ("page",) * count
    measures: tuple[tuple[str, Numbers, tuple[str, ...]], ...] = (
        ("height", np.log(height), faces),
        ("spacing", np.log(pitch / height), faces),
        ("stroke", np.log(of_lines(table.stroke) / height), faces),
        ("slope", _less_trend_of_page(table, slope), page),
        ("ink", np.log(of_lines(table.ink)), inks),
        ("sharpness", np.log(of_lines(table.edge)), inks),
        ("paper", of_lines(table.paper) - _beside(table.paper_beside), page),
        ("noise", noise, page),
    )
    for name, values, peers in measures[:-1] if drawn else measures:
        for line, others in _peers(table, fields, values, peers):
            usual = values[others].tolist()
            difference = float(values[line]) - median(usual)
            deviation = abs(difference) / _spread(usual, _LEAST_OF_VALUES[name])
            if deviation >= _REPORTED:
                measured = difference if name == "paper" else 100 * difference if name == "slope" else 100 * expm1(difference)
                yield Outlier(table.lines[line].field, f"value_{name}", deviation, measured, table.box(np.flatnonzero(table.line == line)))
    blue, green = of_lines(table.blue), of_lines(table.green)
    for line, others in _peers(table, fields, blue + green, inks):
        usual_blue, usual_green = blue[others].tolist(), green[others].tolist()
        distance = hypot(float(blue[line]) - median(usual_blue), float(green[line]) - median(usual_green))
        deviation = distance / max(_spread(usual, _LEAST_OF_VALUES["colour"]) for usual in (usual_blue, usual_green))
        if deviation >= _REPORTED:
            yield Outlier(table.lines[line].field, "value_colour", deviation, distance, table.box(np.flatnonzero(table.line == line)))


def _less_trend_of_page(table: CharTable, slope: Numbers) -> Numbers:
    """Slopes less what changes evenly from the top of the page to its foot, as on a sheet seen askew."""
    height = np.array([(line.cells[0][1].center[1] + line.cells[-1][1].center[1]) / 2 for line in table.lines])
    order = np.argsort(height)
    _, level = less_trend(height[order], slope[order], np.zeros(len(order), np.int64), 1, _LEAST_FIGURES)
    back = np.empty_like(level)
    back[order] = level
    return back


def _beside(values: Numbers) -> Numbers:
    """Before or behind the line, whichever is there; the mean of both."""
    known = ~np.isnan(values)
    return np.asarray(np.where(known.any(axis=1), np.nansum(values, axis=1) / np.maximum(known.sum(axis=1), 1), np.nan))


def _peers(table: CharTable, fields: frozenset[str], values: Numbers, peers: tuple[str, ...]) -> Iterator[tuple[int, Indices]]:
    """Lines of some fields with those they are compared with."""
    of, known = np.array(peers), ~np.isnan(values)
    for line, printed in enumerate(table.lines):
        if printed.field in fields and known[line] and peers[line]:
            others = known & (of == of[line])
            others[line] = False
            if others.any():
                yield line, np.flatnonzero(others)


def _spread(values: Sequence[float], least: float) -> float:
    """Robust; of a few values it tells nothing, so that twice the least stands for it."""
    if len(values) < _FEW:
        return 2 * least
    usual = median(values)
    return max(least, 1.4826 * median(abs(value - usual) for value in values))
