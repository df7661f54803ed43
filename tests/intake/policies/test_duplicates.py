from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from intake.invoice import Severity
from intake.policies.duplicates import ComparedInvoice, Duplicate, Grade, duplicate_findings, duplicates, look_back

VALUES = {"issue_date": "2024-03-11", "amount": "100.00", "tax": "6.00", "total": "106.00", "seller_tax_id": "S", "buyer_tax_id": "B"}
FIRST = ComparedInvoice(UUID(int=1), "011002300111-00012345", "011002300111", "00012345", VALUES, 10600)
AGAIN = replace(FIRST, id=UUID(int=2))


def grades(invoice: ComparedInvoice, *earlier: ComparedInvoice) -> list[Grade]:
    return [duplicate.grade for duplicate in duplicates(invoice, earlier)]


def test_the_same_number_with_the_same_values_is_the_same_invoice() -> None:
    assert duplicates(AGAIN, [FIRST]) == (Duplicate(Grade.SAME, FIRST.id),)
    unread = replace(AGAIN, values={**VALUES, "tax": "", "seller_tax_id": ""})
    assert grades(unread, FIRST) == [Grade.SAME]


def test_the_same_number_with_other_values_is_a_conflict_that_names_them() -> None:
    forged = replace(AGAIN, values={**VALUES, "total": "906.00", "amount": "900.00"}, total=90600)
    (found,) = duplicates(forged, [FIRST])
    assert (found.grade, found.differing) == (Grade.CONFLICT, ("amount", "total"))


@pytest.mark.parametrize("change", [{"number": "00012346"}, {"number": "0012345"}, {"code": "011002300112"}])
def test_one_character_that_differs_with_the_same_day_and_sum_is_near(change: dict[str, str]) -> None:
    near = replace(AGAIN, invoice_key="another", **change)  # type: ignore[arg-type]
    assert grades(near, FIRST) == [Grade.NEAR]
    for other in ({"issue_date": "2024-03-12"}, {"seller_tax_id": "T"}, {"issue_date": ""}):
        assert grades(replace(near, values={**VALUES, **other}), FIRST) == []
    assert grades(replace(near, total=10601), FIRST) == []


def test_two_characters_that_differ_are_another_invoice() -> None:
    assert grades(replace(AGAIN, invoice_key="another", number="00012367"), FIRST) == []


def test_a_red_invoice_and_its_blue_one_belong_together_whichever_came_first() -> None:
    red = replace(AGAIN, invoice_key="red", number="00077777", total=-10600, values={**VALUES, "total": "-106.00"}, reverses="00012345")
    assert grades(red, FIRST) == grades(FIRST, red) == [Grade.REVERSAL]
    assert grades(replace(red, reverses="00012399"), FIRST) == []
    assert grades(replace(red, total=10600), FIRST) == []


def test_what_has_no_number_is_nobodys_duplicate_and_nothing_is_its_own() -> None:
    nameless = replace(AGAIN, invoice_key=None, code="", number="")
    assert grades(nameless, replace(FIRST, invoice_key=None, code="", number="")) == []
    assert grades(FIRST, FIRST) == []


def test_the_gravest_comes_first_and_each_grade_is_one_finding() -> None:
    near, conflict = replace(FIRST, id=UUID(int=3), invoice_key="n", number="00012346"), replace(FIRST, id=UUID(int=4), values={**VALUES, "tax": "7.00"})
    found = duplicates(AGAIN, [near, conflict, FIRST, replace(near, id=UUID(int=5))])
    assert [duplicate.grade for duplicate in found] == [Grade.SAME, Grade.CONFLICT, Grade.NEAR, Grade.NEAR]
    findings = duplicate_findings(found)
    assert [(finding.rule, finding.severity) for finding in findings] == [("R20", Severity.ERROR), ("R20", Severity.ERROR), ("R20", Severity.WARNING)]
    assert not any(str(duplicate.other) in str(findings) for duplicate in found)


def test_a_pair_of_red_and_blue_is_a_note() -> None:
    (finding,) = duplicate_findings([Duplicate(Grade.REVERSAL, FIRST.id)])
    assert finding.severity is Severity.INFO
    assert duplicate_findings([]) == ()


@pytest.mark.parametrize(("day", "since"), [(date(2024, 2, 29), date(2019, 2, 28)), (date(2024, 3, 11), date(2019, 3, 11))])
def test_five_years_are_looked_back(day: date, since: date) -> None:
    assert look_back(day) == since
