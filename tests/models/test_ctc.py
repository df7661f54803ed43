from itertools import groupby, product
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.ctc import decode, log_probability
from models.onnx_model import Tensor

ALPHABET = ("", "甲", "乙", "1")


def answer(*steps: tuple[float, float, float, float]) -> Tensor:
    return np.array(steps, dtype=np.float32)


def sure(*indices: int) -> Tensor:
    """Every step says one thing with probability 0.97."""
    return np.full((len(indices), 4), 0.01, dtype=np.float32) + 0.96 * np.eye(4, dtype=np.float32)[list(indices)]


def test_a_run_is_one_character_and_a_gap_makes_two() -> None:
    assert "".join(char.char for char in decode(sure(0, 1, 1, 0, 2, 2, 3, 0, 3), ALPHABET, 9).chars) == "甲乙11"


def test_no_character_is_no_text() -> None:
    assert decode(sure(0, 0, 0), ALPHABET, 3).chars == ()


def test_centers_are_fractions_of_the_print_not_of_the_padding() -> None:
    chars = decode(sure(1, 1, 0, 2, 0, 0, 0, 0), ALPHABET, 4).chars
    assert [char.center for char in chars] == pytest.approx([0.25, 0.875])


def test_the_score_and_the_alternatives_are_those_of_the_surest_step() -> None:
    (char,) = decode(answer((0.3, 0.5, 0.2, 0.0), (0.2, 0.7, 0.06, 0.04), (0.9, 0.1, 0.0, 0.0)), ALPHABET, 3).chars
    assert char.char == "甲"
    assert char.score == pytest.approx(0.7)
    assert [other for other, _ in char.alternatives] == ["", "乙", "1"]
    assert [probability for _, probability in char.alternatives] == pytest.approx([0.2, 0.06, 0.04])


def test_unlikely_alternatives_are_left_out() -> None:
    (char,) = decode(answer((0.0005, 0.9, 0.0995, 0.0)), ALPHABET, 1).chars
    assert [other for other, _ in char.alternatives] == ["乙"]


def test_certainty_falls_when_a_character_may_have_been_passed_over() -> None:
    doubtful = sure(1, 0, 0, 0, 2)
    doubtful[2] = (0.55, 0.01, 0.01, 0.43)
    assert decode(doubtful, ALPHABET, 5).chars[0].score == pytest.approx(0.97)
    assert decode(doubtful, ALPHABET, 5).certainty < 0.8 < decode(sure(1, 0, 0, 0, 2), ALPHABET, 5).certainty


def test_certainty_of_an_empty_line_is_that_nothing_is_there() -> None:
    assert decode(sure(0, 0), ALPHABET, 2).certainty == pytest.approx(0.97**2, rel=1e-5)


def test_what_cannot_be_spelled_in_so_few_steps_has_no_probability() -> None:
    assert log_probability(sure(1, 1), [1, 1]) == -np.inf


@st.composite
def answers(draw: st.DrawFn) -> Tensor:
    steps = draw(st.lists(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), min_size=1, max_size=5))
    raw = np.array(steps)
    return np.asarray(raw / raw.sum(axis=1, keepdims=True), dtype=np.float32)


@given(answers(), st.lists(st.integers(1, 2), max_size=3))
def test_the_probability_of_a_text_is_the_sum_over_all_its_spellings(given_answer: Tensor, labels: list[int]) -> None:
    total = 0.0
    for path in product(range(3), repeat=len(given_answer)):
        if [index for index, _ in groupby(path) if index != 0] == labels:
            total += float(np.prod([row[index] for row, index in zip(given_answer.astype(np.float64), path, strict=True)]))
    assert log_probability(given_answer, labels) == pytest.approx(log(total) if total > 0 else -np.inf, rel=1e-9)


@given(answers())
def test_certainty_is_a_probability(given_answer: Tensor) -> None:
    assert 0 < decode(given_answer, ALPHABET, 1).certainty <= 1 + 1e-6
    assert exp(log_probability(given_answer, [])) == pytest.approx(float(np.prod(given_answer[:, 0].astype(np.float64))))
