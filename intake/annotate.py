"""A picture of a page with what was read: a box for each field, its name, its colour by state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from models.geometry import Pixels

_CONFIRMED = (60, 150, 40)
_SINGLE = (0, 150, 230)
_REPAIRED = (200, 100, 0)
_UNREADABLE = (40, 40, 220)
_OUTLINE = (160, 80, 160)
LEGEND = (("confirmed", _CONFIRMED), ("one source", _SINGLE), ("repaired", _REPAIRED), ("unreadable", _UNREADABLE))
_LONGEST_SIDE = 2400


def annotate(pixels: Pixels, results: Iterable[Mapping[str, Any]], page: int, reduction: float = 1.0) -> Pixels:
    """Draw the results that lie on `page` over its picture, BGR; boxes are in pixels of the original page, as results give them.

    `reduction`: pixels of the original for one of `pixels`. Very large pages are drawn reduced: longest side 2400 px.
    """
    shown = [result for result in results if "fields" in result]
    shrink = min(1.0, _LONGEST_SIDE / max(pixels.shape[:2]))
    canvas = cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else pixels.copy()
    scale = shrink / reduction
    size = max(0.35, min(canvas.shape[:2]) / 2600)
    for result in shown:
        if result["page"] == page and result["outline"]:
            _draw(canvas, result["outline"], scale, _OUTLINE, f"{result['kind']} {result['decision']}", size * 1.3)
        for name, field in result["fields"].items():
            if field["page"] == page and field["box"]:
                _draw(canvas, field["box"], scale, _colour(field), name, size)
        for item in result["items"]:
            if item["box"] and result["page"] == page:
                _draw(canvas, item["box"], scale, _SINGLE, "item", size)
    return _with_legend(np.asarray(canvas, dtype=np.uint8), size)


def _colour(field: Mapping[str, Any]) -> tuple[int, int, int]:
    if field["state"] == "unreadable":
        return _UNREADABLE
    if field.get("repaired_from"):
        return _REPAIRED
    return _CONFIRMED if field["confirmed_by"] else _SINGLE


def _draw(canvas: Any, points: Sequence[Sequence[float]], scale: float, colour: tuple[int, int, int], text: str, size: float) -> None:
    quad = np.round(np.array(points, dtype=np.float64) * scale).astype(np.int32)
    cv2.polylines(canvas, [quad], True, colour, max(1, round(size * 2)), cv2.LINE_AA)
    corner = (int(quad[0][0]), max(10, int(quad[0][1]) - 3))
    cv2.putText(canvas, text, corner, cv2.FONT_HERSHEY_SIMPLEX, size, (255, 255, 255), max(2, round(size * 4)), cv2.LINE_AA)
    cv2.putText(canvas, text, corner, cv2.FONT_HERSHEY_SIMPLEX, size, colour, max(1, round(size * 1.5)), cv2.LINE_AA)


def _with_legend(canvas: Pixels, size: float) -> Pixels:
    height = round(32 * size) + 12
    strip = np.full((height, canvas.shape[1], 3), 255, dtype=np.uint8)
    x = 10
    for text, colour in LEGEND:
        cv2.rectangle(strip, (x, 8), (x + height - 16, height - 8), colour, -1)
        cv2.putText(strip, text, (x + height - 8, height - 10), cv2.FONT_HERSHEY_SIMPLEX, size, (40, 40, 40), max(1, round(size * 1.5)), cv2.LINE_AA)
        x += height + cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size, 1)[0][0] + 20
    return np.vstack([canvas, strip])
