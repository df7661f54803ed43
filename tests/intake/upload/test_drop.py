import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.upload.differences import differences
from intake.upload.drop import DropLedger
from intake.upload.drop_names import plain_name, text_of
from intake.upload.entry_format import entry_bytes
from intake.upload.folder_drop import FolderDrop
from intake.upload.ledger import Accepted, BusinessKey, Found, FoundEntry, Refused, Unavailable
from intake.upload.listing import EntryPage, Span
from tests.intake.upload.upload_samples import ORIGINAL, TENANT, entry


@pytest.fixture
def ledger(tmp_path: Path) -> DropLedger:
    return DropLedger("folder", FolderDrop(tmp_path))


def acknowledge(folder: Path, stem: str, **said: Any) -> None:
    (folder / f"{stem}.ack").write_text(json.dumps({"id": "V-1", "total": "106.00", **said}))


def test_entry_and_original_lie_there_whole_and_nothing_else(ledger: DropLedger, tmp_path: Path) -> None:
    stem = f"{entry().business.key}-r1"
    assert ledger.submit(entry(), ORIGINAL) == Accepted(stem)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {f"{stem}.json": entry_bytes(entry()), f"{stem}.original.xml": ORIGINAL}


def test_nothing_is_found_before_the_reader_acknowledged_it_and_then_its_values(ledger: DropLedger, tmp_path: Path) -> None:
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


def test_the_same_revision_again_lies_there_once(ledger: DropLedger, tmp_path: Path) -> None:
    ledger.submit(entry(), ORIGINAL)
    ledger.submit(entry(), ORIGINAL)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_refusal_is_the_last_ones_until_something_is_booked(ledger: DropLedger, tmp_path: Path) -> None:
    for revision in (1, 2, 10):
        (tmp_path / f"{entry().business.key}-r{revision}.nak").write_text(json.dumps({"code": f"E{revision}", "message": "no"}))
    assert ledger.find(entry().business) == Refused("E10", "no")
    acknowledge(tmp_path, f"{entry().business.key}-r11")
    assert isinstance(ledger.find(entry().business), Found)


def test_two_acknowledgements_of_different_bookings_are_two(ledger: DropLedger, tmp_path: Path) -> None:
    acknowledge(tmp_path, f"{entry().business.key}-r1")
    acknowledge(tmp_path, f"{entry().business.key}-r2", id="V-2")
    found = ledger.find(entry().business)
    assert isinstance(found, Found)
    assert len(found.entries) == 2


def test_a_receipt_of_no_sense_and_a_missing_folder_are_told(ledger: DropLedger, tmp_path: Path) -> None:
    (tmp_path / f"{entry().business.key}-r1.ack").write_text("ok")
    senseless = ledger.find(entry().business)
    missing = DropLedger("folder", FolderDrop(tmp_path / "none"))
    assert isinstance(senseless, Unavailable)
    assert isinstance(missing.find(entry().business), Unavailable)
    assert isinstance(missing.submit(entry(), ORIGINAL), Unavailable)


def test_a_link_in_the_place_of_a_file_is_not_followed(ledger: DropLedger, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / f".{entry().business.key}-r1.original.xml.part").symlink_to(outside)
    assert isinstance(DropLedger("folder", FolderDrop(inside)).submit(entry(), ORIGINAL), Unavailable)
    assert outside.read_text() == "mine"


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_a_name_of_its_own_that_stays_in_its_folder(one: str, other: str) -> None:
    assert "/" not in plain_name(one)
    assert not plain_name(one).startswith(".")
    assert (plain_name(one) == plain_name(other)) == (one == other)


def test_a_key_with_a_glob_or_path_in_it_finds_nothing_of_others(ledger: DropLedger, tmp_path: Path) -> None:
    acknowledge(tmp_path, f"{entry().business.key}-r1")
    for key in ("*", "../x", "[0-9]"):
        assert ledger.find(BusinessKey(TENANT, key, "", "")) == Found()


def listed(ledger: DropLedger, first: date = date(2024, 3, 1), last: date = date(2024, 3, 31)) -> list[FoundEntry]:
    page = ledger.list_page(TENANT, Span(first, last))
    assert isinstance(page, EntryPage) and not page.next
    return list(page.entries)


def test_a_list_has_what_was_acknowledged_also_what_nobody_here_sent(ledger: DropLedger, tmp_path: Path) -> None:
    for serial in (1, 2, 3):
        ledger.submit(entry(serial), ORIGINAL)
    one, two, three = (f"{entry(serial).business.key}-r1" for serial in (1, 2, 3))
    acknowledge(tmp_path, one, id="V-1")
    acknowledge(tmp_path, two, id="V-2", withdrawn=True)
    (tmp_path / f"{three}.nak").write_text('{"code": "E", "message": "no"}')
    acknowledge(tmp_path, "1100-12345678-r0", id="V-9", issue_date="2024-03-05")
    found = {each.their_id: each for each in listed(ledger)}
    assert set(found) == {"V-1", "V-2", "V-9"}, "what has no answer yet is not booked, nor what was refused"
    assert (found["V-9"].key, found["V-2"].withdrawn) == ("1100-12345678", True)
    assert (found["V-1"].issue_date, found["V-1"].idempotency_key) == (entry(1).issue_date, entry(1).idempotency_key), "as the entry beside it says"
    assert [each.their_id for each in listed(ledger, date(2024, 4, 1), date(2024, 4, 30))] == []


def test_a_receipt_without_a_date_is_listed_and_an_older_one_is_not_read(ledger: DropLedger, tmp_path: Path) -> None:
    acknowledge(tmp_path, f"{entry().business.key}-r1")
    assert [each.issue_date for each in listed(ledger)] == [None]
    old = datetime(2024, 2, 1, tzinfo=UTC).timestamp()
    os.utime(tmp_path / f"{entry().business.key}-r1.ack", (old, old))
    assert listed(ledger) == [], "nobody books an invoice before it was issued"


def test_two_revisions_of_one_booking_are_listed_once_on_one_page(ledger: DropLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.upload.drop._PAGE", 1)
    for serial, revision in ((1, 1), (1, 2), (1, 10), (2, 1)):
        acknowledge(tmp_path, f"{entry(serial).business.key}-r{revision}", id=f"V-{serial}")
    first = ledger.list_page(TENANT, Span(date(2024, 3, 1), date(2024, 3, 31)))
    assert isinstance(first, EntryPage) and [each.their_id for each in first.entries] == ["V-1"]
    second = ledger.list_page(TENANT, Span(date(2024, 3, 1), date(2024, 3, 31)), first.next)
    assert second == EntryPage(tuple(each for each in listed_all(ledger) if each.their_id == "V-2"))


def listed_all(ledger: DropLedger) -> tuple[FoundEntry, ...]:
    found = ledger.find(entry(2).business)
    assert isinstance(found, Found)
    return found.entries


def test_a_list_that_can_not_be_read_is_no_empty_one(ledger: DropLedger, tmp_path: Path) -> None:
    (tmp_path / "1-r1.ack").write_text("ok")
    assert isinstance(ledger.list_page(TENANT, Span(date(2024, 3, 1), date(2024, 3, 31))), Unavailable)
    assert isinstance(DropLedger("folder", FolderDrop(tmp_path / "none")).list_page(TENANT, Span(date(2024, 3, 1), date(2024, 3, 31))), Unavailable)


@given(st.text(st.characters(codec="utf-8"), max_size=12))
def test_the_key_can_be_told_from_a_name(key: str) -> None:
    assert text_of(plain_name(key)) == key
