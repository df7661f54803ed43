"""OpenCV's results with the types they have: its own annotations only say that something came back."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.geometry import Pixels

Floats32 = NDArray[np.float32]


def as_pixels(array: ArrayLike) -> Pixels:
    return np.asarray(array, dtype=np.uint8)


def as_floats(array: ArrayLike) -> Floats32:
    return np.asarray(array, dtype=np.float32)
