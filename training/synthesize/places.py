"""Where invoices and their fields stand on a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.geometry import Quad


@dataclass(frozen=True)
class PlacedField:
    """Where a labelled text stands, pixels."""

    name: str
    quad: Quad


@dataclass(frozen=True)
class Placed:
    """Where one invoice stands, pixels."""

    outline: Quad
    fields: tuple[PlacedField, ...] = ()

    def mapped(self, to: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Placed:
        """The same seen through a map of points (N, 2)."""
        return Placed(_through(self.outline, to), tuple(PlacedField(f.name, _through(f.quad, to)) for f in self.fields))


def _through(quad: Quad, to: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Quad:
    return Quad.from_array(to(np.array(quad.points, dtype=np.float64)))
