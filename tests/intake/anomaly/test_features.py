from dataclasses import replace
from datetime import date

import pytest

from intake.anomaly.features import features_of
from intake.anomaly.meanings import FEATURES
from intake.anomaly.reasons import reason_of
from intake.anomaly_values import Feature
from intake.document import EmbeddedInvoice, Format
from intake.invoice import Invoice, Kind
from intake.kinds.fields import FIELD_LABELS
from intake.reading import FoundInvoice, Region
from tests.builders import TODAY, paper_page, reading_of, region_of, text_line, vat_page
from tests.intake.anomaly.found_invoices import digital, found_in, scanned, unusual

ABOUT_THE_PICTURE = {"picture.of_e_invoice", "picture.photo"}


def test_every_feature_has_a_name_of_its_own_and_a_meaning_in_both_languages() -> None:
    names = [meaning.name for meaning in FEATURES]
    assert len(names) == len(set(names))
    for meaning in FEATURES:
        assert meaning.meaning and meaning.meaning_zh
        assert bool(meaning.meaning_below) == bool(meaning.meaning_below_zh)
        assert any("一" <= char <= "鿿" for char in meaning.meaning_zh)


@pytest.mark.parametrize("region", [scanned(), digital()], ids=["vat", "digital"])
def test_an_invoice_without_a_fault_has_nothing_unusual(region: Region) -> None:
    assert set(unusual(found_in(region))) <= ABOUT_THE_PICTURE


def test_every_invoice_has_all_features_in_the_order_of_the_table() -> None:
    names = tuple(meaning.name for meaning in FEATURES)
    for found in (
        found_in(scanned()),
        found_in(region_of(paper_page())),
        found_in(region_of([text_line("出租车发票", 100, 100)])),
        FoundInvoice((Region(1, digital().outline, Format.XML, embedded=EmbeddedInvoice("", {})),), 0, Invoice(Kind.NOT_INVOICE)),
    ):
        assert tuple(feature.name for feature in features_of(found, TODAY)) == names


def test_values_are_bounded_and_never_negative() -> None:
    wild = {
        "invoice_number": "99999999",
        "issue_date": "1999-01-01",
        "amount": "1.00",
        "total": "99999999999.99",
        "buyer_tax_id": "X",
        "seller_tax_id": "0" * 18,
    }
    features = features_of(found_in(scanned(vat_page(wild))), date(1990, 1, 1))
    assert all(0 <= feature.value <= 10 for feature in features)
    assert sum(feature.value > 0 for feature in features) > 5


def test_every_unusual_feature_names_known_fields() -> None:
    found = found_in(scanned(vat_page({"total": "128.61", "buyer_tax_id": "911101080000A1B2"})))
    for feature in unusual(found).values():
        assert set(feature.fields) <= set(FIELD_LABELS)


def test_an_unknown_feature_has_no_wording() -> None:
    with pytest.raises(StopIteration):
        reason_of(Feature("no.such", 1.0), 1.0)


def test_features_do_not_depend_on_pixels() -> None:
    found = found_in(scanned())
    bare = replace(found, regions=tuple(replace(region, pixels=None) for region in found.regions))
    assert features_of(found, TODAY) == features_of(bare, TODAY)
    assert reading_of(*bare.regions).without_pixels().regions == bare.regions
