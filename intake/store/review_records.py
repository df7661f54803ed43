"""What reviewers did: documents put off and taken up again, decisions and the work behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from intake.state import Actor, InvoiceState
from intake.store.history import HistoryEntry, add_to_document, add_to_invoice
from intake.store.ids import new_id
from intake.store.insert_of import insert_of
from intake.store.review_tables import PauseReason, ReviewPauseRow, ReviewRow
from intake.store.tables import DocumentRow
from intake.store.words import HistoryEvent


@dataclass(frozen=True)
class Pause:
    """A document was put off."""

    until: datetime
    reason: PauseReason
    note: str
    who: str
    said_at: datetime


@dataclass(frozen=True)
class Effort:
    """The work behind a decision, as the page counted it."""

    active_ms: int = 0
    keys: int = 0
    flagged: int = 0
    edited: int = 0
    edited_flagged: int = 0
    fields: int = 0


def put_off(session: Session, tenant: str, document_id: UUID, until: datetime, reason: PauseReason, note: str, *, actor: Actor, at: datetime) -> None:
    """Instead of what was said before. `document_id` is a live document of the tenant."""
    values = {"tenant": tenant, "until": until, "reason": reason, "note": note, "who": actor.name, "said_at": at}
    table = insert_of(session, ReviewPauseRow)
    session.execute(table.values(document_id=document_id, **values).on_conflict_do_update(index_elements=["document_id"], set_=values))
    state = session.scalar(select(DocumentRow.state).where(DocumentRow.id == document_id)) or ""
    why = f"{reason.value} until {until.isoformat(timespec='minutes')}"
    add_to_document(session, tenant, document_id, HistoryEntry(HistoryEvent.POSTPONED, state, state, actor.name, f"{why}: {note}" if note else why, at))


def leave_note(session: Session, tenant: str, invoice_id: UUID, state: InvoiceState, text: str, *, actor: Actor, at: datetime) -> None:
    """For whoever reviews the invoice next; part of its history. `state` is the one it is in."""
    add_to_invoice(session, tenant, invoice_id, HistoryEntry(HistoryEvent.NOTED, state, state, actor.name, text, at))


def take_up(session: Session, tenant: str, document_id: UUID) -> None:
    """Somebody looks at it all the same, or it was decided: it is no longer put off."""
    session.execute(delete(ReviewPauseRow).where(ReviewPauseRow.document_id == document_id, ReviewPauseRow.tenant == tenant))


def pause_of(session: Session, tenant: str, document_id: UUID, at: datetime) -> Pause | None:
    """None where it is not put off, or the time is over."""
    held = [ReviewPauseRow.document_id == document_id, ReviewPauseRow.tenant == tenant, ReviewPauseRow.until > at]
    row = session.scalar(select(ReviewPauseRow).where(*held))
    return Pause(row.until, row.reason, row.note, row.who, row.said_at) if row else None


def note_review(
    session: Session, tenant: str, invoice_id: UUID, decision: InvoiceState, effort: Effort, *, sent_by_reviewer: bool, actor: Actor, at: datetime
) -> None:
    session.execute(
        insert(ReviewRow).values(
            id=new_id(),
            tenant=tenant,
            invoice_id=invoice_id,
            who=actor.name,
            decided_at=at,
            decision=decision,
            sent_by_reviewer=sent_by_reviewer,
            active_ms=effort.active_ms,
            keys=effort.keys,
            flagged=effort.flagged,
            edited=effort.edited,
            edited_flagged=effort.edited_flagged,
            fields=effort.fields,
        )
    )


def reviews_since(session: Session, tenant: str, actor: Actor, since: datetime) -> int:
    """Decisions of this actor."""
    mine = [ReviewRow.tenant == tenant, ReviewRow.who == actor.name, ReviewRow.decided_at >= since]
    return session.scalar(select(func.count()).select_from(ReviewRow).where(*mine)) or 0
