"""Pages put together otherwise by a person: the documents they came from keep their files, their invoices make way for those of the new ones, and all of it can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.state import Actor, DocumentState, InvoiceState, Role
from intake.store.answers import Done, NotAllowed, NotNow, Overtaken, Taken
from intake.store.containers import ContainerMember
from intake.store.deletion import delete_document, delete_invoice, restore_invoice
from intake.store.documents import StoredDocument
from intake.store.history import HistoryEntry, add_to_document
from intake.store.ids import new_id
from intake.store.invoices import invoices_of_document
from intake.store.receipts import Arrival, Receipt, first_arrival, receive
from intake.store.tables import Base, DocumentRow, InvoiceRow
from intake.store.words import HistoryEvent

_NAME = 64
_UNDECIDED = (InvoiceState.IN_REVIEW, InvoiceState.DUPLICATE)
"""Nobody has said anything about it that would be lost."""


class RearrangementRow(Base):
    """Pages of some documents were put into others."""

    __tablename__ = "rearrangements"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    who: Mapped[str] = mapped_column(String(_NAME))
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class RearrangedDocumentRow(Base):
    __tablename__ = "rearranged_documents"

    rearrangement_id: Mapped[UUID] = mapped_column(ForeignKey("rearrangements.id"), primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True, index=True)
    is_new: Mapped[bool]
    """Made by it; false: its pages were taken."""


@dataclass(frozen=True)
class Rearrangement:
    id: UUID
    sources: tuple[str, ...]
    """Names of the documents whose pages it took."""


@dataclass(frozen=True)
class Rearranged:
    id: UUID
    documents: tuple[UUID, ...]
    """The new ones, to be read."""


def rearrange(
    session: Session, sources: Sequence[StoredDocument], parts: Sequence[ContainerMember], *, actor: Actor, at: datetime
) -> Rearranged | Overtaken | NotNow | NotAllowed:
    """The parts become documents of those who sent the sources. Not Rearranged: the caller rolls back.

    Overtaken where a source is not as it was seen; NotNow where one of its invoices was decided on or accepted already.
    """
    tenant, rearrangement = sources[0].tenant, new_id()
    session.execute(insert(RearrangementRow).values(id=rearrangement, tenant=tenant, who=actor.name, made_at=at, undone_at=None))
    into = ", ".join(part.name for part in parts)
    for source in sources:
        answer = _emptied(session, source, f"into {into}", actor, at)
        if answer is not None:
            return answer
        session.execute(insert(RearrangedDocumentRow).values(rearrangement_id=rearrangement, document_id=source.id, is_new=False))
    documents = tuple(dict.fromkeys(_received(session, sources, part, actor, at) for part in parts))
    for document in documents:
        session.execute(insert(RearrangedDocumentRow).values(rearrangement_id=rearrangement, document_id=document, is_new=True))
    return Rearranged(rearrangement, documents)


def undo_rearrangement(session: Session, tenant: str, rearrangement_id: UUID, *, actor: Actor, at: datetime) -> Done | Overtaken | NotNow | NotAllowed | Taken:
    """The documents as they were before, as long as nobody has decided on an invoice of the new ones. Not Done: the caller rolls back."""
    there = [RearrangementRow.id == rearrangement_id, RearrangementRow.tenant == tenant, RearrangementRow.undone_at.is_(None)]
    made_at = session.scalar(update(RearrangementRow).where(*there).values(undone_at=at).returning(RearrangementRow.made_at))
    if made_at is None:
        return Overtaken()
    answer: Done | Overtaken | NotNow | NotAllowed | Taken = Done(1)
    for document_id in _documents(session, rearrangement_id, is_new=True):
        answer = _decided(session, tenant, document_id) or delete_document(session, tenant, document_id, actor=actor, why="pages put back", at=at)
        if not isinstance(answer, Done):
            return answer
    for document_id in _documents(session, rearrangement_id, is_new=False):
        taken = [InvoiceRow.document_id == document_id, InvoiceRow.tenant == tenant, InvoiceRow.deleted_at == made_at]
        for invoice_id in session.scalars(select(InvoiceRow.id).where(*taken).order_by(InvoiceRow.id)).all():
            answer = restore_invoice(session, tenant, invoice_id, actor=actor, why="pages put back", at=at)
            if not isinstance(answer, Done):
                return answer
        _note(session, tenant, document_id, DocumentState.READ, "put back", actor, at)
    return answer


def rearrangement_of(session: Session, tenant: str, document_id: UUID) -> Rearrangement | None:
    """By which a document was made; None for one that came in so."""
    made = select(RearrangedDocumentRow.rearrangement_id).join(RearrangementRow).where(RearrangedDocumentRow.document_id == document_id)
    found = session.scalar(made.where(RearrangementRow.tenant == tenant, RearrangedDocumentRow.is_new, RearrangementRow.undone_at.is_(None)).limit(1))
    if found is None:
        return None
    names = select(DocumentRow.name).join(RearrangedDocumentRow, RearrangedDocumentRow.document_id == DocumentRow.id)
    sources = names.where(RearrangedDocumentRow.rearrangement_id == found, ~RearrangedDocumentRow.is_new).order_by(DocumentRow.id)
    return Rearrangement(found, tuple(session.scalars(sources)))


def _emptied(session: Session, source: StoredDocument, why: str, actor: Actor, at: datetime) -> Overtaken | NotNow | NotAllowed | None:
    """Without its invoices; None where that is done."""
    there = [DocumentRow.id == source.id, DocumentRow.tenant == source.tenant, DocumentRow.deleted_at.is_(None), DocumentRow.version == source.version]
    seen = update(DocumentRow).where(*there, DocumentRow.state == DocumentState.READ).values(version=DocumentRow.version + 1)
    if session.scalar(seen.returning(DocumentRow.version)) is None:
        return Overtaken(source.state, source.version)
    if decided := _decided(session, source.tenant, source.id):
        return decided
    for invoice in invoices_of_document(session, source.tenant, source.id):
        answer = delete_invoice(session, source.tenant, invoice.id, actor=actor, why=f"pages put {why}", at=at, version=invoice.version)
        if not isinstance(answer, Done):
            return answer
    _note(session, source.tenant, source.id, source.state, why, actor, at)
    return None


def _decided(session: Session, tenant: str, document_id: UUID) -> NotNow | None:
    return next((NotNow(each.state) for each in invoices_of_document(session, tenant, document_id) if each.state not in _UNDECIDED), None)


def _received(session: Session, sources: Sequence[StoredDocument], part: ContainerMember, actor: Actor, at: datetime) -> UUID:
    """A receipt for each source: whoever sent one of them sent the part."""
    document_id: UUID | None = None
    for source in sources:
        first = first_arrival(session, source.tenant, source.id)
        sender = Actor(first.sender if first else actor.name, frozenset({Role.SUBMITTER}))
        arrival = Arrival(source.tenant, part.file, part.media_type, part.name, source.door, sender, at, container_id=source.id, lane=source.lane)
        receipt = receive(session, arrival)
        assert isinstance(receipt, Receipt)  # without a key there is no conflict
        document_id = receipt.document_id
    assert document_id is not None
    _note(session, sources[0].tenant, document_id, DocumentState.RECEIVED, f"from {', '.join(source.name for source in sources)}", actor, at)
    return document_id


def _documents(session: Session, rearrangement_id: UUID, *, is_new: bool) -> Sequence[UUID]:
    rows = select(RearrangedDocumentRow.document_id).where(RearrangedDocumentRow.rearrangement_id == rearrangement_id, RearrangedDocumentRow.is_new.is_(is_new))
    return session.scalars(rows.order_by(RearrangedDocumentRow.document_id)).all()


def _note(session: Session, tenant: str, document_id: UUID, state: DocumentState, why: str, actor: Actor, at: datetime) -> None:
    add_to_document(session, tenant, document_id, HistoryEntry(HistoryEvent.REARRANGED, state, state, actor.name, why, at))
