"""A bucket as the place that a ledger takes files from: handing over, reading back and listing when the service fails, refuses or lies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from intake.outside_http import OutsideHttp, Reach
from intake.store.s3_connection import Account
from intake.store.s3_drop import S3Drop
from intake.store.s3_place import S3Place
from intake.upload.drop import DropLedger
from intake.upload.entry_format import entry_bytes
from intake.upload.ledger import Accepted, Found, Refused, Unavailable, Unknown
from intake.upload.listing import EntryPage, Span
from tests.intake.store.s3_house import QUICK
from tests.intake.store.s3_server import BUCKET, KEY_ID, REGION, SECRET, Bucket, Fault, How, running_s3
from tests.intake.upload.upload_samples import ORIGINAL, TENANT, entry

OWN = OutsideHttp(reach=Reach(frozenset({"127.0.0.1"}), frozenset({"127.0.0.1"})))
MARCH = Span(date(2024, 3, 1), date(2024, 3, 31))
STEM = f"{entry().business.key}-r1"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "of somebody else")  # an account of its own heeds no variables
    with running_s3() as running:
        yield running


def place_at(service: Bucket, key_id: str = KEY_ID, bucket: str = BUCKET) -> S3Drop:
    return S3Drop(S3Place(bucket, "firm/drop", service.address, REGION), Account(key_id, SECRET), OWN, QUICK)


@pytest.fixture
def ledger(service: Bucket) -> DropLedger:
    return DropLedger("bucket", place_at(service))


def acknowledge(service: Bucket, stem: str = STEM, **said: str) -> None:
    service.objects[f"firm/drop/{stem}.ack"] = json.dumps({"id": f"V-{stem}", "total": "106.00", **said}).encode()


def test_entry_and_original_lie_there_once_however_often_they_are_handed_over(ledger: DropLedger, service: Bucket) -> None:
    assert ledger.submit(entry(), ORIGINAL) == ledger.submit(entry(), ORIGINAL) == Accepted(STEM)
    assert service.objects == {f"firm/drop/{STEM}.json": entry_bytes(entry()), f"firm/drop/{STEM}.original.xml": ORIGINAL}
    assert service.written[0].endswith(".original.xml"), "whoever sees the entry finds its original"


def test_receipts_are_found_among_those_of_others(ledger: DropLedger, service: Bucket) -> None:
    for serial in range(20):  # more than a page of the service
        acknowledge(service, f"{entry(serial + 1).business.key}-r1")
    assert ledger.find(entry().business) == Found()
    acknowledge(service)
    found = ledger.find(entry().business)
    assert isinstance(found, Found) and [each.their_id for each in found.entries] == [f"V-{STEM}"]
    service.objects[f"firm/drop/{entry(30).business.key}-r2.nak"] = b'{"code": "E", "message": "no"}'
    assert ledger.find(entry(30).business) == Refused("E", "no")


def test_every_receipt_is_listed_once_over_all_pages(ledger: DropLedger, service: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.upload.drop._PAGE", 3)
    keys = [entry(serial).business.key for serial in range(1, 10)]
    for key in keys:
        acknowledge(service, f"{key}-r1")
    listed: list[str] = []
    after = ""
    while True:
        page = ledger.list_page(TENANT, MARCH, after)
        assert isinstance(page, EntryPage)
        listed += [each.key for each in page.entries]
        after = page.next
        if not after:
            break
    assert listed == sorted(keys)


@pytest.mark.parametrize(
    ("fault", "meant"),
    [
        (Fault("PUT", How.ERROR, 403, "AccessDenied"), Unavailable),
        (Fault("PUT", How.DAMAGE), Unavailable),
        (Fault("PUT", How.DROP_AFTER), Accepted),
        (Fault("GET", How.ERROR, 403, "AccessDenied"), Unavailable),
    ],
    ids=["may not write", "keeps something else", "a lost answer is asked for again", "may not read back"],
)
def test_of_the_original_nothing_is_in_doubt(ledger: DropLedger, service: Bucket, fault: Fault, meant: type) -> None:
    service.faults.append(fault)
    assert type(ledger.submit(entry(), ORIGINAL)) is meant


def test_an_entry_whose_end_is_not_clear_is_asked_for_before_it_is_sent_again(ledger: DropLedger, service: Bucket) -> None:
    ledger.submit(entry(), ORIGINAL)
    real = ledger.place.put

    def refuse_entries(name: str, content: bytes) -> None:
        if name.endswith(".json"):
            service.faults += [Fault("PUT", How.ERROR, 403, "AccessDenied")] * 20  # a slow answer is asked for again
        real(name, content)

    object.__setattr__(ledger.place, "put", refuse_entries)
    assert isinstance(ledger.submit(entry(), ORIGINAL), Unknown)


def test_what_is_wrong_is_told_without_anything_secret(service: Bucket) -> None:
    refused = DropLedger("bucket", place_at(service, "AKIAOTHER")).find(entry().business)
    missing = DropLedger("bucket", place_at(service, bucket="nothing-there")).find(entry().business)
    private = DropLedger("bucket", replace(place_at(service), reach=OutsideHttp())).find(entry().business)
    for answer, reason in ((refused, "permission"), (missing, "permission"), (private, "address_refused")):
        assert isinstance(answer, Unavailable) and answer.reason == reason
        assert "AKIAOTHER" not in answer.message and SECRET not in answer.message
    assert isinstance(missing, Unavailable) and "NoSuchBucket" in missing.message
