"""Lines of figures drawn on paper, as a printer and a camera leave them, and the ways in which one of them can be tampered with."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from intake.vision.print_film import PrintedLine
from models.geometry import Box, Pixels

SIZE, PITCH = 22, 16
"""Height and distance of figures, pixels."""
_OVER = 4
_NARROW = 0.58
"""Drawn letters are too wide for figures."""
_CELL_HEIGHT = 1.65 * SIZE


@dataclass(frozen=True)
class Figure:
    """How one figure is printed."""

    char: str
    up: float = 0.0
    along: float = 0.0
    """Pixels above its line and further along it."""
    size: float = SIZE
    weight: int = 2
    """Thickness of strokes, in quarters of a pixel more or less."""
    colour: tuple[int, int, int] = (40, 40, 40)
    """BGR."""
    blur: float = 0.6


@dataclass(frozen=True)
class Paper:
    """A page that lines are printed on."""

    width: int = 700
    height: int = 420
    level: int = 225
    grain: float = 3.0
    """Standard deviation, grey levels."""
    seed: int = 1


def blank(paper: Paper = Paper()) -> Pixels:
    return np.full((paper.height, paper.width, 3), paper.level, np.uint8)


def with_grain(pixels: Pixels, paper: Paper = Paper()) -> Pixels:
    """As a camera sees it. Its grain is not the same in any two places."""
    noise = np.random.default_rng(paper.seed).normal(0, paper.grain, (*pixels.shape[:2], 1))
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


def print_figure(pixels: Pixels, figure: Figure, left: float, foot: float) -> None:
    """Print one figure, in place. `foot` is the row it stands on."""
    if figure.char == " ":
        return
    margin = 6
    x0, y0 = int(left) - margin, int(foot - 1.4 * SIZE) - margin
    wide, high = 2 * SIZE + 2 * margin, int(1.8 * SIZE) + 2 * margin
    scale = figure.size * _OVER / 21.0
    mask = np.zeros((high * _OVER, round(wide * _OVER / _NARROW)), np.uint8)
    at = (round((left + figure.along - x0) * _OVER / _NARROW), round((foot - figure.up - y0) * _OVER))
    cv2.putText(mask, figure.char, at, cv2.FONT_HERSHEY_SIMPLEX, scale, 255, 2 * figure.weight + 6, cv2.LINE_AA)
    ink = cv2.resize(mask, (wide, high), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    ink = cv2.GaussianBlur(ink, (0, 0), figure.blur)[..., None]
    part = pixels[y0 : y0 + high, x0 : x0 + wide]
    part[:] = np.clip(part * (1 - ink) + np.array(figure.colour) * ink, 0, 255).astype(np.uint8)


def print_line(pixels: Pixels, text: str | list[Figure], left: float, foot: float, field: str = "total", face: str = "", slope: float = 0.0) -> PrintedLine:
    """Print a line, in place, and say where a reader sees it."""
    figures = [Figure(char) for char in text] if isinstance(text, str) else text
    cells = []
    for index, figure in enumerate(figures):
        x = left + index * PITCH
        y = foot + slope * index * PITCH
        print_figure(pixels, figure, x, y)
        middle = y - 0.5 * SIZE
        cells.append((figure.char, Box(x, middle - _CELL_HEIGHT / 2, x + PITCH, middle + _CELL_HEIGHT / 2)))
    return PrintedLine(field, tuple(cell for cell in cells if cell[0] != " "), face, "printer")


ROWS = ("2024031155", "9130115806", "4711530269", "8605512437", "1380.24751", "6210947385", "5028613947", "0439175826")


def page_of(changed: list[Figure] | str | None = None, line: int = 4) -> tuple[Pixels, tuple[PrintedLine, ...]]:
    """Eight lines of figures, the fifth the total; one of them printed otherwise. Without grain yet."""
    pixels = blank()
    texts: list[str | list[Figure]] = list(ROWS)
    if changed is not None:
        texts[line] = changed
    printed = [print_line(pixels, text, 60 + 7.3 * index, 50 + 45 * index, "total" if index == 4 else "items") for index, text in enumerate(texts)]
    return pixels, tuple(printed)


def with_figure(index: int, **how: object) -> list[Figure]:
    """The total with one figure printed in another way."""
    return [Figure(char, **how) if at == index else Figure(char) for at, char in enumerate(ROWS[4])]  # type: ignore[arg-type]
