"""Simple invoices drawn with lines and letters, laid on desks and sheets, for tests of locating and cleaning."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.geometry import Pixels

Corners = NDArray[np.float64]


@dataclass(frozen=True)
class Workshop:
    """Draws; the same seed gives the same picture."""

    seed: int = 7

    def form(self, width: int = 1680, height: int = 1120) -> Pixels:
        """A ruled form in the proportions of a tax invoice: header, frame with columns, lines of digits, a red seal."""
        rng = np.random.default_rng(self.seed)
        picture = np.full((height, width, 3), 252, np.uint8)
        x = [round(width * part) for part in (0.03, 0.25, 0.4, 0.5, 0.62, 0.75, 0.85, 0.97)]
        y = [round(height * part) for part in (0.22, 0.38, 0.68, 0.75, 0.88)]
        brown = (35, 82, 156)
        for level in y:
            cv2.line(picture, (x[0], level), (x[-1], level), brown, 2)
        for place in (x[0], x[-1]):
            cv2.line(picture, (place, y[0]), (place, y[-1]), brown, 2)
        for place in x[1:-1]:
            cv2.line(picture, (place, y[1]), (place, y[2]), brown, 2)
        size = height / 1120
        for row in range(24):
            level = round(height * (0.06 + row * 0.037))
            for place in (x[0] + 12, x[2] + 40, x[4] + 12):
                text = "".join(rng.choice(list("0123456789ABCDEFH"), rng.integers(6, 14)))
                cv2.putText(picture, text, (place, level), cv2.FONT_HERSHEY_SIMPLEX, 0.7 * size, (30, 30, 30), 2, cv2.LINE_AA)
        cv2.ellipse(picture, (width // 2, round(height * 0.12)), (round(width * 0.07), round(height * 0.07)), 0, 0, 360, (20, 20, 225), 5)
        cv2.putText(picture, "TAX", (round(width * 0.475), round(height * 0.13)), cv2.FONT_HERSHEY_SIMPLEX, size, (20, 20, 225), 3, cv2.LINE_AA)
        return picture

    def slip(self, width: int = 420, height: int = 1200) -> Pixels:
        """A narrow receipt: short lines of digits one below the other."""
        rng = np.random.default_rng(self.seed)
        picture = np.full((height, width, 3), 250, np.uint8)
        for level in range(70, height - 20, 44):
            label = "".join(rng.choice(list("ABCDEFGH"), 4))
            value = "".join(rng.choice(list("0123456789"), rng.integers(5, 9)))
            cv2.putText(picture, label, (20, level), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (40, 40, 190), 2, cv2.LINE_AA)
            cv2.putText(picture, value, (170, level), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (60, 40, 40), 2, cv2.LINE_AA)
        return picture

    def desk(self, width: int = 2400, height: int = 1800, colour: tuple[int, int, int] = (70, 95, 120)) -> Pixels:
        rng = np.random.default_rng(self.seed)
        grain = cv2.resize(rng.normal(0, 9, (height // 40, width // 40, 1)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
        noise = rng.normal(0, 3, (height, width, 1))
        return np.clip(np.array(colour) + grain[..., None] + noise, 0, 255).astype(np.uint8)

    def lay(self, background: Pixels, picture: Pixels, corners: Corners) -> Pixels:
        """The background with the picture's corners (clockwise from its own top left) laid on the given places."""
        height, width = picture.shape[:2]
        own = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float32)
        matrix = cv2.getPerspectiveTransform(own, corners.astype(np.float32))
        size = (background.shape[1], background.shape[0])
        laid = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_AREA)
        there = cv2.warpPerspective(np.full((height, width), 255, np.uint8), matrix, size)
        return np.asarray(np.where(there[..., None] > 127, laid, background), dtype=np.uint8)

    def rectangle(self, center: tuple[float, float], width: float, height: float, degrees: float) -> Corners:
        """Corners of a picture laid down turned clockwise."""
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        corners = np.array([[-width, -height], [width, -height], [width, height], [-width, height]]) / 2
        return np.asarray(corners @ np.array([[c, s], [-s, c]]) + center, dtype=np.float64)


@pytest.fixture
def workshop() -> Workshop:
    return Workshop()
