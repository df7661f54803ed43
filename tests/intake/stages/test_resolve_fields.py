from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.document import Document, EmbeddedInvoice, Format
from intake.domain.amount_words import write_words
from intake.domain.tax_id import single_repair
from intake.evidence import Evidence, Source
from intake.extraction.form_evidence import LABEL_ORDER, NO_INK, SECOND_PRINTING
from intake.invoice import Field, FieldState, Invoice, Item, Kind, ListLine
from intake.kinds.fields import fields_of
from intake.reading import FoundInvoice, Reading, Region
from intake.stages.collect_evidence import QR_AMOUNT
from intake.stages.resolve_fields import ResolveFields
from models.geometry import Box, Quad
from tests.builders import BUYER_ID, ROWS, SELLER_ID, SMALL, TINY, Row, carried, from_qr, ocr, printed, tiny, vat_values

WHOLE = Quad.from_box(Box(0, 0, 100, 60))


def region(evidence: Iterable[Evidence] = (), kind: Kind | None = Kind.VAT_E_GENERAL, rows: Iterable[Row] = (), page: int = 1) -> Region:
    return Region(page, WHOLE, Format.SCAN, kind=kind, evidence=tuple(evidence), items=tuple(Item(dict(row), 0.97) for row in rows))


def resolved(*regions: Region) -> Invoice:
    found = FoundInvoice(regions, 0, Invoice(regions[0].kind or Kind.NOT_INVOICE))
    (result,) = ResolveFields()(Reading(Document("a.jpg", b""), regions=regions, invoices=(found,))).invoices
    return result.invoice


def field(name: str, *evidence: Evidence, kind: Kind = Kind.VAT_E_GENERAL, rows: Iterable[Row] = ()) -> Field:
    return resolved(region(evidence, kind, rows)).fields[name]


def both(values: Mapping[str, str], confidence: float = 0.96) -> list[Evidence]:
    """Two models that read the same."""
    return [opinion for name, value in values.items() for opinion in (ocr(name, value, confidence), tiny(name, value, confidence))]


# --- one field ---------------------------------------------------------------------------------------------------------------------------------------------


def test_every_field_of_the_kind_is_there_and_no_other() -> None:
    for kind in (Kind.VAT_E_GENERAL, Kind.DIGITAL_SPECIAL, Kind.TAXI, Kind.NOT_INVOICE):
        assert set(resolved(region(kind=kind)).fields) == set(fields_of(kind))


def test_a_field_without_evidence_is_absent() -> None:
    found = field("machine_number")
    assert (found.value, found.state) == (None, FieldState.ABSENT)


def test_a_seal_s_own_text_is_no_remark_and_what_only_repeats_it_in_data_stays() -> None:
    seller, said = ocr("seller_tax_id", SELLER_ID), f"现金\n{SELLER_ID}"
    assert resolved(region([seller, ocr("remarks", said)])).value("remarks") == "现金"
    assert resolved(region([seller, ocr("remarks", SELLER_ID)])).fields["remarks"].state is FieldState.EMPTY
    assert resolved(region([seller, printed("remarks", said)])).value("remarks") == said


def test_two_models_that_agree_confirm_each_other() -> None:
    found = field("invoice_number", ocr("invoice_number", "00012345"), tiny("invoice_number", "00012345"))
    assert (found.value, found.state, found.source) == ("00012345", FieldState.READ, Source.OCR)
    assert found.confirmed_by == (f"ocr:{TINY}",)
    assert found.confidence >= 0.99


def test_a_second_printing_and_the_qr_code_confirm() -> None:
    found = field("invoice_number", ocr("invoice_number", "00012345"), ocr("invoice_number", "00012345", reader=f"{SMALL}/{SECOND_PRINTING}"))
    assert found.confirmed_by == (SECOND_PRINTING,)
    found = field("invoice_number", ocr("invoice_number", "00012345"), from_qr("invoice_number", "00012345"))
    assert (found.source, found.confirmed_by) == (Source.QR, (f"ocr:{SMALL}",))


