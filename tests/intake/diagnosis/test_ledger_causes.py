"""Why a verified invoice is not booked: every way in which a sending can be stuck, named with what to do, who and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.diagnosis.causes import WORDS, Cause, Who
from intake.diagnosis.diagnose import diagnose
from intake.diagnosis.facts import Facts, Heard
from intake.diagnosis.ledger_causes import Sending, ledger_cause, refusal
from intake.invoice import Kind
from intake.state import InvoiceState
from intake.upload.differences import Difference
from intake.upload.outbox import INVOICE_STATE, SendingCause, UploadState
from intake.verification.reasons import WaitReason
from intake.verification.verifier import InvoiceStatus, Outcome

NOW = datetime(2024, 3, 11, 4, tzinfo=UTC)
LATER = NOW + timedelta(minutes=20)
S, C = UploadState, SendingCause


def sending(state: UploadState, cause: SendingCause = C.NONE, detail: str = "", next_at: datetime | None = LATER) -> Sending:
    return Sending(state, cause, "books", detail, (), "L1", next_at)


def facts(handed: Sending | None, state: InvoiceState | None = None, **more: object) -> Facts:
    known = INVOICE_STATE[handed.state] if handed is not None else InvoiceState.VERIFIED
    return replace(Facts(state or known, Kind.DIGITAL_GENERAL, None, NOW, sending=handed), **more)  # type: ignore[arg-type]


INJECTED: Mapping[str, tuple[Sending, Cause, Who]] = {
    "about to be sent": (sending(S.QUEUED), Cause.BEING_BOOKED, Who.NOBODY),
    "being sent": (sending(S.SENDING), Cause.BEING_BOOKED, Who.NOBODY),
    "accepted, not read back": (sending(S.ACCEPTED, C.NOT_THERE_YET), Cause.BEING_BOOKED, Who.NOBODY),
    "no ledger": (sending(S.QUEUED, C.NO_LEDGER, next_at=None), Cause.NO_LEDGER, Who.ADMINISTRATOR),
    "unreachable": (sending(S.QUEUED, C.UNAVAILABLE, "no_connection: refused"), Cause.LEDGER_DOWN, Who.ADMINISTRATOR),
    "time-out": (sending(S.QUEUED, C.UNAVAILABLE, "timeout: 30 s"), Cause.LEDGER_DOWN, Who.ADMINISTRATOR),
    "maintenance": (sending(S.QUEUED, C.UNAVAILABLE, "maintenance: status 503"), Cause.LEDGER_BUSY, Who.NOBODY),
    "throttled": (sending(S.UNKNOWN, C.UNAVAILABLE, "throttled: status 429"), Cause.LEDGER_BUSY, Who.NOBODY),
    "credentials refused": (sending(S.QUEUED, C.UNAVAILABLE, "permission: status 401"), Cause.LEDGER_PERMISSION, Who.ADMINISTRATOR),
    "paused for all": (replace(sending(S.QUEUED), hindered="maintenance: status 503"), Cause.LEDGER_BUSY, Who.NOBODY),
    "paused while read back": (replace(sending(S.ACCEPTED, C.NOT_THERE_YET), hindered="timeout: 30 s"), Cause.LEDGER_DOWN, Who.ADMINISTRATOR),
    "unknown outcome": (sending(S.UNKNOWN, C.NO_ANSWER, "timeout"), Cause.LEDGER_UNCLEAR, Who.NOBODY),
    "interrupted": (sending(S.UNKNOWN, C.INTERRUPTED), Cause.LEDGER_UNCLEAR, Who.NOBODY),
    "never arrived": (sending(S.QUEUED, C.NEVER_ARRIVED), Cause.LEDGER_UNCLEAR, Who.NOBODY),
    "lost": (sending(S.DEAD, C.LOST, next_at=None), Cause.LEDGER_LOST, Who.ADMINISTRATOR),
    "no luck": (sending(S.DEAD, C.NO_LUCK, next_at=None), Cause.LEDGER_LOST, Who.ADMINISTRATOR),
    "refused": (sending(S.REJECTED, C.REFUSED, "E42: we don't like it", None), Cause.LEDGER_REFUSED, Who.FINANCE),
    "supplier unknown": (sending(S.REJECTED, C.REFUSED, "SUPPLIER_UNKNOWN: no such supplier", None), Cause.SUPPLIER_UNKNOWN, Who.FINANCE),
    "account unknown": (sending(S.REJECTED, C.REFUSED, "E7: the account 6602 does not exist", None), Cause.ACCOUNT_UNKNOWN, Who.FINANCE),
    "period closed": (sending(S.REJECTED, C.REFUSED, "PERIOD_CLOSED: 2024-02", None), Cause.PERIOD_CLOSED, Who.FINANCE),
    "other values there": (sending(S.DEAD, C.DIFFERS, next_at=None), Cause.BOOKED_OTHERWISE, Who.FINANCE),
    "twice there": (sending(S.DEAD, C.DOUBLED, "L1, L2", None), Cause.BOOKED_TWICE, Who.FINANCE),
    "cancelled there": (sending(S.DEAD, C.CANCELLED_THERE, next_at=None), Cause.BOOKING_CANCELLED, Who.FINANCE),
    "incomplete": (sending(S.DEAD, C.FORMAT, "issue_date is missing", None), Cause.ENTRY_INCOMPLETE, Who.REVIEWER),
    "original damaged": (sending(S.DEAD, C.ORIGINAL_DAMAGED, next_at=None), Cause.ORIGINAL_DAMAGED, Who.ADMINISTRATOR),
}


@pytest.mark.parametrize("name", INJECTED)
def test_every_way_to_be_stuck_is_named_with_who_and_when(name: str) -> None:
    handed, cause, who = INJECTED[name]
    found = diagnose(facts(handed))
    assert (found.cause, found.who, found.next_at) == (cause, who, handed.next_at)
    assert 0.8 <= found.certainty <= 1
    assert "books" in found.detail and "books" in found.detail_zh
    assert handed.detail in found.detail and handed.detail in found.detail_zh


def test_every_cause_of_the_outbox_has_one_here() -> None:
    said_of_nobody = {C.WITHDRAWN}
    for cause in set(SendingCause) - said_of_nobody:
        found = ledger_cause(sending(S.DEAD, cause))
        assert found is not None and found.cause in WORDS
    assert ledger_cause(sending(S.DEAD, C.WITHDRAWN)) is None


def test_what_is_confirmed_is_all_right_and_what_was_taken_back_is_not() -> None:
    booked = sending(S.CONFIRMED, next_at=None)
    assert diagnose(facts(booked)).cause is Cause.NONE
    found = diagnose(facts(booked, InvoiceState.IN_REVIEW))
    assert (found.cause, found.who) == (Cause.TAKEN_BACK, Who.FINANCE)
    assert "L1" in found.detail


def test_differences_are_told_field_by_field() -> None:
    handed = replace(sending(S.DEAD, C.DIFFERS), differences=(Difference("total", "106.00", "0.01"),))
    found = diagnose(facts(handed))
    assert "total: 106.00 here, 0.01 there" in found.detail and "系统106.00，记账系统0.01" in found.detail_zh


def test_what_was_corrected_since_the_refusal_waits_for_its_approval() -> None:
    refused = sending(S.REJECTED, C.REFUSED, "E42: no", None)
    assert diagnose(facts(replace(refused, is_outdated=True))).cause is Cause.IN_REVIEW


def test_what_the_bureau_says_comes_first() -> None:
    voided = (Heard(NOW, Outcome.OK, InvoiceStatus.VOID, "tencent", ""),)
    assert diagnose(facts(sending(S.CONFIRMED), heard=voided)).cause is Cause.VOIDED
    mismatch = (Heard(NOW, Outcome.MISMATCH, None, "tencent", ""),)
    refused = sending(S.REJECTED, C.REFUSED, "E42: no", None)
    assert diagnose(facts(refused, reason=WaitReason.MISMATCH, heard=mismatch)).cause in (Cause.MISTYPED, Cause.NOT_ISSUED)
    assert diagnose(facts(refused, InvoiceState.VERIFYING, due_at=LATER)).cause is Cause.BEING_ASKED


def test_a_verified_invoice_that_was_never_handed_over_is_all_right() -> None:
    assert diagnose(facts(None)).cause is Cause.NONE


def test_a_time_that_is_over_is_told_as_now() -> None:
    assert diagnose(facts(sending(S.QUEUED, next_at=NOW - timedelta(hours=1)))).next_at == NOW


@pytest.mark.parametrize(
    ("detail", "cause"),
    [
        ("FISCALYEAR: journal is locked", Cause.PERIOD_CLOSED),
        ("400: 该会计期间已结账", Cause.PERIOD_CLOSED),
        ("odoo.exceptions.UserError: You cannot add entries prior to the lock date", Cause.PERIOD_CLOSED),
        ("404: 供应商不存在", Cause.SUPPLIER_UNKNOWN),
        ("VENDOR_404: unknown", Cause.SUPPLIER_UNKNOWN),
        ("422: no expense account found for this product", Cause.ACCOUNT_UNKNOWN),
        ("422: 科目未启用", Cause.ACCOUNT_UNKNOWN),
        ("422: please try another colour", Cause.LEDGER_REFUSED),
        ("", Cause.LEDGER_REFUSED),
    ],
)
def test_the_words_of_ledgers_are_understood_and_else_left_as_they_are(detail: str, cause: Cause) -> None:
    assert refusal(detail)[0] is cause


@given(st.text(max_size=80))
def test_any_words_have_a_cause(detail: str) -> None:
    cause, certainty = refusal(detail)
    assert cause in WORDS and 0 < certainty <= 1


def test_every_cause_has_words_in_both_languages() -> None:
    assert set(WORDS) == set(Cause)
    for words in WORDS.values():
        assert words.what.endswith(".") and words.remedy.endswith(".") and words.what_zh.endswith("。") and words.remedy_zh.endswith("。")
