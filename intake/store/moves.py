"""Moving records from state to state: who may is asked, others who are faster are noticed, keys are claimed and left. Which moves there are, `intake.state` says."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.policies.refusals import reason_needed
from intake.state import DOCUMENT_MOVES, INVOICE_MOVES, NEEDS_REASON, RELEASED_STATES, Actor, DocumentState, InvoiceState, allowed_roles
from intake.store.answers import Done, InvoiceMoveAnswer, MoveAnswer, NotAllowed, Overtaken
from intake.store.compare_and_set import set_document_state, set_invoice_state
from intake.store.entries import refuse_own_entry
from intake.store.held_keys import follow, reopen, reopen_duplicates
from intake.store.history import HistoryEntry
from intake.store.tables import InvoiceRow
from intake.store.words import HistoryEvent


def move_document(
    session: Session,
    tenant: str,
    document_id: UUID,
    source: DocumentState,
    target: DocumentState,
    *,
    actor: Actor,
    why: str,
    at: datetime,
    version: int | None = None,
) -> MoveAnswer:
    """Move a document that is in `source` (and, where given, at this version). Raises ValueError when there is no such move."""
    roles = allowed_roles(DOCUMENT_MOVES, source, target)
    if not actor.may(roles):
        return NotAllowed(roles)
    return set_document_state(session, tenant, document_id, HistoryEntry(HistoryEvent.MOVED, source, target, actor.name, why, at), version)


def move_invoice(
    session: Session,
    tenant: str,
    invoice_id: UUID,
    source: InvoiceState,
    target: InvoiceState,
    *,
    actor: Actor,
    why: str,
    at: datetime,
    version: int | None = None,
) -> InvoiceMoveAnswer:
    """Move an invoice that is in `source` (and, where given, at this version).

    An invoice that is taken back from `rejected` or `duplicate` claims its key again: Taken names the record that holds it by now. One that goes to `rejected` leaves
    its key to the oldest of its duplicates, which comes under review.

    Raises ValueError when there is no such move, and for `duplicate`, which needs to say of what: `mark_duplicate`; RequestRefused (`entry_needs_another_person`) where
    somebody would approve what they typed, and (`reason_needed`) where what is booked would be taken back without a word.
    """
    if target is InvoiceState.DUPLICATE:
        raise ValueError("mark_duplicate says of what")
    roles = allowed_roles(INVOICE_MOVES, source, target)
    if not actor.may(roles):
        return NotAllowed(roles)
    if (source, target) in NEEDS_REASON and not why.strip():
        raise reason_needed()
    if target is InvoiceState.APPROVED:
        refuse_own_entry(session, tenant, invoice_id, actor)
    entry = HistoryEntry(HistoryEvent.MOVED, source, target, actor.name, why, at)
    if source in RELEASED_STATES:
        key = session.scalar(select(InvoiceRow.invoice_key).where(InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant))
        return reopen(session, tenant, invoice_id, key, entry, version)
    answer = set_invoice_state(session, tenant, invoice_id, entry, version)
    if isinstance(answer, Done) and target in RELEASED_STATES:
        reopen_duplicates(session, tenant, invoice_id, at)
    return answer


def mark_duplicate(
    session: Session, tenant: str, invoice_id: UUID, first: UUID, *, actor: Actor, why: str, at: datetime, version: int | None = None
) -> MoveAnswer:
    """Move an invoice under review to `duplicate` of another live record, which may not be a duplicate itself; its own duplicates go along.

    Overtaken without a state where there is no such first record.
    """
    source, target = InvoiceState.IN_REVIEW, InvoiceState.DUPLICATE
    roles = allowed_roles(INVOICE_MOVES, source, target)
    if not actor.may(roles):
        return NotAllowed(roles)
    standing = [InvoiceRow.id == first, InvoiceRow.tenant == tenant, InvoiceRow.deleted_at.is_(None), InvoiceRow.state.not_in(RELEASED_STATES)]
    # The lock keeps the first record from being rejected or deleted before this one points to it.
    if first == invoice_id or session.scalar(select(InvoiceRow.id).where(*standing).with_for_update(read=True)) is None:
        return Overtaken()
    entry = HistoryEntry(HistoryEvent.MOVED, source, target, actor.name, why, at)
    answer = set_invoice_state(session, tenant, invoice_id, entry, version, duplicate_of=first)
    if isinstance(answer, Done):
        follow(session, tenant, invoice_id, first)
    return answer
