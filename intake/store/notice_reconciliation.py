"""What reconciliation tells people: of one run what is newly open, once at once for what is severe and once for the rest; and that a run had to be given up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from intake.domain.money import format_fen
from intake.notices.notice import About, Happening, Subject
from intake.notices.topics import Topic
from intake.store.notice_sources import BACK, Event, Source, microseconds, moment
from intake.store.reconciliation_tables import DifferenceEventRow, DifferenceRow, RunRow
from intake.upload.discrepancies import LABELS, SEVERE, Discrepancy
from intake.upload.reconciliation_words import FindingState, RunState

_BACK_TIME = timedelta(minutes=10)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SEVERE, _OTHER = "severe", "other"


def reconciliation_sources() -> tuple[Source, ...]:
    return (
        Source("reconciliation", _last_event, _events, _of_runs, BACK),
        Source("reconciliation_failed", _last_failure, _failures, _of_failures, microseconds(_EPOCH + _BACK_TIME)),
    )


def _last_event(session: Session) -> int:
    return session.scalar(select(func.max(DifferenceEventRow.id))) or 0


def _events(session: Session, after: int) -> Sequence[Event]:
    """One for each run and weight. A run writes all of its events in one transaction."""
    weight = case((DifferenceRow.kind.in_(sorted(SEVERE)), _SEVERE), else_=_OTHER)
    statement = (
        select(DifferenceEventRow.run_id, DifferenceRow.tenant, weight.label("weight"), func.max(DifferenceEventRow.id).label("last"))
        .join(DifferenceRow, DifferenceRow.id == DifferenceEventRow.finding_id)
        .where(DifferenceEventRow.id > after, DifferenceEventRow.run_id.is_not(None), DifferenceEventRow.target == FindingState.OPEN)
        .group_by(DifferenceEventRow.run_id, DifferenceRow.tenant, weight)
    )
    found = [Event(row.last, row.tenant, f"reconciliation:{row.run_id}:{row.weight}") for row in session.execute(statement)]
    return tuple(sorted(found))


def _of_runs(session: Session, events: Sequence[Event]) -> Iterable[Happening]:
    for event in events:
        _, run, weight = event.key.split(":")
        topic = Topic.SEVERE_DIFFERENCE if weight == _SEVERE else Topic.DIFFERENCE_FOUND
        opened = [DifferenceEventRow.run_id == UUID(run), DifferenceEventRow.target == FindingState.OPEN]
        severe = DifferenceRow.kind.in_(sorted(SEVERE))
        statement = (
            select(DifferenceRow.kind, func.count(), func.sum(DifferenceRow.fen))
            .join(DifferenceEventRow, DifferenceRow.id == DifferenceEventRow.finding_id)
            .where(*opened, severe if weight == _SEVERE else ~severe)
            .group_by(DifferenceRow.kind)
        )
        counted = [(kind, count, int(fen)) for kind, count, fen in session.execute(statement)]
        counted.sort(key=lambda row: (-row[1], row[0]))
        at = session.execute(select(func.min(DifferenceEventRow.happened_at)).where(*opened)).scalar_one()
        yield Happening(event.tenant, topic, event.key, About(Subject.RECONCILIATION, run), at, _facts(counted))


def _facts(counted: Sequence[tuple[Discrepancy, int, int]]) -> dict[str, str]:
    """`counted`: kind, how many, 分 at stake."""
    names = [(LABELS[kind], count, format_fen(fen)) for kind, count, fen in counted]
    why = "; ".join(f"{label[0]}: {count} (¥{fen})" for label, count, fen in names)
    why_zh = "；".join(f"{label[1]} {count} 项（¥{fen}）" for label, count, fen in names)
    return {
        "count": str(sum(count for _, count, _ in counted)),
        "why": f"{why}.",
        "why_zh": f"{why_zh}。",
        "next": "Each has its cause and the step that mends it in the list of differences.",
        "next_zh": "每项差异的原因和处理办法见对账差异列表。",
    }


def _last_failure(session: Session) -> int:
    last = session.scalar(select(func.max(RunRow.ended_at)).where(RunRow.state == RunState.FAILED))
    return 0 if last is None else microseconds(last)


def _failures(session: Session, after: int) -> Sequence[Event]:
    statement = select(RunRow.id, RunRow.tenant, RunRow.ended_at).where(RunRow.state == RunState.FAILED, RunRow.ended_at > moment(after))
    rows = session.execute(statement.order_by(RunRow.ended_at, RunRow.id))
    return tuple(Event(microseconds(row.ended_at), row.tenant, f"reconciliation_failed:{row.id}") for row in rows)


def _of_failures(session: Session, events: Sequence[Event]) -> Iterable[Happening]:
    ids = [UUID(event.key.partition(":")[2]) for event in events]
    for row in session.scalars(select(RunRow).where(RunRow.id.in_(ids)).order_by(RunRow.id)):
        assert row.ended_at is not None  # it failed
        facts = {"name": row.ledger, "why": row.reason, "why_zh": row.reason}
        yield Happening(row.tenant, Topic.NOT_RECONCILED, f"reconciliation_failed:{row.id}", About(Subject.RECONCILIATION, str(row.id)), row.ended_at, facts)
