from dataclasses import replace

import pytest

from intake.document import Format, IntegrityIssue
from intake.evidence import Place
from intake.invoice import Quality, Seal
from intake.reading import FoundInvoice, PrintTrait
from models.geometry import Box, Quad
from tests.builders import Print, region_of, vat_page
from tests.intake.anomaly.found_invoices import found_in, scanned, unusual

PLACE = Place(1, Quad.from_box(Box(10, 20, 60, 40)))


@pytest.mark.parametrize("text", ["作废", "样票", "复印件", "作 废"])
def test_a_void_mark_is_found_where_it_stands(text: str) -> None:
    found = unusual(found_in(scanned(vat_page(more=(Print(text, 90.0, 70.0, size=9.0),)))))
    assert found["mark.void"].place is not None


@pytest.mark.parametrize(("size", "told"), [(3.0, False), (12.0, True)])
def test_what_forms_say_of_copies_in_small_print_is_no_mark(size: float, told: bool) -> None:
    found = unusual(found_in(scanned(vat_page(more=(Print("复印无效", 90.0, 70.0, size=size),)))))
    assert ("mark.void" in found) is told


def test_a_remark_that_speaks_of_a_void_invoice_is_no_mark() -> None:
    assert "mark.void" not in unusual(found_in(scanned(vat_page({"remarks": "原发票已作废, 现重新开具"}))))


def test_large_letters_found_in_the_picture_are_counted() -> None:
    found = found_in(scanned())
    marked = replace(found, regions=(replace(found.regions[0], large_marks=(PLACE, PLACE)),))
    assert unusual(marked)["mark.large"].measured == 2
    assert unusual(marked)["mark.large"].place == PLACE


def test_more_seals_than_two_are_told() -> None:
    found = found_in(scanned())
    sealed = replace(found, invoice=replace(found.invoice, seals=(Seal("seller", PLACE),) * 4))
    assert unusual(sealed)["mark.seals"].measured == 4


def test_findings_are_counted_by_what_they_are() -> None:
    region = replace(scanned(vat_page({"total": "138.60"})), issues=(IntegrityIssue("ofd_digest_mismatch", "Doc_0/Page.xml"),))
    found = found_in(region)
    features = unusual(found)
    errors = [finding for finding in found.invoice.findings if finding.rule.startswith("R") and finding.severity == "error"]
    assert features["finding.errors"].measured == len(errors) > 0
    assert features["finding.integrity"].measured == 1


def test_the_quality_of_the_picture_is_told_by_its_issues() -> None:
    found = found_in(scanned())
    poor = replace(found, invoice=replace(found.invoice, quality=Quality("retake", ("blur", "glare"))))
    features = unusual(poor)
    assert features["picture.poor"].value == 1.0
    assert {"picture.blur", "picture.light"} <= set(features)


def test_a_picture_of_an_electronic_invoice_is_told_from_its_file() -> None:
    assert "picture.of_e_invoice" in unusual(found_in(scanned()))
    assert "picture.of_e_invoice" not in unusual(found_in(region_of(vat_page(), data=True)))
    photo = replace(scanned(), format=Format.PHOTO)
    assert "picture.photo" in unusual(found_in(photo))


def with_traits(*traits: PrintTrait) -> FoundInvoice:
    found = found_in(scanned())
    return replace(found, regions=(replace(found.regions[0], print_traits=traits),))


def test_the_worst_of_a_trait_over_all_fields_counts() -> None:
    found = unusual(with_traits(PrintTrait("tax", "baseline", 5.0, 1.0, PLACE), PrintTrait("total", "baseline", 9.0, -2.4, PLACE)))
    assert found["print.baseline"].fields == ("total",)
    assert found["print.baseline"].measured == -2.4
    assert found["print.baseline"].place == PLACE


def test_the_joint_trait_is_told_for_each_group_of_fields() -> None:
    found = unusual(with_traits(PrintTrait("total", "joint", 9.0, 3, PLACE), PrintTrait("invoice_number", "joint", 6.0, 2, PLACE)))
    assert found["print.sums"].fields == ("total",)
    assert found["print.header"].fields == ("invoice_number",)
    assert "print.parties" not in found


def test_what_one_of_two_hundred_characters_shows_by_chance_is_nothing_unusual() -> None:
    assert not {name for name in unusual(with_traits(PrintTrait("total", "ink", 2.9, 20.0, PLACE))) if name.startswith("print.")}
