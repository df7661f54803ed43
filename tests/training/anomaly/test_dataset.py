from __future__ import annotations

from pathlib import Path

import pytest

from training.anomaly.cache import load, numbers
from training.anomaly.dataset import main
from training.mismatches.draw_examples import draw_example
from training.synthesize.fonts import FontBook


@pytest.mark.slow(seconds=20)
def test_a_pass_goes_on_where_it_stopped_and_makes_the_same_whatever_was_there(book: FontBook, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # The first two examples of this seed are data, which need no recognition.
    arguments = [str(tmp_path), "--seed", "15", "--workers", "1", "--engine", "onnx"]
    assert main([*arguments, "--count", "1"]) == 0
    first = load(tmp_path, 0)
    assert main([*arguments, "--count", "2"]) == 0
    assert "1 of 2 examples are there" in capsys.readouterr().out
    assert numbers(tmp_path) == [0, 1]
    assert load(tmp_path, 0) == first
    drawn = draw_example(1, 15, book)
    assert (load(tmp_path, 1).file, load(tmp_path, 1).read_on) == (drawn.name, drawn.read_on)
