"""Mails and archives: what was taken out of them becomes documents; what could not be is written down, so that nobody who sent it is left to wonder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import String

from intake.state import Actor, DocumentState, Role
from intake.store.answers import NotAllowed, Overtaken
from intake.store.column_types import PlainText
from intake.store.documents import StoredDocument
from intake.store.files import StoredFile
from intake.store.moves import move_document
from intake.store.receipts import Arrival, Receipt, receive
from intake.store.tables import Base, DocumentRow, ReceiptRow
from intake.store.words import Lane

_LARGE = 20
"""Members of a container from which on they are a batch, whoever sent it."""


class ContainerFailureRow(Base):
    """A member that the last reading of its container could not take out."""

    __tablename__ = "container_failures"

    container_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(PlainText())
    error_code: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(PlainText())
    message_zh: Mapped[str] = mapped_column(PlainText())


@dataclass(frozen=True)
class ContainerFailure:
    name: str
    """`mail.eml!a.zip!b.doc`"""
    error_code: str
    message: str
    message_zh: str


@dataclass(frozen=True)
class ContainerMember:
    """A document taken out of a container, its file in the store."""

    name: str
    """As that of a failure."""
    file: StoredFile
    media_type: str


def record_members(
    session: Session,
    container: StoredDocument,
    members: Sequence[ContainerMember],
    failures: Sequence[ContainerFailure],
    *,
    actor: Actor,
    at: datetime,
) -> tuple[Receipt, ...] | Overtaken | NotAllowed:
    """A container that is being read is read; its members are documents with receipts of their own. A worker that comes late gets Overtaken, and keeps nothing.

    A member that an earlier reading took out already gets no second receipt. Members belong to who sent the container first.
    """
    why = f"{len(members)} taken out, {len(failures)} not"
    moved = move_document(session, container.tenant, container.id, DocumentState.READING, DocumentState.READ, actor=actor, why=why, at=at)
    if isinstance(moved, Overtaken | NotAllowed):
        return moved
    session.execute(update(DocumentRow).where(DocumentRow.id == container.id).values(error_code="", worker=""))
    _set_failures(session, container.id, failures)
    sender = session.scalars(select(ReceiptRow.sender).where(ReceiptRow.document_id == container.id).order_by(ReceiptRow.received_at).limit(1)).one()
    known = set(session.scalars(select(ReceiptRow.name).where(ReceiptRow.container_id == container.id)))
    lane = container.lane if len(members) < _LARGE else Lane.BATCH
    received = []
    for member in members:
        if member.name not in known:
            arrival = Arrival(
                container.tenant,
                member.file,
                member.media_type,
                member.name,
                container.door,
                Actor(sender, frozenset({Role.SUBMITTER})),
                at,
                container_id=container.id,
                lane=lane,
            )
            receipt = receive(session, arrival)
            assert isinstance(receipt, Receipt)  # without a key there is no conflict
            received.append(receipt)
    return tuple(received)


def container_failures(session: Session, tenant: str, container_id: UUID) -> Sequence[ContainerFailure]:
    """In the order they stand in it."""
    statement = (
        select(ContainerFailureRow)
        .join(DocumentRow, DocumentRow.id == ContainerFailureRow.container_id)
        .where(ContainerFailureRow.container_id == container_id, DocumentRow.tenant == tenant)
        .order_by(ContainerFailureRow.position)
    )
    return tuple(ContainerFailure(row.name, row.error_code, row.message, row.message_zh) for row in session.scalars(statement))


@dataclass(frozen=True)
class MemberState:
    """How far a document is that was taken out of a container."""

    name: str
    """As that of a failure."""
    document_id: UUID
    state: DocumentState
    error_code: str
    deleted: bool


def member_states(session: Session, tenant: str, container_id: UUID) -> Sequence[MemberState]:
    """In the order they were taken out."""
    statement = (
        select(ReceiptRow.name, DocumentRow.id, DocumentRow.state, DocumentRow.error_code, DocumentRow.deleted_at)
        .join(DocumentRow, DocumentRow.id == ReceiptRow.document_id)
        .where(ReceiptRow.container_id == container_id, ReceiptRow.tenant == tenant)
        .order_by(ReceiptRow.id)
    )
    rows = session.execute(statement)
    return tuple(MemberState(name, document_id, state, code, deleted_at is not None) for name, document_id, state, code, deleted_at in rows)


def _set_failures(session: Session, container_id: UUID, failures: Iterable[ContainerFailure]) -> None:
    """Instead of those that an earlier reading left."""
    session.execute(delete(ContainerFailureRow).where(ContainerFailureRow.container_id == container_id))
    for position, failure in enumerate(failures):
        session.execute(
            insert(ContainerFailureRow).values(
                container_id=container_id,
                position=position,
                name=failure.name,
                error_code=failure.error_code,
                message=failure.message,
                message_zh=failure.message_zh,
            )
        )
