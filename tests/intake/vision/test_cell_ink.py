import cv2
import numpy as np
import pytest

from intake.vision.cell_ink import ink_in
from models.geometry import Box, Pixels

CELL = Box(100, 50, 300, 100)
HEIGHT = 30.0
"""Of the print to expect, pixels."""


def paper(lightness: int = 240) -> Pixels:
    grain = np.random.default_rng(5).normal(0, 3, (160, 400, 3))
    return np.clip(lightness + grain, 0, 255).astype(np.uint8)


def with_text(pixels: Pixels, text: str = "2", darkness: int = 60) -> Pixels:
    cv2.putText(pixels, text, (180, 88), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (darkness,) * 3, 2, cv2.LINE_AA)
    return pixels


def test_blank_paper_has_no_ink() -> None:
    assert ink_in(paper(), CELL, HEIGHT) is None
    assert ink_in(paper(90), CELL, HEIGHT) is None, "nor has paper in the shade"


@pytest.mark.parametrize("text", ["2", "1", "-", "106.00"])
def test_print_is_found_with_a_box_around_it(text: str) -> None:
    box = ink_in(with_text(paper(), text), CELL, HEIGHT)
    assert box is not None
    assert CELL.overlap(box) == pytest.approx(box.area)
    assert box.left == pytest.approx(182, abs=6)


def test_print_that_is_known_is_no_ink_and_print_beside_it_is() -> None:
    pixels = with_text(paper(), "106.00")
    known = ink_in(pixels, CELL, HEIGHT)
    assert known is not None
    assert ink_in(pixels, CELL, HEIGHT, (known.inflated(3, 3),)) is None
    first = Box(known.left - 3, known.top - 3, known.left + 22, known.bottom + 3)
    rest = ink_in(pixels, CELL, HEIGHT, (first,))
    assert rest is not None
    assert rest.left > known.left + 15


def test_pale_print_is_found_and_stains_are_not() -> None:
    assert ink_in(with_text(paper(), "7", 170), CELL, HEIGHT) is not None
    assert ink_in(with_text(paper(), "7", 220), CELL, HEIGHT) is None


def test_specks_are_dirt() -> None:
    pixels = paper()
    for x in range(110, 290, 20):
        pixels[70:74, x : x + 4] = 30
    assert ink_in(pixels, CELL, HEIGHT) is None


def test_rules_of_the_form_are_no_print() -> None:
    pixels = paper()
    pixels[52:54, :] = 90
    pixels[97:99, :] = 90
    pixels[:, 298:300] = 90
    pixels[:, 101:103] = 90
    assert ink_in(pixels, CELL, HEIGHT) is None


def test_print_on_a_rule_is_found_all_the_same() -> None:
    pixels = with_text(paper(), "88.00")
    pixels[97:99, :] = 90
    box = ink_in(pixels, CELL, HEIGHT)
    assert box is not None
    assert box.bottom < 97


def test_a_slightly_leaning_rule_is_no_print() -> None:
    pixels = paper()
    cv2.line(pixels, (0, 95), (399, 99), (90, 90, 90), 2, cv2.LINE_AA)
    assert ink_in(pixels, CELL, HEIGHT) is None


def test_grey_pictures_are_looked_at_too() -> None:
    assert ink_in(with_text(paper())[:, :, 0], CELL, HEIGHT) is not None


@pytest.mark.parametrize("place", [Box(-40, -30, 20, 10), Box(390, 150, 800, 700), Box(500, 500, 600, 600), Box(200, 80, 100, 50), Box(100, 50, 101, 51)])
def test_places_at_the_edge_or_outside_have_no_ink(place: Box) -> None:
    assert ink_in(paper(), place, HEIGHT) is None
