"""Providers of verification that are named on the settings page, as they are kept: every version of each, none ever changed; of a secret only the last one, sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, LargeBinary, String, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.errors import RequestRefused
from intake.state import Actor
from intake.store.audit import AuditEvent, AuditSubject, add_audit
from intake.store.failures import is_unique_violation
from intake.store.tables import SHORT, Base

_NAME = 64


class ProviderVersionRow(Base):
    """Of the whole installation."""

    __tablename__ = "provider_versions"

    name: Mapped[str] = mapped_column(String(SHORT), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(Integer)
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    active: Mapped[bool]
    who: Mapped[str] = mapped_column(String(_NAME))
    said_at: Mapped[datetime]


class ProviderSecretRow(Base):
    """`intake.sealing`: nobody who has the database alone can open it."""

    __tablename__ = "provider_secrets"

    name: Mapped[str] = mapped_column(String(SHORT), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    said_at: Mapped[datetime]


@dataclass(frozen=True)
class KeptProvider:
    name: str
    version: int
    """Counts from 1."""
    place: int
    """Asked in this order."""
    told: Mapping[str, Any]
    """`intake.verification.provider_settings` says which texts and numbers; no secret."""
    active: bool
    who: str
    said_at: datetime


def kept_providers(session: Session) -> Sequence[KeptProvider]:
    """The last version of each, in the order in which they are asked."""
    last: dict[str, KeptProvider] = {}
    for row in session.scalars(select(ProviderVersionRow).order_by(ProviderVersionRow.name, ProviderVersionRow.version)):
        last[row.name] = KeptProvider(row.name, row.version, row.place, row.told, row.active, row.who, row.said_at)
    return sorted(last.values(), key=lambda kept: (kept.place, kept.name))


def keep_provider(
    session: Session, tenant: str, name: str, seen: int, place: int, told: Mapping[str, Any], *, active: bool, actor: Actor, at: datetime
) -> KeptProvider:
    """`told` was checked; `seen` is the last version that the caller knows, 0 for none. Raises RequestRefused where there is a later one."""
    before = next((kept for kept in kept_providers(session) if kept.name == name), None)
    if (before.version if before else 0) != seen:
        raise provider_changed_meanwhile()
    kept = KeptProvider(name, seen + 1, place, told, active, actor.name, at)
    values = {"name": name, "version": kept.version, "place": place, "told": dict(told), "active": active, "who": actor.name, "said_at": at}
    try:
        with session.begin_nested():
            session.execute(insert(ProviderVersionRow).values(values))
    except IntegrityError as error:
        if is_unique_violation(error):
            raise provider_changed_meanwhile() from error
        raise
    event = AuditEvent.CHANGED if before else AuditEvent.CREATED
    add_audit(session, tenant, AuditSubject.PROVIDER, name, event, actor=actor, at=at, before=_facts(before) if before else {}, after=_facts(kept))
    return kept


def keep_sealed_secret(session: Session, tenant: str, name: str, sealed: bytes, *, actor: Actor, at: datetime) -> None:
    """Instead of the one before."""
    session.execute(delete(ProviderSecretRow).where(ProviderSecretRow.name == name))
    session.execute(insert(ProviderSecretRow).values(name=name, sealed=sealed, said_at=at))
    add_audit(session, tenant, AuditSubject.PROVIDER, name, AuditEvent.SECRET_SET, actor=actor, at=at)


def sealed_secrets(session: Session) -> Mapping[str, bytes]:
    return {row.name: row.sealed for row in session.scalars(select(ProviderSecretRow))}


def provider_changed_meanwhile() -> RequestRefused:
    return RequestRefused(
        "provider_changed_meanwhile",
        "Somebody else changed this provider meanwhile. Load it again and repeat your change.",
        "该服务商设置已被他人修改，请刷新后重新修改。",
    )


def _facts(kept: KeptProvider) -> Mapping[str, object]:
    return {"place": kept.place, "active": kept.active, **kept.told}
