from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.document import Document, Format, Page
from intake.reading import Reading, Region
from intake.stages.clean_pages import CleanPages
from intake.vision.straighten import working_scale
from models.geometry import Box, PageTransform, Quad
from models.text import TextLine

DOCUMENT = Document("a.jpg", b"")


def cleaned(picture, outline, kind=Format.PHOTO):
    reading = Reading(DOCUMENT, pages=(Page(1, None, picture),), regions=(Region(1, outline, kind),))
    return CleanPages()(reading).regions[0]


def whole(picture):
    height, width = picture.shape[:2]
    return Quad.from_box(Box(0, 0, width - 1, height - 1))


def test_a_clean_straight_render_keeps_the_pages_own_pixels(workshop):
    form = workshop.form()
    region = cleaned(form, whole(form), Format.RENDER)
    assert region.pixels is form
    assert region.transform == PageTransform()
    assert region.quality.verdict == "good"


def test_a_text_page_keeps_its_pixels_without_being_looked_at():
    pixels = np.zeros((100, 150, 3), np.uint8)
    line = TextLine("发票", Quad.from_box(Box(10, 10, 50, 20)), 1.0)
    page = Page(1, Format.PDF_TEXT, pixels, lines=(line,))
    reading = Reading(DOCUMENT, pages=(page,), regions=(Region(1, whole(pixels), Format.PDF_TEXT),))
    (region,) = CleanPages()(reading).regions
    assert region.pixels is pixels
    assert region.transform == PageTransform()


def test_a_page_without_a_picture_stays_without(workshop):
    reading = Reading(DOCUMENT, pages=(Page(1, Format.XML),), regions=(Region(1, Quad.from_box(Box(0, 0, 0, 0)), Format.XML),))
    assert CleanPages()(reading).regions[0].pixels is None


def test_a_large_photograph_comes_out_upright_at_the_width_of_a_form(workshop):
    corners = workshop.rectangle((2000, 1500), 3000, 2000, 97)
    photo = workshop.lay(workshop.desk(4000, 3000), workshop.form(2400, 1600), corners * (0.9, 0.9))
    region = cleaned(photo, Quad.from_array(corners * (0.9, 0.9)))
    assert 1750 < region.pixels.shape[1] < 1900
    form = cv2.resize(workshop.form(2400, 1600), (region.pixels.shape[1], region.pixels.shape[0]), interpolation=cv2.INTER_AREA)
    seal = np.argwhere(region.pixels[..., 2].astype(int) - region.pixels[..., 1] > 100).mean(axis=0)
    expected = np.argwhere(form[..., 2].astype(int) - form[..., 1] > 100).mean(axis=0)
    assert np.abs(seal - expected).max() < 25


def test_a_thumbnail_is_enlarged_and_a_small_form_is_not(workshop):
    thumbnail = workshop.form(480, 320)
    assert 800 < cleaned(thumbnail, whole(thumbnail)).pixels.shape[1] < 900
    small = workshop.form(1100, 733)
    assert cleaned(small, whole(small)).pixels.shape == small.shape


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [(1680, 1120, 1680), (4000, 2600, 1800), (3000, 4000, 1800), (1000, 3000, 800), (2339, 1654, 2339), (5000, 3536, 2400), (220, 600, 220), (500, 330, 840)],
)
def test_the_size_of_the_cut_follows_the_shape_of_the_invoice(width, height, expected):
    assert round(width * working_scale(width, height)) == expected


@settings(max_examples=8)
@given(
    degrees=st.floats(-25, 25),
    depth=st.lists(st.floats(-0.07, 0.07), min_size=8, max_size=8),
    size=st.sampled_from([700.0, 1200.0, 1600.0]),
    quarter=st.integers(0, 3),
)
def test_points_lead_back_to_where_they_were_on_the_page(degrees, depth, size, quarter):
    """A dotted form under a random perspective: the dots of the cut, taken back, are the dots of the page."""
    c, s = np.cos(np.radians(degrees + 90 * quarter)), np.sin(np.radians(degrees + 90 * quarter))
    corners = np.array([[-1.5, -1.0], [1.5, -1.0], [1.5, 1.0], [-1.5, 1.0]]) / 3 * size @ np.array([[c, s], [-s, c]]) + 1200
    corners = corners + np.array(depth).reshape(4, 2) * size
    own = np.array([[0, 0], [1499, 0], [1499, 999], [0, 999]], np.float32)
    matrix = cv2.getPerspectiveTransform(own, corners.astype(np.float32))
    page = np.full((2400, 2400, 3), 250, np.uint8)
    dots = cv2.perspectiveTransform(np.array([[[x, y] for x in range(150, 1500, 240) for y in range(120, 1000, 190)]], np.float32), matrix)[0]
    for x, y in dots:
        cv2.circle(page, (round(float(x) * 16), round(float(y) * 16)), 12 * 16, (20, 20, 20), -1, cv2.LINE_AA, 4)

    region = cleaned(page, Quad.from_array(corners))

    dark = 255 - region.pixels.min(axis=2)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((dark > 110).astype(np.uint8))
    middles = []
    for label in range(1, count):
        left, top, wide, high, area = stats[label]
        if area > 30:
            y, x = np.nonzero(labels[top : top + high, left : left + wide] == label)
            y, x = y + top, x + left
            weights = dark[y, x].astype(float)
            middles.append([np.average(x, weights=weights), np.average(y, weights=weights)])
    assert len(middles) == len(dots)
    back = region.transform.to_original(np.array(middles))
    assert np.linalg.norm(back[:, None] - dots[None], axis=2).min(axis=1).max() < 1.5


def test_a_page_decoded_reduced_is_answered_in_pixels_of_that_picture(workshop):
    form = workshop.form()
    reading = Reading(DOCUMENT, pages=(replace(Page(1, None, form), reduction=2.0),), regions=(Region(1, whole(form), Format.SCAN),))
    (region,) = CleanPages()(reading).regions
    assert region.transform.quad_to_original(whole(form)).box.right == pytest.approx(form.shape[1] - 1)


@pytest.mark.parametrize("size", [(1, 1), (3, 40), (40, 2), (60, 60)])
def test_the_smallest_pictures_are_cleaned_too(size):
    picture = np.full((*size, 3), 128, np.uint8)
    assert cleaned(picture, whole(picture)).pixels is not None
