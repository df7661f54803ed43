"""The processes that read, as they see each other: each leaves a sign of life every few seconds, and what a silent one had begun is given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import String

from intake.state import DocumentState
from intake.store.documents import StoredDocument, stored_document
from intake.store.insert_of import insert_of
from intake.store.tables import Base, DocumentRow

WORKER_ID = 64


class WorkerRow(Base):
    """A process that reads, and when it was last heard of."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(String(WORKER_ID), primary_key=True)
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    """By the clock of the database where it has one, so that machines whose clocks differ don't bury each other."""


@dataclass(frozen=True)
class Worker:
    id: str
    started_at: datetime
    beat_at: datetime


def beat(session: Session, worker: str) -> None:
    """A sign of life. A worker that was taken for dead is alive again with it; what was taken from it stays taken."""
    now = database_time(session)
    table = insert_of(session, WorkerRow)
    born = table.values(id=worker, started_at=now, beat_at=now)
    session.execute(born.on_conflict_do_update(index_elements=["id"], set_={"beat_at": now}))


def silent_workers(session: Session, silence: timedelta) -> Sequence[Worker]:
    """Those not heard of for that long."""
    before = database_time(session) - silence
    rows = session.scalars(select(WorkerRow).where(WorkerRow.beat_at < before).order_by(WorkerRow.id))
    return tuple(Worker(row.id, row.started_at, row.beat_at) for row in rows)


def living_workers(session: Session) -> frozenset[str]:
    """All that were not forgotten."""
    return frozenset(session.scalars(select(WorkerRow.id)))


def forget_worker(session: Session, worker: str) -> None:
    """It ended. What it had begun belongs to nobody from now on."""
    session.execute(delete(WorkerRow).where(WorkerRow.id == worker))


def forget_all_workers(session: Session) -> None:
    """For whoever knows to be the only one."""
    session.execute(delete(WorkerRow))


def orphaned_documents(session: Session, limit: int) -> Sequence[StoredDocument]:
    """Those being read by nobody who lives, those that came in first before."""
    living = select(WorkerRow.id).where(WorkerRow.id == DocumentRow.worker).exists()
    orphaned = select(DocumentRow).where(DocumentRow.state == DocumentState.READING, DocumentRow.deleted_at.is_(None), ~living)
    return tuple(stored_document(row) for row in session.scalars(orphaned.order_by(DocumentRow.received_at).limit(limit)))


def documents_read_by(session: Session, worker: str) -> Sequence[StoredDocument]:
    reading = select(DocumentRow).where(DocumentRow.state == DocumentState.READING, DocumentRow.deleted_at.is_(None), DocumentRow.worker == worker)
    return tuple(stored_document(row) for row in session.scalars(reading.order_by(DocumentRow.received_at)))


def database_time(session: Session) -> datetime:
    """Now. SQLite runs in our own process and has our clock."""
    if _is_postgresql(session):
        now: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
        return now.astimezone(UTC)
    return datetime.now(UTC)


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
