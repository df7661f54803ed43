import cv2
import numpy as np
import pytest

from models.geometry import Quad
from models.onnx_model import Tensor
from models.text_detector import DetectorSettings, TextDetector, lines_in

SETTINGS = DetectorSettings(mean=(0.5, 0.5, 0.5), std=(0.25, 0.25, 0.25), mark_threshold=0.2, line_threshold=0.45, growth=1.4, max_lines=100)


def core(center: tuple[float, float], size: tuple[float, float], angle: float = 0.0, likelihood: float = 0.9) -> Tensor:
    """A map of 200x300 with one marked rectangle."""
    marked = np.zeros((200, 300), dtype=np.float32)
    cv2.fillPoly(marked, [np.round(cv2.boxPoints((center, size, angle))).astype(np.int32)], (likelihood,))
    return marked


def test_a_core_is_grown_by_area_times_ratio_over_perimeter() -> None:
    (corners,) = lines_in(core((150, 100), (100, 10)), SETTINGS)
    quad = Quad.from_array(corners)
    grown = 2 * 1.4 * (100 * 10) / (2 * (100 + 10))
    assert quad.width == pytest.approx(100 + grown, abs=1.5)
    assert quad.height == pytest.approx(10 + grown, abs=1.5)


@pytest.mark.parametrize("angle", [-20, -5, 0, 5, 20])
def test_corners_go_clockwise_from_the_top_left(angle: float) -> None:
    (corners,) = lines_in(core((150, 100), (120, 16), angle), SETTINGS)
    quad = Quad.from_array(corners)
    assert quad.angle == pytest.approx(angle, abs=2)
    a, b, c, d = quad.points
    assert a[0] < b[0]
    assert d[0] < c[0]
    assert a[1] < d[1]
    assert b[1] < c[1]


def test_lines_are_kept_apart() -> None:
    assert len(lines_in(np.maximum(core((150, 60), (100, 10)), core((150, 90), (100, 10))), SETTINGS)) == 2


@pytest.mark.parametrize(("size", "likelihood"), [((2, 60), 0.9), ((60, 10), 0.4)])
def test_slivers_and_faint_marks_are_no_lines(size: tuple[float, float], likelihood: float) -> None:
    assert lines_in(core((150, 100), size, likelihood=likelihood), SETTINGS) == []


class Echo:
    """A network that marks what is dark, and remembers what it was shown."""

    def __init__(self) -> None:
        self.shape: tuple[int, ...] = ()

    def __call__(self, batch: Tensor) -> Tensor:
        self.shape = batch.shape
        return (batch[:, :1] < -1.5).astype(np.float32)


@pytest.mark.parametrize(
    ("max_side", "step", "seen"), [(4000, 32, (1, 3, 608, 992)), (640, 32, (1, 3, 384, 640)), (640, 160, (1, 3, 480, 640)), (64, 32, (1, 3, 32, 64))]
)
def test_places_come_back_in_pixels_of_the_picture_however_it_was_looked_at(max_side: int, step: int, seen: tuple[int, ...]) -> None:
    network = Echo()
    picture = np.full((600, 1000, 3), 255, dtype=np.uint8)
    picture[200:280, 300:700] = 0
    quads = TextDetector(network, SETTINGS, max_side, step)(picture)
    assert network.shape == seen
    if max_side > 64:
        (quad,) = quads
        assert quad.box.center == pytest.approx((500, 240), abs=4)


def test_a_line_at_the_edge_has_its_quad_within_the_picture() -> None:
    picture = np.full((64, 320, 3), 255, dtype=np.uint8)
    picture[0:40, 0:320] = 0
    (quad,) = TextDetector(Echo(), SETTINGS, 1280)(picture)
    assert quad.box.left >= -1
    assert quad.box.top >= -1
    assert quad.box.right <= 321


def test_an_empty_picture_has_no_lines() -> None:
    assert TextDetector(Echo(), SETTINGS, 1280)(np.zeros((0, 100, 3), dtype=np.uint8)) == ()