def test_one_model_does_not_confirm_itself_by_another_way_to_the_same_print() -> None:
    found = field("invoice_number", ocr("invoice_number", "00012345"), ocr("invoice_number", "00012345", reader=f"{SMALL}/{LABEL_ORDER}"))
    assert found.confirmed_by == ()


def test_readings_that_contradict_each_other_stay_doubtful() -> None:
    found = field("invoice_number", ocr("invoice_number", "00012345", 0.9), tiny("invoice_number", "00012346", 0.9))
    assert found.state is FieldState.READ
    assert found.confidence < 0.8
    assert found.confirmed_by == ()
    assert {opinion.value for opinion in found.evidence} == {"00012345", "00012346"}, "the losers are kept"


def test_a_witness_in_doubt_confirms_nothing() -> None:
    assert field("invoice_number", ocr("invoice_number", "00012345"), tiny("invoice_number", "00012345", 0.6)).confirmed_by == ()


def test_data_wins_over_recognition_and_is_never_repaired() -> None:
    found = field("invoice_number", carried("invoice_number", "00012345"), ocr("invoice_number", "00012346", 0.99), tiny("invoice_number", "00012346", 0.99))
    assert (found.value, found.source, found.repaired_from) == ("00012345", Source.XML, None)


def test_a_place_is_kept_from_whoever_saw_one() -> None:
    found = field("invoice_number", from_qr("invoice_number", "00012345"), ocr("invoice_number", "00012345"))
    assert found.place is not None


def test_spellings_that_differ_in_brackets_only_are_one_name() -> None:
    found = field("seller_name", ocr("seller_name", "海州(集团)有限公司", 0.98), tiny("seller_name", "海州（集团）有限公司", 0.9))
    assert found.value == "海州(集团)有限公司"
    assert found.confirmed_by == (f"ocr:{TINY}",)


def test_names_that_differ_in_a_character_do_not_confirm_each_other() -> None:
    assert field("seller_name", ocr("seller_name", "海州青禾公司"), tiny("seller_name", "海州青木公司")).confirmed_by == ()


# --- empty and unreadable ----------------------------------------------------------------------------------------------------------------------------------


def test_a_zone_without_ink_is_empty_and_that_is_confirmed() -> None:
    found = field("buyer_tax_id", ocr("buyer_tax_id", "", reader=f"{SMALL}/{NO_INK}", raw=""))
    assert (found.value, found.state, found.confirmed_by) == ("", FieldState.EMPTY, (NO_INK,))


def test_a_zone_in_which_nothing_was_read_is_not_confirmed_empty() -> None:
    found = field("buyer_tax_id", ocr("buyer_tax_id", "", raw=""))
    assert (found.state, found.confirmed_by) == (FieldState.EMPTY, ())


def test_ink_that_nobody_reads_is_unreadable_and_no_value_is_invented() -> None:
    found = field("buyer_tax_id", ocr("buyer_tax_id", "", raw="?"))
    assert (found.value, found.state, found.confidence) == (None, FieldState.UNREADABLE, 0.0)
    assert found.raw == "?"


def test_print_of_which_no_value_comes_is_unreadable() -> None:
    found = field("total", ocr("total", "", raw="¥4854.3"))
    assert (found.value, found.state) == (None, FieldState.UNREADABLE)


def test_stars_for_tax_are_not_applicable() -> None:
    evidence = [*both({"amount": "100.00", "total": "100.00"}), ocr("tax", "", raw="***")]
    found = resolved(region(evidence)).fields
    assert (found["tax"].value, found["tax"].state) == ("", FieldState.NOT_APPLICABLE)
    assert "arithmetic" in found["total"].confirmed_by
    assert found["tax"].confirmed_by


def test_a_tax_nobody_read_beside_an_amount_that_is_the_total_was_printed_as_stars() -> None:
    found = resolved(region(both({"amount": "100.00", "total": "100.00"}))).fields["tax"]
    assert (found.value, found.state) == ("", FieldState.NOT_APPLICABLE)


