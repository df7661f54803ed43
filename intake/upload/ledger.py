"""What is asked of the system an invoice is handed to, accounting or tax, and what it may answer. One adapter a file beside this one.

    submit(entry, original)   Accepted | Refused | Unknown | Unavailable     hand one invoice over
    find(wanted)              Found | Refused | Unavailable                  what do you have under this invoice's own key?

Only the receiver's own refusal ends an attempt for good. Whatever else goes wrong leaves the invoice to be sent again: at once where surely nothing reached them
(Unavailable), and after asking where it may have (Unknown).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from intake.invoice import Kind


@dataclass(frozen=True)
class OriginalFile:
    """The file that the invoice was read from."""

    sha256: str
    name: str
    """As its sender called it: for people, never for a path."""
    media_type: str
    size: int
    """Bytes."""


@dataclass(frozen=True)
class BusinessKey:
    """What tells one invoice from all others of its tenant, in any system."""

    tenant: str
    key: str
    """The twenty digits of a number, or code and number as `CODE-NUMBER`; of a ticket that has neither, a name that follows from its file and place."""
    code: str
    number: str

    @staticmethod
    def of(tenant: str, key: str) -> BusinessKey:
        """From the key alone."""
        code, hyphen, number = key.partition("-")
        return BusinessKey(tenant, key, code, number) if hyphen and number.isdigit() else BusinessKey(tenant, key, "", key if key.isdigit() else "")

    @property
    def spellings(self) -> tuple[str, ...]:
        """How people and programs write it where a system has one field for it; ours first."""
        joined = f"{self.code}{self.number}"
        return (self.key, joined) if self.code and self.number and joined != self.key else (self.key,)


@dataclass(frozen=True)
class LedgerEntry:
    """One invoice as it is handed over. Sums in 分, None where the invoice has none."""

    business: BusinessKey
    revision: int
    """Counts from 1; another one exactly where values changed, or the one before was refused."""
    kind: Kind
    issue_date: date | None
    amount: int | None
    tax: int | None
    total: int | None
    fields: Mapping[str, str]
    """Every field that has a value, by our names and in the form of the result format."""
    items: tuple[Mapping[str, str], ...]
    """Lines of goods, by our column names."""
    original: OriginalFile
    checked: bool = True
    """The tax bureau was asked and knows it; else a person answers for it."""

    def text(self, name: str) -> str:
        """Empty for what the invoice does not have."""
        return self.fields.get(name, "")

    @property
    def idempotency_key(self) -> str:
        """The same for every attempt to hand over the same values."""
        return f"{self.business.tenant}:{self.business.key}:{self.revision}"


@dataclass(frozen=True)
class Accepted:
    """They say that they have it. Whether they do, reading back shows."""

    their_id: str
    """"" where they give none."""


@dataclass(frozen=True)
class Refused:
    """They will not have this invoice as it is: a person looks."""

    code: str
    """Theirs."""
    message: str
    """Theirs, without anything secret."""


@dataclass(frozen=True)
class Unknown:
    """It may have arrived: they are asked before it is sent again."""

    reason: str


@dataclass(frozen=True)
class Unavailable:
    """Surely nothing arrived, or they could not be asked."""

    reason: str
    """A stable word: `timeout`, `no_connection`, `permission`, `throttled`, `maintenance` ..."""
    message: str
    retry_after: timedelta | None = None
    """Where they say so."""


Submission = Accepted | Refused | Unknown | Unavailable


@dataclass(frozen=True)
class FoundEntry:
    """What they have. None for what their system does not keep or show; "" and 0 are values."""

    their_id: str
    key: str
    """As they have it."""
    issue_date: date | None = None
    amount: int | None = None
    """分, as `tax` and `total`."""
    tax: int | None = None
    total: int | None = None
    seller_tax_id: str | None = None
    buyer_tax_id: str | None = None
    sha256: str | None = None
    """Of the original file that they keep."""
    idempotency_key: str | None = None
    """Whose sending made it, where they keep that."""
    withdrawn: bool = False
    """Cancelled there by somebody: it is no booking any more."""


@dataclass(frozen=True)
class Found:
    """An answer to the question; empty when they have nothing."""

    entries: tuple[FoundEntry, ...] = ()


Lookup = Found | Refused | Unavailable
"""Refused: they took it, looked at it later, and will not have it."""


@dataclass(frozen=True)
class Manners:
    """What may be expected of a ledger."""

    settles_within: timedelta = timedelta(minutes=15)
    """What was sent is to be found by then, or never arrived: longer than their own requests can take. Before that an unknown sending is not repeated."""
    appears_after: timedelta = timedelta(seconds=5)
    """How soon after it was accepted looking for it makes sense."""


class Ledger(Protocol):
    """One system that invoices are handed to. Safe for threads."""

    @property
    def name(self) -> str:
        """Stable, unique in an installation."""
        ...

    @property
    def manners(self) -> Manners: ...

    def submit(self, entry: LedgerEntry, original: bytes) -> Submission:
        """Hands over once, without trying again, under the entry's idempotency key. Trouble on the way is an answer, never an exception."""
        ...

    def find(self, wanted: BusinessKey) -> Lookup:
        """Everything they have under this key, withdrawn entries included. Never changes anything."""
        ...
