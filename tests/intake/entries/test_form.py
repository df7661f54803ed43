"""What a person types becomes an entry, or is told field by field what is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.decide import decided
from intake.document import Document, Format
from intake.entries.entry import Entry, entry_bytes, is_entry, read_entry
from intake.entries.entry_reading import reading_of
from intake.entries.form import FormProblem, Typed, read_form
from intake.errors import UnreadableFile
from intake.evidence import Source
from intake.invoice import Decision, FieldState, Kind
from intake.opening.file_type import file_type
from intake.result import results_of

FIELDS = {
    "invoice_number": "24112000000000000017",
    "issue_date": "2024年3月8日",
    "seller_name": " 海州望潮餐饮管理(集团)有限公司\n",
    "seller_tax_id": "91310115ma1k0b8x99",
    "total": "¥1,06.00".replace(",", ""),
}
TYPED = Typed("digital_general", FIELDS, ({"name": "餐费", "amount": "100", "tax_rate": "0.06"},), "影像模糊", (), "原件遗失")


def entry(typed: Typed = TYPED) -> Entry:
    read = read_form(typed)
    assert isinstance(read, Entry), read
    return read


def wrong(**changes: object) -> list[str]:
    read = read_form(replace(TYPED, **changes))  # type: ignore[arg-type]
    assert not isinstance(read, Entry)
    assert all(problem.message and problem.message_zh for problem in read)
    return [problem.field for problem in read]


def test_values_take_the_form_of_results() -> None:
    read = entry()
    assert read.fields == {
        "invoice_number": "24112000000000000017",
        "issue_date": "2024-03-08",
        "seller_name": "海州望潮餐饮管理(集团)有限公司",
        "seller_tax_id": "91310115MA1K0B8X99",
        "total": "106.00",
    }
    assert read.items == ({"name": "餐费", "amount": "100.00", "tax_rate": "6%"},)


@pytest.mark.parametrize("name", ["digital_general", "数电票(普通发票)", "数电票(普通发票) digital general invoice"])
def test_a_kind_is_known_by_either_name(name: str) -> None:
    assert entry(replace(TYPED, kind=name)).kind is Kind.DIGITAL_GENERAL


def test_all_problems_are_told_at_once() -> None:
    typed = Typed("car", {"total": "much", "issue_date": "2024-02-30", "colour": "red"}, ({"tax_rate": "700%"},))
    read = read_form(typed)
    assert isinstance(read, tuple)
    assert [problem.field for problem in read] == ["kind", "total", "issue_date", "colour", "items.1.tax_rate", "reason", "evidence"]


def test_what_an_entry_needs() -> None:
    assert wrong(fields={}) == ["invoice_number", "issue_date", "seller_name", "total"]
    assert wrong(reason=" ") == ["reason"]
    assert wrong(without_evidence="") == ["evidence"]
    assert wrong(kind="not_invoice") == ["kind"]
    assert wrong(evidence=("x",)) == ["evidence"]
    assert wrong(kind="vat_special", fields={**FIELDS, "invoice_number": "12345678"}) == ["invoice_code"]
    assert wrong(fields={**FIELDS, "plate_number": "京A12345"}) == ["plate_number"]
    assert wrong(items=({"name": "x"},) * 501) == ["items"]
    assert wrong(fields={**FIELDS, "seller_name": "x" * 2001}) == ["seller_name", "seller_name"]


def test_a_digital_paper_invoice_has_code_and_long_number() -> None:
    read = entry(replace(TYPED, fields={**FIELDS, "invoice_code": "144032509110"}))
    assert reading_of(read, Document("a", b"")).invoices[0].invoice.kind_detail == "DP_GENERAL"


def test_the_same_entry_is_the_same_file() -> None:
    other = replace(TYPED, fields=dict(reversed(FIELDS.items())))
    assert entry_bytes(entry()) == entry_bytes(entry(other))
    assert entry_bytes(entry()) != entry_bytes(entry(replace(TYPED, reason="another")))


def test_a_file_gives_its_entry_back_and_nobody_can_send_one() -> None:
    content = entry_bytes(entry())
    assert is_entry(content) and read_entry(content) == entry()
    with pytest.raises(UnreadableFile, match="unknown_type"):
        file_type(content)


@given(st.binary(max_size=200))
def test_any_other_bytes_are_damage_and_no_crash(tail: bytes) -> None:
    content = b'{"fapiao_entry":1,' + tail
    assert is_entry(content)
    with pytest.raises(UnreadableFile, match="entry_damaged"):
        read_entry(content)


@given(st.dictionaries(st.sampled_from([*FIELDS, "remarks", "tax", "check_code"]), st.text(max_size=40)))
def test_any_typing_is_an_entry_or_problems(fields: dict[str, str]) -> None:
    read = read_form(replace(TYPED, fields=fields))
    if isinstance(read, Entry):
        assert read_form(Typed(read.kind.value, read.fields, read.items, read.reason, (), read.without_evidence)) == read
    else:
        assert read and all(isinstance(problem, FormProblem) for problem in read)


def test_a_reading_says_that_a_person_typed_it_and_is_never_accepted() -> None:
    reading = reading_of(entry(), Document("补录.json", entry_bytes(entry())))
    (found,) = reading.invoices
    assert found.regions[0].format is Format.ENTRY and found.invoice.kind_said_by == ("person",)
    assert {field.source for field in found.invoice.fields.values() if field.value} == {Source.PERSON}
    assert found.invoice.fields["tax"].state is FieldState.ABSENT
    judged = decided(found.invoice)
    assert judged.decision is Decision.REVIEW and "entered_by_hand" in [obstacle.code for obstacle in judged.obstacles]
    (result,) = results_of(reading)
    assert result["format"] == "entry" and result["outline"] is None and result["fields"]["total"]["source"] == "person"
