"""What is out of order now: told when it begins to last, and again when it is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from intake.notices.notice import About, Happening, Subject
from intake.notices.rules import NoticeRules
from intake.notices.topics import Topic
from intake.notices.wording import hours_facts
from intake.state import DocumentState, InvoiceState
from intake.store.ids import new_id
from intake.store.ledger_health import ailing_ledgers
from intake.store.notice_tables import NoticeConditionRow, NoticeCursorRow
from intake.store.tables import DocumentRow, InvoiceRow
from intake.store.verification_tables import VerificationRow
from intake.store.words import Lane
from intake.verification.reasons import SENTENCES, WaitReason

_LOCK = "conditions"
_OVER = {
    Topic.LEDGER_DOWN: Topic.LEDGER_UP,
    Topic.LOOKUPS_DOWN: Topic.LOOKUPS_UP,
    Topic.READING_STALLED: Topic.READING_GOES_ON,
    Topic.PROBE_FAILED: Topic.PROBE_WELL,
}
_SUBJECT = {
    Topic.LEDGER_DOWN: Subject.LEDGER,
    Topic.LOOKUPS_DOWN: Subject.LOOKUPS,
    Topic.READING_STALLED: Subject.READING,
    Topic.PROBE_FAILED: Subject.PROBE,
}
_AT_ONCE = frozenset({WaitReason.PERMISSION, WaitReason.QUOTA})
_DOWN = frozenset({WaitReason.UPSTREAM_DOWN, WaitReason.UNREACHABLE})


@dataclass(frozen=True)
class Condition:
    """Something out of order."""

    tenant: str
    key: str
    """`ledger:erp`, `lookups`; one of a key at a time."""
    topic: Topic
    name: str
    since: datetime
    facts: Mapping[str, str]


def conditions(session: Session, rules: NoticeRules, now: datetime) -> Sequence[Condition]:
    """Of all tenants. What a probe found is none of these: `set_condition` keeps it."""
    return (*_ledgers(session, rules, now), *_look_ups(session, rules, now), *_reading(session, rules, now))


def changed_conditions(session: Session, found: Sequence[Condition], now: datetime) -> Sequence[Happening]:
    """What began and what is over, by what was told before. Whoever else looks waits until the transaction ends."""
    _lock(session)
    kept = {(row.tenant, row.key): row for row in session.scalars(select(NoticeConditionRow).where(NoticeConditionRow.topic != Topic.PROBE_FAILED))}
    there = {(condition.tenant, condition.key): condition for condition in found}
    began = [_begin(session, condition) for place, condition in there.items() if place not in kept]
    return (*began, *(_end(session, row, now) for place, row in kept.items() if place not in there))


def are_unchanged(session: Session, found: Sequence[Condition]) -> bool:
    """Whether `changed_conditions` would have nothing to say; writes nothing."""
    rows = session.execute(select(NoticeConditionRow.tenant, NoticeConditionRow.key).where(NoticeConditionRow.topic != Topic.PROBE_FAILED))
    return {(tenant, key) for tenant, key in rows} == {(condition.tenant, condition.key) for condition in found}


def set_condition(session: Session, tenant: str, key: str, found: Condition | None, now: datetime) -> Sequence[Happening]:
    """For who looks after one condition by themselves: None says that it is over."""
    _lock(session)
    row = session.get(NoticeConditionRow, (tenant, key))
    if found is not None and row is None:
        return (_begin(session, found),)
    if found is None and row is not None:
        return (_end(session, row, now),)
    return ()


def _begin(session: Session, condition: Condition) -> Happening:
    told_as = str(new_id())
    values = {"tenant": condition.tenant, "key": condition.key, "topic": condition.topic, "told_as": told_as, "name": condition.name, "since": condition.since}
    session.execute(insert(NoticeConditionRow).values(values))
    about = About(_SUBJECT[condition.topic], condition.name or condition.key)
    return Happening(condition.tenant, condition.topic, f"condition:{told_as}", about, condition.since, {"name": condition.name, **condition.facts})


def _end(session: Session, row: NoticeConditionRow, now: datetime) -> Happening:
    session.execute(delete(NoticeConditionRow).where(NoticeConditionRow.tenant == row.tenant, NoticeConditionRow.key == row.key))
    about = About(_SUBJECT[row.topic], row.name or row.key)
    return Happening(row.tenant, _OVER[row.topic], f"condition:{row.told_as}:over", about, now, {"name": row.name})


def _lock(session: Session) -> None:
    if session.scalar(select(NoticeCursorRow).where(NoticeCursorRow.source == _LOCK).with_for_update()) is None:
        session.add(NoticeCursorRow(source=_LOCK, position=0))
        session.flush()


def _ledgers(session: Session, rules: NoticeRules, now: datetime) -> Iterator[Condition]:
    for (tenant, ledger), health in ailing_ledgers(session).items():
        if health.since <= now - rules.ledger_down:
            yield Condition(tenant, f"ledger:{ledger}", Topic.LEDGER_DOWN, ledger, health.since, {"why": health.reason, "why_zh": health.reason})


def _look_ups(session: Session, rules: NoticeRules, now: datetime) -> Iterator[Condition]:
    """One for each firm, whatever the reasons are: they change while it lasts."""
    reasons = _AT_ONCE | _DOWN
    waiting = (
        select(VerificationRow.tenant, VerificationRow.reason, func.count(), func.min(VerificationRow.trouble_since))
        .join(InvoiceRow, (InvoiceRow.id == VerificationRow.invoice_id) & (InvoiceRow.state == InvoiceState.VERIFYING) & InvoiceRow.deleted_at.is_(None))
        .where(VerificationRow.reason.in_(reasons))
        .group_by(VerificationRow.tenant, VerificationRow.reason)
        .order_by(VerificationRow.tenant)
    )
    for tenant, rows in groupby(session.execute(waiting), key=lambda row: str(row[0])):
        known = [(reason, count, since or now) for _, reason, count, since in rows if reason is not None]
        lasting = [each for each in known if each[0] in _AT_ONCE or each[2] <= now - rules.lookups_down]
        if lasting:
            reason, _, _ = max(lasting, key=lambda each: (each[0] in _AT_ONCE, each[1]))
            count, since = sum(count for _, count, _ in lasting), min(since for _, _, since in lasting)
            why, why_zh = SENTENCES[reason]
            yield Condition(tenant, "lookups", Topic.LOOKUPS_DOWN, "", since, {"why": why, "why_zh": why_zh, "count": str(count)})


def _reading(session: Session, rules: NoticeRules, now: datetime) -> Iterator[Condition]:
    until = now - rules.reading_stalled
    waiting = [DocumentRow.state == DocumentState.RECEIVED, DocumentRow.lane == Lane.SINGLE, DocumentRow.received_at <= until]
    statement = select(DocumentRow.tenant, func.min(DocumentRow.moved_at)).where(*waiting, DocumentRow.moved_at <= until, DocumentRow.deleted_at.is_(None))
    for tenant, since in session.execute(statement.group_by(DocumentRow.tenant)):
        yield Condition(tenant, "reading", Topic.READING_STALLED, "", since, hours_facts((now - since).total_seconds() // 60 * 60))
