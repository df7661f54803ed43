"""Whose a document is while it is reviewed: taken by one statement that compares and sets, kept by activity, given back, or simply over after five minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import case, or_, select, update
from sqlalchemy.orm import Session

from intake.state import Actor
from intake.store.insert_of import insert_of
from intake.store.review_tables import ReviewLeaseRow

LEASE = timedelta(minutes=5)


@dataclass(frozen=True)
class Lease:
    document_id: UUID
    holder: str
    """Name of an actor."""
    taken_at: datetime
    ends_at: datetime


def take_lease(session: Session, tenant: str, document_id: UUID, actor: Actor, at: datetime) -> bool:
    """True where the document is this actor's from now on: nobody's until now, an ended lease's, or theirs already. Of any number who try at once, one gets it."""
    table = insert_of(session, ReviewLeaseRow)
    mine = ReviewLeaseRow.holder == actor.name
    claimed = table.values(document_id=document_id, tenant=tenant, holder=actor.name, taken_at=at, ends_at=at + LEASE).on_conflict_do_update(
        index_elements=["document_id"],
        set_={
            "holder": actor.name,
            "taken_at": case((mine & (ReviewLeaseRow.ends_at > at), ReviewLeaseRow.taken_at), else_=at),
            "ends_at": at + LEASE,
        },
        where=or_(mine, ReviewLeaseRow.ends_at <= at),
    )
    return session.scalar(claimed.returning(ReviewLeaseRow.document_id)) is not None


def renew_leases(session: Session, tenant: str, actor: Actor, at: datetime) -> Sequence[Lease]:
    """All that this actor still holds, five minutes from now on. What has ended is not taken back: somebody else may be about to."""
    held = [ReviewLeaseRow.tenant == tenant, ReviewLeaseRow.holder == actor.name, ReviewLeaseRow.ends_at > at]
    session.execute(update(ReviewLeaseRow).where(*held).values(ends_at=at + LEASE))
    return leases_of(session, tenant, actor, at)


def release_lease(session: Session, tenant: str, document_id: UUID, actor: Actor, at: datetime) -> bool:
    """Anybody may take it now. False where it was not this actor's."""
    held = [ReviewLeaseRow.document_id == document_id, ReviewLeaseRow.tenant == tenant, ReviewLeaseRow.holder == actor.name, ReviewLeaseRow.ends_at > at]
    return session.scalar(update(ReviewLeaseRow).where(*held).values(ends_at=at).returning(ReviewLeaseRow.document_id)) is not None


def leases_of(session: Session, tenant: str, actor: Actor, at: datetime) -> Sequence[Lease]:
    """What this actor holds, in the order in which it was taken."""
    held = [ReviewLeaseRow.tenant == tenant, ReviewLeaseRow.holder == actor.name, ReviewLeaseRow.ends_at > at]
    statement = select(ReviewLeaseRow).where(*held).order_by(ReviewLeaseRow.taken_at, ReviewLeaseRow.document_id)
    return tuple(map(_lease, session.scalars(statement)))


def leases_on(session: Session, tenant: str, document_ids: Iterable[UUID], at: datetime) -> dict[UUID, Lease]:
    """Document -> who has it; documents that nobody has are left out."""
    held = [ReviewLeaseRow.tenant == tenant, ReviewLeaseRow.document_id.in_(list(document_ids)), ReviewLeaseRow.ends_at > at]
    return {row.document_id: _lease(row) for row in session.scalars(select(ReviewLeaseRow).where(*held))}


def _lease(row: ReviewLeaseRow) -> Lease:
    return Lease(row.document_id, row.holder, row.taken_at, row.ends_at)
