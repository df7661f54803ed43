"""Whose a record is: the names under which it came in, for callers who may see only what they sent. Whoever sends the same bytes later sent them too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from intake.opening.containers import SEPARATOR
from intake.store.tables import InvoiceRow, ReceiptRow
from intake.store.words import Door


def senders_of_document(session: Session, tenant: str, document_id: UUID) -> frozenset[str]:
    """Everybody who sent these bytes, alone or in a mail or archive, as `receipts.sender` has them; empty where this tenant has no such document."""
    return frozenset(session.scalars(select(ReceiptRow.sender).where(ReceiptRow.tenant == tenant, _brought(document_id))))


def senders_of_invoice(session: Session, tenant: str, invoice_id: UUID) -> frozenset[str]:
    """Everybody who sent the document that it is in; empty where this tenant has no such invoice."""
    document_id = session.scalar(select(InvoiceRow.document_id).where(InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant))
    return senders_of_document(session, tenant, document_id) if document_id is not None else frozenset()


def sent_by(sender: str, document_id: ColumnElement[UUID] | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """That this actor is one of those who sent a document: a condition of a query about its tenant's documents."""
    return select(ReceiptRow.id).where(ReceiptRow.sender == sender, _brought(document_id)).exists()


@dataclass(frozen=True)
class OwnArrival:
    """The first time that somebody sent a document, alone or in a mail or archive."""

    name: str
    """As they called it; `mail.eml!a.pdf` for what was in a mail."""
    door: Door
    received_at: datetime


def own_arrival(session: Session, tenant: str, document_id: UUID, sender: str) -> OwnArrival | None:
    """None where this actor never sent it."""
    mine = [ReceiptRow.tenant == tenant, ReceiptRow.sender == sender]
    row = session.scalar(select(ReceiptRow).where(*mine, ReceiptRow.document_id == document_id).order_by(ReceiptRow.received_at, ReceiptRow.id).limit(1))
    if row is not None:
        return OwnArrival(row.name, row.door, row.received_at)
    # The second sender of a mail or archive has no receipts for what is in it.
    member = aliased(ReceiptRow)
    inside = select(ReceiptRow.name, ReceiptRow.door, ReceiptRow.received_at, member.name.label("member")).join(
        member, member.container_id == ReceiptRow.document_id
    )
    found = session.execute(inside.where(*mine, member.document_id == document_id).order_by(ReceiptRow.received_at, ReceiptRow.id).limit(1)).one_or_none()
    return OwnArrival(name_inside(found.name, found.member), found.door, found.received_at) if found else None


def name_inside(container: str, member: str) -> str:
    """Of a member of a container that somebody else called otherwise: `copy.zip` and `all.zip!a.pdf` -> `copy.zip!a.pdf`."""
    _, separator, rest = member.partition(SEPARATOR)
    return container + separator + rest


def _brought(document_id: UUID | ColumnElement[UUID] | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Of a receipt: it brought this document, or the mail or archive that the document was taken out of. The second sender of an archive has no receipts for its members."""
    member = aliased(ReceiptRow)
    containers = select(member.container_id).where(member.document_id == document_id, member.container_id.is_not(None))
    return or_(ReceiptRow.document_id == document_id, ReceiptRow.document_id.in_(containers))
