"""What happened, in plain words."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from api.timeline import timeline, words_of
from intake.state import DocumentState, InvoiceState
from intake.store.history import HistoryEntry
from intake.store.words import HistoryEvent
from tests.intake.store.samples import NOON

INVOICE = UUID(int=7)


def entry(event: HistoryEvent, source: str, target: str, second: int, who: str = "machine:reader") -> HistoryEntry:
    return HistoryEntry(event, source, target, who, "", NOON + timedelta(seconds=second))


def test_document_and_invoices_are_told_in_the_order_in_which_things_happened() -> None:
    document = [
        entry(HistoryEvent.CREATED, "", "received", 0, "user:1"),
        entry(HistoryEvent.MOVED, "received", "reading", 1),
        entry(HistoryEvent.MOVED, "reading", "read", 2),
    ]
    invoice = [
        entry(HistoryEvent.CREATED, "", "in_review", 2),
        entry(HistoryEvent.CORRECTED, "in_review", "in_review", 3, "user:2"),
        entry(HistoryEvent.MOVED, "in_review", "approved", 4, "user:2"),
    ]
    steps = timeline(document, {INVOICE: invoice})
    assert [(step.code, step.invoice_id) for step in steps] == [
        ("received", None),
        ("reading", None),
        ("read", None),
        ("in_review", INVOICE),
        ("corrected", INVOICE),
        ("approved", INVOICE),
    ]
    assert [step.code for step in steps if step.is_waiting] == ["approved"]
    assert [step.text_zh for step in steps if not step.by_machine] == ["已收到，等待识别", "已更正", "已通过，等待查验"]


def test_what_machines_approve_and_give_back_is_told_as_such() -> None:
    approved = [entry(HistoryEvent.CREATED, "", "approved", 0)]
    assert timeline([], {INVOICE: approved})[0].text_zh == "自动通过，等待查验"
    given_back = [entry(HistoryEvent.CREATED, "", "received", 0), entry(HistoryEvent.MOVED, "reading", "received", 1)]
    assert timeline(given_back, {})[1].text_zh == "等待重新识别"


@pytest.mark.parametrize(("state", "is_invoice"), [*((state, False) for state in DocumentState), *((state, True) for state in InvoiceState)])
def test_every_state_has_words_in_both_languages(state: str, is_invoice: bool) -> None:
    for event in HistoryEvent:
        english, chinese = words_of(event, state, is_invoice=is_invoice)
        assert english.isascii() and not chinese.isascii()
