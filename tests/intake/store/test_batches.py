"""Batches against what their cover sheets counted."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from intake.state import DocumentState
from intake.store.batches import batch_receipt
from intake.store.receipts import Receipt, receive
from intake.store.session import Database
from intake.store.words import Door
from tests.intake.store.samples import OTHER_TENANT, PHONE, TENANT, arrival, digital, later, record, result


def dropped(session: Session, name: str, seconds: float = 0.0) -> Any:
    sent = arrival(name.encode(), name=name, at=later(seconds))
    receipt = receive(session, type(sent)(**{**vars(sent), "door": Door.FOLDER, "sender": PHONE}))
    assert isinstance(receipt, Receipt)
    return receipt.document_id


def in_batch(serial: int, batch: str = "b1", count: int | None = 3, total: str | None = "318.00", **more: Any) -> dict[str, Any]:
    return {**result(digital(serial), **more), "batch": {"id": batch, "count": count, "total": total}}


def cover(batch: str = "b1", count: int | None = 3, total: str | None = "318.00") -> dict[str, Any]:
    return {**in_batch(1, batch, count, total), "kind": "not_invoice", "fields": {}, "decision": "reject"}


def test_invoices_behind_a_sheet_in_one_scan_are_compared_with_what_it_says(database: Database) -> None:
    with database.write() as session:
        record(session, dropped(session, "scan.pdf"), result(digital(9)), in_batch(1, page=2), in_batch(2, page=3))
    with database.read() as session:
        receipt = batch_receipt(session, TENANT, "b1")
        assert receipt is not None
        assert (len(receipt.invoices), receipt.missing_count, receipt.total, receipt.missing_total) == (2, 1, 21200, 10600)
        assert not receipt.complete and dict(receipt.documents) == {DocumentState.READ: 1}
        assert batch_receipt(session, TENANT, "b2") is None and batch_receipt(session, OTHER_TENANT, "b1") is None


def test_a_sheet_of_its_own_covers_the_files_behind_it_in_its_folder_up_to_the_next_sheet(database: Database) -> None:
    with database.write() as session:
        files = {name: dropped(session, name) for name in ("north/01.jpg", "north/02.jpg", "north/03.jpg", "north/04.jpg", "north/05.jpg", "south/03.jpg")}
        record(session, files["north/01.jpg"], result(digital(1)))
        record(session, files["north/02.jpg"], cover(count=2, total="212.00"))
        record(session, files["north/03.jpg"], result(digital(3)))
        record(session, files["south/03.jpg"], result(digital(33)))
    with database.read() as session:
        receipt = batch_receipt(session, TENANT, "b1")
        assert receipt is not None and [invoice.file for invoice in receipt.invoices] == ["north/03.jpg"]
        assert (receipt.missing_count, receipt.missing_total, receipt.complete) == (1, 10600, False)
        assert dict(receipt.documents) == {DocumentState.READ: 1, DocumentState.RECEIVED: 2}
    with database.write() as session:
        record(session, files["north/04.jpg"], result(digital(4)))
        record(session, files["north/05.jpg"], cover("b2"))
    with database.read() as session:
        receipt = batch_receipt(session, TENANT, "b1")
        assert receipt is not None and receipt.complete and len(receipt.invoices) == 2
        other = batch_receipt(session, TENANT, "b2")
        assert other is not None and (other.missing_count, other.complete) == (3, False)


def test_files_of_another_day_do_not_belong_to_a_sheet(database: Database) -> None:
    with database.write() as session:
        record(session, dropped(session, "a/1.jpg"), cover(count=None, total=None))
        record(session, dropped(session, "a/2.jpg", seconds=3 * 86400), result(digital(2)))
    with database.read() as session:
        receipt = batch_receipt(session, TENANT, "b1")
        assert receipt is not None and receipt.invoices == () and not receipt.complete
        assert receipt.missing_count is None and receipt.missing_total is None


def test_reading_a_sheet_again_counts_it_once(database: Database) -> None:
    with database.write() as session:
        document = dropped(session, "scan.pdf")
        record(session, document, in_batch(1, count=9))
        record(session, document, in_batch(1, count=1, total="106.00"))
    with database.read() as session:
        receipt = batch_receipt(session, TENANT, "b1")
        assert receipt is not None and receipt.complete
