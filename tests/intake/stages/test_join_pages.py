from dataclasses import replace

from intake.evidence import Evidence, Source
from intake.invoice import BatchSheet, Code, Item, Kind, ListLine
from intake.reading import FoundInvoice, Region
from intake.stages.collect_evidence import CollectEvidence
from intake.stages.join_pages import JoinPages
from models.text import FakeTextReader
from tests.builders import (
    DIGITAL_NUMBER,
    MEAL,
    NUMBER,
    PENCILS,
    digital_page,
    list_page,
    reading_of,
    region_of,
    text_line,
    vat_page,
)


def region(page: int, number: str = "", kind: Kind | None = Kind.VAT_E_GENERAL, is_list: bool = False, listed: bool = False) -> Region:
    evidence = (Evidence("invoice_number", number, Source.OCR, 0.9),) if number else ()
    base = region_of((), number=page)
    line = ListLine({"name": "(详见销货清单)"}) if listed else None
    return replace(base, kind=None if is_list else kind, evidence=evidence, is_list_page=is_list, list_line=line, items=(Item({"name": number}, 0.9),))


def joined(*regions: Region) -> tuple[FoundInvoice, ...]:
    return JoinPages()(reading_of(*regions)).invoices


def pages(found: tuple[FoundInvoice, ...]) -> list[tuple[int, list[int]]]:
    """(index, pages) of each invoice."""
    return [(invoice.index, [part.page for part in invoice.regions]) for invoice in found]


def test_two_invoices_on_a_page_stay_two_in_reading_order() -> None:
    assert pages(joined(region(1, "00000001"), region(1, "00000002"))) == [(0, [1]), (1, [1])]


def test_two_copies_of_one_invoice_stay_two() -> None:
    assert pages(joined(region(1, NUMBER), region(1, NUMBER))) == [(0, [1]), (1, [1])]
    assert pages(joined(region(1, NUMBER), region(2, NUMBER))) == [(0, [1]), (0, [2])]


def test_invoices_of_several_pages_count_anew_on_each_page() -> None:
    assert pages(joined(region(1, "00000001"), region(2, "00000002"), region(2, "00000003"))) == [(0, [1]), (0, [2]), (1, [2])]


def test_a_list_joins_the_invoice_with_its_number() -> None:
    found = joined(region(1, "00000001", listed=True), region(2, "00000002", listed=True), region(3, "00000001", is_list=True))
    assert pages(found) == [(0, [1, 3]), (0, [2])]


def test_a_list_whose_number_was_not_read_joins_the_invoice_that_waits_for_one() -> None:
    found = joined(region(1, "00000001", listed=True), region(2, "00000002"), region(3, is_list=True))
    assert pages(found) == [(0, [1, 3]), (0, [2])]


def test_a_list_of_several_pages_joins_one_invoice() -> None:
    assert pages(joined(region(1, NUMBER, listed=True), region(2, NUMBER, is_list=True), region(3, NUMBER, is_list=True))) == [(0, [1, 2, 3])]


def test_pages_of_a_digital_invoice_with_one_number_are_joined() -> None:
    kind = Kind.DIGITAL_GENERAL
    found = joined(region(1, DIGITAL_NUMBER, kind), region(2, DIGITAL_NUMBER, kind), region(3, DIGITAL_NUMBER[:-1] + "9", kind))
    assert pages(found) == [(0, [1, 2]), (0, [3])]


def test_regions_that_are_no_invoice_give_nothing_beside_one_that_is() -> None:
    assert [found.invoice.kind for found in joined(region(1, kind=None), region(1, NUMBER), region(2, kind=None))] == [Kind.VAT_E_GENERAL]


def test_a_file_without_any_invoice_gives_one_that_says_so() -> None:
    found = joined(region(1, kind=None), region(2, kind=None))
    assert [invoice.invoice.kind for invoice in found] == [Kind.NOT_INVOICE]
    assert pages(found) == [(0, [1])]


def test_a_list_that_lies_before_its_invoice_joins_it() -> None:
    assert pages(joined(region(1, NUMBER, is_list=True), region(2, NUMBER, listed=True))) == [(0, [2, 1])]


def test_a_list_without_its_invoice_is_not_lost() -> None:
    assert pages(joined(region(1, NUMBER, is_list=True))) == [(0, [1])]


def test_no_region_gives_no_invoice() -> None:
    assert joined() == ()


def test_an_invoice_and_its_list_as_they_are_read() -> None:
    referring = {"name": "(详见销货清单)", "amount": "120.00", "tax_rate": "13%", "tax": "8.60"}
    regions = (region_of(vat_page(rows=(referring,))), region_of(list_page((MEAL, PENCILS)), number=2))
    for order in (regions, tuple(reversed(regions))):
        (found,) = JoinPages()(CollectEvidence(FakeTextReader())(reading_of(*order))).invoices
        assert [part.page for part in found.regions] == [1, 2]


def test_a_digital_invoice_of_two_pages_and_a_note_as_they_are_read() -> None:
    note = [text_line("会议纪要", 100, 100)]
    regions = (region_of(digital_page(rows=(MEAL,))), region_of(digital_page(rows=(PENCILS,)), number=2), region_of(note, number=3))
    (found,) = JoinPages()(CollectEvidence(FakeTextReader())(reading_of(*regions))).invoices
    assert [part.page for part in found.regions] == [1, 2]


def sheet(page: int, payload: str) -> Region:
    return replace(region(page, kind=None), codes=(Code(payload, "zxing"),))


def test_pages_on_different_sides_of_a_separator_are_never_joined() -> None:
    together = (region(1, DIGITAL_NUMBER), region(2, DIGITAL_NUMBER))
    assert pages(joined(*together)) == [(0, [1, 2])]
    assert pages(joined(together[0], sheet(2, "INTAKE:SEP"), replace(together[1], page=3))) == [(0, [1]), (0, [3])]


def test_a_list_behind_a_separator_joins_no_invoice_before_it() -> None:
    found = joined(region(1, "00000001", listed=True), sheet(2, "PATCHT"), region(3, "00000002"), region(4, is_list=True))
    assert pages(found) == [(0, [1]), (0, [3, 4])]


def test_invoices_behind_a_cover_sheet_belong_to_its_batch_up_to_the_next() -> None:
    found = joined(
        region(1, "00000001"),
        sheet(2, "INTAKE:BATCH:b1:2:30.00"),
        region(3, "00000002"),
        sheet(4, "INTAKE:SEP"),
        region(5, "00000003"),
        sheet(6, "INTAKE:BATCH:b2::"),
        region(7, "00000004"),
    )
    assert [(invoice.regions[0].page, invoice.batch) for invoice in found] == [
        (1, None),
        (3, BatchSheet("b1", 2, 3000)),
        (5, BatchSheet("b1", 2, 3000)),
        (7, BatchSheet("b2", None, None)),
    ]


def test_a_cover_sheet_alone_says_its_batch_and_is_no_invoice() -> None:
    (found,) = joined(sheet(1, "INTAKE:BATCH:b1:2:30.00"))
    assert (found.invoice.kind, found.batch) == (Kind.NOT_INVOICE, BatchSheet("b1", 2, 3000))


def test_an_invoice_bears_the_serial_of_its_sticker() -> None:
    (found,) = joined(replace(region(1, "00000001"), codes=(Code("FP:4711", "zxing"),)))
    assert found.serial == "4711"
