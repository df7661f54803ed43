# ruff: noqa: S311 - drawn invoices are no secrets
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from intake.domain.amount_words import parse_words
from intake.domain.invoice_code import parse_invoice_code
from intake.domain.invoice_number import parse_digital_number
from intake.domain.money import parse_fen, round_fen
from intake.domain.qr_payload import InvoiceQr, parse_invoice_qr
from intake.domain.qr_tail import Tail
from intake.domain.tax_id import is_checked
from intake.domain.tax_rates import is_lawful, rate_fraction
from intake.invoice import Kind
from intake.kinds.fields import fields_of
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.kinds import DIGITAL, DRAWN_KINDS, ELECTRONIC_VAT, PAPER_VAT, draw_values
from training.synthesize.vat_values import Traits

WITH_GOODS = (*DIGITAL, *PAPER_VAT, Kind.VAT_E_GENERAL, Kind.VAT_E_SPECIAL)
WITH_TAX = (*WITH_GOODS, Kind.TOLL_E, Kind.BLOCKCHAIN, Kind.MOTOR_VEHICLE)

Draw = Callable[[Kind], list[SyntheticInvoice]]


def draw(kind: Kind, count: int = 25) -> list[SyntheticInvoice]:
    return [draw_values(Random(f"test/{kind}/{i}"), kind) for i in range(count)]


def fen(text: str) -> int:
    value = parse_fen(text)
    assert value is not None, text
    return value


@pytest.mark.parametrize("kind", DRAWN_KINDS)
def test_every_kind_has_exactly_its_fields(kind: Kind) -> None:
    for invoice in draw(kind, 5):
        assert set(invoice.fields) == set(fields_of(kind, invoice.detail))


@pytest.mark.parametrize("kind", WITH_TAX)
def test_amount_and_tax_make_the_total(kind: Kind) -> None:
    for invoice in draw(kind):
        fields = invoice.fields
        assert fen(fields["amount"]) + fen(fields["tax"] or "0") == fen(fields["total"])


@pytest.mark.parametrize("kind", WITH_TAX)
def test_lines_sum_up_to_the_totals(kind: Kind) -> None:
    for invoice in draw(kind):
        if invoice.items:
            assert sum(fen(item["amount"]) for item in invoice.items) == fen(invoice.fields["amount"])
            assert sum(fen(item["tax"] or "0") for item in invoice.items) == fen(invoice.fields["tax"] or "0")


@pytest.mark.parametrize("kind", [kind for kind in DRAWN_KINDS if "total_in_words" in fields_of(kind)])
def test_the_words_say_the_total(kind: Kind) -> None:
    for invoice in draw(kind):
        assert parse_words(invoice.fields["total_in_words"]) == fen(invoice.fields["total"])


@pytest.mark.parametrize("kind", WITH_GOODS)
def test_tax_and_price_of_a_line_hold_to_the_fen(kind: Kind) -> None:
    for invoice in draw(kind):
        for item in invoice.items:
            rate = rate_fraction(item["tax_rate"])
            if rate is not None and item["tax"]:
                assert abs(fen(item["tax"]) - round_fen(Decimal(fen(item["amount"])) / 100 * rate)) <= 6
            if item["quantity"]:
                assert abs(round_fen(Decimal(item["quantity"]) * Decimal(item["unit_price"])) - fen(item["amount"])) <= 1
            assert is_lawful(item["tax_rate"], invoice.day)


@pytest.mark.parametrize("kind", DRAWN_KINDS)
def test_every_tax_id_satisfies_its_check_digits(kind: Kind) -> None:
    for invoice in draw(kind):
        for name in ("buyer_tax_id", "seller_tax_id"):
            if invoice.fields.get(name):
                assert is_checked(invoice.fields[name]), invoice.fields[name]


@pytest.mark.parametrize("kind", [*DIGITAL, *ELECTRONIC_VAT, *PAPER_VAT, Kind.RAIL_E, Kind.AIR_E, Kind.VAT_ROLL, Kind.MOTOR_VEHICLE, Kind.USED_VEHICLE])
def test_the_qr_code_repeats_the_invoice_and_ends_in_its_checksum(kind: Kind) -> None:
    for invoice in draw(kind):
        if not invoice.qr:
            continue
        qr = parse_invoice_qr(invoice.qr)
        assert isinstance(qr, InvoiceQr)
        assert qr.number == invoice.fields["invoice_number"]
        assert qr.tail_check is not Tail.MISMATCH
        if qr.day is not None:
            assert qr.day == date.fromisoformat(invoice.fields["issue_date"])
        if qr.amount is not None:
            assert qr.amount in {fen(invoice.fields[name]) for name in ("amount", "total") if invoice.fields.get(name)}


def test_digital_numbers_name_the_year_of_issue() -> None:
    for kind in DIGITAL:
        for invoice in draw(kind):
            number = parse_digital_number(invoice.fields["invoice_number"])
            assert number is not None
            assert number.year == invoice.day.year


@pytest.mark.parametrize("kind", [Kind.VAT_SPECIAL, Kind.VAT_GENERAL, Kind.VAT_E_GENERAL, Kind.TOLL_E, Kind.VAT_ROLL, Kind.USED_VEHICLE])
def test_the_invoice_code_speaks_of_its_kind(kind: Kind) -> None:
    expected = {
        Kind.VAT_SPECIAL: "01",
        Kind.VAT_GENERAL: "04",
        Kind.VAT_E_GENERAL: "10",
        Kind.TOLL_E: "14",
        Kind.VAT_ROLL: "11",
        Kind.USED_VEHICLE: "15",
    }[kind]
    for invoice in draw(kind):
        code = parse_invoice_code(invoice.fields["invoice_code"])
        assert code is not None
        assert code.kind == expected
        assert code.region == invoice.face["region"]


def test_a_red_invoice_is_negative_throughout() -> None:
    invoice = draw_values(Random(1), Kind.DIGITAL_SPECIAL, Traits(red=True, lines=3))
    assert all(fen(invoice.fields[name]) < 0 for name in ("amount", "tax", "total"))
    assert all(fen(item["amount"]) < 0 for item in invoice.items)
    assert invoice.fields["remarks"]


def test_exempt_goods_have_no_tax() -> None:
    invoice = draw_values(Random(2), Kind.VAT_E_GENERAL, Traits(exempt=True, lines=2))
    assert invoice.stars
    assert invoice.fields["tax"] == ""
    assert {item["tax_rate"] for item in invoice.items} == {"免税"}


def test_a_discount_row_follows_its_goods() -> None:
    invoice = draw_values(Random(3), Kind.DIGITAL_GENERAL, Traits(discounts=True, lines=6))
    discounts = [i for i, item in enumerate(invoice.items) if fen(item["amount"]) < 0]
    assert discounts
    for i in discounts:
        assert invoice.items[i]["name"] == invoice.items[i - 1]["name"]
        assert invoice.items[i]["quantity"] == invoice.items[i]["unit_price"] == ""


def test_many_goods_stand_on_a_list() -> None:
    invoice = draw_values(Random(4), Kind.VAT_E_GENERAL, Traits(lines=12))
    assert invoice.list_line is not None
    assert "清单" in invoice.list_line["name"]
    assert invoice.list_line["amount"] == invoice.fields["amount"]
    assert len(invoice.items) >= 12
