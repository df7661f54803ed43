from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from intake.domain.money import format_fen, round_fen
from intake.invoice import Finding, Invoice, Severity

Findings = Callable[[str, Invoice], tuple[Finding, ...]]
Change = Callable[..., Invoice]
Row = Callable[..., dict[str, str]]


@pytest.mark.parametrize(("tax", "count"), [("6.00", 0), ("6.06", 0), ("5.94", 0), ("6.07", 1), ("9.00", 1)])
def test_a_lines_tax_may_be_off_by_six_fen(tax: str, count: int, electronic: Invoice, with_rows: Change, row: Row, findings: Findings) -> None:
    found = findings("R09", with_rows(electronic, row("餐费", "", "", "100.00", "6%", tax)))
    assert len(found) == count
    assert all((finding.expected, finding.found) == ("6.00", tax) for finding in found)


def test_small_differences_may_not_pile_up(electronic: Invoice, with_rows: Change, row: Row, findings: Findings) -> None:
    assert findings("R09", with_rows(electronic, *[row("餐费", "", "", "100.00", "6%", "6.05")] * 25)) == ()
    assert findings("R09", with_rows(electronic, *[row("餐费", "", "", "100.00", "6%", "6.05")] * 26))[0].found == "1.30"


def test_the_lines_at_fault_are_named(electronic: Invoice, with_rows: Change, row: Row, findings: Findings) -> None:
    right, wrong = row("餐费", "", "", "100.00", "6%", "6.00"), row("餐费", "", "", "100.00", "6%", "8.00")
    assert "line 2, 3." in findings("R09", with_rows(electronic, right, wrong, wrong))[0].message


@pytest.mark.parametrize(
    ("quantity", "price", "amount", "count"),
    [
        ("2", "50", "100.00", 0),
        ("2", "50", "100.06", 0),
        ("2", "50", "100.08", 1),
        ("3", "33.33", "100.00", 0),
        ("300", "0.33", "100.00", 0),
        ("", "", "100.00", 0),
        ("1", "94.84", "94.34", 1),
    ],
)
def test_prices_may_be_printed_rounded(
    quantity: str, price: str, amount: str, count: int, electronic: Invoice, with_rows: Change, row: Row, findings: Findings
) -> None:
    assert len(findings("R10", with_rows(electronic, row("餐费", quantity, price, amount, "6%", "")))) == count


def test_a_rate_out_of_its_period_warns(electronic: Invoice, with_rows: Change, row: Row, findings: Findings) -> None:
    found = findings("R12", with_rows(electronic, row("餐费", "", "", "100.00", "17%", "17.00")))
    assert [(finding.severity, finding.found) for finding in found] == [(Severity.WARNING, "17%")]


def test_a_discount_must_follow_its_goods(electronic: Invoice, with_rows: Change, row: Row, findings: Findings) -> None:
    goods, discount = row("*文具*铅笔", "10", "2.5", "25.00", "13%", "3.25"), row("*文具*铅笔", "", "", "-5.00", "13%", "-0.65")
    assert findings("R13", with_rows(electronic, goods, discount)) == ()
    assert findings("R13", with_rows(electronic, discount, goods))
    assert findings("R13", with_rows(electronic, goods, {**discount, "name": "*餐饮服务*餐费"}))
    assert findings("R13", with_rows(electronic, goods, {**discount, "quantity": "1"}))
    assert findings("R13", with_rows(electronic, goods, {**discount, "tax_rate": "6%"}))
    assert findings("R13", with_rows(electronic, goods, {**discount, "amount": "-26.00"}))


def test_a_discount_is_not_held_against_what_could_not_be_read_of_its_goods(electronic: Invoice, with_rows: Change, row: Row, findings: Findings) -> None:
    goods, discount = row("*文具*铅笔", "10", "2.5", "25.00", "", "3.25"), row("*文具*铅笔", "", "", "-5.00", "13%", "-0.65")
    assert findings("R13", with_rows(electronic, goods, discount)) == ()
    read = with_rows(electronic, goods, {**discount, "name": "*餐饮服务*餐费"})
    assert findings("R13", read)
    doubtful = replace(read, items=(replace(read.items[0], confidence=0.4), read.items[1]))
    assert findings("R13", doubtful) == ()


def test_a_discount_name_with_one_misread_character_is_the_same_name(electronic: Invoice, with_rows: Change, row: Row, findings: Findings) -> None:
    rows = row("*印制电路板*线路板", "1", "25", "25.00", "13%", "3.25"), row("*印制电路扳*线路板", "", "", "-5.00", "13%", "-0.65")
    assert findings("R13", with_rows(electronic, *rows)) == ()


def test_lines_of_a_red_invoice_are_no_discounts(electronic: Invoice, with_field: Change, with_rows: Change, row: Row, findings: Findings) -> None:
    red = with_field(electronic, "total", "-106.00")
    assert findings("R13", with_rows(red, row("餐费", "-1", "100", "-100.00", "6%", "-6.00"))) == ()


@pytest.mark.parametrize(("rate", "tax", "count"), [("免税", "", 0), ("不征税", "0.00", 0), ("免税", "6.00", 1), ("0%", "6.00", 1), ("6%", "6.00", 0)])
def test_exempt_lines_have_no_tax(rate: str, tax: str, count: int, electronic: Invoice, with_rows: Change, row: Row, findings: Findings) -> None:
    assert len(findings("R16", with_rows(electronic, row("白菜", "", "", "100.00", rate, tax)))) == count


def test_difference_taxation_follows_its_own_formula(electronic: Invoice, with_field: Change, with_rows: Change, row: Row, findings: Findings) -> None:
    # 1000.00 with 200.00 deducted at 6 %: (1000 - 200) / 1.06 x 6 % = 45.28.
    taxed = with_field(with_field(with_field(electronic, "total", "1000.00"), "tax", "45.28"), "remarks", "差额征税:200.00。")
    taxed = with_rows(taxed, row("*旅游服务*团费", "", "", "954.72", "6%", "45.28"))
    assert findings("R09", taxed) == ()
    assert findings("R17", taxed) == ()
    assert findings("R17", with_field(taxed, "tax", "56.60"))[0].expected == "45.28"
    assert findings("R17", with_rows(taxed, *[item.cells for item in taxed.items] * 2))[0].found == "2"


def test_rent_at_five_reduced_to_one_and_a_half_follows_its_own_formula(electronic: Invoice, with_rows: Change, row: Row, findings: Findings) -> None:
    total = 1050000
    tax = round_fen(Decimal(total) / 100 / Decimal("1.05") * Decimal("0.015"))
    cells = row("*经营租赁*住房租金", "", "", format_fen(total - tax), "1.5%", format_fen(tax))
    assert findings("R09", with_rows(electronic, cells)) == ()
    assert findings("R17", with_rows(electronic, cells)) == ()
    assert findings("R17", with_rows(electronic, {**cells, "tax": "165.00"}))
