"""An invoice that becomes verified has a sending in the same transaction, and one that is taken back has none: so nothing that is to be sent can be forgotten."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from intake.state import InvoiceState
from intake.store.history import HistoryEntry
from intake.store.ids import new_id
from intake.store.tables import DocumentRow, FieldValueRow, InvoiceRow
from intake.store.upload_events import add_event
from intake.store.upload_tables import UploadRow
from intake.store.words import ValueRole
from intake.upload.outbox import SendingCause, UploadState

_VERIFIED, _UPLOADING = InvoiceState.VERIFIED, InvoiceState.UPLOADING
_NAME_DIGITS = 24
_HAD_IT = (SendingCause.DIFFERS, SendingCause.DOUBLED, SendingCause.CANCELLED_THERE)
"""Under the same idempotency key the ledger would answer with the entry that was cancelled there."""


def follow_invoice(session: Session, tenant: str, invoice_id: UUID, entry: HistoryEntry) -> None:
    """To be called after an invoice was moved, in the same transaction. `entry` is its line of history. Between verified and uploading, `intake.store.uploads` moves both."""
    if entry.target == _VERIFIED and entry.source != _UPLOADING:
        open_upload(session, tenant, invoice_id, entry.who, entry.happened_at)
    elif entry.source == _VERIFIED and entry.target != _UPLOADING:
        withdraw_upload(session, tenant, invoice_id, entry.who, entry.happened_at)


def open_upload(session: Session, tenant: str, invoice_id: UUID, who: str, at: datetime) -> None:
    """Queues a verified invoice. The same values as in a sending that was given up go on with that one; any other, and what a ledger had already, have a revision of their own."""
    key = _business_key(session, invoice_id)
    said = values_version(session, invoice_id)
    last = session.scalar(select(UploadRow).where(UploadRow.tenant == tenant, UploadRow.business_key == key).order_by(UploadRow.revision.desc()).limit(1))
    goes_on = last is not None and last.state is UploadState.DEAD and last.cause not in _HAD_IT
    if last is not None and goes_on and (last.invoice_id, last.values_version) == (invoice_id, said):
        reopened = {
            "state": UploadState.QUEUED,
            "cause": SendingCause.NONE,
            "detail": "",
            "sendings": 0,
            "losses": 0,
            "asked": 0,
            "next_at": at,
            "moved_at": at,
        }
        session.execute(update(UploadRow).where(UploadRow.id == last.id).values(**reopened, differences=[], version=UploadRow.version + 1))
        add_event(session, last.id, UploadState.DEAD, UploadState.QUEUED, SendingCause.NONE, last.ledger, "", who, at)
        return
    upload_id = new_id()
    session.execute(
        insert(UploadRow).values(
            id=upload_id,
            tenant=tenant,
            invoice_id=invoice_id,
            business_key=key,
            revision=last.revision + 1 if last else 1,
            values_version=said,
            ledger="",
            state=UploadState.QUEUED,
            cause=SendingCause.NONE,
            detail="",
            differences=[],
            their_id="",
            sendings=0,
            losses=0,
            asked=0,
            sent_at=None,
            next_at=at,
            opened_at=at,
            moved_at=at,
            version=1,
        )
    )
    add_event(session, upload_id, None, UploadState.QUEUED, SendingCause.NONE, "", "", who, at)


def withdraw_upload(session: Session, tenant: str, invoice_id: UUID, who: str, at: datetime) -> None:
    """Of an invoice that is verified no more, or deleted."""
    queued = [UploadRow.tenant == tenant, UploadRow.invoice_id == invoice_id, UploadRow.state == UploadState.QUEUED]
    given_up = {"state": UploadState.DEAD, "cause": SendingCause.WITHDRAWN, "next_at": None, "moved_at": at}
    row = session.execute(update(UploadRow).where(*queued).values(**given_up, version=UploadRow.version + 1).returning(UploadRow.id, UploadRow.ledger)).first()
    if row is not None:
        add_event(session, row.id, UploadState.QUEUED, UploadState.DEAD, SendingCause.WITHDRAWN, row.ledger, "", who, at)


def is_booked(invoice_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """A ledger showed an entry of it once, whatever became of the record since."""
    return select(UploadRow.id).where(UploadRow.invoice_id == invoice_id, UploadRow.state == UploadState.CONFIRMED).exists()


def _business_key(session: Session, invoice_id: UUID) -> str:
    place = (
        select(InvoiceRow.invoice_key, DocumentRow.sha256, InvoiceRow.page, InvoiceRow.position)
        .join(DocumentRow, DocumentRow.id == InvoiceRow.document_id)
        .where(InvoiceRow.id == invoice_id)
    )
    key, sha256, page, position = session.execute(place).one()
    return key or place_key(sha256, page, position)


def place_key(sha256: str, page: int, position: int) -> str:
    """The business key of a ticket that has no number of its own: where it stands in which file."""
    return f"{sha256[:_NAME_DIGITS]}-{page}-{position}"


def values_version(session: Session, invoice_id: UUID) -> int:
    """Proposals don't stand, so they change nothing."""
    said = [FieldValueRow.invoice_id == invoice_id, FieldValueRow.role != ValueRole.PROPOSED]
    return session.scalar(select(func.max(FieldValueRow.version)).where(*said)) or 0
