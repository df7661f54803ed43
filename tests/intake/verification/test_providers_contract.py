"""Every provider's real client over real HTTP: each kind it takes, each code and sign it knows, and what it does when the other side misbehaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.verification.codes import Vendor, codes_of
from intake.verification.query import query_of
from intake.verification.requirements import NEEDS
from intake.verification.simulator.bureau import BureauRules
from intake.verification.simulator.invoices import true_invoice
from intake.verification.simulator.providers import KEYS
from intake.verification.simulator.wire import Trouble, WireReply
from intake.verification.verifier import InvoiceStatus, Outcome, Query
from tests.intake.verification.conftest import World, asked
from tests.intake.verification.reference_codes import REFERENCE, REFERENCE_SIGNS

VENDORS = [vendor for vendor in Vendor if vendor is not Vendor.PAGE]
SHARED_FACE = ("invoice_number", "issue_date", "buyer_name", "buyer_tax_id", "seller_name", "seller_tax_id", "amount", "tax", "total", "remarks")
NOT_TAKEN = {
    Vendor.BAIDU: {"COMMON_E"},
    Vendor.ALIYUN: {"FREIGHT_SPECIAL", "COMMON_E", "D_TOLL", "DP_GENERAL", "DP_MOTOR", "DP_USED"},
    Vendor.HUAWEI: {"FREIGHT_SPECIAL", "COMMON_E", "D_TOLL", "D_AIR", "D_MOTOR", "D_USED", "DP_SPECIAL", "DP_GENERAL", "DP_MOTOR", "DP_USED"},
    Vendor.FPCY: {"BLOCKCHAIN", "COMMON_E"},
    Vendor.WEIBAOZHANG: {"BLOCKCHAIN", "COMMON_E"},
    Vendor.JUMEI: {"BLOCKCHAIN", "COMMON_E"},
}


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_kind_is_looked_up_or_turned_away_without_a_call(world: World, vendor: Vendor) -> None:
    verifier = world.providers.verifier(vendor, world.http, world.clock)
    for detail, invoice in world.invoices.items():
        before = world.providers.calls(vendor)
        answer = verifier.verify(world.query(detail))
        if detail in NOT_TAKEN.get(vendor, set()):
            assert (answer.outcome, answer.sent, answer.billed) == (Outcome.UNSUPPORTED, False, False), detail
            assert world.providers.calls(vendor) == before
            continue
        assert (answer.outcome, answer.status, answer.message.count("not")) == (Outcome.OK, InvoiceStatus.NORMAL, 0), (detail, answer)
        assert (answer.provider, answer.sent, answer.billed, answer.asked_at) == (vendor.value, True, True, world.clock.now)
        if detail == "D_RAIL" and vendor is Vendor.TENCENT:
            assert answer.face["total"] == invoice.face["total"]
            continue
        assert {name: answer.face[name] for name in SHARED_FACE} == {name: invoice.face[name] for name in SHARED_FACE}, detail
        assert answer.face.get("invoice_code", "") == invoice.face.get("invoice_code", "")
        assert answer.items == invoice.items
    assert world.bureau.malformed_questions == 0


@pytest.mark.parametrize(("vendor", "code", "outcome"), [row for row in REFERENCE if row[2] is not Outcome.OK])
def test_every_code_of_the_reference_is_understood_over_http(world: World, vendor: Vendor, code: str, outcome: Outcome) -> None:
    served = Vendor.FPCY if vendor is Vendor.PAGE else vendor  # the page itself is never asked; the gateway passes its codes on
    code = code.replace("*", ".IllegalInvoiceCode")
    world.providers.answer_next(served, code, "说明")
    answer = world.providers.verifier(served, world.http, world.clock).verify(world.query("D_GENERAL"))
    assert (answer.outcome, answer.provider_code, answer.status, answer.face) == (outcome, code, None, {})
    assert "说明" in answer.message


@pytest.mark.parametrize(("vendor", "sign", "status"), [row for row in REFERENCE_SIGNS if row[0] is not Vendor.PAGE])
def test_every_sign_of_the_reference_is_understood_over_http(world: World, vendor: Vendor, sign: str, status: InvoiceStatus) -> None:
    world.bureau.mark(world.invoices["D_GENERAL"].key, status)
    answer = world.providers.verifier(vendor, world.http, world.clock).verify(world.query("D_GENERAL"))
    assert (answer.outcome, answer.status) == (Outcome.OK, status)


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_code_that_means_success_without_an_invoice_is_no_success(world: World, vendor: Vendor) -> None:
    verifier = world.providers.verifier(vendor, world.http, world.clock)
    for code, meaning in codes_of(vendor):
        if meaning.outcome is Outcome.OK and vendor is not Vendor.TENCENT:
            world.providers.answer_next(vendor, code)
            assert verifier.verify(world.query("D_GENERAL")).outcome is Outcome.UNREACHABLE, code


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_bureaus_answers_come_through(world: World, vendor: Vendor) -> None:
    verifier = world.providers.verifier(vendor, world.http, world.clock)
    query = world.query("D_SPECIAL")
    unknown = replace(query, number=f"{query.number[:-4]}9999")
    assert verifier.verify(unknown).outcome is Outcome.NOT_FOUND
    assert verifier.verify(replace(query, total=1)).outcome is Outcome.MISMATCH
    assert verifier.verify(replace(query, issue_date=query.issue_date - timedelta(days=1))).outcome is Outcome.MISMATCH
    for _ in range(3):
        assert verifier.verify(query).outcome is Outcome.OK
    assert verifier.verify(query).outcome is Outcome.DAILY_LIMIT


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_refused_question_of_today_is_told_from_one_that_was_not_found(world: World, vendor: Vendor) -> None:
    world.bureau.follow(BureauRules(takes_same_day=False))
    invoice = true_invoice("D_GENERAL", 5, world.clock.now)
    answer = world.providers.verifier(vendor, world.http, world.clock).verify(asked(invoice, world.clock.now))
    assert answer.outcome is Outcome.SAME_DAY


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    ("trouble", "outcomes"),
    [
        (Trouble.THROTTLED, {Outcome.THROTTLED}),
        (Trouble.UPSTREAM_DOWN, {Outcome.UPSTREAM_DOWN}),
        (Trouble.MAINTENANCE, {Outcome.MAINTENANCE}),
        (Trouble.PERMISSION, {Outcome.PERMISSION}),
        (Trouble.BROKEN, {Outcome.UNREACHABLE}),
        (Trouble.DROPPED, {Outcome.UNREACHABLE}),
    ],
)
def test_trouble_is_told_by_its_name_and_is_not_billed(world: World, vendor: Vendor, trouble: Trouble, outcomes: set[Outcome]) -> None:
    if (vendor, trouble) in {(Vendor.WEIBAOZHANG, Trouble.PERMISSION), (Vendor.WEIBAOZHANG, Trouble.THROTTLED), (Vendor.XIANGYUN, Trouble.PERMISSION)}:
        outcomes = {Outcome.UNREACHABLE}  # they have no code for it
    world.providers.trouble(vendor, trouble)
    answer = world.providers.verifier(vendor, world.http, world.clock).verify(world.query("D_GENERAL"))
    assert answer.outcome in outcomes, answer
    assert not answer.billed
    assert answer.message
    world.providers.trouble(vendor, None)
    assert world.providers.verifier(vendor, world.http, world.clock).verify(world.query("D_GENERAL")).outcome is Outcome.OK


def test_amounts_are_sent_with_two_decimals_for_who_compares_texts(world: World) -> None:
    world.bureau.follow(BureauRules(compares_texts=True))
    invoice = true_invoice("VAT_SPECIAL", 7, world.clock.now - timedelta(days=9), amount=8800)
    world.bureau.add([invoice])
    query = query_of(invoice.kind, {**invoice.face, "amount": "88"}, world.clock.now.date(), invoice.detail)
    assert isinstance(query, Query)
    assert world.providers.verifier(Vendor.HUAWEI, world.http, world.clock).verify(query).outcome is Outcome.OK


def test_tencent_asks_for_invoices_of_today_only_when_told_to(world: World) -> None:
    invoice = true_invoice("D_GENERAL", 6, world.clock.now)
    world.bureau.add([invoice])
    assert world.providers.verifier(Vendor.TENCENT, world.http, world.clock).verify(asked(invoice, world.clock.now)).outcome is Outcome.OK


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_answer_about_another_invoice_is_none(world: World, vendor: Vendor) -> None:
    other = world.invoices["D_SPECIAL"]
    verifier = world.providers.verifier(vendor, world.http, world.clock)
    wire = next(wire for wire in world.providers._wires if wire.vendor is vendor)
    world.providers.answer_next_raw(vendor, wire.found(other, 1))
    answer = verifier.verify(world.query("D_GENERAL"))
    assert (answer.outcome, answer.face) == (Outcome.UNREACHABLE, {})


@pytest.mark.parametrize("vendor", VENDORS)
def test_secrets_are_in_no_message_even_where_a_provider_repeats_them(world: World, vendor: Vendor) -> None:
    world.providers.answer_next(vendor, "4711", f"wrong key {KEYS.secret} of {KEYS.id}\n\x00")
    verifier = world.providers.verifier(vendor, world.http, world.clock)
    answer = verifier.verify(world.query("D_GENERAL"))
    assert answer.outcome is Outcome.UNREACHABLE
    assert "wrong key *** of ***" in answer.message
    assert KEYS.secret not in repr((answer, verifier, getattr(verifier, "_settings", ""), getattr(verifier, "_account", "")))


def test_baidus_token_is_fetched_once_and_again_when_it_has_expired(world: World) -> None:
    verifier = world.providers.verifier(Vendor.BAIDU, world.http, world.clock)
    assert verifier.verify(world.query("D_GENERAL")).outcome is Outcome.OK
    world.providers.answer_next_raw(Vendor.BAIDU, WireReply.of({"error_code": 111, "error_msg": "Access token expired"}))
    assert verifier.verify(world.query("D_GENERAL")).outcome is Outcome.OK
    assert world.bureau.times_asked(world.invoices["D_GENERAL"].key) == 2


@pytest.mark.parametrize("detail", NEEDS)
def test_no_kind_is_asked_in_a_form_that_the_bureau_refuses(world: World, detail: str) -> None:
    answer = world.providers.verifier(Vendor.TENCENT, world.http, world.clock).verify(world.query(detail))
    assert (answer.outcome, world.bureau.malformed_questions) == (Outcome.OK, 0)
