"""Which way up a page lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import yaml  # type: ignore[import-untyped]

from models.geometry import Pixels
from models.manifest import WEIGHTS_DIRECTORY, load_manifest
from models.onnx_model import Model, Tensor, load_model

NAME = "PP-LCNet_x1_0_doc_ori"


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a page lies in its picture."""

    degrees: int
    """0, 90, 180 or 270: turn the picture so far counter-clockwise, and it stands upright."""
    confidence: float
    """0..1."""


@dataclass(frozen=True, slots=True)
class OrientationSettings:
    """What the model's `inference.yml` says."""

    short_side: int
    """Pixels to which the picture's shorter side is scaled."""
    crop: int
    """Pixels of the square, cut from the middle, that is looked at."""
    mean: tuple[float, float, float]
    """Of red, green and blue, for values 0..1."""
    std: tuple[float, float, float]
    degrees: tuple[int, ...]
    """What each of the network's answers means."""

    @staticmethod
    def from_yaml(content: bytes) -> OrientationSettings:
        settings: dict[str, Any] = yaml.load(content, Loader=yaml.CSafeLoader)
        steps = {name: step for entry in settings["PreProcess"]["transform_ops"] for name, step in entry.items()}
        return OrientationSettings(
            short_side=steps["ResizeImage"]["resize_short"],
            crop=steps["CropImage"]["size"],
            mean=tuple(steps["NormalizeImage"]["mean"]),
            std=tuple(steps["NormalizeImage"]["std"]),
            degrees=tuple(int(label) for label in settings["PostProcess"]["Topk"]["label_list"]),
        )


class PageOrientation:
    """Looks at a whole page; a line or a small cut-out tells it little."""

    def __init__(self, model: Model, settings: OrientationSettings) -> None:
        self._model = model
        self._settings = settings

    def __call__(self, image: Pixels) -> Orientation:
        """Of a BGR picture."""
        probabilities = self._model(self._prepared(image))[0]
        best = int(probabilities.argmax())
        return Orientation(self._settings.degrees[best], float(probabilities[best]))

    def _prepared(self, image: Pixels) -> Tensor:
        """(1, 3, crop, crop), RGB."""
        settings = self._settings
        height, width = image.shape[:2]
        factor = settings.short_side / min(height, width)
        size = max(settings.crop, round(width * factor)), max(settings.crop, round(height * factor))
        # Averaging, not sampling: print would turn into noise when a large page shrinks this much.
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
        left, top = (size[0] - settings.crop) // 2, (size[1] - settings.crop) // 2
        rgb = small[top : top + settings.crop, left : left + settings.crop, ::-1].astype(np.float32) / 255
        normal = (rgb - np.array(settings.mean, dtype=np.float32)) / np.array(settings.std, dtype=np.float32)
        return np.ascontiguousarray(normal.transpose(2, 0, 1)[np.newaxis], dtype=np.float32)


def load_page_orientation(weights_dir: Path = WEIGHTS_DIRECTORY, threads: int = 1) -> PageOrientation:
    """Raises WeightsError when the weights are absent or altered."""
    weights = load_manifest(weights_dir)
    settings = OrientationSettings.from_yaml(weights.read(NAME, "inference.yml"))
    return PageOrientation(load_model(weights.read(NAME, "inference.onnx"), threads=threads), settings)
