"""What is asked of whoever can look an invoice up at the tax bureau (查验), and what comes back, whoever was asked.

The names of the outcomes follow the table of codes in `intake.verification.codes`; a provider's own code travels along for whoever has to call its support.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from intake.domain.money import format_fen
from intake.invoice import Kind


class Outcome(StrEnum):
    """How one question ended."""

    OK = "ok"
    """Found, and what was asked agrees; the status says whether it still stands."""
    MISMATCH = "mismatch"
    """Found, but date, amount or check code differ; which, nobody is told."""
    NOT_FOUND = "not_found"
    SAME_DAY = "same_day"
    """Issued today: to be asked from tomorrow."""
    DAILY_LIMIT = "daily_limit"
    """This invoice was asked for too often today."""
    TOO_OLD = "too_old"
    BAD_REQUEST = "bad_request"
    IN_PROGRESS = "in_progress"
    """An earlier question about the same invoice is not answered yet."""
    UNSUPPORTED = "unsupported"
    """This provider does not look up this kind or region."""
    THROTTLED = "throttled"
    UPSTREAM_DOWN = "upstream_down"
    """The bureau, or the way to it, does not answer."""
    MAINTENANCE = "maintenance"
    """The provider says that it is closed for now."""
    PERMISSION = "permission"
    """The provider refuses our account."""
    QUOTA = "quota"
    """Our account is used up or unpaid."""
    UNREACHABLE = "unreachable"
    """No answer came: no connection, a timeout, or an answer nobody understands."""


class InvoiceStatus(StrEnum):
    """What became of an invoice since it was issued, as the bureau knows it."""

    NORMAL = "normal"
    VOID = "void"
    """作废."""
    RED = "red"
    """红冲, how much of it is not said."""
    RED_PART = "red_part"
    RED_FULL = "red_full"
    ABNORMAL = "abnormal"
    """异常凭证."""
    SUSPICIOUS = "suspicious"
    """疑点发票."""
    LOST = "lost"
    """失控."""


@dataclass(frozen=True)
class Query:
    """One invoice, told by what the bureau asks for: domain/FAPIAO.md 7.1 says which kind needs what. "" and None stand for what the kind does not have."""

    kind: Kind
    code: str
    number: str
    issue_date: date
    amount: int | None = None
    """分, without tax."""
    total: int | None = None
    """分, with tax."""
    check: str = ""
    """The last six digits of the check code; of blockchain invoices its five characters."""
    seller_tax_id: str = ""
    area: str = ""
    """Four digits of the province or planned city; where the kind needs them."""
    detail: str = ""
    """The finer id of the kind (`D_TOLL`, `DP_GENERAL` ...), which some providers want to be told."""

    @property
    def sum_text(self) -> str:
        """The sum that it is asked with, in yuan with two decimals: without tax where that is told, else with tax; "" for neither."""
        asked = self.amount if self.amount is not None else self.total
        return "" if asked is None else format_fen(asked)


@dataclass(frozen=True)
class Answer:
    """What one provider said to one question. Trouble on the way is an outcome too, never an exception."""

    outcome: Outcome
    provider: str
    asked_at: datetime
    """With its zone."""
    provider_code: str = ""
    message: str = ""
    """The provider's own words, without anything secret."""
    status: InvoiceStatus | None = None
    """Set exactly with the outcome OK."""
    face: Mapping[str, str] = field(default_factory=dict)
    """With OK: what the bureau has, by our field names and in the form of the result format."""
    items: tuple[Mapping[str, str], ...] = ()
    """With OK: its lines of goods, by our column names."""
    checked_today: int | None = None
    """How often this invoice was asked for today, where the provider says so."""
    billed: bool = False
    """Whether this question costs, as far as the provider's rules are known."""
    sent: bool = True
    """Whether a request may have left this machine: an answer that was given without one counts against no budget."""


class Verifier(Protocol):
    """One provider of look-ups."""

    @property
    def name(self) -> str: ...

    def takes(self, query: Query) -> bool:
        """False where `verify` would answer UNSUPPORTED without asking anybody."""
        ...

    def verify(self, query: Query) -> Answer:
        """Asks once, without trying again. May take as long as the provider's timeout. Safe for threads."""
