"""Why a verified invoice is not booked: from the state of its sending, and from the ledger's own words where it refused. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from intake.diagnosis.causes import Cause
from intake.upload.differences import Difference
from intake.upload.outbox import SendingCause, UploadState


@dataclass(frozen=True)
class Sending:
    """The last revision of an invoice that was handed to a ledger."""

    state: UploadState
    cause: SendingCause
    ledger: str
    """"" before anybody was asked."""
    detail: str
    """The ledger's code and words, or what it showed."""
    differences: tuple[Difference, ...]
    their_id: str
    next_at: datetime | None
    is_outdated: bool = False
    """Somebody corrected the invoice since."""
    hindered: str = ""
    """Why its ledger can't be reached just now, `maintenance: status 503`; "" where it can, as far as is known."""


@dataclass(frozen=True)
class LedgerCause:
    cause: Cause
    certainty: float
    """0..1."""
    detail: str
    detail_zh: str


_OF_SENDING: Mapping[SendingCause, tuple[Cause, float]] = {
    SendingCause.NO_LEDGER: (Cause.NO_LEDGER, 1.0),
    SendingCause.NO_ANSWER: (Cause.LEDGER_UNCLEAR, 0.95),
    SendingCause.INTERRUPTED: (Cause.LEDGER_UNCLEAR, 0.95),
    SendingCause.NOT_THERE_YET: (Cause.BEING_BOOKED, 0.9),
    SendingCause.NEVER_ARRIVED: (Cause.LEDGER_UNCLEAR, 0.9),
    SendingCause.LOST: (Cause.LEDGER_LOST, 0.97),
    SendingCause.NO_LUCK: (Cause.LEDGER_LOST, 0.9),
    SendingCause.DIFFERS: (Cause.BOOKED_OTHERWISE, 0.99),
    SendingCause.DOUBLED: (Cause.BOOKED_TWICE, 0.99),
    SendingCause.CANCELLED_THERE: (Cause.BOOKING_CANCELLED, 0.97),
    SendingCause.FORMAT: (Cause.ENTRY_INCOMPLETE, 0.99),
    SendingCause.ORIGINAL_DAMAGED: (Cause.ORIGINAL_DAMAGED, 0.99),
}
_OF_REASON: Mapping[str, Cause] = {
    "permission": Cause.LEDGER_PERMISSION,
    "throttled": Cause.LEDGER_BUSY,
    "maintenance": Cause.LEDGER_BUSY,
}
"""Word of `intake.upload.ledger.Unavailable` -> cause; every other one is a ledger that can't be reached."""
_WAITS = (UploadState.QUEUED, UploadState.ACCEPTED)
"""For a ledger that can't be reached it is that which matters; of an unknown outcome, that it may be there."""
_SURE_BY_CODE, _SURE_BY_WORDS, _SURE_OF_REFUSAL = 0.97, 0.85, 0.9
_REFUSALS = (
    (Cause.PERIOD_CLOSED, r"PERIOD|CLOSED|FISCAL|结账|期间|已关账", r"\bperiod\b|\bclosed\b|fiscal year|lock date|结账|会计期间|关账"),
    (Cause.SUPPLIER_UNKNOWN, r"SUPPLIER|VENDOR|PARTNER|PARTY", r"\bsupplier\b|\bvendor\b|\bpartner\b|供应商|往来单位|往来户"),
    (Cause.ACCOUNT_UNKNOWN, r"ACCOUNT|SUBJECT|GL", r"\baccount\b|chart of accounts|科目"),
)
"""Cause, what its code holds, what its words say. Every ledger has codes of its own: what none of these fits stays `ledger_refused`, with their words."""


def ledger_cause(sending: Sending) -> LedgerCause | None:
    """None for one that is confirmed, or was only taken back before it was sent."""
    if sending.cause is SendingCause.WITHDRAWN or sending.state is UploadState.CONFIRMED:
        return None
    named, named_zh = (f"The ledger {sending.ledger}.", f"记账系统：{sending.ledger}。") if sending.ledger else ("", "")
    if sending.differences:
        said = "; ".join(f"{each.field}: {each.ours} here, {each.theirs or 'nothing'} there" for each in sending.differences)
        said_zh = "；".join(f"{each.field}：系统{each.ours}，记账系统{each.theirs or '空'}" for each in sending.differences)
        named, named_zh = _joined(named, f"{said}."), _joined(named_zh, f"{said_zh}。")
    elif sending.detail:
        named, named_zh = _joined(named, sending.detail), _joined(named_zh, sending.detail)
    hindered = sending.detail if sending.cause is SendingCause.UNAVAILABLE else sending.hindered if sending.state in _WAITS else ""
    if hindered or sending.cause is SendingCause.UNAVAILABLE:
        reason = hindered.partition(":")[0]
        named, named_zh = (text if hindered in text else _joined(text, hindered) for text in (named, named_zh))
        return LedgerCause(_OF_REASON.get(reason, Cause.LEDGER_DOWN), 0.95, named, named_zh)
    if sending.cause is SendingCause.NONE:
        return LedgerCause(Cause.BEING_BOOKED, 0.9, named, named_zh)
    if sending.cause is SendingCause.REFUSED:
        cause, certainty = refusal(sending.detail)
        return LedgerCause(cause, certainty, named, named_zh)
    cause, certainty = _OF_SENDING[sending.cause]
    return LedgerCause(cause, certainty, named, named_zh)


def refusal(detail: str) -> tuple[Cause, float]:
    """What a ledger's `CODE: message` means, and how sure that is."""
    code, _, message = detail.partition(":")
    for cause, in_code, _ in _REFUSALS:
        if re.search(in_code, code.upper()):
            return cause, _SURE_BY_CODE
    for cause, _, in_words in _REFUSALS:
        if re.search(in_words, message.lower()):
            return cause, _SURE_BY_WORDS
    return Cause.LEDGER_REFUSED, _SURE_OF_REFUSAL


def _joined(before: str, after: str) -> str:
    return f"{before} {after}".strip()
