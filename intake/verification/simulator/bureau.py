"""The tax bureau as its users meet it (domain reference 7.6): invoices that arrive late, five look-ups a day for each, and never a word about which value differs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from threading import Lock

from intake.behaviour.history import CHINA_TIME
from intake.invoice import Kind
from intake.verification.query import oldest_day
from intake.verification.requirements import NEEDS, Factor
from intake.verification.verifier import InvoiceStatus, Outcome

Key = tuple[str, str]
"""Invoice code, "" for 数电, and number."""

_NUMBER = re.compile(r"(?!0{8}$)[0-9]{8}|[0-9]{20}")
_CODE = re.compile(r"[0-9]{10}|[0-9]{12}")
_SUM = re.compile(r"-?[0-9]{1,11}(\.[0-9]{1,2})?")
_CHECK = re.compile(r"[0-9]{6}|[0-9A-Za-z]{5}|[0-9]{20}")


@dataclass(frozen=True)
class TrueInvoice:
    """What a taxpayer issued."""

    kind: Kind
    detail: str
    face: Mapping[str, str]
    """Our field names, values in the form of the result format."""
    issued_at: datetime
    items: tuple[Mapping[str, str], ...] = ()
    status: InvoiceStatus = InvoiceStatus.NORMAL

    @property
    def key(self) -> Key:
        return self.face.get("invoice_code", "") if NEEDS[self.detail].has_code else "", self.face["invoice_number"]


@dataclass(frozen=True)
class Asked:
    """One question as it came over the wire, nothing of it trusted."""

    code: str
    number: str
    day: str
    """ISO."""
    sum: str = ""
    check: str = ""
    seller_tax_id: str = ""
    same_day_wanted: bool = True


@dataclass(frozen=True)
class Told:
    outcome: Outcome
    invoice: TrueInvoice | None = None
    times: int = 0
    """How often this invoice was ever asked for."""


@dataclass(frozen=True)
class BureauRules:
    sync_delay: timedelta = timedelta(0)
    """From the issue of an invoice until it is found."""
    daily_limit: int = 5
    takes_same_day: bool = True
    """False: an invoice of today is refused, whether it has arrived or not."""
    compares_texts: bool = False
    """Sums must agree as texts (Huawei), `88` is not `88.00`."""


@dataclass
class _Books:
    invoices: dict[Key, TrueInvoice] = field(default_factory=dict)
    today: Counter[tuple[date, Key]] = field(default_factory=Counter)
    ever: Counter[Key] = field(default_factory=Counter)
    refused: int = 0


class Bureau:
    """Safe for threads. The clock says when it is; a day ends at midnight in China."""

    def __init__(self, clock: Callable[[], datetime], rules: BureauRules = BureauRules(), invoices: Iterable[TrueInvoice] = ()) -> None:
        self._clock = clock
        self._rules = rules
        self._lock = Lock()
        self._books = _Books()
        self.add(invoices)

    @property
    def now(self) -> datetime:
        return self._clock()

    @property
    def malformed_questions(self) -> int:
        return self._books.refused

    def times_asked(self, key: Key) -> int:
        """Accepted questions about one invoice, ever."""
        return self._books.ever[key]

    def add(self, invoices: Iterable[TrueInvoice]) -> None:
        with self._lock:
            self._books.invoices.update({invoice.key: invoice for invoice in invoices})

    def mark(self, key: Key, status: InvoiceStatus) -> None:
        """What became of an invoice later. Raises KeyError."""
        with self._lock:
            self._books.invoices[key] = replace(self._books.invoices[key], status=status)

    def follow(self, rules: BureauRules) -> None:
        """Other rules from now on."""
        self._rules = rules

    def look_up(self, asked: Asked) -> Told:
        with self._lock:
            now, rules, books = self._clock().astimezone(CHINA_TIME), self._rules, self._books
            day = _day(asked)
            if day is None or day > now.date():
                books.refused += 1
                return Told(Outcome.BAD_REQUEST)
            if day < oldest_day(now.date()):
                return Told(Outcome.TOO_OLD)
            if day == now.date() and not (rules.takes_same_day and asked.same_day_wanted):
                return Told(Outcome.SAME_DAY)
            key = (asked.code, asked.number)
            if books.today[(now.date(), key)] >= rules.daily_limit:
                return Told(Outcome.DAILY_LIMIT, times=books.ever[key])
            books.today[(now.date(), key)] += 1
            books.ever[key] += 1
            invoice = books.invoices.get(key)
            if invoice is None or now < invoice.issued_at + rules.sync_delay:
                return Told(Outcome.NOT_FOUND, times=books.ever[key])
            if not _agrees(asked, invoice, rules):
                return Told(Outcome.MISMATCH, times=books.ever[key])
            return Told(Outcome.OK, invoice, books.ever[key])


def _day(asked: Asked) -> date | None:
    """None unless the whole question has the form that the national page wants."""
    well_formed = (
        _NUMBER.fullmatch(asked.number)
        and (_CODE.fullmatch(asked.code) if len(asked.number) == 8 else not asked.code)
        and (asked.sum or asked.check)
        and (not asked.sum or _SUM.fullmatch(asked.sum))
        and (not asked.check or _CHECK.fullmatch(asked.check))
    )
    try:
        return date.fromisoformat(asked.day) if well_formed else None
    except ValueError:
        return None


def _agrees(asked: Asked, invoice: TrueInvoice, rules: BureauRules) -> bool:
    face, needs = invoice.face, NEEDS[invoice.detail]
    if asked.day != face["issue_date"]:
        return False
    if needs.seller_in and asked.seller_tax_id and asked.seller_tax_id != face.get("seller_tax_id"):
        return False
    return all(_factor_agrees(factor, asked, face, rules) for factor in needs.factors)


def _factor_agrees(factor: Factor, asked: Asked, face: Mapping[str, str], rules: BureauRules) -> bool:
    match factor:
        case Factor.CHECK_6:
            return asked.check[-6:] == face["check_code"][-6:]
        case Factor.CHECK_5:
            return asked.check == face["check_code"]
        case Factor.AMOUNT:
            return _same_sum(asked.sum, face["amount"], rules)
        case Factor.TOTAL:
            return _same_sum(asked.sum, face["total"], rules)
        case Factor.AMOUNT_OR_TOTAL:
            return _same_sum(asked.sum, face.get("amount") or face["total"], rules)


def _same_sum(asked: str, true: str, rules: BureauRules) -> bool:
    if rules.compares_texts:
        return asked == true
    try:
        return Decimal(asked) == Decimal(true)
    except InvalidOperation:
        return False
