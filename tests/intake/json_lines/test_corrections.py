from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from intake.errors import StoreDamaged
from intake.json_lines.corrections import JsonLinesCorrections
from tests.intake.contracts.corrections_contract import EXAMPLES, FULL


@pytest.mark.parametrize("holds", EXAMPLES)
def test_they_do_what_all_corrections_do(tmp_path: Path, holds: Callable[[Any], None]) -> None:
    holds(lambda: JsonLinesCorrections(tmp_path / "corrections.jsonl"))


@pytest.mark.parametrize("damage", [('"person"', '"parrot"'), ("+00:00", ""), ('"digital_general"', '"papyrus"'), ("[1.0,2.0],", "")])
def test_a_record_that_makes_no_sense_is_named(tmp_path: Path, damage: tuple[str, str]) -> None:
    path = tmp_path / "corrections.jsonl"
    JsonLinesCorrections(path).add((FULL,))
    path.write_text(path.read_text(encoding="utf-8").replace(*damage), encoding="utf-8")
    with pytest.raises(StoreDamaged, match="Line 1"):
        JsonLinesCorrections(path).all()
