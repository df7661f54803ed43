from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.corrections import Correction, Witness
from intake.errors import StoreDamaged
from intake.evidence import Place
from intake.invoice import Kind
from intake.json_lines.corrections import JsonLinesCorrections
from models.geometry import Quad

NOON = datetime(2026, 11, 3, 4, tzinfo=UTC)
PLACE = Place(2, Quad(((1.0, 2.0), (30.5, 2.0), (30.5, 9.0), (1.0, 9.0))))
FULL = Correction("a" * 64, 2, 1, "total", "108.00", "106.00", Witness.PERSON, "wang", NOON, Kind.DIGITAL_GENERAL, 0.83, PLACE)
BARE = Correction("a" * 64, 1, 0, "invoice_code", "", "", Witness.VERIFICATION, "bureau", NOON)


def test_words_are_read_back_as_they_were_given(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    JsonLinesCorrections(path).add((FULL, BARE, FULL))
    assert JsonLinesCorrections(path).all() == (FULL, BARE)


def test_the_same_word_twice_is_one(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    one, other = JsonLinesCorrections(path), JsonLinesCorrections(path)
    one.add((FULL,))
    other.add((FULL, BARE))
    assert one.all() == (FULL, BARE)


@pytest.mark.parametrize("damage", [('"person"', '"parrot"'), ("+00:00", ""), ('"digital_general"', '"papyrus"'), ("[1.0,2.0],", "")])
def test_a_record_that_makes_no_sense_is_named(tmp_path: Path, damage: tuple[str, str]) -> None:
    path = tmp_path / "corrections.jsonl"
    JsonLinesCorrections(path).add((FULL,))
    path.write_text(path.read_text(encoding="utf-8").replace(*damage), encoding="utf-8")
    with pytest.raises(StoreDamaged, match="Line 1"):
        JsonLinesCorrections(path).all()
