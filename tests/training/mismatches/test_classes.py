# ruff: noqa: S311 - drawn invoices are no secrets
"""Each class does to an invoice what it says, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from intake.domain.amount_words import parse_words
from intake.domain.money import parse_fen
from intake.domain.qr_payload import InvoiceQr, parse_invoice_qr
from intake.domain.qr_tail import Tail
from intake.domain.tax_id import is_checked
from intake.domain.tax_rates import is_lawful
from intake.invoice import Kind
from training.mismatches.classes import mismatches
from training.mismatches.mismatch import Doctored, Mismatch, Trace
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.kinds import DRAWN_KINDS, draw_values

CLASSES = {mismatch.name: mismatch for mismatch in mismatches()}


def drawn(name: str, each: int = 3) -> Iterator[Doctored]:
    """Doctored invoices of every kind that the class fits."""
    mismatch = CLASSES[name]
    for kind in DRAWN_KINDS:
        for seed in range(each):
            rng = Random(f"{name}/{kind}/{seed}")
            invoice = draw_values(rng, kind, one_page=True)
            if mismatch.fits(invoice):
                yield mismatch.doctor(rng, invoice)


def code(invoice: SyntheticInvoice) -> InvoiceQr:
    qr = parse_invoice_qr(invoice.qr)
    assert qr is not None
    return qr


def fen(text: str) -> int:
    value = parse_fen(text)
    assert value is not None, text
    return value


def test_there_are_many_classes_each_with_a_name_of_its_own_and_a_row_in_the_readme() -> None:
    names = [mismatch.name for mismatch in mismatches()]
    readme = (Path(__file__).parents[3] / "training" / "mismatches" / "README.md").read_text(encoding="utf-8")
    assert len(names) == len(set(names)) >= 20
    assert [name for name in names if f"`{name}`" not in readme] == []


@pytest.mark.parametrize("mismatch", mismatches(), ids=lambda mismatch: mismatch.name)
def test_every_class_changes_something_and_says_what(mismatch: Mismatch) -> None:
    found = list(drawn(mismatch.name))
    assert found
    for result in found:
        assert result.fields
        for name in result.fields:
            if name in result.issued.fields:
                assert result.shown.fields.get(name) != result.issued.fields[name] or result.form is not None
        untouched = set(result.issued.fields) - set(result.fields) - {"check_code"}
        assert all(result.shown.fields[name] == result.issued.fields[name] for name in untouched)


@pytest.mark.parametrize("mismatch", mismatches(), ids=lambda mismatch: mismatch.name)
def test_the_same_seed_does_the_same(mismatch: Mismatch) -> None:
    first, second = (list(drawn(mismatch.name, 1)) for _ in range(2))
    assert first == second


def test_a_number_altered_in_print_leaves_the_qr_code_as_issued() -> None:
    for result in drawn("number_in_print"):
        assert result.shown.qr == result.issued.qr
        assert code(result.shown).number != result.shown.fields["invoice_number"]


def test_a_number_altered_in_both_agrees_with_its_code() -> None:
    remade = set()
    for result in drawn("number_in_both", 8):
        assert code(result.shown).number == result.shown.fields["invoice_number"] != result.issued.fields["invoice_number"]
        assert (Trace.TAIL in result.traces) is (code(result.shown).tail_check is Tail.MISMATCH)
        remade.add(Trace.TAIL in result.traces)
    assert remade == {True, False}


def test_a_moved_date_is_a_day_of_the_calendar_and_is_in_the_code_where_it_should_be() -> None:
    for result in drawn("date_in_both"):
        day = code(result.shown).day
        assert day is not None
        assert day.isoformat() == result.shown.fields["issue_date"] != result.issued.fields["issue_date"]


def test_a_wrong_character_breaks_the_check_and_a_recomputed_id_does_not() -> None:
    for result in drawn("tax_id_character"):
        (name,) = result.fields
        assert not is_checked(result.shown.fields[name])
    for result in drawn("tax_id_recomputed"):
        (name,) = result.fields
        assert is_checked(result.shown.fields[name])


def test_words_and_figures_part_where_one_of_them_is_altered() -> None:
    for name in ("words_altered", "total_altered", "sums_altered"):
        for result in drawn(name):
            assert parse_words(result.shown.fields["total_in_words"]) != fen(result.shown.fields["total"]), name
            assert Trace.WORDS in result.traces


def test_altered_sums_are_consistent_with_their_lines() -> None:
    for name in ("sums_altered", "sums_and_words_altered", "everything_altered", "tax_altered", "rate_of_another_time"):
        for result in drawn(name):
            fields, items = result.shown.fields, result.shown.items
            assert fields["total"] != result.issued.fields["total"], name
            if "amount" in fields:
                assert fen(fields["amount"]) == sum(fen(item["amount"]) for item in items)
                assert fen(fields["tax"] or "0") == sum(fen(item["tax"] or "0") for item in items)
                assert fen(fields["amount"]) + fen(fields["tax"] or "0") == fen(fields["total"])
            if name != "sums_altered":
                assert parse_words(fields["total_in_words"]) == fen(fields["total"])


def test_an_altered_line_no_longer_fits_its_sums_or_its_price() -> None:
    for result in drawn("line_altered"):
        assert sum(a != b for a, b in zip(result.issued.items, result.shown.items, strict=True)) == 1
        assert result.shown.fields == result.issued.fields


def test_a_rate_of_another_time_was_not_lawful_on_the_day() -> None:
    for result in drawn("rate_of_another_time", 6):
        assert not all(is_lawful(item["tax_rate"], result.shown.day) for item in result.shown.items)
        qr = parse_invoice_qr(result.shown.qr)
        if qr is not None and qr.amount is not None:
            assert qr.amount in (fen(result.shown.fields["amount"]), fen(result.shown.fields["total"]))


def test_a_reused_code_is_genuine_and_of_another_invoice() -> None:
    for result in drawn("reused_code"):
        assert code(result.shown).tail_check is not Tail.MISMATCH
        assert code(result.shown).number != result.shown.fields["invoice_number"]


def test_an_invented_checksum_fits_in_no_way() -> None:
    for result in drawn("tail_of_code"):
        assert code(result.shown).tail_check is Tail.MISMATCH
        assert result.shown.fields == result.issued.fields


def test_a_title_of_the_other_kind_keeps_code_and_qr() -> None:
    for result in drawn("title_of_other_kind"):
        assert result.shown.kind is not result.issued.kind
        assert result.shown.qr == result.issued.qr
        assert result.shown.fields.get("invoice_code") == result.issued.fields.get("invoice_code")


def test_money_is_altered_by_more_than_a_trifle_and_keeps_its_sign() -> None:
    for name in ("total_altered", "sums_and_words_altered"):
        for result in drawn(name):
            before, after = fen(result.issued.fields["total"]), fen(result.shown.fields["total"])
            assert before * after > 0
            assert abs(before - after) >= min(100, abs(before) // 3)


def test_tickets_without_codes_and_words_can_be_altered_by_hand_only() -> None:
    taxi = draw_values(Random(1), Kind.TAXI)
    assert {mismatch.name for mismatch in mismatches() if mismatch.fits(taxi) and not mismatch.brushes} == {"void_copy"}
