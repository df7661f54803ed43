import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from intake.anomaly_values import Anomaly, Reason
from intake.document import Document, EmbeddedInvoice, Format, Page
from intake.errors import RefusedFile
from intake.invoice import Code, Field, FieldState, Invoice, Item, Kind
from intake.reading import FoundInvoice, Reading, Region
from intake.result import error_result, results_of
from intake.stages.check_invoices import CheckInvoices
from intake.stages.collect_evidence import CollectEvidence
from intake.stages.decide_invoices import DecideInvoices
from intake.stages.join_pages import JoinPages
from intake.stages.resolve_fields import ResolveFields
from models.geometry import PageTransform
from models.text import FakeTextReader
from tests.builders import (
    ROWS,
    SMALL,
    TODAY,
    digital_page,
    digital_values,
    inked_page,
    invoice_code_of,
    reading_of,
    region_of,
    text_line,
    tiny_reading,
    vat_page,
    vat_values,
)

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parents[2] / "intake" / "result_schema.json").read_text(encoding="utf-8"))


def read(*regions: Region) -> Reading:
    reading = reading_of(*regions)
    for stage in (CollectEvidence(FakeTextReader(name=SMALL)), JoinPages(), ResolveFields(), CheckInvoices(lambda: TODAY), DecideInvoices()):
        reading = stage(reading)
    return reading


def result_of(*regions: Region) -> dict[str, Any]:
    (result,) = results_of(read(*regions))
    return result


REGIONS = {
    "scan": region_of(vat_page(), tiny_reading(vat_page()), codes=[invoice_code_of(vat_values())], pixels=inked_page(vat_page().lines(), (1800, 1200))),
    "text": region_of(digital_page(score=1.0), data=True),
    "exempt": region_of(vat_page({"tax": "***", "amount": "128.60"})),
    "half unreadable": region_of(vat_page({"total": "¥4854.3", "buyer_tax_id": ""}, misread={vat_values()["total_in_words"]: "⊗口口"})),
    "data only": replace(
        region_of(()), readings=(), format=Format.XML, embedded=EmbeddedInvoice("digital_general", digital_values(), tuple(dict(row) for row in ROWS))
    ),
    "no invoice": region_of([text_line("会议纪要", 100, 100)]),
}


@pytest.mark.parametrize("region", REGIONS.values(), ids=REGIONS.keys())
def test_what_was_read_fits_the_published_schema(region: Region) -> None:
    result = json.loads(json.dumps(result_of(region), ensure_ascii=False))
    assert [f"{error.json_path}: {error.message}" for error in Draft202012Validator(SCHEMA).iter_errors(result)] == []


def test_money_is_a_string_with_two_places_and_stars_are_not_applicable() -> None:
    fields = result_of(REGIONS["scan"])["fields"]
    assert [fields[name]["value"] for name in ("amount", "tax", "total")] == ["120.00", "8.60", "128.60"]
    tax = result_of(REGIONS["exempt"])["fields"]["tax"]
    assert (tax["value"], tax["state"]) == ("", "not_applicable")


def test_a_value_nobody_could_read_is_null() -> None:
    fields = result_of(REGIONS["half unreadable"])["fields"]
    assert (fields["machine_number"]["value"], fields["machine_number"]["state"]) == ("661500000001", "read")
    assert (fields["total_in_words"]["value"], fields["total_in_words"]["state"]) == (None, "unreadable")
    assert (fields["buyer_tax_id"]["value"], fields["buyer_tax_id"]["state"]) == ("", "empty")


def test_every_opinion_is_kept_with_its_box() -> None:
    number = result_of(REGIONS["scan"])["fields"]["invoice_number"]
    assert {opinion["source"] for opinion in number["evidence"]} == {"ocr", "qr"}
    assert number["source"] == "qr"
    assert all(len(opinion["box"]) == 4 for opinion in number["evidence"])


def test_a_file_without_an_invoice_says_so() -> None:
    result = result_of(REGIONS["no invoice"])
    assert (result["kind"], result["decision"], result["fields"]) == ("not_invoice", "reject", {})
    assert result["outline"] is not None


def test_data_has_no_boxes() -> None:
    result = result_of(REGIONS["data only"])
    assert result["outline"] is None
    assert all(field["box"] is None for field in result["fields"].values())


