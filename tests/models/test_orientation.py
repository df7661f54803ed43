import numpy as np
import pytest

from models.geometry import Pixels
from models.orientation import load_page_orientation
from models.text import TextLine


@pytest.mark.parametrize("quarter_turns", [0, 1, 2, 3])
def test_turning_back_by_the_answer_makes_the_page_upright(page: tuple[Pixels, tuple[TextLine, ...]], quarter_turns: int) -> None:
    upright = page[0]
    lying = np.ascontiguousarray(np.rot90(upright, -quarter_turns))  # clockwise
    seen = load_page_orientation()(lying)
    assert np.array_equal(np.rot90(lying, seen.degrees // 90), upright)  # counter-clockwise
    assert 0.5 < seen.confidence <= 1
