import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from intake.checks.rules import RULES, check
from intake.invoice import FieldState, Invoice, Kind

RULES_PAGE = Path(__file__).parents[3] / "docs" / "rules.md"


def test_an_invoice_without_a_fault_has_no_finding(electronic: Invoice, digital: Invoice, today: date) -> None:
    assert check(electronic, today) == ()
    assert check(digital, today) == ()


def test_the_documented_table_is_the_code() -> None:
    rows = [tuple(cell.strip() for cell in line.strip("| \n").split("|")) for line in RULES_PAGE.read_text("utf-8").splitlines() if re.match(r"\| R\d\d", line)]
    assert rows == [(rule.id, rule.meaning_zh, rule.meaning, rule.severity.value, rule.effective or "always", rule.version) for rule in RULES]


def test_numbers_are_unique_and_leave_room_for_the_rules_that_look_beyond_one_invoice() -> None:
    numbers = [rule.id for rule in RULES]
    assert len(set(numbers)) == len(numbers)
    assert not {"R19", "R20", "R21", "R24"} & set(numbers)


@pytest.mark.parametrize("kind", list(Kind))
def test_an_invoice_of_which_nothing_was_read_has_no_error(kind: Kind, today: date) -> None:
    assert all(finding.severity != "error" for finding in check(Invoice(kind), today))


def test_doubtful_values_are_not_held_against_rules(electronic: Invoice, today: date) -> None:
    doubtful = {name: replace(field, value="??", confidence=0.3) for name, field in electronic.fields.items()}
    unreadable = {name: replace(field, value=None, state=FieldState.UNREADABLE) for name, field in electronic.fields.items()}
    rows = tuple(replace(item, confidence=0.2) for item in electronic.items)
    assert check(replace(electronic, fields=doubtful, items=rows), today) == ()
    assert check(replace(electronic, fields=unreadable, items=rows), today) == ()


def test_every_finding_says_what_to_do_in_both_languages(electronic: Invoice, today: date) -> None:
    broken = {name: replace(field, value="1", state=FieldState.READ) for name, field in electronic.fields.items()}
    found = check(replace(electronic, fields=broken), today)
    assert found
    assert all(finding.message.endswith(".") and finding.message_zh.endswith("。") and finding.rule and finding.version for finding in found)
