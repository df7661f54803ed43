"""What the demonstration does to its invoices, in words for people, and the cause that diagnosis must name for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from intake.diagnosis.causes import Cause
from intake.upload.simulator.misbehaviour import Misbehaviour
from intake.verification.verifier import InvoiceStatus


class Trouble(StrEnum):
    NONE = "none"
    DELAYED = "delayed"
    SAME_DAY = "same_day"
    NUMBER_MISTYPED = "number_mistyped"
    DATE_MISTYPED = "date_mistyped"
    DATE_MISSING = "date_missing"
    VOIDED = "voided"
    REVERSED = "reversed"
    FORGED = "forged"
    TOO_OLD = "too_old"
    SENT_TWICE = "sent_twice"
    NO_ANSWER = "no_answer"
    DROPPED = "dropped"
    LOST_ONCE = "lost_once"
    LOST = "lost"
    SUPPLIER_UNKNOWN = "supplier_unknown"
    PERIOD_CLOSED = "period_closed"
    CHANGED_THERE = "changed_there"
    BOOKED_TWICE = "booked_twice"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True)
class Story:
    what: str
    """What was done to it."""
    what_zh: str
    causes: frozenset[Cause]
    """One of these must be named; none for an invoice that goes its way."""
    also: frozenset[Cause] = frozenset()
    """What may be named on the way there."""
    ends: tuple[str, ...] = ("confirmed",)
    """States of the invoice it may end in."""


def _story(what: str, what_zh: str, *causes: Cause, also: tuple[Cause, ...] = (), ends: tuple[str, ...] = ("confirmed",)) -> Story:
    return Story(what, what_zh, frozenset(causes), frozenset(also), ends)


STORIES: Mapping[Trouble, Story] = {
    Trouble.NONE: _story("", ""),
    Trouble.DELAYED: _story("reaches the tax bureau's look-up only in the evening", "当晚才同步到税局查验系统", Cause.SYNC_DELAY),
    Trouble.SAME_DAY: _story("issued today", "当日开具", Cause.SAME_DAY),
    Trouble.NUMBER_MISTYPED: _story("a person mistyped its number", "人工录错号码", Cause.MISTYPED),
    Trouble.DATE_MISTYPED: _story("a person mistyped its date", "人工录错日期", Cause.MISTYPED),
    Trouble.DATE_MISSING: _story("a person cleared its date", "人工误删日期", Cause.FORMAT),
    Trouble.VOIDED: _story("its issuer cancelled it", "开票方作废", Cause.VOIDED, ends=("void",)),
    Trouble.REVERSED: _story("a red invoice reverses it", "已全额红冲", Cause.REVERSED, also=(Cause.REJECTED,), ends=("void", "rejected")),
    Trouble.FORGED: _story("nobody ever issued it", "从未开具", Cause.NOT_ISSUED, also=(Cause.REJECTED,), ends=("rejected",)),
    Trouble.TOO_OLD: _story("older than five years", "超过五年", Cause.TOO_OLD, also=(Cause.REJECTED,), ends=("rejected",)),
    Trouble.SENT_TWICE: _story("sent in a second time", "重复提交", Cause.DUPLICATE, ends=("duplicate",)),
    Trouble.NO_ANSWER: _story("the ledger books it and never answers", "记账系统入账后未答复", Cause.LEDGER_UNCLEAR),
    Trouble.DROPPED: _story("the connection breaks before the ledger has it", "送达前连接中断", Cause.LEDGER_UNCLEAR),
    Trouble.LOST_ONCE: _story("the ledger accepts it and loses it", "记账系统接收后丢失", Cause.LEDGER_UNCLEAR),
    Trouble.LOST: _story(
        "the ledger accepts it three times and loses it each time", "记账系统三次接收、三次丢失", Cause.LEDGER_LOST, also=(Cause.LEDGER_UNCLEAR,)
    ),
    Trouble.SUPPLIER_UNKNOWN: _story("the ledger does not know the supplier", "记账系统无此供应商", Cause.SUPPLIER_UNKNOWN),
    Trouble.PERIOD_CLOSED: _story("the accounting period is closed in the ledger", "会计期间已结账", Cause.PERIOD_CLOSED),
    Trouble.CHANGED_THERE: _story("the ledger books another total", "记账系统入账金额被改", Cause.BOOKED_OTHERWISE),
    Trouble.BOOKED_TWICE: _story("somebody typed it into the ledger twice", "有人在记账系统中手工录入两次", Cause.BOOKED_TWICE),
    Trouble.TAKEN_BACK: _story("booked on the wrong account, taken back", "入错科目，已入账后收回", Cause.TAKEN_BACK),
}
COMMON = frozenset({Cause.NONE, Cause.BEING_ASKED, Cause.BEING_BOOKED, Cause.IN_REVIEW, Cause.LEDGER_BUSY})
"""What may be said of any invoice on its way: the ledger is closed for maintenance in the morning of the first day."""
MISBEHAVIOUR: Mapping[Trouble, tuple[Misbehaviour, ...]] = {
    Trouble.NO_ANSWER: (Misbehaviour.TIMES_OUT_AFTER,),
    Trouble.DROPPED: (Misbehaviour.DROPS_BEFORE,),
    Trouble.LOST_ONCE: (Misbehaviour.LOSES,),
    Trouble.LOST: (Misbehaviour.LOSES,) * 3,
    Trouble.SUPPLIER_UNKNOWN: (Misbehaviour.REFUSES,),
    Trouble.PERIOD_CLOSED: (Misbehaviour.REFUSES_PERIOD,),
    Trouble.CHANGED_THERE: (Misbehaviour.CHANGES_A_VALUE,),
}
"""What the simulated ledger does with it, one sending after the other; then it behaves."""
STATUSES: Mapping[Trouble, InvoiceStatus] = {Trouble.VOIDED: InvoiceStatus.VOID, Trouble.REVERSED: InvoiceStatus.RED_FULL}
