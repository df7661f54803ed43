"""Documents as they are kept: looked up, taken up for reading, and what becomes of them when reading fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from intake.state import Actor, DocumentState
from intake.store.answers import Done, MoveAnswer
from intake.store.moves import move_document
from intake.store.tables import DocumentRow
from intake.store.words import Door, Lane


@dataclass(frozen=True)
class StoredDocument:
    """One file, by its bytes."""

    id: UUID
    tenant: str
    sha256: str
    size: int
    """Bytes."""
    media_type: str
    name: str
    """As its first sender called it."""
    door: Door
    lane: Lane
    received_at: datetime
    state: DocumentState
    moved_at: datetime
    """In this state since then."""
    attempts: int
    """Times that reading it was begun since it came in, or since a person asked for it again."""
    worker: str
    """The process that reads it, "" while none does."""
    error_code: str
    """Why reading it last failed or was given up, "" where it did not."""
    version: int
    deleted_at: datetime | None


@dataclass(frozen=True)
class StateCount:
    """How many live documents are in a state, and since when the longest is."""

    count: int
    oldest: datetime


def find_document(session: Session, tenant: str, document_id: UUID, *, deleted: bool = False) -> StoredDocument | None:
    """With `deleted`, also one that is deleted."""
    statement = select(DocumentRow).where(DocumentRow.id == document_id, DocumentRow.tenant == tenant)
    row = session.scalar(statement if deleted else statement.where(DocumentRow.deleted_at.is_(None)))
    return stored_document(row) if row else None


def find_document_by_bytes(session: Session, tenant: str, sha256: str) -> StoredDocument | None:
    """The live one."""
    statement = select(DocumentRow).where(DocumentRow.tenant == tenant, DocumentRow.sha256 == sha256, DocumentRow.deleted_at.is_(None))
    row = session.scalar(statement)
    return stored_document(row) if row else None


def documents_in(session: Session, state: DocumentState, limit: int, moved_before: datetime | None = None) -> Sequence[StoredDocument]:
    """Of all tenants, those that came in first before; with `moved_before`, only those in the state since before then."""
    statement = select(DocumentRow).where(DocumentRow.state == state, DocumentRow.deleted_at.is_(None))
    if moved_before is not None:
        statement = statement.where(DocumentRow.moved_at < moved_before)
    return tuple(stored_document(row) for row in session.scalars(statement.order_by(DocumentRow.received_at, DocumentRow.id).limit(limit)))


def count_documents(session: Session, tenant: str | None = None) -> Mapping[DocumentState, StateCount]:
    """Of one tenant, or all; a state without documents is absent."""
    statement = select(DocumentRow.state, func.count(), func.min(DocumentRow.moved_at)).where(DocumentRow.deleted_at.is_(None)).group_by(DocumentRow.state)
    rows = session.execute(statement if tenant is None else statement.where(DocumentRow.tenant == tenant))
    return {state: StateCount(count, oldest) for state, count, oldest in rows}


def documents_waiting(session: Session, lane: Lane, limit: int) -> Sequence[StoredDocument]:
    """Of all tenants, those that wait to be read, those that came in first before."""
    waiting = select(DocumentRow).where(DocumentRow.state == DocumentState.RECEIVED, DocumentRow.deleted_at.is_(None), DocumentRow.lane == lane)
    return tuple(stored_document(row) for row in session.scalars(waiting.order_by(DocumentRow.received_at).limit(limit)))


def count_waiting(session: Session, lane: Lane, most: int) -> int:
    """Documents of all tenants that wait to be read; counted no further than `most`."""
    waiting = select(DocumentRow.id).where(DocumentRow.state == DocumentState.RECEIVED, DocumentRow.deleted_at.is_(None), DocumentRow.lane == lane)
    return session.scalar(select(func.count()).select_from(waiting.limit(most).subquery())) or 0


def begin_reading(session: Session, tenant: str, document_id: UUID, *, actor: Actor, at: datetime, worker: str = "", version: int | None = None) -> MoveAnswer:
    """Take a received document up, where given at this version; of several who try, one gets Done. `worker` names the process (`intake.store.workers`)."""
    answer = move_document(session, tenant, document_id, DocumentState.RECEIVED, DocumentState.READING, actor=actor, why="", at=at, version=version)
    if isinstance(answer, Done):
        session.execute(update(DocumentRow).where(DocumentRow.id == document_id).values(attempts=DocumentRow.attempts + 1, worker=worker))
    return answer


def give_back(session: Session, tenant: str, document_id: UUID, *, error_code: str, actor: Actor, why: str, at: datetime) -> MoveAnswer:
    """It was not this document's fault, or may not have been: it waits to be read again."""
    return _end_reading(session, tenant, document_id, DocumentState.RECEIVED, error_code, actor, why, at)


def fail(session: Session, tenant: str, document_id: UUID, *, error_code: str, actor: Actor, why: str, at: datetime) -> MoveAnswer:
    """It can't be read as it is."""
    return _end_reading(session, tenant, document_id, DocumentState.FAILED, error_code, actor, why, at)


def quarantine(session: Session, tenant: str, document_id: UUID, *, error_code: str, actor: Actor, why: str, at: datetime) -> MoveAnswer:
    """It kills its readers: only an administrator lets it be tried again."""
    return _end_reading(session, tenant, document_id, DocumentState.QUARANTINED, error_code, actor, why, at)


def read_again(session: Session, tenant: str, document_id: UUID, source: DocumentState, *, actor: Actor, why: str, at: datetime) -> MoveAnswer:
    """At a person's wish, from `read`, `failed` or `quarantined`; attempts count from zero."""
    answer = move_document(session, tenant, document_id, source, DocumentState.RECEIVED, actor=actor, why=why, at=at)
    if isinstance(answer, Done):
        session.execute(update(DocumentRow).where(DocumentRow.id == document_id).values(attempts=0, error_code=""))
    return answer


def _end_reading(session: Session, tenant: str, document_id: UUID, target: DocumentState, error_code: str, actor: Actor, why: str, at: datetime) -> MoveAnswer:
    answer = move_document(session, tenant, document_id, DocumentState.READING, target, actor=actor, why=why or error_code, at=at)
    if isinstance(answer, Done):
        session.execute(update(DocumentRow).where(DocumentRow.id == document_id).values(error_code=error_code, worker=""))
    return answer


def stored_document(row: DocumentRow) -> StoredDocument:
    return StoredDocument(
        row.id,
        row.tenant,
        row.sha256,
        row.size,
        row.media_type,
        row.name,
        row.door,
        row.lane,
        row.received_at,
        row.state,
        row.moved_at,
        row.attempts,
        row.worker,
        row.error_code,
        row.version,
        row.deleted_at,
    )
