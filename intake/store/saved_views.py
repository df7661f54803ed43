"""Searches that people keep under a name: their own, and those that others share with the tenant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.state import Actor
from intake.store.audit import AuditEvent, AuditSubject, Facts, add_audit
from intake.store.column_types import PlainText
from intake.store.ids import new_id
from intake.store.people_tables import UserRow
from intake.store.tables import Base

VIEW_NAME = 64
Filters = Mapping[str, Sequence[str]]
"""Parameter of the search -> its values."""


class SavedViewRow(Base):
    """Gone, but for the audit, when its owner throws it away."""

    __tablename__ = "saved_views"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(64))
    owner: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(PlainText(VIEW_NAME))
    filters: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    is_shared: Mapped[bool]
    saved_at: Mapped[datetime]

    __table_args__ = (Index("uq_saved_views_name", "tenant", "owner", "name", unique=True),)


@dataclass(frozen=True)
class SavedView:
    id: UUID
    owner: UUID
    owner_name: str
    name: str
    filters: Filters
    is_shared: bool
    """Everybody of the tenant may use it; what it finds depends on what they may see."""
    saved_at: datetime


def views_for(session: Session, tenant: str, user: UUID) -> Sequence[SavedView]:
    """Their own and the shared ones, by name."""
    visible = [SavedViewRow.tenant == tenant, or_(SavedViewRow.owner == user, SavedViewRow.is_shared)]
    statement = select(SavedViewRow, UserRow.name).join(UserRow, UserRow.id == SavedViewRow.owner).where(*visible)
    return tuple(_view(row, name) for row, name in session.execute(statement.order_by(SavedViewRow.name, SavedViewRow.id)))


def count_views(session: Session, user: UUID, *, other_than: str) -> int:
    """How many somebody has, without the one of this name."""
    mine = [SavedViewRow.owner == user, SavedViewRow.name != other_than]
    return session.scalar(select(func.count()).select_from(SavedViewRow).where(*mine)) or 0


def save_view(session: Session, tenant: str, user: UUID, name: str, filters: Filters, *, is_shared: bool, actor: Actor, at: datetime) -> UUID:
    """In place of their own of the same name, where there is one. `name` was checked."""
    values = {"filters": {key: list(each) for key, each in filters.items()}, "is_shared": is_shared, "saved_at": at}
    table = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(SavedViewRow)
    statement = table.values(id=new_id(), tenant=tenant, owner=user, name=name, **values)
    saved: UUID = session.execute(
        statement.on_conflict_do_update(index_elements=["tenant", "owner", "name"], set_=values).returning(SavedViewRow.id)
    ).scalar_one()
    facts = {"name": name, "filters": values["filters"], "is_shared": is_shared}
    add_audit(session, tenant, AuditSubject.VIEW, saved, AuditEvent.CHANGED, actor=actor, at=at, after=facts)
    return saved


def find_view(session: Session, tenant: str, view_id: UUID) -> SavedView | None:
    statement = select(SavedViewRow, UserRow.name).join(UserRow, UserRow.id == SavedViewRow.owner)
    found = session.execute(statement.where(SavedViewRow.id == view_id, SavedViewRow.tenant == tenant)).one_or_none()
    return None if found is None else _view(*found)


def throw_view_away(session: Session, tenant: str, view: SavedView, *, actor: Actor, at: datetime) -> None:
    before: Facts = {"name": view.name, "filters": dict(view.filters), "is_shared": view.is_shared}
    session.execute(delete(SavedViewRow).where(SavedViewRow.id == view.id, SavedViewRow.tenant == tenant))
    add_audit(session, tenant, AuditSubject.VIEW, view.id, AuditEvent.REVOKED, actor=actor, at=at, before=before)


def _view(row: SavedViewRow, owner_name: str) -> SavedView:
    return SavedView(row.id, row.owner, owner_name, row.name, row.filters, row.is_shared, row.saved_at)