def test_stars_are_not_confirmed_where_amount_and_total_differ() -> None:
    evidence = [*both({"amount": "100.00", "total": "106.00"}), ocr("tax", "", raw="***")]
    assert resolved(region(evidence)).fields["tax"].confirmed_by == ()


# --- tax ids -----------------------------------------------------------------------------------------------------------------------------------------------


def test_a_check_digit_that_holds_confirms_an_id() -> None:
    found = field("seller_tax_id", ocr("seller_tax_id", SELLER_ID))
    assert "checksum" in found.confirmed_by
    assert found.repaired_from is None


def test_check_digits_decide_between_two_readings() -> None:
    wrong = SELLER_ID.replace("0", "6", 1)
    found = field("seller_tax_id", ocr("seller_tax_id", wrong, 0.97), tiny("seller_tax_id", SELLER_ID, 0.85))
    assert found.value == SELLER_ID


def test_a_misread_character_is_repaired_and_what_was_read_is_kept() -> None:
    wrong = SELLER_ID[:8] + "N" + SELLER_ID[9:]
    assert single_repair(wrong) == SELLER_ID, "the test needs an id that one edit repairs"
    found = field("seller_tax_id", ocr("seller_tax_id", wrong))
    assert (found.value, found.repaired_from, found.source) == (SELLER_ID, wrong, Source.CHECKSUM)
    assert found.evidence[0].value == wrong


def test_a_repair_is_confirmed_by_none_of_those_who_read_something_else() -> None:
    wrong = SELLER_ID[:8] + "N" + SELLER_ID[9:]
    found = field("seller_tax_id", ocr("seller_tax_id", wrong, 0.85), ocr("seller_tax_id", wrong, 0.88, reader=f"{SMALL}/no-red"))
    assert (found.value, found.confirmed_by) == (SELLER_ID, ("checksum",))


def test_a_wrong_id_that_is_printed_beyond_doubt_is_left_for_a_person() -> None:
    wrong = SELLER_ID[:8] + "N" + SELLER_ID[9:]
    found = field("seller_tax_id", ocr("seller_tax_id", wrong, 0.99), tiny("seller_tax_id", wrong, 0.99))
    assert (found.value, found.repaired_from) == (wrong, None)


def test_the_reader_s_own_second_thought_singles_out_a_repair() -> None:
    wrong = "6" + SELLER_ID[1:]
    found = field("seller_tax_id", ocr("seller_tax_id", wrong, alternatives={0: "9"}))
    assert (found.value, found.repaired_from) == (SELLER_ID, wrong)


def test_an_id_that_several_repairs_would_fit_is_left_in_doubt() -> None:
    wrong = SELLER_ID[:4] + "777" + SELLER_ID[7:]
    found = field("seller_tax_id", ocr("seller_tax_id", wrong, 0.99), tiny("seller_tax_id", wrong, 0.99))
    assert (found.value, found.repaired_from) == (wrong, None)
    assert found.confidence <= 0.85
    assert "checksum" not in found.confirmed_by


@pytest.mark.parametrize("opinion_of", [printed, carried])
def test_an_id_that_is_data_is_never_repaired(opinion_of: Callable[[str, str], Evidence]) -> None:
    wrong = SELLER_ID[:8] + "N" + SELLER_ID[9:]
    found = field("seller_tax_id", opinion_of("seller_tax_id", wrong))
    assert (found.value, found.repaired_from) == (wrong, None)
    assert "checksum" not in found.confirmed_by


def test_a_valid_id_of_somebody_else_does_not_replace_a_misread_one() -> None:
    wrong = SELLER_ID[:8] + "?" + SELLER_ID[9:]
    found = field("seller_tax_id", ocr("seller_tax_id", wrong, 0.97), tiny("seller_tax_id", BUYER_ID, 0.6))
    assert found.value != BUYER_ID


# --- sums and words ----------------------------------------------------------------------------------------------------------------------------------------

SUMS = {"amount": "120.00", "tax": "8.60", "total": "128.60", "total_in_words": write_words(12860)}


