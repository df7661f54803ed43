import numpy as np
import pytest

from intake.vision.print_chars import measure_lines
from intake.vision.print_film import PrintedLine
from intake.vision.print_outlier import Outlier
from intake.vision.print_traits import JOINT, TRAITS, TWIN, print_outliers
from models.geometry import Pixels
from tests.intake.vision.printed_figures import PITCH, ROWS, SIZE, Figure, blank, page_of, print_line, with_figure, with_grain

CLEAR = 3.5
"""Standard deviations by which one of two hundred characters does not differ by chance."""


def outliers(pixels: Pixels, lines: tuple[PrintedLine, ...], *, drawn: bool = False) -> dict[str, Outlier]:
    """Of the total, by name."""
    table = measure_lines(pixels, lines)
    assert table is not None
    return {outlier.name: outlier for outlier in print_outliers(pixels, table, frozenset({"total"}), drawn=drawn)}


def test_untouched_print_has_no_clear_outlier() -> None:
    pixels, lines = page_of()
    found = outliers(with_grain(pixels), lines)
    assert max((outlier.deviation for outlier in found.values()), default=0.0) < CLEAR


@pytest.mark.parametrize(
    ("name", "how", "sign"),
    [
        ("height", {"size": 1.18 * SIZE}, 1),
        ("height", {"size": 0.84 * SIZE}, -1),
        ("baseline", {"up": 3.4}, -1),
        ("baseline", {"up": -3.4}, 1),
        ("spacing", {"along": 4.0}, 1),
        ("stroke", {"weight": 8}, 1),
        ("ink", {"colour": (120, 120, 120)}, -1),
        ("colour", {"colour": (120, 40, 40)}, 1),
        ("sharpness", {"blur": 1.5}, -1),
    ],
)
def test_a_figure_printed_otherwise_stands_out(name: str, how: dict[str, object], sign: int) -> None:
    pixels, lines = page_of(with_figure(2, **how))
    found = outliers(with_grain(pixels), lines)
    assert found[name].deviation > CLEAR
    assert found[name].measured * sign > 0
    assert found[JOINT].deviation > 2.0
    left = lines[4].cells[2][1].left
    assert left - 4 < found[name].box.center[0] < left + PITCH + 4 or name == "spacing"


def test_what_stands_out_is_measured_in_pixels() -> None:
    pixels, lines = page_of(with_figure(2, up=2.4))
    assert outliers(with_grain(pixels), lines)["baseline"].measured == pytest.approx(-2.4, abs=0.6)


def patched(pixels: Pixels, line: PrintedLine, index: int, *, lighter: float = 0.0, grain: bool = True) -> Pixels:
    """As a camera sees the page, with a patch of other paper round one figure."""
    box = line.cells[index][1]
    part = np.s_[int(box.top) : int(box.bottom), int(box.left) - 1 : int(box.right) + 1]
    pixels = pixels.copy()
    pixels[part] = pixels[part] * (1 + lighter)
    seen = with_grain(pixels)
    if not grain:
        seen[part] = pixels[part]
    return seen


def test_a_patch_without_grain_stands_out_by_its_noise() -> None:
    pixels, lines = page_of()
    found = outliers(patched(pixels, lines[4], 2, grain=False), lines)
    assert found["noise"].deviation > CLEAR
    assert found["noise"].measured < -50


def test_a_lighter_patch_stands_out_by_its_paper() -> None:
    pixels, lines = page_of()
    found = outliers(patched(pixels, lines[4], 2, lighter=0.07), lines)
    assert found["paper"].deviation > CLEAR
    assert found["paper"].measured == pytest.approx(15, abs=4)


def test_a_shadow_that_falls_over_a_line_is_no_patch() -> None:
    pixels, lines = page_of()
    light = np.linspace(1.0, 0.6, pixels.shape[1])[None, :, None]
    assert "paper" not in outliers((with_grain(pixels) * light).astype(np.uint8), lines)


