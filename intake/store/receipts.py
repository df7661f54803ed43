"""Receiving a file: the document, its receipt and the claim of its idempotency key in one transaction. The bytes are in the file store before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from intake.state import Actor, DocumentState
from intake.store.failures import store_busy
from intake.store.files import StoredFile
from intake.store.history import HistoryEntry, add_to_document
from intake.store.ids import new_id
from intake.store.insert_of import insert_of
from intake.store.tables import IDEMPOTENCY_KEY, LIVE, DocumentRow, IdempotencyKeyRow, ReceiptRow
from intake.store.words import Door, HistoryEvent, Lane

_TRIES = 5
"""The document that has the same bytes may be deleted between our losing to it and our looking it up."""


@dataclass(frozen=True)
class Arrival:
    """A file that came in, and how."""

    tenant: str
    file: StoredFile
    media_type: str
    name: str
    """As the sender calls it; a label, never a path."""
    door: Door
    sender: Actor
    at: datetime
    idempotency_key: str | None = None
    """Of this sender, at most 255 characters; two senders may use the same one."""
    container_id: UUID | None = None
    """The mail or archive it was taken out of."""
    lane: Lane = Lane.SINGLE


@dataclass(frozen=True)
class Receipt:
    id: UUID
    document_id: UUID
    first: bool
    """False: the same bytes came in before and are this document already."""
    name: str
    door: Door
    received_at: datetime
    replayed: bool = False
    """This is the answer that the same request got before."""


@dataclass(frozen=True)
class KeyConflict:
    """The idempotency key was used for other bytes. Nothing was received."""

    receipt_id: UUID


@dataclass(frozen=True)
class FirstArrival:
    """Of a document: whose it is."""

    receipt_id: UUID
    sender: str
    """Name of an actor."""


@dataclass(frozen=True)
class ClaimedKey:
    """An idempotency key that was used."""

    sha256: str
    receipt_id: UUID


def receive(session: Session, arrival: Arrival) -> Receipt | KeyConflict:
    """One document for the same live bytes of a tenant, one receipt for each arrival; the same key with the same bytes gets the receipt it got before.

    Raises ValueError for an idempotency key that is too long.
    """
    receipt_id = new_id()
    if arrival.idempotency_key is not None:
        earlier = _claim_key(session, arrival, arrival.idempotency_key, receipt_id)
        if earlier is not None:
            return earlier
    document_id, first = _document(session, arrival)
    session.execute(
        insert(ReceiptRow).values(
            id=receipt_id,
            tenant=arrival.tenant,
            document_id=document_id,
            first=first,
            container_id=arrival.container_id,
            name=arrival.name,
            door=arrival.door,
            sender=arrival.sender.name,
            received_at=arrival.at,
        )
    )
    return Receipt(receipt_id, document_id, first, arrival.name, arrival.door, arrival.at)


def find_receipt(session: Session, tenant: str, receipt_id: UUID) -> Receipt | None:
    row = session.scalar(select(ReceiptRow).where(ReceiptRow.id == receipt_id, ReceiptRow.tenant == tenant))
    return _receipt(row) if row else None


def sender_of_receipt(session: Session, tenant: str, receipt_id: UUID) -> str | None:
    return session.scalar(select(ReceiptRow.sender).where(ReceiptRow.id == receipt_id, ReceiptRow.tenant == tenant))


def first_arrival(session: Session, tenant: str, document_id: UUID) -> FirstArrival | None:
    """None where this tenant has no such document."""
    statement = select(ReceiptRow.id, ReceiptRow.sender).where(ReceiptRow.document_id == document_id, ReceiptRow.tenant == tenant, ReceiptRow.first)
    row = session.execute(statement).one_or_none()
    return FirstArrival(row.id, row.sender) if row else None


def find_key(session: Session, tenant: str, sender: str, key: str) -> ClaimedKey | None:
    statement = select(IdempotencyKeyRow.sha256, IdempotencyKeyRow.receipt_id).filter_by(tenant=tenant, sender=sender, key=key)
    row = session.execute(statement).one_or_none()
    return ClaimedKey(row.sha256, row.receipt_id) if row else None


def receipts_of_document(session: Session, tenant: str, document_id: UUID) -> tuple[Receipt, ...]:
    """Every time these bytes came in, oldest first."""
    statement = select(ReceiptRow).where(ReceiptRow.document_id == document_id, ReceiptRow.tenant == tenant).order_by(ReceiptRow.received_at, ReceiptRow.id)
    return tuple(_receipt(row) for row in session.scalars(statement))


def receipts_of_container(session: Session, tenant: str, container_id: UUID) -> tuple[Receipt, ...]:
    """The files that were taken out of a mail or archive, in order."""
    statement = select(ReceiptRow).where(ReceiptRow.container_id == container_id, ReceiptRow.tenant == tenant).order_by(ReceiptRow.id)
    return tuple(_receipt(row) for row in session.scalars(statement))


def forget_keys(session: Session, before: datetime) -> int:
    """Idempotency keys claimed before then may be used anew. How many were forgotten."""
    return len(session.scalars(delete(IdempotencyKeyRow).where(IdempotencyKeyRow.claimed_at < before).returning(IdempotencyKeyRow.key)).all())


def _claim_key(session: Session, arrival: Arrival, key: str, receipt_id: UUID) -> Receipt | KeyConflict | None:
    """None where the key is ours now. A request with the same key that is under way is waited for."""
    if not 0 < len(key) <= IDEMPOTENCY_KEY:
        raise ValueError(f"an idempotency key has 1 to {IDEMPOTENCY_KEY} characters")
    owner = {"tenant": arrival.tenant, "sender": arrival.sender.name, "key": key}
    claim = insert_of(session, IdempotencyKeyRow).values(**owner, sha256=arrival.file.sha256, receipt_id=receipt_id, claimed_at=arrival.at)
    if session.scalar(claim.on_conflict_do_nothing(index_elements=list(owner)).returning(IdempotencyKeyRow.key)) is not None:
        return None
    sha256, earlier_id = session.execute(select(IdempotencyKeyRow.sha256, IdempotencyKeyRow.receipt_id).filter_by(**owner)).one()
    if sha256 != arrival.file.sha256:
        return KeyConflict(earlier_id)
    return _receipt(session.scalars(select(ReceiptRow).where(ReceiptRow.id == earlier_id)).one(), replayed=True)


def _document(session: Session, arrival: Arrival) -> tuple[UUID, bool]:
    """The document with these bytes, and whether it is new."""
    document_id = new_id()
    new = insert_of(session, DocumentRow).values(
        id=document_id,
        tenant=arrival.tenant,
        sha256=arrival.file.sha256,
        size=arrival.file.size,
        media_type=arrival.media_type,
        name=arrival.name,
        door=arrival.door,
        lane=arrival.lane,
        received_at=arrival.at,
        state=DocumentState.RECEIVED,
        moved_at=arrival.at,
        attempts=0,
        worker="",
        error_code="",
        version=1,
        deleted_at=None,
    )
    unless_known = new.on_conflict_do_nothing(index_elements=["sha256", "tenant"], index_where=text(LIVE)).returning(DocumentRow.id)
    known = select(DocumentRow.id).where(DocumentRow.tenant == arrival.tenant, DocumentRow.sha256 == arrival.file.sha256, DocumentRow.deleted_at.is_(None))
    for _ in range(_TRIES):
        if session.scalar(unless_known) is not None:
            entry = HistoryEntry(HistoryEvent.CREATED, "", DocumentState.RECEIVED, arrival.sender.name, f"came in by {arrival.door.value}", arrival.at)
            add_to_document(session, arrival.tenant, document_id, entry)
            return document_id, True
        # The lock keeps it from being deleted before our receipt for it is there.
        holder = session.scalar(known.with_for_update(read=True))
        if holder is not None:
            return holder, False
    raise store_busy()


def _receipt(row: ReceiptRow, *, replayed: bool = False) -> Receipt:
    return Receipt(row.id, row.document_id, row.first, row.name, row.door, row.received_at, replayed)
