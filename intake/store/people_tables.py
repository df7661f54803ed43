"""The tables of people and of what they log in with. Secrets stand here only as hashes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.people.throttle import Subject
from intake.state import Role
from intake.store.column_types import PlainText, words
from intake.store.tables import Base

NAME = 64
HASH = 64
"""Hexadecimal digits of SHA-256."""
_PASSWORD_HASH = 255
_AGENT = 200
_SCOPES = 200


class UserRow(Base):
    """Somebody who may log in. Never removed, since history names users; disabled instead."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(NAME))
    name: Mapped[str] = mapped_column(PlainText(NAME))
    """As `intake.people.names.user_name` has it."""
    password_hash: Mapped[str] = mapped_column(String(_PASSWORD_HASH))
    must_change_password: Mapped[bool]
    created_at: Mapped[datetime]
    password_set_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    __table_args__ = (Index("uq_users_tenant_name", "tenant", "name", unique=True),)


class UserRoleRow(Base):
    __tablename__ = "user_roles"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(words(Role), primary_key=True)


class SessionRow(Base):
    """A login that has not ended yet."""

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(HASH), unique=True)
    started_at: Mapped[datetime]
    used_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(PlainText(NAME))
    agent: Mapped[str] = mapped_column(PlainText(_AGENT))


class ApiKeyRow(Base):
    __tablename__ = "api_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(NAME), index=True)
    name: Mapped[str] = mapped_column(PlainText(NAME))
    secret_hash: Mapped[str] = mapped_column(String(HASH), unique=True)
    scopes: Mapped[str] = mapped_column(String(_SCOPES))
    """With blanks between."""
    made_by: Mapped[str] = mapped_column(String(NAME))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class DeviceRow(Base):
    """A paired phone."""

    __tablename__ = "devices"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(PlainText(NAME))
    secret_hash: Mapped[str] = mapped_column(String(HASH), unique=True)
    next_hash: Mapped[str | None] = mapped_column(String(HASH), unique=True)
    """Of a new secret that was given out and not used yet: its answer may have got lost."""
    paired_at: Mapped[datetime]
    used_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class PairingRow(Base):
    """A code that one phone may use once, soon."""

    __tablename__ = "pairings"

    secret_hash: Mapped[str] = mapped_column(String(HASH), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)


class LoginFailureRow(Base):
    """How often logging in failed of late."""

    __tablename__ = "login_failures"

    subject: Mapped[Subject] = mapped_column(words(Subject), primary_key=True)
    name: Mapped[str] = mapped_column(String(HASH), primary_key=True)
    """SHA-256 of tenant and name, or of the address: people type passwords where a name belongs."""
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    blocked_until: Mapped[datetime]
