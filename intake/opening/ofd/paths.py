"""Abbreviated path data (GB/T 33190-2016 chapter 9.3) as polylines.

S, M x y           start, move         Q x1 y1 x y        quadratic Bézier curve
L x y              line                B x1 y1 x2 y2 x y  cubic Bézier curve
C                  close               A rx ry angle large sweep x y   elliptic arc, drawn as its chord
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from intake.opening.ofd.structure import read_numbers

CURVE_POINTS = 12
MAX_POINTS = 200_000
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


def subpaths(data: str) -> Iterator[NDArray[np.float64]]:
    """Arrays of shape (N, 2), N ≥ 2, in the object's millimetres. Ends at the first word that is no path data."""
    points: list[tuple[float, float]] = []
    for command, numbers in _commands(data):
        if command in "SM":
            if len(points) > 1:
                yield np.array(points)
            points = [(numbers[0], numbers[1])]
        elif command == "C":
            points += points[:1]
        elif points:
            points += _curve(points[-1], command, numbers)
        if len(points) > MAX_POINTS:
            break
    if len(points) > 1:
        yield np.array(points)


def _commands(data: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    words = iter(data.split())
    for command in words:
        count = _ARGUMENTS.get(command)
        if count is None:
            return
        numbers = read_numbers(" ".join(islice(words, count)))
        if len(numbers) != count:
            return
        yield command, numbers


def _curve(start: tuple[float, float], command: str, numbers: tuple[float, ...]) -> list[tuple[float, float]]:
    """Points behind the start."""
    end = numbers[-2], numbers[-1]
    if command in "LA":
        return [end]
    controls = np.array([start, *zip(numbers[::2], numbers[1::2], strict=True)])
    at = np.linspace(0, 1, CURVE_POINTS + 1)[1:, None]
    levels = [np.broadcast_to(control, (CURVE_POINTS, 2)) for control in controls]
    while len(levels) > 1:
        # De Casteljau: between neighbours until one is left.
        levels = [one * (1 - at) + other * at for one, other in pairwise(levels)]
    return [(float(x), float(y)) for x, y in levels[0]]
