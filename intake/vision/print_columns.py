"""What a film's ink and paper are like, summed up along its columns: any stretch of them is measured by two look-ups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from intake.vision.grouped import Indices, Numbers
from intake.vision.print_film import BLACK, Film, Frame, Plane

NEAR_INK = 26
"""Depth of ink, 0 paper to 255 black, from which paper is not bare."""
_PASTED = 0.52
"""Half the height in which paper is looked at: as much as somebody pastes with a figure."""
LEAST_PAPER = 12
"""Pixels of bare paper that a level and a grain are measured on."""
_LAPLACIAN_OF_NOISE = 3.57
"""The mean of |Laplacian| of white noise of deviation 1: sqrt(20) * sqrt(2 / pi)."""


@dataclass(frozen=True)
class Columns:
    """Sums over the film's rows, summed up from its first column on: (sums, columns + 1), in the order of `InkAndPaper.of`."""

    summed: Numbers

    def over(self, begins: Indices, ends: Indices) -> InkAndPaper:
        """What the stretches of columns from `begins` up to `ends` are like."""
        return InkAndPaper.of(self.summed[:, ends] - self.summed[:, begins])


def columns_of(film: Film, frames: Sequence[Frame]) -> Columns:
    depth = film.depth * np.float32(1 / BLACK)
    level = film.level.astype(np.float32)
    bare = _bare(film, frames)
    grain = np.abs(cv2.Laplacian(level, cv2.CV_32F, ksize=1))
    steep = cv2.magnitude(cv2.Sobel(depth, cv2.CV_32F, 1, 0, ksize=1, scale=0.5), cv2.Sobel(depth, cv2.CV_32F, 0, 1, ksize=1, scale=0.5))
    colours = [channel.astype(np.float32) for channel in cv2.split(film.pixels)]
    pairs = ((bare, level), (bare, grain), *((bare, colour) for colour in colours), (depth, depth), *((depth, colour) for colour in colours), (steep, steep))
    ones = np.ones((1, len(depth)), np.float32)
    sums = np.concatenate([ones @ bare, ones @ depth, ones @ steep, *(np.einsum("ij,ij->j", one, other)[None] for one, other in pairs)])
    summed = np.zeros((len(sums), sums.shape[1] + 1))
    np.cumsum(sums, axis=1, dtype=np.float64, out=summed[:, 1:])
    return Columns(summed)


def _bare(film: Film, frames: Sequence[Frame]) -> Plane:
    """1 on bare paper near a line."""
    near = cv2.dilate(cv2.threshold(film.depth, NEAR_INK, 1, cv2.THRESH_BINARY)[1], np.ones((3, 3), np.uint8))
    # At the border of a cut the grain of black would be measured.
    bare = cv2.subtract(cv2.erode(film.seen, np.ones((3, 3), np.uint8)), near)
    for frame in frames:
        beyond = round(_PASTED * frame.line.height)
        bare[: max(0, film.middle - beyond), frame.first : frame.end] = 0
        bare[film.middle + beyond + 1 :, frame.first : frame.end] = 0
    return np.asarray(bare, dtype=np.float32)


@dataclass(frozen=True)
class InkAndPaper:
    """Of stretches, (stretches,) each; meaningless where there is no ink, or no bare paper."""

    bare: Numbers
    """Pixels of bare paper."""
    ink: Numbers
    blue: Numbers
    green: Numbers
    edge: Numbers
    stroke: Numbers
    paper: Numbers
    noise: Numbers
    tint_of_paper: Numbers
    """By how much paper is greener than it is red."""

    @staticmethod
    def of(sums: Numbers) -> InkAndPaper:
        """From sums over stretches, (13, stretches): pixels of bare paper, depth, steepness; of paper the level, the grain, blue, green and red; depth squared; depth
        times blue, green and red; steepness squared.
        """
        bare, depth, steep, level, grain, *paper, depth_squared = sums[:9]
        inked, steep_squared = sums[9:12], sums[12]
        of_paper, mass, slope = np.maximum(bare, 1), np.maximum(depth, 1e-3), np.maximum(steep, 1e-3)
        ink = depth_squared / mass
        tints = [(paper[channel] - paper[2]) / of_paper for channel in (0, 1)]
        blue, green = ((inked[channel] - inked[2]) / mass - tints[channel] for channel in (0, 1))
        edge = steep_squared / slope / np.maximum(ink, 1e-3)
        return InkAndPaper(bare, ink, blue, green, edge, 2 * mass / slope, level / of_paper, grain / _LAPLACIAN_OF_NOISE / of_paper, tints[1])
