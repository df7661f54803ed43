from datetime import date
from pathlib import Path

import pytest

from intake.errors import StoreDamaged
from intake.json_lines.parties import JsonLinesParties
from intake.parties.registry import Origin, Sighting
from tests.builders import BUYER_ID, BUYER_NAME, SELLER_ID, SELLER_NAME

DAY = date(2024, 3, 11)


def test_what_was_seen_is_known_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "parties.jsonl"
    seen = Sighting(SELLER_NAME, SELLER_ID, DAY, "海州市某路1号 010-1", "某行 123", Origin.CONFIRMED, "a" * 64)
    JsonLinesParties(path).add((seen, Sighting(BUYER_NAME, BUYER_ID, DAY, origin=Origin.IMPORTED)))
    again = JsonLinesParties(path)
    assert len(again) == 2
    (party,) = again.by_tax_id(SELLER_ID)
    assert (party.name, party.count, party.last_seen, party.address_phones, party.bank_accounts) == (
        SELLER_NAME,
        1,
        DAY,
        ("海州市某路1号 010-1",),
        ("某行 123",),
    )
    assert again.by_name(BUYER_NAME)[0].tax_id == BUYER_ID
    assert again.similar(SELLER_NAME.replace("望", "塑"))[0].party == party


def test_one_document_counts_once_and_another_again(tmp_path: Path) -> None:
    path = tmp_path / "parties.jsonl"
    registry, other = JsonLinesParties(path), JsonLinesParties(path)
    first, second = (Sighting(SELLER_NAME, SELLER_ID, DAY, document=digit * 64) for digit in "ab")
    registry.add((first, first))
    other.add((first, second))
    assert registry.by_tax_id(SELLER_ID)[0].count == 2
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2


def test_a_record_that_makes_no_sense_is_named(tmp_path: Path) -> None:
    path = tmp_path / "parties.jsonl"
    path.write_text('{"name":"a","tax_id":"b","day":"yesterday","origin":"confirmed"}\n', encoding="utf-8")
    with pytest.raises(StoreDamaged, match="Line 1"):
        JsonLinesParties(path).by_tax_id("b")
