"""Whether confidences hold, as a table and as a picture: claimed error against counted error, on logarithmic scales, since nearly all claims are near 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import log10

import numpy as np
from numpy.typing import NDArray

from training.anomaly.isotonic import Vector
from training.anomaly.statistics import Share, expected_calibration_error, wilson

_LEAST_ERROR = 1e-3
_BINS = 6
_LEAST_CASES = 15
_PANEL, _MARGIN, _ACROSS = 150, 34, 5
_DECADES = (1e-3, 1e-2, 1e-1, 1.0)


@dataclass(frozen=True)
class Point:
    """A bin of claims."""

    claimed_error: float
    counted_error: Share


@dataclass(frozen=True)
class Reliability:
    """Of one field, one kind, or everything."""

    name: str
    count: int
    mean_confidence: float
    share_right: float
    error_raw: float
    """Expected calibration error of the resolver's own confidence."""
    error: float
    """Of the calibrated one."""
    points: tuple[Point, ...]


def reliability(name: str, raw: Vector, calibrated: Vector, right: Vector, weights: Vector) -> Reliability:
    """Over claims given as arrays (claims,)."""
    mass = weights.sum()
    return Reliability(
        name,
        len(right),
        float(np.sum(weights * calibrated) / mass),
        float(np.sum(weights * right) / mass),
        expected_calibration_error(raw, right, weights),
        expected_calibration_error(calibrated, right, weights),
        _points(calibrated, right, weights),
    )


def by_group(names: Sequence[str], raw: Vector, calibrated: Vector, right: Vector, weights: Vector) -> tuple[Reliability, ...]:
    """One for each name, in alphabetical order."""
    labels = np.array(names)
    return tuple(
        reliability(str(name), raw[member], calibrated[member], right[member], weights[member])
        for name in np.unique(labels)
        for member in [np.asarray(labels == name)]
    )


def table(rows: Sequence[Reliability], heading: str) -> str:
    """Markdown."""
    lines = [
        f"| {heading} | claims | mean confidence | right | expected calibration error, before | after |",
        "|---|---:|---:|---:|---:|---:|",
        *(f"| {row.name} | {row.count} | {row.mean_confidence:.4f} | {row.share_right:.4f} | {row.error_raw:.4f} | {row.error:.4f} |" for row in rows),
    ]
    return "\n".join(lines)


def bins_table(row: Reliability) -> str:
    """Markdown: the points of the curve."""
    lines = ["| claimed error | counted error (95 %) | claims |", "|---:|---:|---:|"]
    lines += [f"| {100 * point.claimed_error:.2f} % | {point.counted_error} | {point.counted_error.count} |" for point in row.points]
    return "\n".join(lines)


def picture(rows: Sequence[Reliability], title: str) -> str:
    """An SVG with one panel for each: on the diagonal, claims hold; above it they promise too much. Bars are 95 % intervals."""
    shown = [row for row in rows if row.points]
    step = _PANEL + _MARGIN
    width, height = _ACROSS * step + _MARGIN, (len(shown) + _ACROSS - 1) // _ACROSS * (step + 16) + 50
    panels = "".join(_panel(row, _MARGIN + index % _ACROSS * step, 50 + index // _ACROSS * (step + 16)) for index, row in enumerate(shown))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" font-family="sans-serif" font-size="10">'
        f'<rect width="{width}" height="{height}" fill="#fff"/><text x="{_MARGIN}" y="20" font-size="13">{escape(title)}</text>{panels}</svg>\n'
    )


def _points(claimed: Vector, right: Vector, weights: Vector) -> tuple[Point, ...]:
    order = np.argsort(claimed, kind="stable")
    parts = np.array_split(order, max(1, min(_BINS, len(order) // _LEAST_CASES))) if len(order) >= _LEAST_CASES else []
    return tuple(_point(part, claimed, right, weights) for part in parts)


def _point(part: NDArray[np.int64], claimed: Vector, right: Vector, weights: Vector) -> Point:
    mass = weights[part].sum()
    wrong = float(np.sum(weights[part] * (1 - right[part])) / mass)
    # Weighted cases tell less than as many equal ones: their effective number (Kish 1965).
    effective = max(1, round(float(mass**2 / np.sum(weights[part] ** 2))))
    interval = wilson(wrong * effective, effective)
    return Point(float(np.sum(weights[part] * (1 - claimed[part])) / mass), Share(interval.value, interval.low, interval.high, len(part)))


def _panel(row: Reliability, left: float, top: float) -> str:
    def x(error: float) -> float:
        return left + _PANEL * _along(error)

    def y(error: float) -> float:
        return top + _PANEL * (1 - _along(error))

    grid = "".join(
        f'<path d="M{x(d):.1f} {top}v{_PANEL}M{left} {y(d):.1f}h{_PANEL}" stroke="#ddd"/>'
        f'<text x="{x(d):.1f}" y="{top + _PANEL + 11}" text-anchor="middle" fill="#777">{100 * d:g}%</text>'
        f'<text x="{left - 3}" y="{y(d) + 3:.1f}" text-anchor="end" fill="#777">{100 * d:g}</text>'
        for d in _DECADES
    )
    marks = "".join(
        f'<path d="M{x(p.claimed_error):.1f} {y(p.counted_error.low):.1f}V{y(p.counted_error.high):.1f}" stroke="#2563a8"/>'
        f'<circle cx="{x(p.claimed_error):.1f}" cy="{y(p.counted_error.value):.1f}" r="2.6" fill="#2563a8"/>'
        for p in row.points
    )
    diagonal = f'<path d="M{left} {top + _PANEL}L{left + _PANEL} {top}" stroke="#999" stroke-dasharray="3 3"/>'
    return f'<text x="{left}" y="{top - 5}" font-size="11">{escape(row.name)} ({row.count})</text>{grid}{diagonal}{marks}'


def _along(error: float) -> float:
    """0 for the least error drawn, 1 for an error of 100 %."""
    return 1 + log10(max(error, _LEAST_ERROR)) / -log10(_LEAST_ERROR)
