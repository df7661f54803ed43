import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.vision.rectify import as_transform, corners_of, cut, flattening, from_top_left, scaling, turned
from models.geometry import PageTransform, Quad


def dots(width, height, places):
    picture = np.full((height, width, 3), 255, np.uint8)
    for x, y in places:
        cv2.circle(picture, (int(x), int(y)), 9, (0, 0, 0), -1)
    return picture


def centers(picture):
    dark = (picture.min(axis=2) < 128).astype(np.uint8)
    _, _, stats, middles = cv2.connectedComponentsWithStats(dark)
    return np.array([middle for middle, stat in zip(middles[1:], stats[1:], strict=True) if stat[cv2.CC_STAT_AREA] > 4])


@pytest.mark.parametrize(
    "outline",
    [
        [[220, 150], [1450, 210], [1500, 1010], [150, 930]],
        [[1500, 1010], [150, 930], [220, 150], [1450, 210]],
        [[10, 20], [1600, 20], [1600, 1100], [10, 1100]],
    ],
)
@pytest.mark.parametrize("scale", [0.4, 1.0, 1.6])
def test_what_is_seen_in_the_cut_comes_back_to_its_place_on_the_page(outline, scale):
    places = np.array([(400, 300), (900, 600), (1300, 800), (500, 780)])
    quad = Quad.from_array(np.array(outline, dtype=float))
    size = (round(quad.width * scale), round(quad.height * scale))
    transform = as_transform(flattening(size, quad))
    back = transform.to_original(centers(cut(dots(1700, 1200, places), transform, size)))
    assert np.linalg.norm(back[None] - places[:, None], axis=2).min(axis=1).max() < 1.2


def test_a_mesh_is_followed_exactly_in_both_directions():
    places = np.array([(x, y) for x in range(150, 1500, 270) for y in range(150, 1000, 210)])
    size = (1600, 1100)
    xs, ys = np.meshgrid(np.linspace(0, 1599, 33), np.linspace(0, 1099, 25))
    mesh = np.stack([xs + 6 * np.sin(ys / 200), ys + 25 * np.sin(xs / 300)], axis=2).astype(np.float32)
    transform = PageTransform(mesh=mesh, size=size)
    back = transform.to_original(centers(cut(dots(1600, 1100, places), transform, size)))
    assert np.linalg.norm(back[None] - places[:, None], axis=2).min(axis=1).max() < 1.2


def test_fine_print_is_averaged_when_a_large_page_is_reduced():
    page = np.full((2000, 2000, 3), 255, np.uint8)
    page[:, ::4] = 0
    small = cut(page, as_transform(flattening((500, 500), Quad.from_array(corners_of(2000, 2000)))), (500, 500))
    assert np.abs(small[5:-5, 5:-5].astype(int) - 191).max() < 20


def test_what_lies_beyond_the_page_is_paper():
    page = np.zeros((100, 100, 3), np.uint8)
    outline = Quad.from_array(np.array([[-50.0, 0], [99, 0], [99, 99], [-50, 99]]))
    picture = cut(page, as_transform(flattening((150, 100), outline)), (150, 100), (200.0, 210.0, 220.0))
    assert picture[50, 10].tolist() == [200, 210, 220]
    assert picture[50, 140].max() == 0


@given(st.permutations(range(4)), st.floats(-40, 40))
def test_corners_in_any_order_begin_at_the_top_left_and_go_clockwise(order, degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    upright = np.array([[-80.0, -50], [80, -50], [80, 50], [-80, 50]]) @ np.array([[c, s], [-s, c]]) + 300
    assert np.allclose(from_top_left(upright[list(order)]), upright)


def test_content_turned_clockwise_by_ninety_degrees_begins_at_the_top_right():
    corners = corners_of(100, 60)
    assert turned(corners, 90)[0].tolist() == [99.0, 0.0]
    assert turned(corners, 270)[0].tolist() == [0.0, 59.0]
    assert turned(corners, 0) is not None


def test_scaling_keeps_pixel_centers():
    half = scaling(0.5)
    assert (half @ [0.5, 0.5, 1.0])[:2].tolist() == [0.0, 0.0]
