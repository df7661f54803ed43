"""One trait of print that differs from the print around it."""

from __future__ import annotations

from dataclasses import dataclass

from models.geometry import Box

REPORTED = 2.0
"""Deviations below are not worth keeping."""
FAINT_NOISE = 0.4
"""Grey levels added to every noise, so that drawn pictures without any do not divide by nothing."""
LEAST_FIGURES = 4
"""Figures that a baseline is laid through."""


@dataclass(frozen=True, slots=True)
class Outlier:
    """One trait of one value, at the character where it is strongest (or for the whole line)."""

    field: str
    name: str
    deviation: float
    measured: float
    """Signed. Pixels for height, baseline and spacing of characters, grey levels for colour and paper, how many traits for joint, percent for all others."""
    box: Box
    """Pixels of the picture."""
