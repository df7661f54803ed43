"""What runs found, and what became of it. One difference of one invoice is one row, whichever night finds it: open while it is there, settled when it is gone, accepted where a
person says why it may stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, or_, select, update
from sqlalchemy.orm import Session

from intake.state import Actor
from intake.store.ids import new_id
from intake.store.reconciliation_runs import StoredRun
from intake.store.reconciliation_tables import THEIR_ID, DifferenceEventRow, DifferenceRow
from intake.upload.discrepancies import NEEDS_LISTING, NEEDS_THIRD_LIST, Discrepancy, Finding
from intake.upload.reconciliation_words import FINDING_MOVES, FindingState

_S = FindingState
_AT_ONCE = 500
RECONCILER_NAME = "machine:reconciler"


@dataclass(frozen=True)
class StoredFinding:
    id: UUID
    tenant: str
    finding: Finding
    state: FindingState
    invoice_id: UUID | None
    """Of ours, where there is one."""
    seller: str
    first_run: UUID
    last_run: UUID
    first_seen_at: datetime
    last_seen_at: datetime
    moved_at: datetime
    decided_by: str
    """"" for a run."""
    why: str
    version: int


@dataclass(frozen=True)
class FindingEvent:
    source: str
    """"" where it was found for the first time."""
    target: FindingState
    run_id: UUID | None
    ours: str
    theirs: str
    who: str
    why: str
    happened_at: datetime


@dataclass(frozen=True)
class FindingQuery:
    """All that is given must hold."""

    states: tuple[FindingState, ...] = ()
    kinds: tuple[Discrepancy, ...] = ()
    """Any of them; empty for all, as with `states`."""
    first: date | None = None
    last: date | None = None
    key: str | None = None
    run_id: UUID | None = None
    """The last one that found it."""
    invoice_id: UUID | None = None


@dataclass(frozen=True)
class Seen:
    """What one run saw, and could see."""

    findings: Sequence[Finding]
    invoices: Mapping[str, UUID]
    """Key -> our record."""
    sellers: Mapping[str, str]
    """Key -> how the seller is called."""
    is_asked: bool
    """The ledger was; without it only lists speak."""
    is_listed: bool

    @property
    def blind_to(self) -> frozenset[Discrepancy]:
        """Not finding one of these says nothing. Handed-in lists take part in every run, so that no run is blind to theirs."""
        if not self.is_asked:
            return frozenset(Discrepancy) - NEEDS_THIRD_LIST - {Discrepancy.VOID_BUT_BOOKED}
        return frozenset() if self.is_listed else NEEDS_LISTING


def record_findings(session: Session, run: StoredRun, seen: Seen, at: datetime) -> Sequence[StoredFinding]:
    """Those that are open now and were not before. Of its days the run closes what it would have found and did not."""
    known = _known(session, run.tenant, [finding.key for finding in seen.findings])
    found = {(finding.key, finding.kind): finding for finding in seen.findings}
    news: list[UUID] = []
    added = [(identity, finding) for identity, finding in found.items() if identity not in known]
    for start in range(0, len(added), _AT_ONCE):
        news += _add(session, run, seen, [finding for _, finding in added[start : start + _AT_ONCE]], at)
    for identity, row in known.items():
        if identity in found and _seen_again(session, run, seen, row, found[identity], at):
            news.append(row.id)
    _settle_gone(session, run, seen, at)
    return _with_ids(session, run.tenant, news)


def find_finding(session: Session, tenant: str, finding_id: UUID) -> StoredFinding | None:
    row = session.scalar(select(DifferenceRow).where(DifferenceRow.id == finding_id, DifferenceRow.tenant == tenant))
    return _stored(row) if row else None


def findings_of(session: Session, tenant: str, query: FindingQuery, *, limit: int, after: UUID | None = None) -> tuple[Sequence[StoredFinding], UUID | None]:
    """Newest first, and where to go on. Whatever moves meanwhile, none that fits throughout is left out or shown twice."""
    statement = select(DifferenceRow).where(DifferenceRow.tenant == tenant, *_conditions(query))
    if after is not None:
        statement = statement.where(DifferenceRow.id < after)
    found = [_stored(row) for row in session.scalars(statement.order_by(DifferenceRow.id.desc()).limit(limit + 1))]
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def count_findings(session: Session, tenant: str, state: FindingState) -> Mapping[Discrepancy, int]:
    """Kind -> how many; kinds without are left out."""
    statement = select(DifferenceRow.kind, func.count()).where(DifferenceRow.tenant == tenant, DifferenceRow.state == state).group_by(DifferenceRow.kind)
    rows = session.execute(statement)
    return {kind: count for kind, count in rows}  # noqa: C416 - rows of the database are no pairs for mypy


def events_of_finding(session: Session, tenant: str, finding_id: UUID) -> Sequence[FindingEvent]:
    """Oldest first; empty where this tenant has no such finding."""
    mine = select(DifferenceEventRow).join(DifferenceRow, DifferenceRow.id == DifferenceEventRow.finding_id)
    rows = session.scalars(mine.where(DifferenceRow.id == finding_id, DifferenceRow.tenant == tenant).order_by(DifferenceEventRow.id))
    return tuple(FindingEvent(row.source, row.target, row.run_id, row.ours, row.theirs, row.who, row.why, row.happened_at) for row in rows)


def decide_finding(
    session: Session, tenant: str, finding_id: UUID, target: FindingState, *, actor: Actor, why: str, at: datetime, version: int | None = None
) -> StoredFinding | None:
    """A person moves it. None, and nothing changed, where it is not in a state that leads there, or not at this version."""
    sources = [source for source, targets in FINDING_MOVES.items() if target in targets]
    there = [DifferenceRow.id == finding_id, DifferenceRow.tenant == tenant, DifferenceRow.state.in_(sources)]
    if version is not None:
        there.append(DifferenceRow.version == version)
    before = session.scalar(select(DifferenceRow).where(*there).with_for_update())
    if before is None:
        return None
    _move(session, before, target, None, actor.name, why, at)
    return find_finding(session, tenant, finding_id)


def _known(session: Session, tenant: str, keys: Collection[str]) -> Mapping[tuple[str, Discrepancy], DifferenceRow]:
    wanted, known = sorted(set(keys)), dict[tuple[str, Discrepancy], DifferenceRow]()
    for start in range(0, len(wanted), _AT_ONCE):
        some = select(DifferenceRow).where(DifferenceRow.tenant == tenant, DifferenceRow.key.in_(wanted[start : start + _AT_ONCE]))
        known |= {(row.key, row.kind): row for row in session.scalars(some)}
    return known


def _add(session: Session, run: StoredRun, seen: Seen, findings: Sequence[Finding], at: datetime) -> list[UUID]:
    ids = [new_id() for _ in findings]
    rows = [
        {
            "id": finding_id,
            "tenant": run.tenant,
            "kind": finding.kind,
            "key": finding.key,
            "state": _S.OPEN,
            "first_run": run.id,
            "first_seen_at": at,
            "moved_at": at,
            "decided_by": "",
            "why": "",
            "version": 1,
            **_said(run, seen, finding, at),
        }
        for finding_id, finding in zip(ids, findings, strict=True)
    ]
    session.execute(insert(DifferenceRow), rows)
    events = [
        _event(finding_id, run.id, "", _S.OPEN, finding.ours, finding.theirs, RECONCILER_NAME, "", at)
        for finding_id, finding in zip(ids, findings, strict=True)
    ]
    session.execute(insert(DifferenceEventRow), events)
    return ids


def _seen_again(session: Session, run: StoredRun, seen: Seen, row: DifferenceRow, finding: Finding, at: datetime) -> bool:
    """Whether it is open anew: it was settled, or it was accepted with other values."""
    same = (row.ours, row.theirs, row.their_id) == (finding.ours, finding.theirs, finding.their_id[:THEIR_ID])
    opens = row.state is _S.SETTLED or (row.state is _S.ACCEPTED and not same)
    source = row.state
    values = _said(run, seen, finding, at)
    if opens:
        values |= {"state": _S.OPEN, "moved_at": at, "decided_by": "", "why": "", "version": row.version + 1}
        session.execute(insert(DifferenceEventRow), [_event(row.id, run.id, source.value, _S.OPEN, finding.ours, finding.theirs, RECONCILER_NAME, "", at)])
    session.execute(update(DifferenceRow).where(DifferenceRow.id == row.id).values(values))
    return opens


def _settle_gone(session: Session, run: StoredRun, seen: Seen, at: datetime) -> None:
    """Found no more, though this run would have."""
    in_days = or_(DifferenceRow.day.is_(None), (DifferenceRow.day >= run.span.first) & (DifferenceRow.day <= run.span.last))
    there = [DifferenceRow.tenant == run.tenant, DifferenceRow.state != _S.SETTLED, DifferenceRow.last_run != run.id, in_days]
    blind = seen.blind_to
    if blind:
        there.append(DifferenceRow.kind.not_in(sorted(blind)))
    for row in session.scalars(select(DifferenceRow).where(*there)).all():
        _move(session, row, _S.SETTLED, run.id, RECONCILER_NAME, "", at)


def _move(session: Session, row: DifferenceRow, target: FindingState, run_id: UUID | None, who: str, why: str, at: datetime) -> None:
    session.execute(insert(DifferenceEventRow), [_event(row.id, run_id, row.state.value, target, row.ours, row.theirs, who, why, at)])
    decided = {"decided_by": "" if run_id else who, "why": why, "moved_at": at, "version": row.version + 1}
    session.execute(update(DifferenceRow).where(DifferenceRow.id == row.id).values(state=target, **decided))


def _said(run: StoredRun, seen: Seen, finding: Finding, at: datetime) -> dict[str, object]:
    return {
        "invoice_id": seen.invoices.get(finding.key),
        "day": finding.day,
        "fen": finding.fen,
        "ours": finding.ours,
        "theirs": finding.theirs,
        "their_id": finding.their_id[:THEIR_ID],
        "seller": seen.sellers.get(finding.key, ""),
        "last_run": run.id,
        "last_seen_at": at,
    }


def _event(
    finding_id: UUID, run_id: UUID | None, source: str, target: FindingState, ours: str, theirs: str, who: str, why: str, at: datetime
) -> dict[str, object]:
    return {
        "finding_id": finding_id,
        "run_id": run_id,
        "source": source,
        "target": target,
        "ours": ours,
        "theirs": theirs,
        "who": who,
        "why": why,
        "happened_at": at,
    }


def _with_ids(session: Session, tenant: str, ids: Sequence[UUID]) -> Sequence[StoredFinding]:
    found: list[StoredFinding] = []
    for start in range(0, len(ids), _AT_ONCE):
        some = select(DifferenceRow).where(DifferenceRow.tenant == tenant, DifferenceRow.id.in_(ids[start : start + _AT_ONCE]))
        found += map(_stored, session.scalars(some.order_by(DifferenceRow.id)))
    return found


def _conditions(query: FindingQuery) -> Iterator[ColumnElement[bool]]:
    if query.states:
        yield DifferenceRow.state.in_(query.states)
    if query.kinds:
        yield DifferenceRow.kind.in_(query.kinds)
    if query.first is not None:
        yield DifferenceRow.day >= query.first
    if query.last is not None:
        yield DifferenceRow.day <= query.last
    if query.key is not None:
        yield DifferenceRow.key == query.key
    if query.run_id is not None:
        yield DifferenceRow.last_run == query.run_id
    if query.invoice_id is not None:
        yield DifferenceRow.invoice_id == query.invoice_id


def _stored(row: DifferenceRow) -> StoredFinding:
    finding = Finding(row.kind, row.key, row.day, row.fen, row.ours, row.theirs, row.their_id)
    return StoredFinding(
        row.id,
        row.tenant,
        finding,
        row.state,
        row.invoice_id,
        row.seller,
        row.first_run,
        row.last_run,
        row.first_seen_at,
        row.last_seen_at,
        row.moved_at,
        row.decided_by,
        row.why,
        row.version,
    )
