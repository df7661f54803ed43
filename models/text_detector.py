"""Finds lines of text: picture -> map of text likelihood -> one quad around each line.

The network is a DB detector (Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", 2020). It is trained to mark the shrunken core of
each line, so that neighbouring lines stay apart; every core is grown back to the line's full height by a distance of area * ratio / perimeter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import yaml  # type: ignore[import-untyped]
from numpy.typing import NDArray

from models.geometry import Pixels, Quad
from models.onnx_model import Model, Tensor

Corners = NDArray[np.float32]
"""(4, 2), clockwise from the corner that is top left in the picture."""
STRIDE = 32
"""The network halves its input five times: sides must be multiples of this."""
SMALLEST_CORE = 3
"""Pixels. Thinner marks are noise."""


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    """What the model's `inference.yml` says."""

    mean: tuple[float, float, float]
    """Of each channel in the order the picture has them (BGR), for values 0..1."""
    std: tuple[float, float, float]
    mark_threshold: float
    """Pixels of the map above this belong to a line."""
    line_threshold: float
    """Lines whose mean likelihood is below this are dropped."""
    growth: float
    """The ratio by which cores are grown back."""
    max_lines: int

    @staticmethod
    def from_yaml(content: bytes) -> DetectorSettings:
        settings: dict[str, Any] = yaml.load(content, Loader=yaml.CSafeLoader)
        steps = {name: step for entry in settings["PreProcess"]["transform_ops"] for name, step in entry.items()}
        after = settings["PostProcess"]
        return DetectorSettings(
            mean=tuple(steps["NormalizeImage"]["mean"]),
            std=tuple(steps["NormalizeImage"]["std"]),
            mark_threshold=after["thresh"],
            line_threshold=after["box_thresh"],
            growth=after["unclip_ratio"],
            max_lines=after["max_candidates"],
        )


class TextDetector:
    """Where lines of text are.

    `max_side` bounds the longer side, in pixels, of the picture the network sees: larger pictures are looked at reduced. Its sides are padded to multiples of
    `size_step`, itself a multiple of the stride.
    """

    def __init__(self, model: Model, settings: DetectorSettings, max_side: int, size_step: int = STRIDE) -> None:
        self._model = model
        self._settings = settings
        self._max_side = max_side
        self._size_step = size_step

    def __call__(self, image: Pixels) -> tuple[Quad, ...]:
        """Quads in pixels of `image` (BGR), each clockwise from the corner that is top left in the picture."""
        height, width = image.shape[:2]
        if min(height, width) < 1:
            return ()
        seen_width, seen_height = self._seen_size(width, height)
        likelihood = self._model(self._prepared(image, seen_width, seen_height))[0, 0, :seen_height, :seen_width]
        scale = np.array([width / seen_width, height / seen_height])
        placed = (np.clip(np.round(corners * scale), 0, (width, height)).astype(np.int32) for corners in lines_in(likelihood, self._settings))
        return tuple(Quad.from_array(_rectangle_around(corners)[0]) for corners in placed)

    def _seen_size(self, width: int, height: int) -> tuple[int, int]:
        """The size at which a picture is looked at, sides multiples of the stride."""
        factor = min(1.0, self._max_side / max(width, height))
        return max(STRIDE, round(width * factor / STRIDE) * STRIDE), max(STRIDE, round(height * factor / STRIDE) * STRIDE)

    def _prepared(self, image: Pixels, width: int, height: int) -> Tensor:
        """(1, 3, padded height, padded width), the picture at the top left."""
        seen = image if image.shape[:2] == (height, width) else cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR)
        batch: Tensor = np.zeros((1, 3, _rounded_up(height, self._size_step), _rounded_up(width, self._size_step)), dtype=np.float32)
        for channel, (mean, std) in enumerate(zip(self._settings.mean, self._settings.std, strict=True)):
            here = batch[0, channel, :height, :width]
            np.multiply(seen[:, :, channel], np.float32(1 / (255 * std)), out=here)
            here -= np.float32(mean / std)
        return batch


def lines_in(likelihood: Tensor, settings: DetectorSettings) -> list[Corners]:
    """The rectangle around every line in a map of shape (height, width), in pixels of the map."""
    marked = (likelihood > settings.mark_threshold).astype(np.uint8)
    outlines, _ = cv2.findContours(marked, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    lines: list[Corners] = []
    for outline in outlines[: settings.max_lines]:
        core, thickness = _rectangle_around(np.asarray(outline, dtype=np.int32))
        if thickness >= SMALLEST_CORE and _mean_inside(likelihood, core) >= settings.line_threshold:
            lines.append(_rectangle_around(_grown(core, settings.growth))[0])
    return lines


def _grown(core: Corners, ratio: float) -> NDArray[np.int32]:
    """The core's sides moved outwards: both ends of each, (8, 2).

    In whole pixels, as PaddleOCR does it: both engines then cut the same strips out of the picture and read the same.
    """
    distance = cv2.contourArea(core) * ratio / cv2.arcLength(core, closed=True)
    starts = np.trunc(core)
    ends = np.roll(starts, -1, axis=0)
    along = (ends - starts) / np.linalg.norm(ends - starts, axis=1, keepdims=True)
    outwards = distance * np.stack([along[:, 1], -along[:, 0]], axis=1)
    moved = np.concatenate([starts + outwards, ends + outwards])
    return np.asarray(np.sign(moved) * np.floor(np.abs(moved) + 0.5), dtype=np.int32)


def _rectangle_around(points: NDArray[np.int32] | Corners) -> tuple[Corners, float]:
    """The smallest rectangle around points (N, 2), clockwise from the corner that is top left in the picture, and the length of its shorter side."""
    rectangle = cv2.minAreaRect(points)
    corners = cv2.boxPoints(rectangle)
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    top_left, bottom_left = left[np.argsort(left[:, 1], kind="stable")]
    top_right, bottom_right = right[np.argsort(right[:, 1], kind="stable")]
    return np.array([top_left, top_right, bottom_right, bottom_left], dtype=np.float32), min(rectangle[1])


def _rounded_up(length: int, step: int) -> int:
    return -(-length // step) * step


def _mean_inside(likelihood: Tensor, corners: Corners) -> float:
    height, width = likelihood.shape
    left, top = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(corners.max(axis=0)).astype(int), 0, (width - 1, height - 1))
    inside = np.zeros((bottom - top + 1, right - left + 1), dtype=np.uint8)
    cv2.fillPoly(inside, [(corners - (left, top)).astype(np.int32)], (1,))
    return float(cv2.mean(likelihood[top : bottom + 1, left : right + 1], inside)[0])
