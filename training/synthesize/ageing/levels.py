"""How hard a picture is to read: the ranges that poses, shots and prints are drawn from."""

from __future__ import annotations

from enum import StrEnum
from random import Random

from training.synthesize.ageing.camera import Shot
from training.synthesize.ageing.surface import Pose


class Level(StrEnum):
    MILD = "mild"
    """A careful person with a good phone, or a scanner."""
    MEDIUM = "medium"
    """What is usually handed in."""
    HARD = "hard"
    """Crumpled, dim, in a hurry."""


def draw_level(rng: Random) -> Level:
    return rng.choices((Level.MILD, Level.MEDIUM, Level.HARD), (40, 42, 18))[0]


def grade(level: Level) -> float:
    """0..1, what ranges are widened by."""
    return {Level.MILD: 0.35, Level.MEDIUM: 0.7, Level.HARD: 1.0}[level]


def draw_pose(rng: Random, level: Level) -> Pose:
    g = grade(level)
    return Pose(
        turn=rng.gauss(0, 5 * g),
        tilt_x=rng.gauss(0, 11 * g),
        tilt_y=rng.gauss(0, 9 * g),
        distance=rng.uniform(1.6, 3.0),
        bend_x=rng.uniform(0, 16 * g) if rng.random() < 0.6 else 0.0,
        bend_y=rng.uniform(0, 9 * g) if rng.random() < 0.35 else 0.0,
        phase=rng.random(),
        folds_x=tuple(_fold(rng, g) for _ in range(rng.choice((0, 0, 1, 1, 2)))),
        folds_y=tuple(_fold(rng, g) for _ in range(rng.choice((0, 0, 0, 1)))),
        ripple=rng.uniform(0, 2.0 * g),
    )


def _fold(rng: Random, grade: float) -> tuple[float, float]:
    place = rng.choice((0.5, 0.33, 0.66)) + rng.uniform(-0.06, 0.06)
    return place, rng.choice((-1, 1)) * rng.uniform(2, 13 * grade)


def draw_shot(rng: Random, level: Level, scale: float) -> Shot:
    """`scale`: picture pixels for a millimetre of paper. Blur is drawn against the size of print, so that a person can still read it."""
    g = grade(level)
    letter = 3.2 * scale
    warm = rng.gauss(0, 0.05 * g)
    return Shot(
        exposure=rng.uniform(1 - 0.38 * g, 1.08),
        slope=rng.uniform(0, 0.55 * g),
        slope_angle=rng.uniform(0, 360),
        shadow=rng.uniform(0.1, 0.45 * g + 0.1) if rng.random() < 0.45 else 0.0,
        glare=rng.uniform(0.1, 0.5 * g) if rng.random() < 0.12 else 0.0,
        cast=(1 - warm, 1.0, 1 + warm + rng.gauss(0, 0.02 * g)),
        vignette=rng.uniform(0, 0.5 * g),
        blur=letter * rng.uniform(0.008, 0.015 + 0.035 * g),
        motion=letter * rng.uniform(0.06, 0.06 + 0.1 * g) if rng.random() < 0.25 * g else 0.0,
        motion_angle=rng.uniform(0, 180),
        noise=rng.uniform(0.5, 6.5 * g),
        gamma=rng.uniform(0.85, 1.2),
        sharpen=rng.uniform(0.2, 0.9) if rng.random() < 0.4 else 0.0,
        jpeg=rng.randint(round(95 - 45 * g), 95),
        grey=rng.random() < 0.06,
    )


def draw_scan_shot(rng: Random, level: Level) -> Shot:
    """A scanner's light is even, its focus good."""
    g = grade(level)
    return Shot(
        exposure=rng.uniform(0.94, 1.06),
        blur=rng.uniform(0.0, 0.3 + 0.5 * g),
        noise=rng.uniform(0, 3.5 * g),
        gamma=rng.uniform(0.8, 1.25),
        sharpen=rng.uniform(0.2, 1.0) if rng.random() < 0.5 else 0.0,
        cast=(rng.uniform(0.98, 1.04), 1.0, rng.uniform(0.97, 1.02)),
        jpeg=rng.randint(round(92 - 40 * g), 95),
        grey=rng.random() < 0.3,
    )
