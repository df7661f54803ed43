"""What one firm received before: the value kept of each invoice, and the protocol behind which all of them stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

from intake.checks.rule import read_sum, read_text
from intake.domain.dates import read_iso_date
from intake.domain.names import comparison_key
from intake.domain.tax_rates import clean_rate
from intake.invoice import Invoice

CHINA_TIME = timezone(timedelta(hours=8))
"""One time zone in all of China."""
DIGITAL_NUMBER = 20
"""Digits of a number that stands without a code."""
MOST_GOODS = 12
"""Names of lines kept of one invoice: enough to tell whether another one bills the same."""
_CATEGORY = re.compile(r"\*([^*]{1,30})\*")
_ORIGINAL = re.compile(r"(?:对应正数发票代码\D{0,3}(?P<code>\d{10,12})\D{0,3}号码\D{0,3}(?P<short>\d{8})|被红冲蓝字\D{0,12}?(?P<digital>\d{20}))")
"""How the remarks of a red invoice name the blue one: tax-control form and 数电 form."""
_ACCOUNT = re.compile(r"\d(?:[\d\s-]{6,38})\d")


@dataclass(frozen=True, slots=True)
class PastInvoice:
    """What is kept of an invoice, to compare later ones with. Empty strings and tuples for what was not read or is not printed."""

    id: str
    """Tells it from all others, the same one read twice from the same file apart from none: `sha256:page:index`."""
    received: datetime
    """When it came in, UTC."""
    kind: str
    buyer: str
    """`party_key` of the buyer; "" for tickets, which name none."""
    seller: str
    seller_name: str
    code: str
    number: str
    issued: date | None
    amount: int | None
    """分, without tax."""
    total: int | None
    """分, with tax; below zero for a red invoice."""
    rates: tuple[str, ...] = ()
    """Of its lines, each once, in the form of the result format."""
    categories: tuple[str, ...] = ()
    """`餐饮服务` of `*餐饮服务*餐费`, each once."""
    goods: tuple[str, ...] = ()
    """`comparison_key` of the names of its lines, the first `MOST_GOODS` of them."""
    bank_account: str = ""
    """Digits of the seller's account."""
    reverses: str = ""
    """Of a red invoice: number of the blue one, where the remarks name it."""

    @property
    def day(self) -> date:
        """When it was issued, or, where that was not read, when it came in."""
        return self.issued or self.received_day

    @property
    def received_day(self) -> date:
        """On Chinese calendars."""
        return self.received.astimezone(CHINA_TIME).date()

    @property
    def series(self) -> str:
        """What numbers are counted within: the code, or the first five digits (year, area, channel) of a 数电 number."""
        return self.code or (self.number[:5] if len(self.number) == DIGITAL_NUMBER else "")

    @property
    def serial(self) -> int | None:
        """Place in the series."""
        if not self.number.isdecimal() or not (self.code or len(self.number) == DIGITAL_NUMBER):
            return None
        return int(self.number if self.code else self.number[5:])


class History(Protocol):
    """What one firm received. Answers hold what came in before `before`, oldest first, so that an invoice judged again later is judged as it was then.

    Raises IntakeError where the store behind it can't be read.
    """

    def recent(self, buyer: str, before: datetime, limit: int) -> Sequence[PastInvoice]:
        """The last `limit` invoices to this buyer."""
        ...

    def of_seller(self, buyer: str, seller: str, before: datetime, limit: int) -> Sequence[PastInvoice]:
        """The last `limit` invoices of this seller to this buyer."""
        ...

    def with_total(self, total: int, before: datetime, limit: int) -> Sequence[PastInvoice]:
        """The last `limit` invoices with this total in 分 or with its negative, of any seller to any buyer."""
        ...

    def near_number(self, series: str, serial: int, within: int, before: datetime) -> Sequence[PastInvoice]:
        """Invoices of a series whose serial differs by at most `within`, of any buyer."""
        ...

    def add(self, invoices: Iterable[PastInvoice]) -> None:
        """Keep these. One whose id is kept already takes its place. Raises IntakeError when they can't be stored."""
        ...


