"""Where notices come from: what happened since the last look, read out of the records that other parts write for themselves, so that none of them has to think of notices.

Numbers of events are given before their transactions end, so that one with a lower number may be seen after one with a higher: each look goes a little back, and what was
told is known by its key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from intake.notices.notice import About, Happening, Subject
from intake.notices.topics import Topic
from intake.notices.wording import both_languages, invoice_facts
from intake.state import MACHINE_NAME, DocumentState, InvoiceState
from intake.store.notice_tables import NoticeCursorRow
from intake.store.notices import known_keys
from intake.store.tables import DocumentRow, HistoryRow, InvoiceRow
from intake.store.upload_tables import UploadEventRow, UploadRow
from intake.store.verification_tables import AlertRow
from intake.upload.causes import EXPLANATIONS
from intake.upload.outbox import SendingCause, UploadState
from intake.verification.reasons import SENTENCES
from intake.verification.verifier import InvoiceStatus

BACK = 2_000
"""Events that are looked at again."""
_BACK_TIME = timedelta(minutes=10)
MOST = 200
"""Told in one transaction."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_STATUS = {
    InvoiceStatus.VOID: ("The tax bureau says that its issuer cancelled it.", "税务机关显示该票已作废。"),
    InvoiceStatus.RED: ("The tax bureau says that a red invoice reverses it.", "税务机关显示该票已被红冲。"),
    InvoiceStatus.RED_PART: ("The tax bureau says that a red invoice reverses a part of it.", "税务机关显示该票已被部分红冲。"),
    InvoiceStatus.RED_FULL: ("The tax bureau says that a red invoice reverses all of it.", "税务机关显示该票已被全额红冲。"),
    InvoiceStatus.ABNORMAL: ("The tax bureau lists it as an abnormal voucher.", "税务机关将其列为异常凭证。"),
    InvoiceStatus.SUSPICIOUS: ("The tax bureau lists it as doubtful.", "税务机关将其列为疑点发票。"),
    InvoiceStatus.LOST: ("The tax bureau lists it as out of control.", "税务机关将其列为失控发票。"),
    InvoiceStatus.NORMAL: ("The tax bureau says that it stands again.", "税务机关显示该票状态恢复正常。"),
}


class Event(NamedTuple):
    """One that people are to be told of."""

    position: int
    tenant: str
    key: str


@dataclass(frozen=True)
class Source:
    name: str
    newest: Callable[[Session], int]
    """The position of the last event, 0 where there is none."""
    events: Callable[[Session, int], Sequence[Event]]
    """Those behind a position, in order."""
    happenings: Callable[[Session, Sequence[Event]], Iterable[Happening]]
    back: int
    """Positions to go back."""


class Gathered(NamedTuple):
    happenings: Sequence[Happening]
    complete: bool
    """False where there are more."""


def has_news(session: Session, source: Source) -> bool:
    """Whether anything at all happened since the last look; quick to ask."""
    position = session.scalar(select(NoticeCursorRow.position).where(NoticeCursorRow.source == source.name))
    return position is None or source.newest(session) > position


def gather(session: Session, source: Source) -> Gathered:
    """What is new and not told yet; the source counts as read so far. The first look of an installation only notes where it stands.

    Whoever else gathers from this source waits until the transaction ends.
    """
    newest, cursor = source.newest(session), select(NoticeCursorRow).where(NoticeCursorRow.source == source.name).with_for_update()
    row = session.scalar(cursor)
    if row is None:
        session.add(NoticeCursorRow(source=source.name, position=newest))
        session.flush()
        return Gathered((), True)
    events = source.events(session, row.position - source.back)
    told = known_keys(session, [(event.tenant, event.key) for event in events])
    new = [event for event in events if (event.tenant, event.key) not in told]
    taken = new[:MOST]
    # One back from the last, since others may have its very moment.
    row.position = max(row.position, newest if len(new) == len(taken) else taken[-1].position - 1)
    session.flush()
    return Gathered(tuple(source.happenings(session, taken)), len(new) == len(taken))


def sources() -> tuple[Source, ...]:
    return (
        Source("history", _last_history, _history_events, _of_history, BACK),
        Source("uploads", _last_upload_event, _upload_events, _of_uploads, BACK),
        Source("alerts", _last_alert, _alert_events, _of_alerts, microseconds(_EPOCH + _BACK_TIME)),
    )


def _last_history(session: Session) -> int:
    return session.scalar(select(func.max(HistoryRow.id))) or 0


def _history_events(session: Session, after: int) -> Sequence[Event]:
    document = and_(HistoryRow.document_id.is_not(None), HistoryRow.target.in_([DocumentState.FAILED.value, DocumentState.QUARANTINED.value]))
    back_to_review = and_(HistoryRow.source == InvoiceState.VERIFYING.value, HistoryRow.target == InvoiceState.IN_REVIEW.value)
    void = and_(HistoryRow.invoice_id.is_not(None), HistoryRow.target == InvoiceState.VOID.value)
    by_machine = HistoryRow.who.like(f"{MACHINE_NAME}%")
    moved = HistoryRow.source != HistoryRow.target
    statement = select(HistoryRow.id, HistoryRow.tenant).where(HistoryRow.id > after, by_machine, moved, or_(document, back_to_review, void))
    return tuple(Event(row.id, row.tenant, _history_key(row.id)) for row in session.execute(statement.order_by(HistoryRow.id)))


