"""Where each probe stands: what is under way, and when there is something to do. Whoever raises the version first has the probe until then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.store.column_types import PlainText
from intake.store.insert_of import insert_of
from intake.store.tables import KEY, Base

_NAME = 64


class ProbeRow(Base):
    """One route that is probed."""

    __tablename__ = "probes"

    name: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    key: Mapped[str] = mapped_column(PlainText(KEY))
    """Of the test invoice that is to be read back; "" while none is under way."""
    sent_at: Mapped[datetime | None]
    next_at: Mapped[datetime]
    passed_at: Mapped[datetime | None]
    """When one last got through."""
    version: Mapped[int]


@dataclass(frozen=True)
class StoredProbe:
    name: str
    key: str
    """"" while no test invoice is under way."""
    sent_at: datetime | None
    passed_at: datetime | None
    version: int


def take_probe(session: Session, name: str, now: datetime, until: datetime) -> StoredProbe | None:
    """It is the caller's until then. None where it is not its time, or somebody else has it. A probe that is new is due at once."""
    table = insert_of(session, ProbeRow)
    session.execute(table.values(name=name, key="", sent_at=None, next_at=now, passed_at=None, version=1).on_conflict_do_nothing())
    due = update(ProbeRow).where(ProbeRow.name == name, ProbeRow.next_at <= now)
    row = session.scalar(due.values(next_at=until, version=ProbeRow.version + 1).returning(ProbeRow))
    return StoredProbe(row.name, row.key, row.sent_at, row.passed_at, row.version) if row else None


def is_due(session: Session, name: str, now: datetime) -> bool:
    """Quick to ask; writes nothing."""
    row = session.get(ProbeRow, name)
    return row is None or row.next_at <= now


def put_probe(session: Session, probe: StoredProbe, *, key: str, sent_at: datetime | None, next_at: datetime, passed_at: datetime | None) -> bool:
    """How it stands now. False, and nothing changed, where somebody else has it by now."""
    values: dict[str, Any] = {"key": key, "sent_at": sent_at, "next_at": next_at, "passed_at": passed_at, "version": ProbeRow.version + 1}
    mine = update(ProbeRow).where(ProbeRow.name == probe.name, ProbeRow.version == probe.version)
    return session.scalar(mine.values(values).returning(ProbeRow.name)) is not None
