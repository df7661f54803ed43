"""What happened to a document, told to whoever sent it: one line of plain words for each step, and what it waits for now. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from intake.state import DocumentState, InvoiceState
from intake.store.history import HistoryEntry
from intake.store.upload_events import UploadEvent
from intake.store.words import HistoryEvent
from intake.upload.outbox import UploadState

MACHINE = "machine:"


@dataclass(frozen=True)
class Step:
    at: datetime
    code: str
    """The state that was reached, or `corrected`, `deleted`, `restored`, `postponed`, `noted`, `rearranged`; of a sending `sent_accepted`, `sent_unknown`, `sent_again`."""
    text_en: str
    text_zh: str
    invoice_id: UUID | None
    """None for what happened to the document as a whole."""
    by_machine: bool
    is_waiting: bool = False
    """The last step of what goes on: it is here that it waits."""


_DOCUMENT: Mapping[str, tuple[str, str]] = {
    DocumentState.RECEIVED: ("Received, waits to be read", "已收到，等待识别"),
    DocumentState.READING: ("Being read", "正在识别"),
    DocumentState.READ: ("Read", "识别完成"),
    DocumentState.FAILED: ("Can't be read as it is", "无法识别"),
    DocumentState.QUARANTINED: ("Set aside: reading it failed in a way that stops the reader. An administrator decides", "识别异常，已隔离，待管理员处理"),
}
_INVOICE: Mapping[str, tuple[str, str]] = {
    InvoiceState.IN_REVIEW: ("Waits for a reviewer", "待复核"),
    InvoiceState.APPROVED: ("Approved, waits for the tax bureau's check", "已通过，等待查验"),
    InvoiceState.VERIFYING: ("Being checked with the tax bureau", "查验中"),
    InvoiceState.VERIFIED: ("The tax bureau knows it, waits to be booked", "查验通过，等待入账"),
    InvoiceState.UPLOADING: ("Being booked", "正在上传入账"),
    InvoiceState.CONFIRMED: ("Booked", "已入账确认"),
    InvoiceState.REJECTED: ("Rejected", "已退回"),
    InvoiceState.VOID: ("Void", "已作废"),
    InvoiceState.DUPLICATE: ("Here already: a duplicate", "重复提交"),
}
_APPROVED_BY_MACHINE = ("Approved automatically, waits for the tax bureau's check", "自动通过，等待查验")
_GIVEN_BACK = ("Waits to be read once more", "等待重新识别")
_EVENTS: Mapping[HistoryEvent, tuple[str, str]] = {
    HistoryEvent.CORRECTED: ("Corrected", "已更正"),
    HistoryEvent.AGREED: ("One reviewer agrees, waits for a second one", "一人已同意，待二次复核"),
    HistoryEvent.KEYED_OTHERWISE: ("A second person keyed other values, a third one settles it", "二人录入不一致，待裁定"),
    HistoryEvent.DELETED: ("Deleted", "已删除"),
    HistoryEvent.RESTORED: ("Restored", "已恢复"),
    HistoryEvent.POSTPONED: ("Put off by a reviewer", "复核暂缓"),
    HistoryEvent.REARRANGED: ("Its pages were put together otherwise", "页面已重新拆分或合并"),
    HistoryEvent.NOTED: ("A reviewer left a note", "复核人留有备注"),
}
_SENDINGS: Mapping[tuple[str, UploadState], tuple[str, str, str]] = {
    (UploadState.SENDING, UploadState.ACCEPTED): (
        "sent_accepted",
        "The ledger {} says that it has it; it is asked until it shows it",
        "记账系统{}已接收，等待回查",
    ),
    (UploadState.SENDING, UploadState.UNKNOWN): (
        "sent_unknown",
        "The ledger {} gave no clear answer; it is asked before anything is sent again",
        "记账系统{}未明确答复，重发前先查询",
    ),
    (UploadState.SENDING, UploadState.QUEUED): ("sent_again", "The ledger {} could not take it; it is sent again", "记账系统{}暂不可用，将再次发送"),
    (UploadState.ACCEPTED, UploadState.QUEUED): ("sent_again", "The ledger {} does not have it; it is sent again", "记账系统{}中查无此票，将再次发送"),
    (UploadState.UNKNOWN, UploadState.QUEUED): ("sent_again", "The ledger {} does not have it; it is sent again", "记账系统{}中查无此票，将再次发送"),
}
"""Source and target of an event -> code, and words with the ledger's name."""
_WAITING = frozenset({DocumentState.RECEIVED, DocumentState.READING, InvoiceState.IN_REVIEW, InvoiceState.APPROVED, InvoiceState.VERIFYING}) | {
    InvoiceState.VERIFIED,
    InvoiceState.UPLOADING,
    DocumentState.QUARANTINED,
}


def timeline(
    document: Sequence[HistoryEntry],
    invoices: Mapping[UUID, Sequence[HistoryEntry]],
    since: datetime | None = None,
    sendings: Mapping[UUID, Sequence[UploadEvent]] | None = None,
) -> list[Step]:
    """In the order in which it happened. Histories are given oldest first. What happened before `since`, when whoever looks sent it, is said to have happened then.

    `sendings`: what happened to an invoice between us and its ledger; of it only what history does not tell.
    """
    told = sendings or {}
    steps = [*_steps(document, None), *(step for invoice_id, entries in invoices.items() for step in _steps(entries, invoice_id))]
    steps += [step for invoice_id, events in told.items() for step in _sent(events, invoice_id)]
    in_order = sorted(steps, key=lambda step: step.at)
    return in_order if since is None else [replace(step, at=max(step.at, since)) for step in in_order]


def _steps(entries: Sequence[HistoryEntry], invoice_id: UUID | None) -> Iterable[Step]:
    for place, entry in enumerate(entries):
        is_machine = entry.who.startswith(MACHINE)
        code, (text_en, text_zh) = _words(entry, invoice_id, is_machine=is_machine)
        yield Step(entry.happened_at, code, text_en, text_zh, invoice_id, is_machine, place == len(entries) - 1 and code in _WAITING)


def _sent(events: Sequence[UploadEvent], invoice_id: UUID) -> Iterable[Step]:
    for event in events:
        words = _SENDINGS.get((event.source, event.target))
        if words is not None:
            code, english, chinese = words
            yield Step(event.happened_at, code, english.format(event.ledger), chinese.format(event.ledger), invoice_id, event.who.startswith(MACHINE))


def _words(entry: HistoryEntry, invoice_id: UUID | None, *, is_machine: bool) -> tuple[str, tuple[str, str]]:
    code = entry.event.value if entry.event in _EVENTS else entry.target
    if is_machine and entry.target == InvoiceState.APPROVED and entry.event not in _EVENTS:
        return code, _APPROVED_BY_MACHINE
    return code, words_of(entry.event, entry.target, is_invoice=invoice_id is not None)


def words_of(event: HistoryEvent, state: str, *, is_invoice: bool) -> tuple[str, str]:
    """What happened, in English and Chinese; `state` is the one after it."""
    if event in _EVENTS:
        return _EVENTS[event]
    if is_invoice:
        return _INVOICE[state]
    return _GIVEN_BACK if state == DocumentState.RECEIVED and event is HistoryEvent.MOVED else _DOCUMENT[state]
