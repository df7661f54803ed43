"""Who has to do with a record, and who there is to be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.notices.audience import Person
from intake.notices.notice import About, Subject
from intake.notices.topics import Part
from intake.people.caller import actor_of_user
from intake.state import InvoiceState, Role
from intake.store.feedback import FeedbackRow
from intake.store.people_tables import UserRoleRow, UserRow
from intake.store.tables import HistoryRow, InvoiceRow, ReceiptRow

_USER = actor_of_user(UUID(int=0)).partition(":")[0] + ":"


def people_of(session: Session, tenant: str) -> Sequence[Person]:
    """Users who may log in."""
    statement = select(UserRow.id, UserRoleRow.role).outerjoin(UserRoleRow, UserRoleRow.user_id == UserRow.id)
    roles: dict[UUID, set[Role]] = {}
    for user_id, role in session.execute(statement.where(UserRow.tenant == tenant, UserRow.disabled_at.is_(None))):
        roles.setdefault(user_id, set()).update({role} if role is not None else set())
    return tuple(Person(user_id, frozenset(held)) for user_id, held in roles.items())


def parts_in(session: Session, tenant: str, about: About) -> Mapping[Part, UUID]:
    """Users, whether they may still log in or not; a part that no user has is left out."""
    match about.kind:
        case Subject.DOCUMENT:
            return _parts({Part.SENDER: _sender(session, tenant, UUID(about.id))})
        case Subject.INVOICE:
            invoice_id = UUID(about.id)
            document_id = session.scalar(select(InvoiceRow.document_id).where(InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant))
            sender = _sender(session, tenant, document_id) if document_id is not None else None
            return _parts({Part.APPROVER: _approver(session, tenant, invoice_id), Part.SENDER: sender})
        case Subject.FEEDBACK:
            said_by = session.scalar(select(FeedbackRow.user_id).where(FeedbackRow.id == UUID(about.id), FeedbackRow.tenant == tenant))
            return {} if said_by is None else {Part.SENDER: said_by}
        case _:
            return {}


def _parts(named: Mapping[Part, str | None]) -> Mapping[Part, UUID]:
    return {part: UUID(name.removeprefix(_USER)) for part, name in named.items() if name is not None and name.startswith(_USER) and _is_id(name)}


def _is_id(name: str) -> bool:
    try:
        UUID(name.removeprefix(_USER))
    except ValueError:
        return False
    return True


def _sender(session: Session, tenant: str, document_id: UUID) -> str | None:
    return session.scalar(select(ReceiptRow.sender).where(ReceiptRow.document_id == document_id, ReceiptRow.tenant == tenant, ReceiptRow.first))


def _approver(session: Session, tenant: str, invoice_id: UUID) -> str | None:
    """Who approved it last, person or machine."""
    approved = [HistoryRow.invoice_id == invoice_id, HistoryRow.tenant == tenant, HistoryRow.target == InvoiceState.APPROVED.value]
    return session.scalar(select(HistoryRow.who).where(*approved).order_by(HistoryRow.id.desc()).limit(1))
