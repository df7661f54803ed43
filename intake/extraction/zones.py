"""What is printed in each zone of a form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from intake.extraction.form_fit import FormFit
from intake.extraction.glyphs import Glyph, Run
from intake.kinds.layout import Group, Zone

_LABEL_REACH_MM = 3.5
"""A label belongs to a zone when its row is no further away than this."""
_LABEL_DRIFT_MM = 12.0
"""Issuers move labels along their row, but not further than this."""
_SHORT_LABEL_MM = 30.0
"""A label printed without its blanks (名称 for 名　　称) ends so much earlier, and its value may follow at once."""


_MARGIN_LABELS = frozenset("购买方信息销售货单位密码区备注")


class Placed(NamedTuple):
    """A glyph and where it lies on the form, once measured from the upper and once from the lower part. A plain tuple, as glyphs are."""

    glyph: Glyph
    upper: tuple[float, float]
    lower: tuple[float, float]

    def at(self, group: Group) -> tuple[float, float]:
        return self.upper if group is Group.UPPER else self.lower


@dataclass(frozen=True, slots=True)
class PlacedRun:
    """A run, without the glyphs that belong to labels."""

    glyphs: tuple[Placed, ...]
    upper_v: float
    """Mean v of its glyphs, measured from the upper part."""
    lower_v: float

    def v(self, group: Group) -> float:
        return self.upper_v if group is Group.UPPER else self.lower_v


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a zone: its lines, top to bottom."""

    lines: tuple[tuple[Glyph, ...], ...]

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        return tuple(glyph for line in self.lines for glyph in line)

    @property
    def text(self) -> str:
        """Lines joined, a blank where two runs of one line stand clearly apart."""
        return "".join(line_text(line) for line in self.lines)


def line_text(line: Sequence[Glyph]) -> str:
    """Printed characters of one line, with a blank where they stand clearly apart; `clean_text` later drops it between Chinese characters."""
    text = ""
    for previous, glyph in zip((None, *line), line, strict=False):
        if previous is not None and glyph.left - previous.right > 0.45 * glyph.height:
            text += " "
        text += glyph.printed
    return text


def place_runs(fit: FormFit, runs: Iterable[Run]) -> tuple[PlacedRun, ...]:
    """Measure all runs on the form, leaving out what stands where the labels were found (any reader's) and the colons behind them."""
    runs = tuple(runs)
    x, y = np.array([(glyph.x, glyph.y) for run in runs for glyph in run.glyphs], dtype=np.float64).reshape(-1, 2).T
    places = zip(_under_labels(fit, x, y), fit.all_to_form(x, y, Group.UPPER), fit.all_to_form(x, y, Group.LOWER), strict=True)
    placed_runs = []
    for run in runs:
        kept: list[Placed] = []
        after_label = False
        for glyph, (under_label, upper, lower) in zip(run.glyphs, places, strict=False):
            if under_label:
                after_label = True
                continue
            if after_label and glyph.char in ":;.·":
                continue
            after_label = False
            if glyph.char in _MARGIN_LABELS and any(left <= upper[0] <= right for left, right in fit.layout.margins):
                continue
            kept.append(Placed(glyph, upper, lower))
        if kept:
            count = len(kept)
            placed_runs.append(PlacedRun(tuple(kept), sum(p.upper[1] for p in kept) / count, sum(p.lower[1] for p in kept) / count))
    return tuple(placed_runs)


def _under_labels(fit: FormFit, x: NDArray[np.float64], y: NDArray[np.float64]) -> list[bool]:
    """Which points lie where labels were found."""
    under = np.zeros(len(x), dtype=np.bool_)
    for _, _, hit in (*fit.labels, *fit.drifted):
        under |= (hit.left <= x) & (x <= hit.right) & (np.abs(y - hit.y) <= hit.glyphs[0].height * 0.45)
    return under.tolist()


def read_zone(fit: FormFit, zone: Zone, runs: Sequence[PlacedRun]) -> Cell:
    """The glyphs that stand in a zone."""
    left = value_start(fit, zone)
    upper = zone.group is Group.UPPER
    inside: list[Glyph] = []
    for run in runs:
        if zone.top <= (run.upper_v if upper else run.lower_v) <= zone.bottom:
            inside.extend(_part_inside(run, zone.group, left, zone.right))
    return Cell(lines_of(inside))


def _part_inside(run: PlacedRun, group: Group, left: float, right: float) -> Iterable[Glyph]:
    """The part of a run that lies in a zone. A value that leans over the zone's right end is not cut: half a number is a wrong number."""
    previous: Glyph | None = None
    for placed in run.glyphs:
        glyph = placed.glyph
        u = placed.at(group)[0]
        joined = previous is not None and glyph.left - previous.right < 0.4 * glyph.height
        if left <= u <= right or (u > right and joined):
            yield glyph
            previous = glyph
        else:
            previous = None


def lines_of(glyphs: Sequence[Glyph]) -> tuple[tuple[Glyph, ...], ...]:
    """Group glyphs to printed lines by height, each left to right."""
    lines: list[_Line] = []
    for glyph in sorted(glyphs, key=attrgetter("y")):
        for line in reversed(lines[-2:]):
            if abs(line.middle - glyph.y) < 0.55 * max(glyph.height, line.glyphs[-1].height):
                break
        else:
            lines.append(line := _Line())
        line.add(glyph)
    return tuple(tuple(sorted(line.glyphs, key=attrgetter("x"))) for line in lines)


class _Line:
    """Glyphs gathered so far, and their mean height."""

    def __init__(self) -> None:
        self.glyphs: list[Glyph] = []
        self.middle = self._sum = 0.0

    def add(self, glyph: Glyph) -> None:
        self.glyphs.append(glyph)
        self._sum += glyph.y
        self.middle = self._sum / len(self.glyphs)


def value_start(fit: FormFit, zone: Zone) -> float:
    """U where a zone's value may begin: behind its label where that was found."""
    if not zone.label:
        return zone.left
    hit = fit.label(zone.label, zone.group, near_u=zone.left)
    if hit is not None:
        u, v = fit.to_form(hit.right, hit.y, zone.group)
        if zone.top - _LABEL_REACH_MM <= v <= zone.bottom + _LABEL_REACH_MM and -_SHORT_LABEL_MM < u - zone.left < _LABEL_DRIFT_MM:
            return u
    return zone.left - 1.5
