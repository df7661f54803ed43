import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.upload.differences import differences
from intake.upload.directory import DirectoryLedger
from intake.upload.drop_files import plain_name
from intake.upload.entry_format import entry_bytes
from intake.upload.ledger import Accepted, BusinessKey, Found, Refused, Unavailable
from tests.intake.upload.upload_samples import ORIGINAL, TENANT, entry


@pytest.fixture
def ledger(tmp_path: Path) -> DirectoryLedger:
    return DirectoryLedger("folder", tmp_path)


def acknowledge(folder: Path, stem: str, **said: Any) -> None:
    (folder / f"{stem}.ack").write_text(json.dumps({"id": "V-1", "total": "106.00", **said}))


def test_entry_and_original_lie_there_whole_and_nothing_else(ledger: DirectoryLedger, tmp_path: Path) -> None:
    stem = f"{entry().business.key}-r1"
    assert ledger.submit(entry(), ORIGINAL) == Accepted(stem)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {f"{stem}.json": entry_bytes(entry()), f"{stem}.original.xml": ORIGINAL}


def test_nothing_is_found_before_the_reader_acknowledged_it_and_then_its_values(ledger: DirectoryLedger, tmp_path: Path) -> None:
    ledger.submit(entry(), ORIGINAL)
    assert ledger.find(entry().business) == Found()
    acknowledge(tmp_path, f"{entry().business.key}-r1")
    found = ledger.find(entry().business)
    assert isinstance(found, Found)
    assert differences(entry(), found.entries[0]) == ()
    acknowledge(tmp_path, f"{entry().business.key}-r1", total="1.00")
    found = ledger.find(entry().business)
    assert isinstance(found, Found)
    assert [each.field for each in differences(entry(), found.entries[0])] == ["total"]


def test_the_same_revision_again_lies_there_once(ledger: DirectoryLedger, tmp_path: Path) -> None:
    ledger.submit(entry(), ORIGINAL)
    ledger.submit(entry(), ORIGINAL)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_refusal_is_the_last_ones_until_something_is_booked(ledger: DirectoryLedger, tmp_path: Path) -> None:
    for revision in (1, 2, 10):
        (tmp_path / f"{entry().business.key}-r{revision}.nak").write_text(json.dumps({"code": f"E{revision}", "message": "no"}))
    assert ledger.find(entry().business) == Refused("E10", "no")
    acknowledge(tmp_path, f"{entry().business.key}-r11")
    assert isinstance(ledger.find(entry().business), Found)


def test_two_acknowledgements_of_different_bookings_are_two(ledger: DirectoryLedger, tmp_path: Path) -> None:
    acknowledge(tmp_path, f"{entry().business.key}-r1")
    acknowledge(tmp_path, f"{entry().business.key}-r2", id="V-2")
    found = ledger.find(entry().business)
    assert isinstance(found, Found)
    assert len(found.entries) == 2


def test_a_receipt_of_no_sense_and_a_missing_folder_are_told(ledger: DirectoryLedger, tmp_path: Path) -> None:
    (tmp_path / f"{entry().business.key}-r1.ack").write_text("ok")
    senseless = ledger.find(entry().business)
    missing = DirectoryLedger("folder", tmp_path / "none")
    assert isinstance(senseless, Unavailable)
    assert isinstance(missing.find(entry().business), Unavailable)
    assert isinstance(missing.submit(entry(), ORIGINAL), Unavailable)


def test_a_link_in_the_place_of_a_file_is_not_followed(ledger: DirectoryLedger, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / f".{entry().business.key}-r1.original.xml.part").symlink_to(outside)
    assert isinstance(DirectoryLedger("folder", inside).submit(entry(), ORIGINAL), Unavailable)
    assert outside.read_text() == "mine"


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_a_name_of_its_own_that_stays_in_its_folder(one: str, other: str) -> None:
    assert "/" not in plain_name(one)
    assert not plain_name(one).startswith(".")
    assert (plain_name(one) == plain_name(other)) == (one == other)


def test_a_key_with_a_glob_or_path_in_it_finds_nothing_of_others(ledger: DirectoryLedger, tmp_path: Path) -> None:
    acknowledge(tmp_path, f"{entry().business.key}-r1")
    for key in ("*", "../x", "[0-9]"):
        assert ledger.find(BusinessKey(TENANT, key, "", "")) == Found()
