"""What happened to a sending: from which state to which, why, at which ledger. Only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from intake.store.upload_tables import UploadEventRow, UploadRow
from intake.upload.outbox import SendingCause, UploadState


@dataclass(frozen=True)
class UploadEvent:
    source: str
    """"" where the sending was opened."""
    target: UploadState
    cause: SendingCause
    ledger: str
    detail: str
    who: str
    happened_at: datetime


def add_event(
    session: Session, upload_id: UUID, source: UploadState | None, target: UploadState, cause: SendingCause, ledger: str, detail: str, who: str, at: datetime
) -> None:
    session.execute(
        insert(UploadEventRow).values(
            upload_id=upload_id,
            source="" if source is None else source.value,
            target=target,
            cause=cause,
            ledger=ledger,
            detail=detail,
            who=who,
            happened_at=at,
        )
    )


def events_of_upload(session: Session, tenant: str, upload_id: UUID) -> Sequence[UploadEvent]:
    """Oldest first; empty where this tenant has no such sending."""
    mine = select(UploadEventRow).join(UploadRow, UploadRow.id == UploadEventRow.upload_id).where(UploadRow.id == upload_id, UploadRow.tenant == tenant)
    return tuple(map(_event, session.scalars(mine.order_by(UploadEventRow.id))))


def events_of_invoice(session: Session, tenant: str, invoice_id: UUID) -> Sequence[UploadEvent]:
    """Of all its sendings, oldest first."""
    mine = select(UploadEventRow).join(UploadRow, UploadRow.id == UploadEventRow.upload_id)
    mine = mine.where(UploadRow.invoice_id == invoice_id, UploadRow.tenant == tenant)
    return tuple(map(_event, session.scalars(mine.order_by(UploadEventRow.id))))


def _event(row: UploadEventRow) -> UploadEvent:
    return UploadEvent(row.source, row.target, row.cause, row.ledger, row.detail, row.who, row.happened_at)
