"""What was changed about people, companies and policies, who logged in, and who took many invoices out. Entries are only ever added, in the transaction that did it, and hold no secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, String, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.state import Actor
from intake.store.column_types import words
from intake.store.tables import Base

Facts = Mapping[str, Any]
"""JSON values."""
_NAME = 64


class AuditSubject(StrEnum):
    USER = "user"
    KEY = "key"
    DEVICE = "device"
    COMPANY = "company"
    POLICY = "policy"
    WEBHOOK = "webhook"
    FEEDBACK = "feedback"
    PROVIDER = "provider"
    """Of look-ups; its id is its name."""
    LEDGER = "ledger"
    """Its id is its name."""
    LEDGER_ROUTE = "ledger_route"
    """Its id is the tenant."""
    EXPORT = "export"
    """A file of many invoices; its id is the name of the file."""
    VIEW = "view"
    """A search that somebody keeps."""


class AuditEvent(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    DISABLED = "disabled"
    ENABLED = "enabled"
    PASSWORD_SET = "password_set"  # noqa: S105 - a word, no password
    LOGGED_IN = "logged_in"
    LOGIN_FAILED = "login_failed"
    LOGGED_OUT = "logged_out"
    PAIRED = "paired"
    REVOKED = "revoked"
    SECRET_SET = "secret_set"  # noqa: S105 - a word, no secret
    TESTED = "tested"
    TAKEN = "taken"
    """Left the program: what was asked for stands in `after`."""


class AuditRow(Base):
    """Never changed, never deleted."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    subject: Mapped[AuditSubject] = mapped_column(words(AuditSubject))
    subject_id: Mapped[str] = mapped_column(String(_NAME))
    event: Mapped[AuditEvent] = mapped_column(words(AuditEvent))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    who: Mapped[str] = mapped_column(String(_NAME))
    happened_at: Mapped[datetime]

    __table_args__ = (Index("ix_audit_subject", "tenant", "subject", "subject_id", "id"), Index("ix_audit_tenant", "tenant", "happened_at"))


@dataclass(frozen=True)
class AuditEntry:
    subject: AuditSubject
    subject_id: str
    event: AuditEvent
    before: Facts
    """What the event changed, as it was; empty for something new."""
    after: Facts
    who: str
    happened_at: datetime


def add_audit(
    session: Session,
    tenant: str,
    subject: AuditSubject,
    subject_id: object,
    event: AuditEvent,
    *,
    actor: Actor,
    at: datetime,
    before: Facts | None = None,
    after: Facts | None = None,
) -> None:
    session.execute(
        insert(AuditRow).values(
            tenant=tenant,
            subject=subject,
            subject_id=str(subject_id),
            event=event,
            before=dict(before or {}),
            after=dict(after or {}),
            who=actor.name,
            happened_at=at,
        )
    )


def audit_of(session: Session, tenant: str, subject: AuditSubject, subject_id: object) -> Sequence[AuditEntry]:
    """Oldest first; empty where this tenant has no such subject."""
    mine = [AuditRow.tenant == tenant, AuditRow.subject == subject, AuditRow.subject_id == str(subject_id)]
    return tuple(map(_entry, session.scalars(select(AuditRow).where(*mine).order_by(AuditRow.id))))


def audit_between(session: Session, tenant: str, since: datetime, until: datetime, limit: int) -> Sequence[AuditEntry]:
    """The first `limit` from `since` on, before `until`, oldest first."""
    within = [AuditRow.tenant == tenant, AuditRow.happened_at >= since, AuditRow.happened_at < until]
    return tuple(map(_entry, session.scalars(select(AuditRow).where(*within).order_by(AuditRow.happened_at, AuditRow.id).limit(limit))))


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(row.subject, row.subject_id, row.event, row.before, row.after, row.who, row.happened_at)
