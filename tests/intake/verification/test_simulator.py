"""The simulated bureau keeps the rules of the real one, so that what is built against it holds elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intake.outside_http import Answer, Request
from intake.verification.codes import Vendor
from intake.verification.requirements import NEEDS
from intake.verification.simulator.bureau import Asked, Bureau, BureauRules
from intake.verification.simulator.invoices import true_invoice
from intake.verification.simulator.providers import Latency, SimulatedProviders, simulated_http
from intake.verification.simulator.wire import sign_for
from intake.verification.verifier import InvoiceStatus, Outcome
from tests.intake.verification.conftest import Clock, asked


def question(bureau_clock: Clock, detail: str = "D_GENERAL", serial: int = 1) -> tuple[Asked, Bureau]:
    invoice = true_invoice(detail, serial, bureau_clock.now - timedelta(days=2))
    face = invoice.face
    return Asked("", face["invoice_number"], face["issue_date"], face["total"]), Bureau(bureau_clock, invoices=[invoice])


def test_the_same_invoice_is_told_five_times_a_day_and_again_after_midnight_in_china(clock: Clock) -> None:
    clock.now = datetime(2024, 6, 3, 15, 30, tzinfo=UTC)  # 23:30 there
    asked_for, bureau = question(clock)
    assert [bureau.look_up(asked_for).outcome for _ in range(7)] == [Outcome.OK] * 5 + [Outcome.DAILY_LIMIT] * 2
    clock.pass_(timedelta(minutes=29))
    assert bureau.look_up(asked_for).outcome is Outcome.DAILY_LIMIT
    clock.pass_(timedelta(minutes=1))
    assert bureau.look_up(asked_for).outcome is Outcome.OK


def test_questions_of_the_wrong_form_are_refused_and_not_counted(clock: Clock) -> None:
    asked_for, bureau = question(clock)
    for broken in (
        replace(asked_for, number="123"),
        replace(asked_for, code="1"),
        replace(asked_for, day="2024/06/01"),
        replace(asked_for, sum=""),
        replace(asked_for, sum="1,000"),
        replace(asked_for, day="2024-06-04"),
    ):
        assert bureau.look_up(broken).outcome is Outcome.BAD_REQUEST
    assert bureau.malformed_questions == 6
    assert [bureau.look_up(asked_for).outcome for _ in range(5)] == [Outcome.OK] * 5


def test_wrong_and_unknown_ones_count(clock: Clock) -> None:
    asked_for, bureau = question(clock)
    wrong = replace(asked_for, sum="1.00")
    assert [bureau.look_up(wrong).outcome for _ in range(6)] == [Outcome.MISMATCH] * 5 + [Outcome.DAILY_LIMIT]
    assert bureau.look_up(asked_for).outcome is Outcome.DAILY_LIMIT


def test_an_invoice_is_found_when_it_has_arrived(clock: Clock) -> None:
    invoice = true_invoice("D_GENERAL", 1, clock.now)
    bureau = Bureau(clock, BureauRules(sync_delay=timedelta(hours=3)), [invoice])
    asked_for = Asked("", invoice.face["invoice_number"], invoice.face["issue_date"], invoice.face["total"])
    assert bureau.look_up(asked_for).outcome is Outcome.NOT_FOUND
    clock.pass_(timedelta(hours=3))
    assert bureau.look_up(asked_for).outcome is Outcome.OK


def test_six_years_are_too_long_and_texts_may_be_compared_as_texts(clock: Clock) -> None:
    old = true_invoice("D_GENERAL", 1, clock.now - timedelta(days=365 * 6))
    new = true_invoice("D_GENERAL", 2, clock.now - timedelta(days=3), amount=10000)
    bureau = Bureau(clock, BureauRules(compares_texts=True), [old, new])
    assert bureau.look_up(Asked("", old.face["invoice_number"], old.face["issue_date"], old.face["total"])).outcome is Outcome.TOO_OLD
    assert bureau.look_up(Asked("", new.face["invoice_number"], new.face["issue_date"], "106")).outcome is Outcome.MISMATCH
    bureau.follow(BureauRules())
    assert bureau.look_up(Asked("", new.face["invoice_number"], new.face["issue_date"], "106")).outcome is Outcome.OK


@pytest.mark.parametrize("detail", NEEDS)
def test_invented_invoices_can_be_asked_for(clock: Clock, detail: str) -> None:
    for serial in (1, 10**6, 10**9):
        assert asked(true_invoice(detail, serial, clock.now - timedelta(days=1)), clock.now).detail == detail


def test_two_serials_are_two_invoices() -> None:
    now = datetime(2024, 6, 3, tzinfo=UTC)
    for detail in NEEDS:
        assert len({true_invoice(detail, serial, now).key for serial in range(50)}) == 50


def test_a_kind_that_nobody_looks_up_is_not_invented() -> None:
    with pytest.raises(ValueError, match="not looked up"):
        true_invoice("FISCAL", 1, datetime(2024, 6, 3, tzinfo=UTC))


def test_answers_take_as_long_as_was_drawn_from_the_seed(clock: Clock) -> None:
    asked_for = true_invoice("D_GENERAL", 1, clock.now - timedelta(days=2))
    waits: list[list[float]] = []
    for _ in range(2):
        slept: list[float] = []
        with SimulatedProviders(Bureau(clock, invoices=[asked_for]), Latency(0.3, 3.0, seed=4), slept.append) as providers:
            verifier = providers.verifier(Vendor.TENCENT, simulated_http(5.0), clock)
            for _ in range(3):
                verifier.verify(asked(asked_for, clock.now))
        waits.append(slept)
    assert waits[0] == waits[1]
    assert len(waits[0]) == 3
    assert all(0.3 <= wait <= 3.0 for wait in waits[0])


def test_what_a_provider_has_no_word_for_it_does_not_tell() -> None:
    assert sign_for(Vendor.HUAWEI, InvoiceStatus.VOID) == "invalidated"
    assert sign_for(Vendor.WEIBAOZHANG, InvoiceStatus.RED_PART) == "10"
    assert sign_for(Vendor.BAIDU, InvoiceStatus.LOST) == "N"


def test_what_no_provider_is_asked_for_is_not_found(clock: Clock) -> None:
    with SimulatedProviders(Bureau(clock)) as providers:
        answer = simulated_http(5.0).send(Request("POST", f"{providers.address}/nothing/here", body=b"x"))
    assert isinstance(answer, Answer)
    assert answer.status == 404