def test_boxes_are_in_pixels_of_the_original_through_transform_and_reduction() -> None:
    half = PageTransform(((0.5, 0.0, 10.0), (0.0, 0.5, 20.0), (0.0, 0.0, 1.0)))
    reading = read(region_of(vat_page(), transform=half))
    reduced = replace(reading, pages=(Page(1, None, reduction=4.0),))
    plain = result_of(region_of(vat_page()))["fields"]["total"]["box"]
    (result,) = results_of(reduced)
    expected = [[4 * (0.5 * x + 10), 4 * (0.5 * y + 20)] for x, y in plain]
    for (x, y), (right, down) in zip(result["fields"]["total"]["box"], expected, strict=True):
        assert abs(x - right) <= 4
        assert abs(y - down) <= 4
    assert result["outline"] == [[0, 0], [4 * 1680, 0], [4 * 1680, 4 * 1120], [0, 4 * 1120]]
    assert result["items"][0]["box"][0][0] > 40


def test_the_invoice_s_own_code_is_told_and_foreign_ones_are_not() -> None:
    own, foreign = invoice_code_of(vat_values()), Code("https://example.invalid", "zxing")
    assert result_of(region_of(vat_page(), codes=[foreign, own]))["qr"] == {"payload": own.payload, "decoder": "pyzbar"}
    assert result_of(region_of(vat_page(), codes=[foreign]))["qr"] is None


def test_toll_rows_have_their_own_columns() -> None:
    def keys(kind: Kind, cells: dict[str, str]) -> set[str]:
        region = region_of(())
        found = FoundInvoice((region,), 0, Invoice(kind, items=(Item(cells, 0.9),)))
        (result,) = results_of(Reading(Document("a", b""), (Page(1, None),), (region,), (found,)))
        return set(result["items"][0]) - {"confidence", "box"}

    assert "plate_number" in keys(Kind.TOLL_E, {"plate_number": "京A00001"})
    assert keys(Kind.TOLL_E, {"name": "通行费"}) == keys(Kind.VAT_SPECIAL, {}) == {*ROWS[1]}


def test_the_times_of_the_stages_add_up() -> None:
    timing = results_of(replace(read(REGIONS["scan"]), timing_ms={"open": 1.26, "ocr": 40.0}))[0]["timing_ms"]
    assert timing == {"open": 1.3, "ocr": 40.0, "total": 41.3}


def test_what_was_repaired_is_told() -> None:
    region = region_of(())
    fields = {"total": Field("128.60", FieldState.READ, 0.9, repaired_from="728.60"), "tax": Field("8.60", FieldState.READ, 0.9)}
    found = FoundInvoice((region,), 0, Invoice(Kind.VAT_SPECIAL, fields=fields))
    (result,) = results_of(Reading(Document("a", b""), (Page(1, None),), (region,), (found,)))
    assert result["fields"]["total"]["repaired_from"] == "728.60"
    assert "repaired_from" not in result["fields"]["tax"]


def test_a_document_that_failed_gives_its_error() -> None:
    result = error_result(Document("a.zip", b"x"), RefusedFile("zip_bomb", "Too large.", "过大。"))
    assert result["error"] == {"code": "zip_bomb", "message": "Too large.", "message_zh": "过大。", "retryable": False}
    assert (result["file"], len(result["sha256"])) == ("a.zip", 64)


def test_the_anomaly_and_its_reasons_stand_in_the_result_with_their_places() -> None:
    reading = read(REGIONS["scan"])
    (found,) = reading.invoices
    place = found.invoice.fields["total"].place
    assert place is not None
    reason = Reason("print.baseline", 1.23456, "Total: stands lower.", "价税合计: 偏低。", ("total",), place)
    anomaly = Anomaly(0.91234567, True, "anomaly-test", (reason, replace(reason, place=None)))
    scored = replace(reading, invoices=(replace(found, invoice=replace(found.invoice, anomaly=anomaly, all_right=0.12345)),))
    (result,) = results_of(scored)
    Draft202012Validator(SCHEMA).validate(result)
    assert (result["anomaly"]["score"], result["anomaly"]["flagged"], result["all_right"]) == (0.9123, True, 0.1235)
    first, second = result["anomaly"]["reasons"]
    assert (first["code"], first["weight"], first["fields"], first["page"]) == ("print.baseline", 1.235, ["total"], 1)
    assert first["box"] == result["fields"]["total"]["box"]
    assert (second["page"], second["box"]) == (None, None)
