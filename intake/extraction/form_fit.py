"""Laying a form's template over a page by the labels found on it.

Horizontally one straight line fits all labels (x against u). Vertically the upper and the lower part of a form each get their own, because the table between
them is elastic. Both are fitted robustly: labels that were misread or belong to something else simply do not agree with the rest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from intake.extraction.labels import LabelHit
from intake.kinds.layout import FormLayout, Group, Label

_TOLERANCE_MM = 3.0
_REFINED_TOLERANCE_MM = 2.0
_DRIFT_MM = 10.0
_LEAST_DISTANCE_MM = 12.0
"""Between two labels that together tell a scale."""
_SUM_LABELS = frozenset({"sum", "words", "total", "grand_total", "name", "tax_id"})
"""Labels one of which stands on every page that holds a form's lower part."""


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A point of a hit and where the template has it: the left end of a label, since its width changes with the font, and the middle of a heading."""

    hit: LabelHit
    name: str
    x: float
    y: float
    u: float
    v: float
    group: Group


@dataclass(frozen=True, slots=True)
class _Plane:
    """value = a*u + b*v + c in pixels."""

    a: float
    b: float
    c: float

    def at(self, u: float, v: float) -> float:
        return self.a * u + self.b * v + self.c


@dataclass(frozen=True)
class FormFit:
    """Where a template lies on a picture."""

    layout: FormLayout
    x: _Plane
    y: dict[Group, _Plane]
    labels: tuple[tuple[str, Group, LabelHit], ...]
    """The hits that agree with the fit."""
    headings: dict[str, float]
    """Column name -> u of the middle of its heading, for those that stand in the row of headings, where the template has them or not."""
    shifts: dict[Group, tuple[tuple[float, float], ...]]
    """For each group (v, residual in mm) of rows whose labels stand a little off, sorted by v."""
    drifted: tuple[tuple[str, Group, LabelHit], ...] = ()
    """Labels moved along their row: no help for the fit, but values begin behind them and they are no values themselves."""

    @property
    def scale(self) -> float:
        """Pixels per millimetre."""
        return self.x.a

    @property
    def strength(self) -> int:
        """How many different labels agree."""
        return len({(name, group) for name, group, _ in self.labels})

    @property
    def score(self) -> int:
        """How much label text agrees, in characters: long labels tell forms apart better than many short ones."""
        longest: dict[tuple[str, Group, float], int] = {}
        for name, group, hit in self.labels:
            key = (name, group, round(self.to_form(hit.left, hit.y, group)[0] / 20))
            longest[key] = max(longest.get(key, 0), len(hit.glyphs) - hit.distance)
        return sum(longest.values())

    def has(self, group: Group) -> bool:
        """Whether this part of the form is on the page: the first pages of a long invoice end before its sums, though 开票人 may stand on each."""
        return any(of_group is group and (group is Group.UPPER or name in _SUM_LABELS) for name, of_group, _ in self.labels)

    def to_form(self, x: float, y: float, group: Group) -> tuple[float, float]:
        """Pixels -> form coordinates (u, v) in millimetres."""
        plane = self.y[group]
        u, v = (x - self.x.c) / self.x.a, 0.0
        for _ in range(2):
            v = (y - plane.c - plane.a * u) / plane.b
            u = (x - self.x.c - self.x.b * v) / self.x.a
        return u, v - self._shift(group, v)

    def all_to_form(self, x: NDArray[np.float64], y: NDArray[np.float64], group: Group) -> list[tuple[float, float]]:
        """`to_form` for many points."""
        plane = self.y[group]
        u, v = (x - self.x.c) / self.x.a, np.zeros_like(x)
        for _ in range(2):
            v = (y - plane.c - plane.a * u) / plane.b
            u = (x - self.x.c - self.x.b * v) / self.x.a
        return list(zip(u.tolist(), (v - self._shifts(group, v)).tolist(), strict=True))

    def to_pixels(self, u: float, v: float, group: Group) -> tuple[float, float]:
        """Form coordinates -> pixels."""
        shifted = v + self._shift(group, v)
        return self.x.at(u, shifted), self.y[group].at(u, shifted)

    def label(self, name: str, group: Group, near_u: float | None = None) -> LabelHit | None:
        """The hit of a label; of several the one nearest to `near_u`."""
        hits = [hit for found, of_group, hit in (*self.labels, *self.drifted) if found == name and of_group is group]
        if near_u is None:
            return hits[0] if hits else None
        return min(hits, key=lambda hit: abs(self.to_form(hit.x, hit.y, group)[0] - near_u), default=None)

    def _shift(self, group: Group, v: float) -> float:
        known = self.shifts.get(group, ())
        if not known:
            return 0.0
        after = bisect_left(known, (v,))
        if after in (0, len(known)):
            return known[min(after, len(known) - 1)][1]
        (low, at_low), (high, at_high) = known[after - 1], known[after]
        return at_low + (at_high - at_low) * (v - low) / (high - low)

    def _shifts(self, group: Group, v: NDArray[np.float64]) -> NDArray[np.float64]:
        """`_shift` for many heights."""
        if not self.shifts.get(group):
            return np.zeros_like(v)
        heights, shifts = np.array(self.shifts[group]).T
        after = np.searchsorted(heights, v)
        low, high = np.maximum(after - 1, 0), np.minimum(after, len(heights) - 1)
        between = np.where(low < high, heights[high] - heights[low], 1.0)
        shift: NDArray[np.float64] = shifts[low] + (shifts[high] - shifts[low]) * (v - heights[low]) / between
        return shift


def best_fit(layouts: Sequence[FormLayout], hits: Sequence[LabelHit]) -> FormFit | None:
    """The fit with the highest score, of equal ones that of the first layout; None when none fits.

    A fit can't score more than all hits that its layout knows together, so that most layouts need not be fitted.
    """
    anchors = [_anchors(layout, hits) for layout in layouts]
    most = [sum(len(anchor.hit.glyphs) - anchor.hit.distance for anchor in known) for known in anchors]
    fits: dict[int, tuple[int, FormFit]] = {}
    for index in sorted(range(len(layouts)), key=lambda index: -most[index]):
        if any(score > most[index] for score, _ in fits.values()):
            break
        if (fit := _fit(layouts[index], anchors[index], hits)) is not None:
            fits[index] = fit.score, fit
    in_order = [fits[index] for index in sorted(fits)]
    return max(in_order, key=lambda scored: scored[0], default=(0, None))[1]


def fit_form(layout: FormLayout, hits: Sequence[LabelHit]) -> FormFit | None:
    """The placement of `layout` that explains most labels; None when too few agree."""
    return _fit(layout, _anchors(layout, hits), hits)


def _fit(layout: FormLayout, anchors: Sequence[_Anchor], hits: Sequence[LabelHit]) -> FormFit | None:
    horizontal = _best_line([(anchor.u, anchor.x, anchor.name) for anchor in anchors], scale=None)
    if horizontal is None:
        return None
    scale, offset = horizontal
    anchors = tuple(anchor for anchor in anchors if abs(anchor.x - scale * anchor.u - offset) <= _TOLERANCE_MM * scale)
    y: dict[Group, _Plane] = {}
    kept: list[_Anchor] = []
    for group, (slope, start, own) in _verticals(anchors, scale).items():
        y[group] = _plane(np.array([[a.u, a.v, a.y] for a in own]), 0.0, slope, start, tilt="u")
        kept.extend(own)
    if not y:
        return None
    x = _plane(np.array([[a.u, a.v, a.x] for a in kept]), scale, 0.0, offset, tilt="v")
    kept = [
        a for a in kept if abs(x.at(a.u, a.v) - a.x) <= _REFINED_TOLERANCE_MM * scale and abs(y[a.group].at(a.u, a.v) - a.y) <= _REFINED_TOLERANCE_MM * scale
    ]
    y = _with_missing_group(layout, y)
    labels = tuple((anchor.name, anchor.group, anchor.hit) for anchor in kept)
    fit = FormFit(layout, x, y, labels, {}, {group: _row_shifts(group, y[group], kept) for group in Group})
    return replace(fit, headings=_headings(fit, hits), drifted=tuple(_drifted(fit, hits))) if fit.strength >= 3 else None


_Vertical = tuple[float, float, tuple[_Anchor, ...]]


def _verticals(anchors: Sequence[_Anchor], scale: float) -> dict[Group, _Vertical]:
    """For each part of the form slope, offset and the anchors that agree.

    Buyer and seller have the same labels: where those of one part can't be read, the other's would fit in their stead, so each is used for one part only.
    """
    found = {group: vertical for group in Group if (vertical := _vertical(anchors, group, scale)) is not None}
    surest = max(found, key=lambda group: len({anchor.name for anchor in found[group][2]}), default=None)
    used = {id(anchor.hit) for anchor in found[surest][2]} if surest is not None else set()
    free = [anchor for anchor in anchors if id(anchor.hit) not in used]
    for group, (_, _, own) in list(found.items()):
        if group is not surest and any(id(anchor.hit) in used for anchor in own):
            del found[group]
            if (again := _vertical(free, group, scale)) is not None:
                found[group] = again
    return found


def _vertical(anchors: Sequence[_Anchor], group: Group, scale: float) -> _Vertical | None:
    own = tuple(anchor for anchor in anchors if anchor.group is group)
    line = _best_line([(anchor.v, anchor.y, anchor.name) for anchor in own], scale=scale)
    if line is None:
        return None
    slope, start = line
    return slope, start, tuple(anchor for anchor in own if abs(anchor.y - slope * anchor.v - start) <= _TOLERANCE_MM * scale)


def _drifted(fit: FormFit, hits: Sequence[LabelHit]) -> Iterable[tuple[str, Group, LabelHit]]:
    """Labels that stand in their row, but further along it than the template says."""
    agreeing = {id(hit) for _, _, hit in fit.labels}
    for hit in hits:
        if id(hit) in agreeing:
            continue
        for label in fit.layout.labels:
            if hit.text in label.texts:
                u, v = fit.to_form(hit.left, hit.y, label.group)
                if abs(v - label.v) <= _REFINED_TOLERANCE_MM and abs(u - label.left) <= _DRIFT_MM:
                    yield label.name, label.group, hit
                    break


def _headings(fit: FormFit, hits: Sequence[LabelHit]) -> dict[str, float]:
    found: dict[str, float] = {}
    for column in fit.layout.columns:
        places = [fit.to_form(hit.x, hit.y, Group.UPPER) for hit in hits if hit.text in column.texts]
        in_row = [u for u, v in places if abs(v - fit.layout.heading_v) <= _TOLERANCE_MM]
        if in_row:
            found[column.name] = min(in_row, key=lambda u: abs(u - column.center))
    return found


def _anchors(layout: FormLayout, hits: Sequence[LabelHit]) -> tuple[_Anchor, ...]:
    labels: dict[str, list[Label]] = {}
    for label in layout.labels:
        for text in frozenset(label.texts):
            labels.setdefault(text, []).append(label)
    anchors: list[_Anchor] = []
    for hit in hits:
        anchors += [_Anchor(hit, label.name, hit.left, hit.y, label.left, label.v, label.group) for label in labels.get(hit.text, ())]
        for column in layout.columns:
            if hit.text in column.texts:
                anchors.append(_Anchor(hit, f"column:{column.name}", hit.x, hit.y, column.center, layout.heading_v, Group.UPPER))
    return tuple(anchors)


def _best_line(points: Sequence[tuple[float, float, str]], scale: float | None) -> tuple[float, float] | None:
    """Slope and offset of pixel = slope * mm + offset that most different labels agree with.

    With a known `scale` the slope stays near it, and a single label is enough.
    """
    if not points:
        return None
    names = [name for _, _, name in points]
    millimetres = np.array([mm for mm, _, _ in points])
    pixels = np.array([px for _, px, _ in points])
    slopes, offsets = _through_two(millimetres, pixels, scale)
    if scale is not None:
        slopes, offsets = np.append(slopes, np.full(len(points), scale)), np.append(offsets, pixels - scale * millimetres)
    if not slopes.size:
        return None
    # Errors in millimetres, (candidates, points).
    errors = np.abs(pixels[None, :] - slopes[:, None] * millimetres[None, :] - offsets[:, None]) / slopes[:, None]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    of_name = np.eye(len(numbers), dtype=np.float32)[[numbers[name] for name in names]]
    agreeing = ((errors <= _TOLERANCE_MM).astype(np.float32) @ of_name > 0).sum(axis=1)
    best = int(np.lexsort((np.minimum(errors, _TOLERANCE_MM).sum(axis=1), -agreeing))[0])
    if scale is None and agreeing[best] < 3:
        return None
    return float(slopes[best]), float(offsets[best])


def _through_two(millimetres: NDArray[np.float64], pixels: NDArray[np.float64], scale: float | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Slopes and offsets of the lines through any two points that lie far enough apart, as far as their slope is possible."""
    number = np.arange(len(pixels))
    apart = millimetres[:, None] - millimetres
    one, other = np.nonzero((np.abs(apart) >= _LEAST_DISTANCE_MM) & (number[:, None] < number))
    slopes = (pixels[one] - pixels[other]) / apart[one, other]
    possible = slopes > 0 if scale is None else (slopes > 0.86 * scale) & (slopes < 1.16 * scale)
    slopes, one = slopes[possible], one[possible]
    return slopes, pixels[one] - slopes * millimetres[one]


