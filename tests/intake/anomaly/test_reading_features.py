from dataclasses import replace

from intake.evidence import Evidence
from intake.reading import FoundInvoice
from models.text import CharScore
from tests.builders import TOTAL, vat_page
from tests.intake.anomaly.found_invoices import found_in, scanned, unusual


def with_doubt(found: FoundInvoice, name: str, index: int, score: float, *, other: str = "") -> FoundInvoice:
    """One character of a field read with doubt by every reader."""

    def doubted(opinion: Evidence) -> Evidence:
        alternatives = ((other, 0.4),) if other else ()
        chars = tuple(CharScore(char.char, score, char.center, alternatives) if at == index else char for at, char in enumerate(opinion.chars))
        return replace(opinion, chars=chars)

    field = found.invoice.fields[name]
    fields = {**found.invoice.fields, name: replace(field, evidence=tuple(map(doubted, field.evidence)))}
    return replace(found, invoice=replace(found.invoice, fields=fields))


def test_the_weakest_character_of_a_group_is_found() -> None:
    found = unusual(with_doubt(found_in(scanned()), "total", 3, 0.45))
    assert found["doubt.sums"].fields == ("total",)
    assert found["doubt.sums"].measured == 0.45
    assert found["doubt.characters"].measured == 1
    assert "doubt.header" not in found


def test_a_digit_nearly_as_likely_is_told_where_a_sum_hangs_on_it() -> None:
    assert unusual(with_doubt(found_in(scanned()), "total", 3, 0.5, other="3"))["doubt.runner_up"].measured == 0.4
    assert "doubt.runner_up" not in unusual(with_doubt(found_in(scanned()), "total", 3, 0.5, other="B"))


def test_fields_that_one_reader_alone_speaks_for_are_counted() -> None:
    page = vat_page()
    region = replace(scanned(page), readings=scanned(page).readings[:1], codes=())
    found = unusual(found_in(region))
    assert found["doubt.unconfirmed"].measured == len(found["doubt.unconfirmed"].fields) > 3
    assert found["qr.absent"].value == 1.0


def test_a_sum_mended_by_the_others_is_a_repair() -> None:
    misread = {"¥128.60": "¥123.60"}
    page = vat_page(misread=misread, score=0.7)
    found = unusual(found_in(scanned(page, vat_page(misread=misread, score=0.7))))
    assert found["repair.sums"].fields == ("total",)
    assert found["repair.sums"].measured == 5.0
    assert "total" in found["repair.fields"].fields


def test_a_sum_that_was_not_read_is_said_to_be_computed() -> None:
    page = vat_page(misread={"¥128.60": ""})
    found = unusual(found_in(replace(scanned(page), pixels=None)))
    assert found["repair.computed"].fields == ("total",)
    assert TOTAL == 12860


def test_a_value_out_of_its_place_is_measured_in_millimetres() -> None:
    page = vat_page()
    zones = tuple(replace(zone, top=zone.top + 2.2, bottom=zone.bottom + 2.2) if zone.field == "amount" else zone for zone in page.layout.zones)
    moved = replace(page, layout=replace(page.layout, zones=zones))
    found = unusual(found_in(scanned(moved)))
    assert found["place.sums"].fields == ("amount",)
    assert found["place.sums"].measured is not None and 1.5 < found["place.sums"].measured < 3.0


def test_values_that_all_lie_low_are_none_of_them_out_of_place() -> None:
    assert not {name for name in unusual(found_in(scanned(vat_page(value_shift=(0.0, 1.2))))) if name.startswith("place.")}
