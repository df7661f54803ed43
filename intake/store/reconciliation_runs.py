"""Runs of reconciliation as they are kept: opened once a night or when somebody asks, taken by whoever raises the version first, and begun anew where their process died."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from intake.store.ids import new_id
from intake.store.insert_of import insert_of
from intake.store.reconciliation_tables import RunRow
from intake.upload.discrepancies import Discrepancy
from intake.upload.listing import Span
from intake.upload.reconcile import DaySums
from intake.upload.reconciliation_words import RunState


@dataclass(frozen=True)
class Counted:
    """What a run compared."""

    is_listed: bool
    lists: int
    ours: int
    theirs: int
    agreed: int
    found: int
    days: Mapping[date, DaySums]


@dataclass(frozen=True)
class StoredRun:
    id: UUID
    tenant: str
    night: date | None
    asked_by: str
    span: Span
    state: RunState
    ledger: str
    counted: Counted
    """Zeros before it is finished."""
    reason: str
    attempts: int
    next_at: datetime | None
    opened_at: datetime
    ended_at: datetime | None
    version: int


def open_run(session: Session, tenant: str, span: Span, ledger: str, *, who: str, at: datetime) -> StoredRun:
    """Somebody asks: it is due now."""
    return _stored(session.execute(_new(session, tenant, span, ledger, who, at, None).returning(RunRow)).scalar_one())


def open_night(session: Session, tenant: str, span: Span, ledger: str, night: date, *, who: str, at: datetime) -> bool:
    """False where this night has its run already."""
    new = _new(session, tenant, span, ledger, who, at, night).on_conflict_do_nothing(index_elements=["tenant", "night"])
    return session.scalar(new.returning(RunRow.id)) is not None


def has_night(session: Session, tenant: str, night: date) -> bool:
    return session.scalar(select(RunRow.id).where(RunRow.tenant == tenant, RunRow.night == night)) is not None


def find_run(session: Session, tenant: str, run_id: UUID) -> StoredRun | None:
    row = session.scalar(select(RunRow).where(RunRow.id == run_id, RunRow.tenant == tenant))
    return _stored(row) if row else None


def runs_of(session: Session, tenant: str, *, limit: int, after: UUID | None = None) -> tuple[Sequence[StoredRun], UUID | None]:
    """Newest first, and where to go on."""
    statement = select(RunRow).where(RunRow.tenant == tenant)
    if after is not None:
        statement = statement.where(RunRow.id < after)
    found = [_stored(row) for row in session.scalars(statement.order_by(RunRow.id.desc()).limit(limit + 1))]
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def due_runs(session: Session, now: datetime, limit: int) -> Sequence[StoredRun]:
    """Of all tenants; also those that run and were not heard of for too long."""
    statement = select(RunRow).where(RunRow.next_at.is_not(None), RunRow.next_at <= now).order_by(RunRow.next_at).limit(limit)
    return tuple(map(_stored, session.scalars(statement)))


def count_under_way(session: Session, tenant: str) -> int:
    return session.scalar(select(func.count()).select_from(RunRow).where(RunRow.tenant == tenant, RunRow.next_at.is_not(None))) or 0


def take_run(session: Session, tenant: str, run_id: UUID, version: int, now: datetime, until: datetime) -> StoredRun | None:
    """Ours until then, at its new version. None where somebody else has it, or it is not due any more."""
    due = [RunRow.id == run_id, RunRow.tenant == tenant, RunRow.version == version, RunRow.next_at <= now]
    values = {"state": RunState.RUNNING, "next_at": until, "attempts": RunRow.attempts + 1, "version": RunRow.version + 1}
    row = session.scalar(update(RunRow).where(*due).values(values).returning(RunRow))
    return None if row is None else _stored(row)


def keep_run(session: Session, run: StoredRun, until: datetime) -> bool:
    """It goes on. False where somebody took it over."""
    return session.scalar(_mine(run).values(next_at=until).returning(RunRow.id)) is not None


def put_off_run(session: Session, run: StoredRun, reason: str, again_at: datetime | None, at: datetime) -> bool:
    """To be tried again then; given up where that is None. False where somebody took it over."""
    state = RunState.QUEUED if again_at is not None else RunState.FAILED
    ended = {"ended_at": at} if again_at is None else {}
    values = {"state": state, "reason": reason, "next_at": again_at, "version": run.version + 1, **ended}
    return session.scalar(_mine(run).values(values).returning(RunRow.id)) is not None


def end_run(session: Session, run: StoredRun, counted: Counted, at: datetime) -> bool:
    """False where somebody took it over: then nothing of it may be kept."""
    values = {
        "state": RunState.FINISHED,
        "reason": "",
        "next_at": None,
        "ended_at": at,
        "version": run.version + 1,
        "is_listed": counted.is_listed,
        "lists": counted.lists,
        "ours": counted.ours,
        "theirs": counted.theirs,
        "agreed": counted.agreed,
        "found": counted.found,
        "days": [_day(day, sums) for day, sums in counted.days.items()],
    }
    return session.scalar(_mine(run).values(values).returning(RunRow.id)) is not None


def _new(session: Session, tenant: str, span: Span, ledger: str, who: str, at: datetime, night: date | None) -> postgresql.Insert | sqlite.Insert:
    table = insert_of(session, RunRow)
    values: dict[str, Any] = {
        "id": new_id(),
        "tenant": tenant,
        "night": night,
        "asked_by": who,
        "first": span.first,
        "last": span.last,
        "state": RunState.QUEUED,
        "ledger": ledger,
        "is_listed": False,
        "days": [],
        "reason": "",
        "next_at": at,
        "opened_at": at,
        "ended_at": None,
        "version": 1,
        **dict.fromkeys(("lists", "ours", "theirs", "agreed", "found", "attempts"), 0),
    }
    return table.values(values)


def _mine(run: StoredRun) -> Any:
    return update(RunRow).where(RunRow.id == run.id, RunRow.version == run.version, RunRow.state == RunState.RUNNING)


def _day(day: date, sums: DaySums) -> dict[str, Any]:
    return {
        "day": day.isoformat(),
        "ours": sums.ours,
        "theirs": sums.theirs,
        "agreed": sums.agreed,
        "ours_fen": sums.ours_fen,
        "theirs_fen": sums.theirs_fen,
        "found": {kind.value: count for kind, count in sorted(sums.found.items())},
    }


def _sums(said: Mapping[str, Any]) -> DaySums:
    found = {Discrepancy(kind): count for kind, count in said["found"].items()}
    return DaySums(said["ours"], said["theirs"], said["agreed"], said["ours_fen"], said["theirs_fen"], found)


def _stored(row: RunRow) -> StoredRun:
    days = {date.fromisoformat(said["day"]): _sums(said) for said in row.days}
    counted = Counted(row.is_listed, row.lists, row.ours, row.theirs, row.agreed, row.found, days)
    return StoredRun(
        row.id,
        row.tenant,
        row.night,
        row.asked_by,
        Span(row.first, row.last),
        row.state,
        row.ledger,
        counted,
        row.reason,
        row.attempts,
        row.next_at,
        row.opened_at,
        row.ended_at,
        row.version,
    )