def _plane(rows: NDArray[np.float64], a: float, b: float, c: float, tilt: str) -> _Plane:
    """Least squares around a first guess (a, b, c) of px = a*u + b*v + c; the cross term only where enough labels are spread out to tell it."""
    if len(rows) < 4:
        return _Plane(a, b, c)
    residual = rows[:, 2] - (a * rows[:, 0] + b * rows[:, 1] + c)
    cross = rows[:, 0] if tilt == "u" else rows[:, 1]
    along = rows[:, 1] if tilt == "u" else rows[:, 0]
    columns = [np.ones(len(rows))]
    if spread := bool(np.ptp(along) > 15):
        columns.append(along)
    if np.ptp(cross) > 40 and len(rows) >= 6:
        columns.append(cross)
    solution, *_ = np.linalg.lstsq(np.stack(columns, axis=1), residual, rcond=None)
    shift = [float(value) for value in solution]
    constant, more = shift[0], shift[1:]
    slope_along = more.pop(0) if spread else 0.0
    slope_cross = more.pop(0) if more else 0.0
    du, dv = (slope_cross, slope_along) if tilt == "u" else (slope_along, slope_cross)
    return _Plane(a + du, b + dv, c + constant)


def _with_missing_group(layout: FormLayout, y: dict[Group, _Plane]) -> dict[Group, _Plane]:
    """Where no label of one part was found, assume the form's usual height."""
    known = next(iter(y.values()))
    return {group: y.get(group, known) for group in Group}


def _row_shifts(group: Group, plane: _Plane, anchors: Sequence[_Anchor]) -> tuple[tuple[float, float], ...]:
    rows: dict[float, list[float]] = {}
    for anchor in anchors:
        if anchor.group is group:
            rows.setdefault(anchor.v, []).append((anchor.y - plane.at(anchor.u, anchor.v)) / plane.b)
    return tuple((v, median(residuals)) for v, residuals in sorted(rows.items()))
