"""Settings that administrators make on the settings page for the whole installation: providers of look-ups, ledgers, and which ledger a firm's invoices go to.

Every version of each is kept and never changed. One row a setting says which version is the last, and holds its secret, sealed: so the last of each are found by keys, however
many came before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Integer, LargeBinary, Row, Select, String, and_, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.errors import RequestRefused
from intake.state import Actor
from intake.store.audit import AuditEvent, AuditSubject, add_audit
from intake.store.column_types import PlainText, words
from intake.store.insert_of import insert_of
from intake.store.tables import Base

_NAME = 64


class SettingKind(StrEnum):
    PROVIDER = "provider"
    """Of look-ups."""
    LEDGER = "ledger"
    ROUTE = "route"
    """Its name is the tenant whose invoices go that way."""


_SUBJECTS: Mapping[SettingKind, AuditSubject] = {
    SettingKind.PROVIDER: AuditSubject.PROVIDER,
    SettingKind.LEDGER: AuditSubject.LEDGER,
    SettingKind.ROUTE: AuditSubject.LEDGER_ROUTE,
}


class KeptSettingRow(Base):
    """Of the whole installation."""

    __tablename__ = "kept_settings"

    kind: Mapped[SettingKind] = mapped_column(words(SettingKind), primary_key=True)
    name: Mapped[str] = mapped_column(PlainText(_NAME), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    """The last one."""
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """`intake.sealing`: nobody who has the database alone can open it."""


class KeptSettingVersionRow(Base):
    __tablename__ = "kept_setting_versions"

    kind: Mapped[SettingKind] = mapped_column(words(SettingKind), primary_key=True)
    name: Mapped[str] = mapped_column(PlainText(_NAME), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    active: Mapped[bool]
    who: Mapped[str] = mapped_column(String(_NAME))
    said_at: Mapped[datetime]


@dataclass(frozen=True)
class KeptSetting:
    kind: SettingKind
    name: str
    version: int
    """Counts from 1."""
    told: Mapping[str, Any]
    """Texts, numbers and flags; no secret. What may stand there, who reads it says: `intake.verification.provider_settings`, `intake.upload.ledger_settings`."""
    active: bool
    who: str
    said_at: datetime
    sealed: bytes | None = field(default=None, repr=False)
    """Its secret."""


Versions = Mapping[tuple[SettingKind, str], int]


def kept_settings(session: Session, *kinds: SettingKind) -> Sequence[KeptSetting]:
    """The last version of each, by kind and name."""
    return [_setting(row) for row in session.execute(_last().where(KeptSettingRow.kind.in_(kinds)).order_by(KeptSettingRow.kind, KeptSettingRow.name))]


def kept_setting(session: Session, kind: SettingKind, name: str) -> KeptSetting | None:
    row = session.execute(_last().where(KeptSettingRow.kind == kind, KeptSettingRow.name == name)).one_or_none()
    return None if row is None else _setting(row)


def last_versions(session: Session) -> Versions:
    """Changes with every change of any setting: for whoever wants to know whether there was one."""
    return {(row.kind, row.name): row.version for row in session.execute(select(KeptSettingRow.kind, KeptSettingRow.name, KeptSettingRow.version))}


def keep_setting(
    session: Session,
    tenant: str,
    setting: SettingKind,
    name: str,
    seen: int,
    told: Mapping[str, Any],
    sealed: bytes | None,
    *,
    active: bool,
    actor: Actor,
    at: datetime,
) -> KeptSetting:
    """`told` was checked; `seen` is the last version that the caller knows, 0 for none; of `sealed`, None leaves the secret that is kept. `tenant`: whose log has it.

    Raises RequestRefused (`setting_changed_meanwhile`).
    """
    before = kept_setting(session, setting, name)
    if not _set_last(session, setting, name, seen, sealed):
        raise setting_changed_meanwhile(name)
    version = seen + 1
    values = {"kind": setting, "name": name, "version": version, "told": dict(told), "active": active, "who": actor.name, "said_at": at}
    session.execute(insert(KeptSettingVersionRow).values(values))
    kept = KeptSetting(setting, name, version, dict(told), active, actor.name, at, sealed if sealed is not None or before is None else before.sealed)
    subject, event = _SUBJECTS[setting], AuditEvent.CHANGED if before else AuditEvent.CREATED
    add_audit(session, tenant, subject, name, event, actor=actor, at=at, before=_facts(before) if before else {}, after=_facts(kept))
    if sealed is not None:
        add_audit(session, tenant, subject, name, AuditEvent.SECRET_SET, actor=actor, at=at)
    return kept


def setting_changed_meanwhile(name: str) -> RequestRefused:
    return RequestRefused(
        "setting_changed_meanwhile",
        f"Somebody else changed {name} meanwhile. Load it again and repeat your change.",
        f"{name} 的设置已被他人修改，请刷新后重新修改。",
    )


def _set_last(session: Session, kind: SettingKind, name: str, seen: int, sealed: bytes | None) -> bool:
    """False where the last version is another than `seen`."""
    if seen:
        values = {"version": seen + 1} | ({} if sealed is None else {"sealed": sealed})
        at_seen = [KeptSettingRow.kind == kind, KeptSettingRow.name == name, KeptSettingRow.version == seen]
        return session.scalar(update(KeptSettingRow).where(*at_seen).values(values).returning(KeptSettingRow.version)) is not None
    first = insert_of(session, KeptSettingRow).values(kind=kind, name=name, version=1, sealed=sealed)
    return session.scalar(first.on_conflict_do_nothing().returning(KeptSettingRow.version)) is not None


def _last() -> Select[Any]:
    one, version = KeptSettingRow, KeptSettingVersionRow
    is_last = and_(version.kind == one.kind, version.name == one.name, version.version == one.version)
    shown = (version.told, version.active, version.who, version.said_at, one.sealed)
    return select(one.kind, one.name, one.version, *shown).join(version, is_last)


def _setting(row: Row[Any]) -> KeptSetting:
    return KeptSetting(row.kind, row.name, row.version, row.told, row.active, row.who, row.said_at, row.sealed)


def _facts(kept: KeptSetting) -> Mapping[str, object]:
    return {"active": kept.active, **kept.told}