def sums(evidence: Iterable[Evidence], rows: Iterable[Row] = ()) -> dict[str, Field]:
    return resolved(region(evidence, rows=rows)).fields


def once(**values: str) -> list[Evidence]:
    return [ocr(name, value) for name, value in {**SUMS, **values}.items() if value]


def test_sums_and_words_that_agree_confirm_each_other() -> None:
    found = sums(once())
    assert {name: found[name].value for name in SUMS} == SUMS
    assert "arithmetic" in found["amount"].confirmed_by
    assert "words" in found["total"].confirmed_by
    assert found["total_in_words"].confirmed_by == ("total",)


def test_a_misread_digit_is_settled_by_what_must_hold_and_marked() -> None:
    found = sums([*once(amount=""), ocr("amount", "720.00", 0.97), tiny("amount", "120.00", 0.7)])
    assert (found["amount"].value, found["amount"].repaired_from) == ("120.00", "720.00")


def test_a_digit_that_nobody_read_right_is_computed_and_marked() -> None:
    found = sums(once(total="728.60"))
    assert (found["total"].value, found["total"].source, found["total"].repaired_from) == ("128.60", Source.WORDS, "728.60")
    found = sums(once(amount="720.00"))
    assert (found["amount"].value, found["amount"].repaired_from) == ("120.00", "720.00")


def test_sums_without_a_constraint_are_left_to_the_readers() -> None:
    found = field("total", ocr("total", "128.60", 0.9), tiny("total", "728.60", 0.9), kind=Kind.TAXI)
    assert found.confidence < 0.8
    assert found.confirmed_by == ()


def test_a_sum_that_was_computed_does_not_confirm_what_it_was_computed_from() -> None:
    found = sums(once(tax="", total_in_words=""))
    assert (found["tax"].value, found["tax"].source) == ("8.60", Source.ARITHMETIC)
    assert all(found[name].confirmed_by == () for name in ("amount", "tax", "total"))
    assert found["tax"].confidence < 0.8


def test_lines_confirm_the_sums() -> None:
    found = sums(once(), rows=ROWS)
    assert "lines" in found["amount"].confirmed_by
    assert "lines" in found["tax"].confirmed_by


def test_the_qr_amount_confirms_the_sum_it_repeats() -> None:
    found = sums([*once(), from_qr(QR_AMOUNT, "120.00")])
    assert "qr" in found["amount"].confirmed_by
    assert "qr" not in found["total"].confirmed_by


def test_words_misread_by_a_character_are_repaired_where_others_confirm_the_total() -> None:
    misread = SUMS["total_in_words"].replace("贰", "武")
    found = sums(once(total_in_words=misread))["total_in_words"]
    assert (found.value, found.repaired_from, found.source) == (SUMS["total_in_words"], misread, Source.ARITHMETIC)


def test_words_are_not_repaired_after_a_total_that_nothing_else_confirms() -> None:
    misread = SUMS["total_in_words"].replace("贰", "武")
    found = sums(once(total_in_words=misread, amount="", tax=""))["total_in_words"]
    assert (found.value, found.repaired_from) == (misread, None)


def test_words_that_resemble_nothing_are_not_replaced() -> None:
    found = sums([*once(total_in_words=""), ocr("total_in_words", "", raw="⊗口口口口")])["total_in_words"]
    assert (found.value, found.state) == (None, FieldState.UNREADABLE)


def test_words_that_surely_spell_another_amount_are_a_contradiction_not_a_misreading() -> None:
    other = write_words(12960)
    found = sums([*once(total_in_words=""), ocr("total_in_words", other, 0.99), tiny("total_in_words", other, 0.97)])["total_in_words"]
    assert (found.value, found.repaired_from) == (other, None)
    assert "total" not in found.confirmed_by


