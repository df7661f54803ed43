"""Timers: records that have been in a state for longer than that should take. Each is told of once for each stay; a look reads one range of an index for each state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from intake.notices.notice import About, Happening, Subject
from intake.notices.topics import Topic
from intake.notices.wording import hours_facts
from intake.state import InvoiceState
from intake.store.notice_sources import Event, Source, facts_of_invoice, microseconds, moment
from intake.store.tables import InvoiceRow
from intake.store.upload_tables import UploadRow
from intake.upload.outbox import SendingCause, UploadState

_STATE_ZH = {
    InvoiceState.IN_REVIEW: "待审",
    InvoiceState.APPROVED: "已审核，待查验",
    InvoiceState.VERIFYING: "查验中",
    InvoiceState.VERIFIED: "已查验，待上传",
    InvoiceState.UPLOADING: "上传中",
}


def timers(waits: Mapping[InvoiceState, timedelta], now: datetime) -> tuple[Source, ...]:
    """One for each state. Positions are moments, in microseconds, since when a record is in its state. Where a limit was made shorter, those that it now covers are told of, too."""
    return tuple(
        Source(
            f"waits:{state.value}",
            partial(_last_crossed, state=state, until=now - wait),
            partial(_crossed, state=state, until=now - wait),
            partial(_happenings, state=state, wait=wait),
            back=0,
        )
        for state, wait in waits.items()
    )


def _last_crossed(session: Session, state: InvoiceState, until: datetime) -> int:
    there = [*_in_state(state), InvoiceRow.moved_at <= until]
    last = session.scalar(select(func.max(InvoiceRow.moved_at)).where(*there))
    return 0 if last is None else microseconds(last)


def _crossed(session: Session, after: int, state: InvoiceState, until: datetime) -> Sequence[Event]:
    there = [*_in_state(state), InvoiceRow.moved_at > moment(after), InvoiceRow.moved_at <= until]
    rows = session.execute(select(InvoiceRow.id, InvoiceRow.tenant, InvoiceRow.moved_at).where(*there).order_by(InvoiceRow.moved_at, InvoiceRow.id))
    return tuple(Event(microseconds(row.moved_at), row.tenant, _key(row.id, row.moved_at)) for row in rows)


def _in_state(state: InvoiceState) -> list[ColumnElement[bool]]:
    there = [InvoiceRow.state == state, InvoiceRow.deleted_at.is_(None)]
    if state is InvoiceState.VERIFIED:
        # Of a firm without a ledger it stays verified, which is no delay.
        without_ledger = select(UploadRow.id).where(
            UploadRow.invoice_id == InvoiceRow.id, UploadRow.state == UploadState.QUEUED, UploadRow.cause == SendingCause.NO_LEDGER
        )
        there.append(~without_ledger.exists())
    return there


def _happenings(session: Session, events: Sequence[Event], state: InvoiceState, wait: timedelta) -> Iterable[Happening]:
    spent = {"stage": state.value, "stage_zh": _STATE_ZH.get(state, state.value), **hours_facts(wait.total_seconds())}
    topic = Topic.REVIEW_OVERDUE if state is InvoiceState.IN_REVIEW else Topic.WAITS_TOO_LONG
    for event in events:
        invoice_id = UUID(event.key.split(":")[1])
        facts = {**facts_of_invoice(session, invoice_id), **spent}
        yield Happening(event.tenant, topic, event.key, About(Subject.INVOICE, str(invoice_id)), moment(event.position) + wait, facts)


def _key(invoice_id: UUID, since: datetime) -> str:
    """Of one stay in a state."""
    return f"waits:{invoice_id}:{microseconds(since)}"
