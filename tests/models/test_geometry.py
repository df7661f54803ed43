from math import cos, radians, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.geometry import Box, PageTransform, Point, Quad

NUMBERS = st.floats(-1e4, 1e4)
BOXES = st.tuples(NUMBERS, NUMBERS, st.floats(1, 1e4), st.floats(1, 1e4)).map(lambda box: Box(box[0], box[1], box[0] + box[2], box[1] + box[3]))


def turned(width: float, height: float, degrees: float) -> Quad:
    """A rectangle at the origin, turned clockwise."""
    along, down = (cos(radians(degrees)), sin(radians(degrees))), (-sin(radians(degrees)), cos(radians(degrees)))

    def corner(x: float, y: float) -> Point:
        return x * along[0] + y * down[0], x * along[1] + y * down[1]

    return Quad((corner(0, 0), corner(width, 0), corner(width, height), corner(0, height)))


@given(BOXES, BOXES)
def test_the_common_part_lies_in_both_boxes_or_has_no_area(one: Box, other: Box) -> None:
    common = one.intersection(other)
    assert one.overlap(other) == other.overlap(one) <= min(one.area, other.area) * (1 + 1e-9)
    if one.overlap(other) > 0:
        assert one.contains(common.center)
        assert other.contains(common.center)


def test_boxes_that_do_not_meet_have_nothing_in_common() -> None:
    assert Box(0, 0, 10, 10).overlap(Box(20, 20, 30, 30)) == 0, "two negative sides make no area"
    assert Box(0, 0, 10, 10).overlap(Box(10, 0, 20, 10)) == 0


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=8))
def test_a_box_around_points_holds_them_all(points: list[Point]) -> None:
    box = Box.around(points)
    assert all(box.contains(point) for point in points)


def test_there_is_no_box_around_nothing() -> None:
    with pytest.raises(ValueError):
        Box.around([])


@given(BOXES)
def test_a_box_and_its_quad_are_the_same_place(box: Box) -> None:
    quad = Quad.from_box(box)
    assert quad.box == box
    assert (quad.width, quad.height) == pytest.approx((box.width, box.height))
    assert Quad.from_array(np.array(quad.points)) == quad


@pytest.mark.parametrize("degrees", [0, 30, 90, -90, 179, -135])
def test_a_turned_line_knows_its_own_width_height_and_direction(degrees: float) -> None:
    quad = turned(200, 30, degrees)
    assert (quad.width, quad.height, quad.angle) == pytest.approx((200, 30, degrees))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(-180, 180))
def test_a_part_of_a_line_leans_as_the_line_does(start: float, length: float, degrees: float) -> None:
    quad = turned(200, 30, degrees)
    end = start + (1 - start) * length
    part = quad.part(start, end)
    assert part.width == pytest.approx(200 * (end - start), abs=1e-6)
    assert part.height == pytest.approx(30)
    assert np.allclose(quad.part(0, 1).points, quad.points)


def test_a_page_that_was_not_changed_maps_to_itself() -> None:
    points = np.array([[0.0, 0.0], [10.5, 20.25]])
    assert np.allclose(PageTransform().to_original(points), points)


def test_a_homography_divides_by_its_third_row() -> None:
    transform = PageTransform(((2.0, 0.0, 10.0), (0.0, 3.0, 20.0), (0.0, 0.01, 1.0)))
    assert np.allclose(transform.to_original(np.array([[5.0, 100.0]])), [[10.0, 160.0]])
    assert transform.quad_to_original(Quad.from_box(Box(0, 0, 10, 0))).points[1] == pytest.approx((30.0, 20.0))


def mesh(width: int, height: int, rows: int, columns: int) -> NDArray[np.float32]:
    """Nodes of an even grid at their own places."""
    x, y = np.meshgrid(np.linspace(0, width - 1, columns), np.linspace(0, height - 1, rows))
    return np.stack([x, y], axis=2).astype(np.float32)


@given(st.lists(st.tuples(st.floats(0, 199), st.floats(0, 99)), min_size=1, max_size=5))
def test_a_mesh_that_moves_nothing_changes_nothing(points: list[Point]) -> None:
    flat = PageTransform(mesh=mesh(200, 100, 5, 9), size=(200, 100))
    assert np.allclose(flat.to_original(np.array(points)), points, atol=1e-3)


def test_a_mesh_moves_points_between_its_nodes_in_proportion() -> None:
    bent = mesh(101, 101, 2, 3)
    bent[:, 1, 1] += 10
    transform = PageTransform(mesh=bent, size=(101, 101))
    moved = transform.to_original(np.array([[0.0, 50.0], [25.0, 50.0], [50.0, 50.0], [100.0, 50.0]]))
    assert np.allclose(moved, [[0, 50], [25, 55], [50, 60], [100, 50]], atol=1e-4)


def test_points_outside_a_mesh_go_along_with_its_edge() -> None:
    bent = mesh(101, 101, 2, 2)
    bent[:, :, 0] += 7
    transform = PageTransform(mesh=bent, size=(101, 101))
    assert np.allclose(transform.to_original(np.array([[-20.0, 50.0], [130.0, 120.0]])), [[-13, 50], [137, 120]], atol=1e-4)


def test_the_mesh_comes_before_the_homography() -> None:
    bent = mesh(101, 101, 2, 2)
    bent[:, :, 1] += 5
    transform = PageTransform(((2.0, 0.0, 0.0), (0.0, 2.0, 0.0), (0.0, 0.0, 1.0)), bent, (101, 101))
    assert np.allclose(transform.to_original(np.array([[10.0, 10.0]])), [[20, 30]], atol=1e-4)


def test_a_quad_of_a_reduced_picture_is_scaled_to_the_whole_one() -> None:
    assert Quad(((1, 2), (5, 2), (5, 4), (1, 4))).scaled(2.5) == Quad(((2.5, 5), (12.5, 5), (12.5, 10), (2.5, 10)))