@pytest.mark.parametrize("name", ["amount", "tax", "total", "total_in_words"])
@pytest.mark.parametrize("source", [Source.TEXT_LAYER, Source.XML, Source.OFD])
def test_sums_and_words_that_are_data_are_never_repaired(name: str, source: Source) -> None:
    wrong = {**SUMS, name: write_words(12960) if name == "total_in_words" else "129.60"}
    found = sums(carried(field_name, value, source) for field_name, value in wrong.items())
    assert {field_name: found[field_name].value for field_name in wrong} == wrong
    assert all(found[field_name].repaired_from is None for field_name in wrong)
    assert found[name].confirmed_by == ()


# --- the whole invoice -------------------------------------------------------------------------------------------------------------------------------------


def test_a_list_without_its_invoice_says_whose_it_is() -> None:
    alone = replace(region([ocr("invoice_number", "00012345"), ocr("issue_date", "2024-03-11")]), is_list_page=True)
    found = resolved(alone).fields
    assert (found["invoice_number"].value, found["issue_date"].value) == ("00012345", "2024-03-11")


def test_goods_of_further_pages_follow_those_of_the_main_page() -> None:
    main = region([ocr("invoice_number", "00012345")], rows=ROWS[:1])
    invoice = resolved(main, replace(region([ocr("invoice_number", "99999999")], None, ROWS[1:], page=2), is_list_page=True))
    assert [item.cells["name"] for item in invoice.items] == [row["name"] for row in ROWS]
    assert invoice.value("invoice_number") == "00012345", "a list says nothing about the fields"


def test_goods_that_are_data_are_not_doubled_by_print() -> None:
    carried_goods = EmbeddedInvoice("vat_e_general", {}, tuple(dict(row) for row in ROWS))
    main = replace(region(rows=ROWS), embedded=carried_goods)
    assert len(resolved(main, region(rows=ROWS, page=2)).items) == len(ROWS)


def test_where_the_list_is_not_in_the_file_its_line_stands_for_it() -> None:
    main = replace(region(), list_line=ListLine({"name": "(详见销货清单)", "amount": "120.00"}))
    invoice = resolved(main)
    assert [item.cells["amount"] for item in invoice.items] == ["120.00"]
    assert invoice.list_line is not None


def test_a_price_that_swallowed_the_quantity_is_parted() -> None:
    (item,) = resolved(region(rows=[{"name": "纸", "unit_price": "119.65", "amount": "19.65"}])).items
    assert (item.cells["quantity"], item.cells["unit_price"]) == ("1", "19.65")


NAMES = sorted(vat_values())
VALUES = st.sampled_from(["", "1.00", "106.00", "***", "壹佰圆整", "壹佰佰", "00012345", SELLER_ID, SELLER_ID[:-1], "2024-03-11"]) | st.text(max_size=8)
ANY_EVIDENCE = st.builds(
    Evidence,
    field=st.sampled_from([*NAMES, QR_AMOUNT, "unknown"]),
    value=VALUES,
    source=st.sampled_from(Source),
    confidence=st.floats(0, 1),
    raw=VALUES,
    reader=st.sampled_from([SMALL, TINY, f"{SMALL}/{NO_INK}", f"{TINY}/{LABEL_ORDER}", f"{SMALL}/{SECOND_PRINTING}", "data"]),
)
ANY_ROWS = st.lists(st.dictionaries(st.sampled_from(["name", "quantity", "unit_price", "amount", "tax"]), VALUES, max_size=5), max_size=3)


@given(st.lists(ANY_EVIDENCE, max_size=14), st.sampled_from(Kind), ANY_ROWS)
def test_whatever_the_evidence_every_field_gets_a_lawful_state(evidence: list[Evidence], kind: Kind, rows: list[Row]) -> None:
    invoice = resolved(region(evidence, kind, rows))
    assert set(invoice.fields) == set(fields_of(kind))
    for name, found in invoice.fields.items():
        assert 0 <= found.confidence <= 1
        assert (found.value is None) == (found.state in (FieldState.UNREADABLE, FieldState.ABSENT)), name
        assert bool(found.value) == (found.state is FieldState.READ), name
        said = {opinion.value for opinion in evidence if opinion.field == name}
        assert found.state is not FieldState.READ or found.value in said or found.repaired_from is not None or found.source not in (Source.OCR, Source.XML)
