"""What is wrong with an invoice once people have said something about it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from intake.store.field_values import persons_value
from intake.store.line_items import ITEMS, items_set, items_value
from intake.store.standing_findings import standing_findings
from intake.store.standing_invoice import invoice_that_stands
from intake.store.standing_value import FieldValue
from tests.intake.store.samples import NOON, REVIEWER, result

TODAY = date(2024, 3, 11)


def said(**values: str | None) -> dict[str, list[FieldValue]]:
    return {name: [persons_value(name, value, 2, REVIEWER, NOON, "")] for name, value in values.items()}


def rules(read: dict[str, Any], **values: str | None) -> list[str]:
    return [finding.rule for finding in standing_findings(read, said(**values), TODAY) if finding.severity != "info"]


def test_rules_run_anew_on_what_people_say() -> None:
    read = result(total="108.00", findings=["R08"])
    assert "R08" in rules(read)
    assert "R08" not in rules(read, total="106.00")
    assert "R08" in rules(result(), total="107.00"), "people err, too"


def test_what_was_found_in_the_picture_stays_until_its_fields_are_settled() -> None:
    doubt = {**result(findings=["D01:warning"])["findings"][0], "fields": ["total", "buyer_name"]}
    picture = {**doubt, "rule": "Q01", "fields": []}
    read = {**result(), "findings": [doubt, picture]}
    kept = [finding for finding in standing_findings(read, said(total="106.00"), TODAY) if finding.rule in ("D01", "Q01")]
    assert [(finding.rule, finding.fields) for finding in kept] == [("D01", ("buyer_name",)), ("Q01", ())]
    assert "D01" not in rules(read, total="106.00", buyer_name="海州青禾云图科技有限公司") and "Q01" in rules(read, total="106.00")
    assert [finding.rule for finding in standing_findings(read, {}, TODAY, without=("D01", "Q01")) if finding.rule in ("D01", "Q01")] == []


def test_a_qr_code_is_still_held_against_the_print() -> None:
    read = {**result(), "qr": {"payload": "01,32,,24117000000000004711,106.00,20240308,,ABCD", "decoder": "zxing"}}
    assert "R06" in rules(read, issue_date="2024-03-09")
    assert "R06" not in rules(read, issue_date="2024-03-08", invoice_number="24117000000000004711")


def test_lines_that_a_person_set_stand_in_place_of_those_read() -> None:
    lines = [{"name": "纸", "amount": "90.00", "tax": "6.00", "unit": ""}]
    value = items_value(lines)
    assert items_set(said(items=value)) is not None and items_set({}) is None
    assert value == items_value([dict(reversed(lines[0].items()))]), "the same lines are the same text"
    standing = invoice_that_stands(result(), said(items=value))
    assert [item.cells for item in standing.items] == [{"name": "纸", "amount": "90.00", "tax": "6.00"}] and ITEMS not in standing.fields
    assert "R07" in rules(result(), items=value)
    with pytest.raises(ValueError, match="colour"):
        items_value([{"colour": "red"}])
