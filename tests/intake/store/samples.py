"""Invented arrivals, results and people for tests of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.domain.invoice_number import write_digital_number
from intake.result import Result
from intake.state import Actor, DocumentState, InvoiceState, Role, machine
from intake.store.answers import Done
from intake.store.documents import begin_reading, find_document, read_again
from intake.store.files import StoredFile
from intake.store.moves import move_invoice
from intake.store.readings import Recorded, record_reading
from intake.store.receipts import Arrival, Receipt, receive
from intake.store.words import Door

TENANT, OTHER_TENANT = "qinghe", "wangchao"
NOON = datetime(2024, 3, 11, 12, tzinfo=UTC)
PHONE = Actor("user:phone", frozenset({Role.SUBMITTER}))
REVIEWER = Actor("user:reviewer", frozenset({Role.REVIEWER}))
FINANCE = Actor("user:finance", frozenset({Role.FINANCE}))
ADMINISTRATOR = Actor("user:administrator", frozenset({Role.ADMINISTRATOR}))
READER = machine("reader")


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def stored(content: bytes) -> StoredFile:
    """As the file store names these bytes."""
    return StoredFile(sha256(content).hexdigest(), len(content))


def arrival(
    content: bytes = b"invoice", *, tenant: str = TENANT, sender: Actor = PHONE, key: str | None = None, name: str = "发票.jpg", **more: Any
) -> Arrival:
    return Arrival(tenant, stored(content), "image/jpeg", name, Door.HTTP, sender, more.pop("at", NOON), idempotency_key=key, **more)


def arrive(session: Session, content: bytes = b"invoice", tenant: str = TENANT) -> UUID:
    """The document of a new arrival."""
    receipt = receive(session, arrival(content, tenant=tenant))
    assert isinstance(receipt, Receipt)
    return receipt.document_id


def digital(serial: int) -> str:
    return write_digital_number(2024, "11", serial)


def field(value: str | None, source: str = "ocr", confidence: float = 0.98) -> Result:
    """One field of a result."""
    state = "unreadable" if value is None else "read" if value else "empty"
    return {
        "value": value,
        "raw": value or "",
        "confidence": confidence,
        "page": 1,
        "box": [[10, 10], [90, 10], [90, 30], [10, 30]],
        "source": source,
        "evidence": [],
        "state": state,
        "confirmed_by": [],
    }


def result(number: str | None = None, *, decision: str = "review", page: int = 1, index: int = 0, findings: Sequence[str] = (), **values: str | None) -> Result:
    """One invoice in the public result format, with the values that the store looks at."""
    said = {
        "invoice_number": digital(4711) if number is None else number,
        "issue_date": "2024-03-08",
        "buyer_name": "海州青禾云图科技有限公司",
        "seller_name": "海州望潮餐饮管理(集团)有限公司",
        "amount": "100.00",
        "tax": "6.00",
        "total": "106.00",
        **values,
    }
    return {
        "schema": "1",
        "file": "发票.jpg",
        "page": page,
        "index": index,
        "sha256": "0" * 64,
        "kind": "digital_general",
        "kind_detail": "",
        "format": "photo",
        "outline": [[0, 0], [100, 0], [100, 60], [0, 60]],
        "quality": {"verdict": "good", "issues": [], "advice": "", "advice_zh": ""},
        "qr": None,
        "fields": {name: field(value) for name, value in said.items()},
        "items": [],
        "seals": [],
        "findings": [_finding(*finding.split(":")) for finding in findings],
        "anomaly": None,
        "all_right": None,
        "obstacles": [],
        "decision": decision,
        "timing_ms": {"total": 1.0},
    }


def _finding(rule: str, severity: str = "error") -> Result:
    return {
        "rule": rule,
        "severity": severity,
        "message": "The sums differ.",
        "message_zh": "金额不符。",
        "fields": ["total"],
        "expected": "106.00",
        "found": "108.00",
        "suggestion": None,
        "version": "1",
        "effective": "",
    }


def read(session: Session, content: bytes, *results: Result, tenant: str = TENANT, at: datetime = NOON) -> tuple[UUID, ...]:
    """Receive a document and read these invoices in it; their ids."""
    return record(session, arrive(session, content, tenant), *results, tenant=tenant, at=at).invoices


def record(session: Session, document_id: UUID, *results: Result, tenant: str = TENANT, at: datetime = NOON) -> Recorded:
    """Read a document, again if it was read before."""
    document = find_document(session, tenant, document_id)
    assert document is not None
    if document.state is not DocumentState.RECEIVED:
        assert isinstance(read_again(session, tenant, document_id, document.state, actor=ADMINISTRATOR, why="again", at=at), Done)
    assert isinstance(begin_reading(session, tenant, document_id, actor=READER, at=at), Done)
    recorded = record_reading(session, tenant, document_id, results, reader="reader 1", actor=READER, at=at)
    assert isinstance(recorded, Recorded)
    return recorded


def approve(session: Session, invoice_id: UUID, *, tenant: str = TENANT, at: datetime = NOON) -> None:
    answer = move_invoice(session, tenant, invoice_id, InvoiceState.IN_REVIEW, InvoiceState.APPROVED, actor=REVIEWER, why="seen", at=at)
    assert isinstance(answer, Done)


def verify(session: Session, invoice_id: UUID, *, tenant: str = TENANT, at: datetime = NOON) -> None:
    """An approved invoice: the tax bureau knows it."""
    for source, target in ((InvoiceState.APPROVED, InvoiceState.VERIFYING), (InvoiceState.VERIFYING, InvoiceState.VERIFIED)):
        assert isinstance(move_invoice(session, tenant, invoice_id, source, target, actor=machine("verifier"), why="", at=at), Done)
