import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from intake.anomaly.document_probability import document_numbers
from intake.anomaly.features import features_of
from intake.anomaly.field_confidence import field_numbers, weakest_character
from intake.invoice import Field, FieldState, Finding, Invoice, Severity
from intake.reading import FoundInvoice
from intake.result import results_of
from intake.stages.check_invoices import CheckInvoices
from intake.stages.collect_evidence import CollectEvidence
from intake.stages.join_pages import JoinPages
from intake.stages.resolve_fields import ResolveFields
from models.text import FakeTextReader
from tests.builders import SMALL, TODAY, inked_page, invoice_code_of, reading_of, region_of, tiny_reading, vat_page, vat_values
from tests.training.anomaly.made_up import made_up_examples
from training.anomaly.examples import TABLE_FILE, feature_names, matrix_of, read_examples
from training.anomaly.from_result import invoice_of
from training.anomaly.table import TABLE


def read_page() -> tuple[FoundInvoice, dict[str, Any]]:
    """A page that two models read with a contradiction, an empty field and a repair; as an invoice and as a result."""
    page = vat_page({"buyer_tax_id": "", "machine_number": ""}, score=0.93)
    misread = {page.values["seller_name"]: page.values["seller_name"].replace("公司", "公同")}
    region = region_of(page, tiny_reading(page, misread=misread), codes=[invoice_code_of(vat_values())], pixels=inked_page(page.lines(), (1800, 1300)))
    reading = reading_of(region)
    for stage in (CollectEvidence(FakeTextReader(name=SMALL)), JoinPages(), ResolveFields(), CheckInvoices(lambda: TODAY)):
        reading = stage(reading)
    (found,), (result,) = reading.invoices, results_of(reading)
    return found, result


def test_calibration_sees_in_a_stored_result_what_it_sees_in_the_invoice() -> None:
    found, result = read_page()
    invoice = found.invoice
    weakest = {
        name: weakest_character(field) for name, field in invoice.fields.items() if any(said.chars and said.value == field.text for said in field.evidence)
    }
    again = invoice_of(json.loads(json.dumps(result)), weakest)
    assert again.fields.keys() == invoice.fields.keys()
    for name, field in invoice.fields.items():
        assert field_numbers(again.fields[name], again.quality) == pytest.approx(field_numbers(field, invoice.quality), abs=2e-3), name
    assert document_numbers(again) == pytest.approx(document_numbers(invoice), abs=2e-3)


def row(**changes: Any) -> dict[str, Any]:
    found, result = read_page()
    features = {feature.name: feature.value for feature in features_of(found, date(2026, 1, 1))}
    entry = {"id": "000001/0", "mismatch": "", "seller": "s", "layout": "l", "format": "scan", "features": features, "right": {"total": True}, "weakest": {}}
    return {**entry, "kind_right": True, "traces": ["party"], "issued": {"total": "1.00"}, "result": result, **changes}


def test_a_table_is_read_in_the_order_of_its_ids(tmp_path: Path) -> None:
    assert TABLE_FILE == TABLE
    lines = [row(id="000002/0", mismatch="pasted"), row()]
    (tmp_path / TABLE_FILE).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    first, second = read_examples(tmp_path)
    assert (first.id, second.id, second.mismatch, first.is_wrong, second.is_wrong) == ("000001/0", "000002/0", "pasted", False, True)
    names = feature_names([first, second])
    assert matrix_of([first, second], names).shape == (2, len(names))


def test_a_missing_table_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"training\.anomaly\.dataset"):
        read_examples(tmp_path)


def test_tables_of_different_features_are_not_mixed() -> None:
    one, other = made_up_examples(2)
    with pytest.raises(ValueError, match="anew"):
        feature_names([one, replace(other, features={"only": 1.0})])


def test_a_wrong_claim_is_misread_and_a_missing_value_is_not() -> None:
    example = replace(made_up_examples(1)[0], mismatch="")
    right = dict.fromkeys(example.invoice.fields, True)
    wrong = replace(example, right={**right, "total": False})
    assert (wrong.misread, wrong.is_wrong, wrong.is_all_right) == (("total",), True, False)
    unread = {**example.invoice.fields, "total": Field(None, FieldState.UNREADABLE, 0.0)}
    missing = replace(wrong, invoice=replace(example.invoice, fields=unread))
    assert (missing.misread, missing.is_wrong, missing.is_all_right) == ((), False, False)
    assert replace(example, right={**right, "payee": False}).is_all_right
    nameless = replace(example.invoice, fields={**example.invoice.fields, "buyer_tax_id": Field(None, FieldState.UNREADABLE, 0.0)})
    assert not replace(example, invoice=nameless).is_all_right
    other_kind = replace(example, right=right, kind_right=False)
    assert (other_kind.is_wrong, other_kind.is_all_right) == (True, False)


@pytest.mark.parametrize(
    ("rule", "severity", "caught"),
    [
        ("R06b", Severity.WARNING, True),
        ("R25", Severity.ERROR, True),
        ("R18", Severity.INFO, False),
        ("D01", Severity.WARNING, False),
        ("I01", Severity.ERROR, False),
    ],
)
def test_rules_r01_to_r25_catch_with_errors_and_warnings(rule: str, severity: Severity, caught: bool) -> None:
    example = made_up_examples(1)[0]
    invoice: Invoice = replace(example.invoice, findings=(Finding(rule, severity, "m", "z"),))
    assert replace(example, invoice=invoice).is_caught_by_rules is caught