def cloned(pixels: Pixels, lines: tuple[PrintedLine, ...]) -> tuple[Pixels, tuple[PrintedLine, ...]]:
    """The third figure of the total replaced by one cut out of the line below, and read so."""
    target, model = lines[4].cells[2], lines[5].cells[5]
    part = [np.s_[int(box.center[1]) - 17 : int(box.center[1]) + 17, int(box.left) - 1 : int(box.left) + PITCH + 1] for _, box in (target, model)]
    result = pixels.copy()
    result[part[0]] = pixels[part[1]]
    cells = tuple((model[0], box) if index == 2 else (char, box) for index, (char, box) in enumerate(lines[4].cells))
    return result, (*lines[:4], PrintedLine("total", cells, "", "printer"), *lines[5:])


def test_a_figure_copied_within_a_photograph_is_known_again() -> None:
    pixels, lines = page_of()
    pixels, lines = cloned(with_grain(pixels), lines)
    found = outliers(pixels, lines)
    assert found[TWIN].deviation > CLEAR
    assert found[TWIN].measured < 40


def test_equal_figures_of_a_drawn_picture_are_no_copies() -> None:
    pixels, lines = page_of()
    assert TWIN not in outliers(pixels, lines, drawn=True)


@pytest.mark.parametrize(
    ("name", "how"), [("value_height", {"size": 1.15 * SIZE}), ("value_stroke", {"weight": 9}), ("value_ink", {"colour": (140, 140, 140)})]
)
def test_a_value_typed_anew_differs_from_those_printed_like_it(name: str, how: dict[str, object]) -> None:
    pixels = blank()
    texts = [*ROWS[:4], [Figure(char, **how) for char in ROWS[4]], *ROWS[5:]]
    lines = tuple(print_line(pixels, text, 60, 50 + 45 * index, "total" if index == 4 else "items", "sums") for index, text in enumerate(texts))
    found = outliers(with_grain(pixels), lines)
    assert found[name].deviation > CLEAR


def test_a_patch_under_a_whole_value_of_a_drawn_page_differs_from_the_page() -> None:
    pixels, lines = page_of()
    box = lines[4].cells[0][1]
    part = np.s_[int(box.top) - 4 : int(box.bottom) + 4, 20:600]
    pixels[part] = (pixels[part] * 0.97).astype(np.uint8)
    found = outliers(pixels, lines, drawn=True)
    assert found["value_paper"].deviation > CLEAR
    assert found["value_paper"].measured < -3


def test_a_value_that_no_other_is_printed_like_is_compared_with_none() -> None:
    pixels = blank()
    lines = tuple(print_line(pixels, ROWS[index], 60, 50 + 45 * index, "total" if index == 4 else "items", "" if index == 4 else "sums") for index in range(8))
    assert not {name for name in outliers(with_grain(pixels), lines) if name in ("value_height", "value_spacing", "value_stroke")}


def test_a_value_that_leans_against_the_page_stands_out() -> None:
    pixels = blank()
    lines = tuple(
        print_line(pixels, text, 60, 50 + 45 * index, "total" if index == 4 else "items", slope=0.05 * (index == 4)) for index, text in enumerate(ROWS)
    )
    assert outliers(with_grain(pixels), lines)["value_slope"].deviation > CLEAR


def test_every_outlier_is_one_of_the_traits() -> None:
    pixels, lines = page_of(with_figure(2, up=2.4, size=1.2 * SIZE))
    assert set(outliers(with_grain(pixels), lines)) <= set(TRAITS)


def test_only_the_fields_asked_for_are_reported() -> None:
    pixels, lines = page_of(with_figure(2, up=2.4), line=4)
    table = measure_lines(with_grain(pixels), lines)
    assert table is not None
    assert {outlier.field for outlier in print_outliers(pixels, table, frozenset({"total"}), drawn=True)} == {"total"}
    assert not print_outliers(pixels, table, frozenset({"tax"}), drawn=True)
