from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from intake.errors import StoreDamaged
from intake.json_lines.parties import JsonLinesParties
from tests.intake.contracts.parties_contract import EXAMPLES, SEEN


@pytest.mark.parametrize("holds", EXAMPLES)
def test_it_does_what_every_registry_does(tmp_path: Path, holds: Callable[[Any], None]) -> None:
    holds(lambda: JsonLinesParties(tmp_path / "parties.jsonl"))


def test_the_same_sighting_again_makes_the_file_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "parties.jsonl"
    JsonLinesParties(path).add((SEEN,))
    before = path.read_bytes()
    JsonLinesParties(path).add((SEEN, SEEN))
    assert path.read_bytes() == before


def test_a_record_that_makes_no_sense_is_named(tmp_path: Path) -> None:
    path = tmp_path / "parties.jsonl"
    path.write_text('{"name":"a","tax_id":"b","day":"yesterday","origin":"confirmed"}\n', encoding="utf-8")
    with pytest.raises(StoreDamaged, match="Line 1"):
        JsonLinesParties(path).by_tax_id("b")
