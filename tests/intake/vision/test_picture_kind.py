import cv2
import numpy as np

from intake.document import Format
from intake.vision.picture_kind import picture_kind


def with_noise(picture, deviation):
    return np.clip(picture + np.random.default_rng(1).normal(0, deviation, picture.shape), 0, 255).astype(np.uint8)


def test_a_drawn_page_is_a_render(workshop):
    assert picture_kind(workshop.form(1680, 1120)) is Format.RENDER


def test_a_small_drawn_page_is_a_screenshot(workshop):
    assert picture_kind(workshop.form(1000, 667)) is Format.SCREEN


def test_an_evenly_lit_page_with_noise_is_a_scan(workshop):
    assert picture_kind(with_noise(workshop.form(1680, 1120) * 0.96, 5)) is Format.SCAN


def test_a_page_on_a_desk_is_a_photograph(workshop):
    page = workshop.lay(workshop.desk(), workshop.form(), workshop.rectangle((1200, 900), 1350, 900, 5))
    assert picture_kind(with_noise(page, 3)) is Format.PHOTO


def test_jpeg_compression_does_not_make_a_render_a_photograph(workshop):
    _, content = cv2.imencode(".jpg", workshop.form(1680, 1120), [cv2.IMWRITE_JPEG_QUALITY, 80])
    assert picture_kind(cv2.imdecode(content, cv2.IMREAD_COLOR)) is Format.RENDER