def _of_history(session: Session, events: Sequence[Event]) -> Iterable[Happening]:
    rows = session.scalars(select(HistoryRow).where(HistoryRow.id.in_([event.position for event in events])).order_by(HistoryRow.id))
    for row in rows:
        why = both_languages(row.why)
        if row.document_id is not None:
            topic = Topic.QUARANTINED if row.target == DocumentState.QUARANTINED else Topic.DOCUMENT_FAILED
            about, facts = About(Subject.DOCUMENT, str(row.document_id)), _document_facts(session, row.document_id)
        else:
            assert row.invoice_id is not None  # one or the other: the database sees to it
            topic = Topic.INVOICE_VOID if row.target == InvoiceState.VOID else Topic.NOT_VERIFIED
            about, facts = About(Subject.INVOICE, str(row.invoice_id)), facts_of_invoice(session, row.invoice_id)
        yield Happening(row.tenant, topic, _history_key(row.id), about, row.happened_at, {**facts, **why})


def _last_upload_event(session: Session) -> int:
    return session.scalar(select(func.max(UploadEventRow.id))) or 0


def _upload_events(session: Session, after: int) -> Sequence[Event]:
    ended = UploadEventRow.target.in_([UploadState.REJECTED, UploadState.DEAD])
    statement = (
        select(UploadEventRow.id, UploadRow.tenant)
        .join(UploadRow, UploadRow.id == UploadEventRow.upload_id)
        .where(UploadEventRow.id > after, ended, UploadEventRow.cause != SendingCause.WITHDRAWN)
    )
    return tuple(Event(row.id, row.tenant, _upload_key(row.id)) for row in session.execute(statement.order_by(UploadEventRow.id)))


def _of_uploads(session: Session, events: Sequence[Event]) -> Iterable[Happening]:
    statement = select(UploadEventRow, UploadRow.tenant, UploadRow.invoice_id).join(UploadRow, UploadRow.id == UploadEventRow.upload_id)
    for row, tenant, invoice_id in session.execute(statement.where(UploadEventRow.id.in_([event.position for event in events])).order_by(UploadEventRow.id)):
        said, detail = EXPLANATIONS[row.cause], f" ({row.detail})" if row.detail else ""
        detail_zh = f"（{row.detail}）" if row.detail else ""
        why = {"why": said.what + detail, "why_zh": said.what_zh + detail_zh, "next": said.next, "next_zh": said.next_zh, "name": row.ledger}
        about = About(Subject.INVOICE, str(invoice_id))
        yield Happening(tenant, Topic.UPLOAD_REFUSED, _upload_key(row.id), about, row.happened_at, {**facts_of_invoice(session, invoice_id), **why})


def _last_alert(session: Session) -> int:
    last = session.scalar(select(func.max(AlertRow.found_at)))
    return 0 if last is None else microseconds(last)


def _alert_events(session: Session, after: int) -> Sequence[Event]:
    statement = select(AlertRow.id, AlertRow.tenant, AlertRow.found_at).where(AlertRow.found_at > moment(after)).order_by(AlertRow.found_at, AlertRow.id)
    return tuple(Event(microseconds(row.found_at), row.tenant, f"alert:{row.id}") for row in session.execute(statement))


def _of_alerts(session: Session, events: Sequence[Event]) -> Iterable[Happening]:
    ids = [UUID(event.key.removeprefix("alert:")) for event in events]
    for row in session.scalars(select(AlertRow).where(AlertRow.id.in_(ids)).order_by(AlertRow.found_at, AlertRow.id)):
        # A reason says more than a status: it knows what was found wrong beside that.
        why, why_zh = SENTENCES[row.reason] if row.reason is not None else _STATUS[row.status or InvoiceStatus.VOID]
        facts = {**facts_of_invoice(session, row.invoice_id), "why": why, "why_zh": why_zh}
        yield Happening(row.tenant, Topic.BOOKED_CHANGED, f"alert:{row.id}", About(Subject.INVOICE, str(row.invoice_id)), row.found_at, facts)


def facts_of_invoice(session: Session, invoice_id: UUID) -> dict[str, str]:
    """How people call it; of a record that is deleted, too."""
    row = session.execute(select(InvoiceRow.number, InvoiceRow.seller_name, InvoiceRow.total).where(InvoiceRow.id == invoice_id)).one()
    return invoice_facts(row.number, row.seller_name, row.total)


def _document_facts(session: Session, document_id: UUID) -> dict[str, str]:
    name = session.execute(select(DocumentRow.name).where(DocumentRow.id == document_id)).scalar_one()
    return {"what": name, "what_zh": name}


def _history_key(event: int) -> str:
    return f"history:{event}"


def _upload_key(event: int) -> str:
    return f"upload:{event}"


def microseconds(at: datetime) -> int:
    """A moment as a position."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def moment(position: int) -> datetime:
    return _EPOCH + timedelta(microseconds=max(position, 0))
