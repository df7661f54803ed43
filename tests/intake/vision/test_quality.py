import cv2
import numpy as np
import pytest

from intake.document import Format
from intake.vision.lighting import paper_light
from intake.vision.quality import Measures, measured, verdict
from models.geometry import PageTransform, Quad

FINE = Measures(print_height=24.0, edge_width=0.1, smear=0.12, contrast=150.0, paper_light=200.0, glare=0.0, cut_marks=0, moire=5.0)


def measures_of(picture, kind=Format.PHOTO, inset=60):
    height, width = picture.shape[:2]
    outline = Quad.from_array(np.array([[inset, inset], [width - inset, inset], [width - inset, height - inset], [inset, height - inset]], dtype=float))
    return measured(picture, paper_light(picture), PageTransform(), outline, picture, kind)


def quality_of(picture, kind=Format.PHOTO, inset=60):
    return verdict(measures_of(picture, kind, inset))


@pytest.fixture
def photo(workshop):
    """A sharp, evenly grey photograph of a form."""
    noise = np.random.default_rng(3).normal(0, 2, (1120, 1680, 1))
    return np.clip(workshop.form() * 0.85 + noise, 0, 255).astype(np.uint8)


def test_a_sharp_form_is_good_and_needs_no_advice(photo):
    quality = quality_of(photo)
    assert (quality.verdict, quality.issues, quality.advice, quality.advice_zh) == ("good", (), "", "")


def test_a_blurred_form_must_be_taken_again_and_says_so_in_both_languages(photo):
    quality = quality_of(cv2.GaussianBlur(photo, (0, 0), 5))
    assert quality.verdict == "retake"
    assert quality.issues == ("blur",)
    assert "focus" in quality.advice
    assert "对焦" in quality.advice_zh


@pytest.mark.parametrize("angle", [0, 30, 90, 135])
def test_a_form_taken_with_a_moving_camera_must_be_taken_again_whichever_way_it_moved(photo, angle):
    line = np.zeros((31, 31), np.float32)
    reach = 13 * np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    cv2.line(line, tuple(np.round(15 - reach).astype(int).tolist()), tuple(np.round(15 + reach).astype(int).tolist()), 1.0)
    quality = quality_of(cv2.filter2D(photo, -1, line / line.sum()))
    assert (quality.verdict, quality.issues) == ("retake", ("blur",))


def test_the_grain_of_a_desk_is_no_print(photo):
    grain = cv2.GaussianBlur(np.random.default_rng(5).normal(0, 60, (1120, 1680)).astype(np.float32), (0, 0), 4)
    desk = np.clip(140 + grain[..., None] * np.ones(3), 0, 255).astype(np.uint8)
    assert measures_of(photo).has_print
    assert not measures_of(desk).has_print


def test_a_tiny_form_is_too_small(photo):
    quality = quality_of(cv2.resize(photo, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA), inset=20)
    assert "too_small" in quality.issues


def test_a_dark_form_is_dark(photo):
    assert quality_of((photo * 0.15).astype(np.uint8)).issues[-1] == "dark"


def test_a_reflection_is_glare(photo):
    cv2.ellipse(photo, (800, 600), (400, 260), 20, 0, 360, (255, 255, 255), -1)
    assert quality_of(photo).issues == ("glare",)


def test_white_paper_of_a_scan_is_no_glare(workshop):
    assert quality_of(workshop.form(), Format.SCAN).issues == ()


def test_print_cut_by_the_border_of_the_page_is_a_cut_edge(photo):
    assert quality_of(photo[:, 70:1500], inset=0).issues == ("cut_edge",)


def test_the_grid_of_a_screen_is_seen(photo):
    x, y = np.meshgrid(np.arange(1680), np.arange(1120))
    grid = 14 * np.cos(2 * np.pi * (x * 0.21 + y * 0.03)) + 10 * np.cos(2 * np.pi * y * 0.17)
    assert quality_of(np.clip(photo + grid[..., None], 0, 255).astype(np.uint8)).issues == ("screen_photo",)


def test_a_page_without_print_gets_no_verdict_on_its_print():
    assert quality_of(np.full((600, 900, 3), 200, np.uint8)).issues == ()


@pytest.mark.parametrize(
    ("changed", "grade", "issue"),
    [
        ({"print_height": 8.0}, "usable", "too_small"),
        ({"print_height": 5.0}, "retake", "too_small"),
        ({"edge_width": 0.25}, "usable", "blur"),
        ({"edge_width": 0.35}, "retake", "blur"),
        ({"edge_width": 0.35, "print_height": 9.0}, "usable", "blur"),
        ({"smear": 0.3, "edge_width": 0.19}, "usable", "blur"),
        ({"smear": 0.4}, "retake", "blur"),
        ({"smear": 0.22}, "retake", "blur"),
        ({"smear": 0.22, "print_height": 12.0}, "good", ""),
        ({"paper_light": 70.0}, "usable", "dark"),
        ({"paper_light": 30.0}, "retake", "dark"),
        ({"glare": 0.03}, "usable", "glare"),
        ({"glare": 0.3}, "retake", "glare"),
        ({"cut_marks": 9}, "usable", "cut_edge"),
        ({"moire": 180.0}, "usable", "screen_photo"),
    ],
)
def test_each_measure_has_its_issue(changed, grade, issue):
    quality = verdict(Measures(**{**FINE.__dict__, **changed}))
    assert (quality.verdict, quality.issues) == (grade, (issue,) if issue else ())
    assert quality.advice.endswith("." if issue else "")
    assert quality.advice_zh.endswith("。" if issue else "")
