from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from intake.behaviour.history import PastInvoice
from intake.errors import StoreDamaged
from intake.json_lines.history import JsonLinesHistory
from tests.intake.contracts.history_contract import EXAMPLES, LATER, answers_as_memory_does, make, several


@given(several)
@settings(max_examples=60, deadline=None)
def test_what_is_stored_answers_as_what_is_in_memory(tmp_path_factory: pytest.TempPathFactory, added: list[PastInvoice]) -> None:
    path = tmp_path_factory.mktemp("history") / "history.jsonl"
    answers_as_memory_does(lambda: JsonLinesHistory(path), added)


@pytest.mark.parametrize("holds", EXAMPLES)
def test_it_does_what_every_history_does(tmp_path: Path, holds: Callable[[Any], None]) -> None:
    holds(lambda: JsonLinesHistory(tmp_path / "history.jsonl"))


def test_adding_the_same_again_makes_the_file_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    history = JsonLinesHistory(path)
    history.add((make("a"), make("b", 1)))
    before = path.read_bytes()
    history.add((make("b", 1), make("a")))
    assert path.read_bytes() == before
    history.add((replace(make("a"), total=3),))
    assert len(history) == 2
    assert [past.id for past in history.with_total(3, LATER, 9)] == ["a"]


def test_a_replaced_file_is_another_history(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    history = JsonLinesHistory(path)
    history.add((make("a"),))
    path.unlink()
    assert len(history) == 0


@pytest.mark.parametrize(
    "damage",
    [lambda line: line.replace('"total_fen":10600', '"total_fen":"2"'), lambda line: line.replace("+00:00", ""), lambda line: line.replace('"id"', '"no"')],
)
def test_a_record_that_makes_no_sense_is_named(tmp_path: Path, damage: Callable[[str], str]) -> None:
    path = tmp_path / "history.jsonl"
    JsonLinesHistory(path).add((make("a"), make("b")))
    first, second, _ = path.read_text(encoding="utf-8").split("\n")
    path.write_text(f"{first}\n{damage(second)}\n", encoding="utf-8")
    with pytest.raises(StoreDamaged, match="Line 2"):
        len(JsonLinesHistory(path))
