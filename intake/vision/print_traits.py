"""Print that differs from the print around it: what an edited picture betrays.

Every character is compared with its neighbours in the same line, and every value with those that are printed like it, trait by trait. A page tells itself how much its
print varies: a difference counts in robust standard deviations (median absolute deviation) of the same trait on this page, but never in less than what printers,
cameras and compression do everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import expm1

import numpy as np

from intake.vision.grouped import Indices, Numbers, less_neighbours, less_trend, medians_of, places_in, repeated, sizes_of
from intake.vision.print_chars import CharTable
from intake.vision.print_outlier import FAINT_NOISE, LEAST_FIGURES, REPORTED, Outlier
from intake.vision.print_twins import likeness
from intake.vision.print_values import VALUE_TRAITS, value_outliers
from models.geometry import Pixels

CHARACTER_TRAITS = ("height", "baseline", "spacing", "stroke", "ink", "colour", "sharpness", "paper", "noise")
TWIN, JOINT = "twin", "joint"
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


def print_outliers(pixels: Pixels, table: CharTable, fields: frozenset[str], *, drawn: bool) -> tuple[Outlier, ...]:
    """What differs at some fields; the print of all lines of the table is what it differs from.

    `pixels` are those the table was measured on. `drawn`: they were never seen by a camera or scanner, so that equal figures are copies.
    """
    differences = _differences(table)
    deviations = dict(zip(differences, _scaled(table, np.stack(list(differences.values())), [_LEAST[name] for name in differences]), strict=True))
    for name in _HURT_BY_CUTTING:
        deviations[name] = np.where(table.parted, deviations[name], deviations[name] / 2)
    if not drawn:
        alike = likeness(pixels, table)
        deviations[TWIN], differences[TWIN] = alike.deviation, alike.difference
    rows = _rows_of(table, fields)
    # The grain round drawn print is the work of compression, and different round every figure.
    joined = {name: values for name, values in deviations.items() if not drawn or name != "noise"}
    return (*_worst_characters(table, rows, differences, deviations), *_joint(table, rows, joined), *value_outliers(table, fields, drawn=drawn))


def _differences(table: CharTable) -> dict[str, Numbers]:
    """Each character against its line, in the scale of `_LEAST`."""
    count = len(table.lines)
    height = table.heights[table.line]
    _, below = less_trend(table.middle, table.bottom, table.line, count, LEAST_FIGURES)
    shaped = np.stack([(table.bottom - table.top) / height, below / height, np.log(table.stroke), np.log(table.ink), np.log(table.edge)])
    most = np.array([_MOST_HEIGHT_OF_SHAPE, _MOST_HEIGHT_OF_SHAPE, _MOST_OF_SHAPE, _MOST_OF_SHAPE, _MOST_OF_SHAPE])
    tall, below, stroke, ink, edge = _without_shape(table, shaped, most)
    beside = np.stack([stroke, ink, edge, table.blue, table.green, np.log(table.noise + FAINT_NOISE)])
    groups = repeated(table.line, count, len(beside))
    stroke, ink, edge, blue, green, noise = less_neighbours(beside.ravel(), groups, count * len(beside), _NEIGHBOURS).reshape(beside.shape)
    return {
        "height": _less_line(table, tall[None])[0],
        "baseline": below,
        "spacing": _spacing(table) / height,
        "stroke": stroke,
        "ink": ink,
        "colour": np.hypot(blue, green),
        "sharpness": edge,
        "paper": _paper_steps(table),
        "noise": noise,
    }


def _less_line(table: CharTable, values: Numbers) -> Numbers:
    """Of (traits, characters): less the line's median, where at least three are known."""
    count = len(table.lines) * len(values)
    line = repeated(table.line, len(table.lines), len(values))
    usual = np.where(sizes_of(values.ravel(), line, count) > 2, medians_of(values.ravel(), line, count), np.nan)
    return np.asarray(values - usual[line].reshape(values.shape))


def _without_shape(table: CharTable, values: Numbers, most: Numbers) -> Numbers:
    """Of (traits, characters): less what each character's own shape does, by how much all of its kind on the page differ from their lines, where it stands there often."""
    kind, kinds = table.kinds
    beyond = _less_line(table, values).ravel()
    own = repeated(kind, kinds, len(values))
    limit = np.repeat(most, kinds)
    shape = np.clip(medians_of(beyond, own, kinds * len(values)), -limit, limit)
    shape = np.where(sizes_of(beyond, own, kinds * len(values)) >= _CLASS_COUNT, shape, 0.0)
    return np.asarray(values - shape[own].reshape(values.shape))


def _spacing(table: CharTable) -> Numbers:
    """How much wider than usual in its line the gap before each figure is, pixels: from middle to middle, between figures that follow each other directly."""
    count = len(table.lines)
    is_figure = ~np.isnan(table.top)
    follows = table.follows & is_figure
    follows[1:] &= is_figure[:-1]
    gaps = np.where(follows, np.diff(table.middle, prepend=0.0), np.nan)
    pitch = np.where(sizes_of(gaps, table.line, count) > 2, medians_of(gaps, table.line, count), np.nan)[table.line]
    return np.asarray(np.where(gaps < _GROUP_GAP * pitch, gaps - pitch, np.nan))


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


def _scaled(table: CharTable, values: Numbers, least: Sequence[float]) -> Numbers:
    """Of (traits, characters): in robust standard deviations, without sign. Chinese characters vary more among themselves than figures do, so each have their own."""
    kind = np.array([int(line.is_figures) for line in table.lines])[table.line]
    group = repeated(kind, 2, len(values))
    spread = np.fmax(np.repeat(np.array(least), 2), 1.4826 * medians_of(np.abs(values).ravel(), group, 2 * len(values)))
    return np.asarray(np.abs(values) / spread[group].reshape(values.shape))


def _rows_of(table: CharTable, fields: frozenset[str]) -> dict[str, Indices]:
    named = np.array([line.field for line in table.lines])[table.line]
    return {field: np.flatnonzero(named == field) for field in dict.fromkeys(named.tolist()) if field in fields}


def _worst_characters(
    table: CharTable, rows: Mapping[str, Indices], differences: Mapping[str, Numbers], deviations: Mapping[str, Numbers]
) -> Iterator[Outlier]:
    known = np.nan_to_num(np.stack(list(deviations.values())))
    for field, own in rows.items():
        worst = own[known[:, own].argmax(axis=1)]
        for name, row, deviation in zip(deviations, worst.tolist(), known[np.arange(len(known)), worst].tolist(), strict=True):
            if deviation >= REPORTED:
                yield Outlier(field, name, deviation, _in_unit(name, float(differences[name][row]), table, row), table.box(np.array([row])))


def _joint(table: CharTable, rows: Mapping[str, Indices], deviations: Mapping[str, Numbers]) -> Iterator[Outlier]:
    """In how many ways a character differs: the length of the vector of its clear deviations."""
    excess = np.stack([np.nan_to_num(np.maximum(values - _JOINT_FROM, 0.0)) for values in deviations.values()])
    length = np.sqrt((excess**2).sum(axis=0))
    for field, own in rows.items():
        row = own[int(length[own].argmax())]
        if length[row] >= REPORTED:
            yield Outlier(field, JOINT, float(length[row]), float(np.count_nonzero(excess[:, row])), table.box(np.array([row])))


def _in_unit(name: str, value: float, table: CharTable, row: int) -> float:
    if name in ("height", "baseline", "spacing"):
        return value * float(table.heights[table.line[row]])
    if name in ("colour", "paper"):
        return value
    return 100 * (value if name == TWIN else expm1(value))