def past_invoice(invoice: Invoice, received: datetime, invoice_id: str) -> PastInvoice:
    """What to keep of an invoice that came in. Doubtful values are left out: the past must not teach misreadings.

    Raises ValueError when `received` has no time zone.
    """
    if received.tzinfo is None:
        raise ValueError("the time of receipt needs a time zone")
    names = [item.cells.get("name", "") for item in invoice.items]
    return PastInvoice(
        id=invoice_id,
        received=received.astimezone(UTC),
        kind=invoice.kind.value,
        buyer=party_key(read_text(invoice, "buyer_tax_id"), read_text(invoice, "buyer_name")),
        seller=party_key(read_text(invoice, "seller_tax_id"), read_text(invoice, "seller_name")),
        seller_name=read_text(invoice, "seller_name"),
        code=read_text(invoice, "invoice_code"),
        number=read_text(invoice, "invoice_number"),
        issued=read_iso_date(read_text(invoice, "issue_date")),
        amount=read_sum(invoice, "amount"),
        total=read_sum(invoice, "total"),
        rates=_each_once(clean_rate(item.cells.get("tax_rate", "")) for item in invoice.items),
        categories=_each_once(category for name in names for category in _CATEGORY.findall(name)),
        goods=tuple(key for name in names[:MOST_GOODS] if (key := comparison_key(name))),
        bank_account=account_digits(read_text(invoice, "seller_bank_account")),
        reverses=reversed_number(read_text(invoice, "remarks")),
    )


def party_key(tax_id: str, name: str) -> str:
    """What one party is found again by: its tax id, or where it has none, its name without width and punctuation."""
    return tax_id or comparison_key(name)


def account_digits(bank_account: str) -> str:
    """`某银行某支行 6222 0812 3456` -> `622208123456`: the longest run of digits; "" where there is no account number."""
    runs = (re.sub(r"\D", "", run) for run in _ACCOUNT.findall(bank_account))
    return max(runs, key=len, default="")


def reversed_number(remarks: str) -> str:
    """Number of the blue invoice that a red invoice's remarks name, "" where they name none."""
    match = _ORIGINAL.search(re.sub(r"\s", "", remarks))
    return (match["digital"] or match["short"]) if match else ""


@dataclass(frozen=True)
class HistoryWith:
    """A history, and besides it invoices that are not kept yet: those before it in the same file."""

    kept: History
    besides: tuple[PastInvoice, ...]

    def recent(self, buyer: str, before: datetime, limit: int) -> Sequence[PastInvoice]:
        return self._joined(self.kept.recent(buyer, before, limit), [past for past in self.besides if past.buyer == buyer], limit)

    def of_seller(self, buyer: str, seller: str, before: datetime, limit: int) -> Sequence[PastInvoice]:
        own = [past for past in self.besides if past.buyer == buyer and past.seller == seller]
        return self._joined(self.kept.of_seller(buyer, seller, before, limit), own, limit)

    def with_total(self, total: int, before: datetime, limit: int) -> Sequence[PastInvoice]:
        own = [past for past in self.besides if past.total is not None and abs(past.total) == abs(total)]
        return self._joined(self.kept.with_total(total, before, limit), own, limit)

    def near_number(self, series: str, serial: int, within: int, before: datetime) -> Sequence[PastInvoice]:
        own = [past for past in self.besides if past.series == series and past.serial is not None and abs(past.serial - serial) <= within]
        return self._joined(self.kept.near_number(series, serial, within, before), own, None)

    def add(self, invoices: Iterable[PastInvoice]) -> None:
        self.kept.add(invoices)

    def _joined(self, kept: Sequence[PastInvoice], own: Sequence[PastInvoice], limit: int | None) -> Sequence[PastInvoice]:
        ids = {past.id for past in own}
        joined = [*(past for past in kept if past.id not in ids), *own]
        return joined if limit is None else joined[-limit:]


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
