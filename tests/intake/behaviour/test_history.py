from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intake.behaviour.history import HistoryWith, PastInvoice, account_digits, party_key, past_invoice, reversed_number
from intake.behaviour.memory_history import MemoryHistory
from intake.domain.invoice_number import write_digital_number
from intake.invoice import Field, FieldState, Invoice, Item, Kind
from tests.builders import DAY, SELLER_ID, SELLER_NAME

NOON = datetime(2024, 3, 12, 4, tzinfo=UTC)
LATER = datetime(2030, 1, 1, tzinfo=UTC)


def read(value: str, confidence: float = 0.99) -> Field:
    return Field(value, FieldState.READ, confidence)


INVOICE = Invoice(
    Kind.VAT_E_GENERAL,
    fields={
        "invoice_code": read("011002400111"),
        "invoice_number": read("00012345"),
        "issue_date": read(DAY.isoformat()),
        "buyer_name": read("示例采购有限公司"),
        "seller_name": read(SELLER_NAME),
        "seller_tax_id": read(SELLER_ID),
        "seller_bank_account": read("某某银行海州支行 6222 0812 3456 789"),
        "amount": read("100.00"),
        "total": read("106.00"),
    },
    items=(
        Item({"name": "*餐饮服务*餐费", "tax_rate": "6%"}, 0.9),
        Item({"name": "*餐饮服务*酒水", "tax_rate": "6%"}, 0.9),
    ),
)


def test_what_is_kept_of_an_invoice() -> None:
    kept = past_invoice(INVOICE, NOON, "id")
    assert (kept.buyer, kept.seller, kept.seller_name) == ("示例采购有限公司", SELLER_ID, SELLER_NAME)
    assert (kept.issued, kept.amount, kept.total) == (DAY, 10_000, 10_600)
    assert (kept.rates, kept.categories, kept.goods) == (("6%",), ("餐饮服务",), ("餐饮服务餐费", "餐饮服务酒水"))
    assert kept.bank_account == "622208123456789"


def test_doubtful_values_are_not_kept() -> None:
    doubtful = replace(INVOICE, fields={**INVOICE.fields, "total": read("106.00", 0.3), "seller_tax_id": read("9", 0.2)})
    kept = past_invoice(doubtful, NOON, "id")
    assert kept.total is None
    assert kept.seller == party_key("", SELLER_NAME)


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        past_invoice(INVOICE, datetime(2024, 3, 12), "id")


@pytest.mark.parametrize(
    ("code", "number", "series", "serial"),
    [
        ("011002400111", "00012345", "011002400111", 12345),
        ("", write_digital_number(2024, "11", 4711), "24112", 4711),
        ("", "00012345", "", None),
        ("011002400111", "", "011002400111", None),
        ("", "", "", None),
    ],
)
def test_numbers_are_counted_within_their_series(code: str, number: str, series: str, serial: int | None) -> None:
    kept = replace(past_invoice(INVOICE, NOON, "id"), code=code, number=number)
    assert (kept.series, kept.serial) == (series, serial)


@pytest.mark.parametrize(
    ("remarks", "number"),
    [
        ("对应正数发票代码:011002300111号码:00098765", "00098765"),
        ("被红冲蓝字数电票号码：24112000000000004711 红字发票信息确认单编号：12345678901234567890", "24112000000000004711"),
        ("被红冲蓝字\n数电票号码:24112000000000004711", "24112000000000004711"),
        ("订单号:123456789012", ""),
        ("", ""),
    ],
)
def test_remarks_name_the_invoice_that_is_reversed(remarks: str, number: str) -> None:
    assert reversed_number(remarks) == number


@pytest.mark.parametrize(("text", "digits"), [("中国银行支行 6222-0812 34567", "6222081234567"), ("无", ""), ("支行5号 12345678", "12345678")])
def test_the_account_is_the_longest_run_of_digits(text: str, digits: str) -> None:
    assert account_digits(text) == digits


def kept(name: str, hours: int, **changes: object) -> PastInvoice:
    return replace(past_invoice(INVOICE, NOON + timedelta(hours=hours), name), **changes)  # type: ignore[arg-type]


def test_answers_hold_only_what_came_before_and_the_latest_of_it() -> None:
    history = MemoryHistory()
    history.add(kept(name, hours) for name, hours in (("c", 3), ("a", 1), ("b", 2)))
    first = kept("a", 1)
    assert [past.id for past in history.of_seller(first.buyer, first.seller, NOON + timedelta(hours=3), 5)] == ["a", "b"]
    assert [past.id for past in history.recent(first.buyer, LATER, 2)] == ["b", "c"]
    assert history.of_seller(first.buyer, "other", LATER, 5) == []


def test_totals_are_found_by_size_and_numbers_by_nearness() -> None:
    history = MemoryHistory()
    history.add((kept("blue", 1), kept("red", 2, total=-10_600, number="00012400"), kept("near", 3, number="00012347", total=5)))
    assert [past.id for past in history.with_total(10_600, LATER, 9)] == ["blue", "red"]
    assert [past.id for past in history.near_number("011002400111", 12_346, 1, LATER)] == ["blue", "near"]
    assert history.near_number("another", 12_346, 1, LATER) == []


def test_an_invoice_read_anew_takes_the_place_of_the_old_one() -> None:
    history = MemoryHistory()
    history.add((kept("a", 1), kept("a", 1, total=7)))
    assert len(history) == 1
    assert history.with_total(10_600, LATER, 9) == []
    assert [past.total for past in history.with_total(7, LATER, 9)] == [7]


def test_invoices_of_the_same_file_stand_beside_the_history() -> None:
    history = MemoryHistory()
    history.add((kept("a", 1),))
    both = HistoryWith(history, (kept("b", 2), kept("a", 1, total=7)))
    first = kept("a", 1)
    assert [(past.id, past.total) for past in both.of_seller(first.buyer, first.seller, LATER, 9)] == [("b", 10_600), ("a", 7)]
    assert {past.id for past in both.recent(first.buyer, LATER, 9)} == {"a", "b"}
    assert {past.id for past in both.with_total(7, LATER, 9)} == {"a"}
    assert {past.id for past in both.near_number("011002400111", 12_345, 0, LATER)} == {"a", "b"}
