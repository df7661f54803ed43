"""Tryton: supplier invoices as drafts, over its JSON-RPC (`/DATABASE/rpc/`), with the sums as printed and the original attached. Written for series 8.2 (2026).

The draft carries our business key as its reference and our idempotency key as its description. Tax is one manual tax line with the printed sum, so that no rounding of
theirs makes it another one. Whoever looks after the books validates and posts the draft, there.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from threading import Lock
from typing import Any

from intake.domain.dates import make_date
from intake.domain.money import round_fen
from intake.outside_http import OutsideHttp
from intake.upload.booking_lines import Booking, booking_of
from intake.upload.json_rpc import Called, Raised, Result, call, cannot_ask, refused_login
from intake.upload.ledger import Accepted, BusinessKey, Found, FoundEntry, LedgerEntry, Lookup, Manners, Refused, Submission, Unavailable, Unknown
from intake.upload.listing import EntryPage, Listed, Span, unnamed_key

_REFUSING = ("UserError", "UserWarning")
_WORDS = 500
_HASH = "sha256:"
_SHOWN = ("reference", "description", "invoice_date", "untaxed_amount", "tax_amount", "total_amount", "state", "party")
_LOGGED_OUT = refused_login(401)
_MOST = 20
"""Entries under one reference that are looked at."""
_PAGE = 200
_EVERY_ATTACHMENT = 20 * _PAGE


@dataclass(frozen=True)
class TrytonBooks:
    """Where in the accounts a supplier's invoice belongs."""

    company: int
    """Its id in Tryton."""
    currency: str
    """Its code there, `CNY`."""
    payable: str
    """Codes of accounts."""
    expense: str
    tax: str


@dataclass(frozen=True)
class TrytonLedger:
    name: str
    base: str
    """`https://tryton.example`, without a slash at its end."""
    database: str
    login: str
    password: str = field(repr=False)
    books: TrytonBooks
    http: OutsideHttp
    manners: Manners = Manners()
    _suppliers: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)
    """Held while a supplier is looked for and made, so that two of its invoices make it once."""
    _session: _Session = field(default_factory=lambda: _Session(), init=False, repr=False, compare=False)

    def submit(self, entry: LedgerEntry, original: bytes) -> Submission:
        """One call makes the draft, so it is there whole or not at all; the original follows, and is looked for by `find`."""
        accounts = self._accounts()
        if not isinstance(accounts, dict):
            return accounts
        with self._suppliers:
            party = self._party(entry)
        if not isinstance(party, int):
            return party
        address = self._search("party.address", [["party", "=", party]], ["party"])
        currency = self._search("currency.currency", [["code", "=", self.books.currency]], ["code"])
        if not isinstance(address, Result):
            return cannot_ask(address, _words)
        if not isinstance(currency, Result):
            return cannot_ask(currency, _words)
        if not currency.value or not address.value:
            missing = f"no currency {self.books.currency}" if not currency.value else f"the supplier {party} has no address"
            return Unavailable("misconfigured", missing)
        values = self._values(entry, accounts, party, address.value[0]["id"], currency.value[0]["id"])
        made = self._call("account.invoice.create", [values])
        match made:
            case Raised(error):
                return Refused(_code(error), _words(error)) if _code(error) in _REFUSING else Unavailable("their_error", _words(error))
            case Unknown() | Unavailable():
                return made
        (invoice,) = made.value
        attached = self._attach(invoice, entry, original)
        return Accepted(str(invoice)) if isinstance(attached, Result) else Unknown("the draft was made, its original not attached")

    def find(self, wanted: BusinessKey) -> Lookup:
        found = self._search("account.invoice", [*self._bills, ["reference", "in", list(wanted.spellings)]], list(_SHOWN))
        entries = self._shown(found, _MOST, wanted)
        return Found(entries) if isinstance(entries, tuple) else entries

    def list_page(self, tenant: str, span: Span, after: str = "") -> Listed:
        domain = [*self._bills, ["invoice_date", ">=", span.first], ["invoice_date", "<=", span.last], *([["id", ">", int(after)]] if after else [])]
        found = self._search("account.invoice", domain, list(_SHOWN), _PAGE)
        entries = self._shown(found, _EVERY_ATTACHMENT, BusinessKey(tenant, "", "", ""))
        if not isinstance(entries, tuple):
            return entries
        return EntryPage(entries, entries[-1].their_id if len(entries) == _PAGE else "")

    @property
    def _bills(self) -> list[list[Any]]:
        return [["type", "=", "in"], ["company", "=", self.books.company]]

    def _shown(self, found: Called, most: int, wanted: BusinessKey) -> tuple[FoundEntry, ...] | Unavailable:
        """`wanted` with an empty key: each under its own reference."""
        if not isinstance(found, Result):
            return cannot_ask(found, _words)
        names = [f"account.invoice,{row['id']}" for row in found.value]
        attached = self._search("ir.attachment", [["resource", "in", names], ["description", "like", f"{_HASH}%"]], ["resource", "description"], most)
        if not isinstance(attached, Result):
            return cannot_ask(attached, _words)
        parties = sorted({row["party"] for row in found.value})
        identified = self._search("party.identifier", [["party", "in", parties]], ["party", "code"], most)
        if not isinstance(identified, Result):
            return cannot_ask(identified, _words)
        hashes = {row["resource"]: row["description"].removeprefix(_HASH) for row in attached.value}
        return tuple(_found(row, wanted, hashes.get(f"account.invoice,{row['id']}"), _codes(identified.value, row["party"])) for row in found.value)

    def _values(self, entry: LedgerEntry, accounts: dict[str, int], party: int, address: int, currency: int) -> dict[str, Any]:
        booking = booking_of(entry)
        return {
            "type": "in",
            "company": self.books.company,
            "party": party,
            "invoice_address": address,
            "currency": currency,
            "account": accounts[self.books.payable],
            "reference": entry.business.key,
            "description": entry.idempotency_key,
            "invoice_date": entry.issue_date,
            "comment": entry.text("remarks"),
            "lines": [["create", self._lines(booking, accounts, currency)]],
            "taxes": [["create", self._taxes(booking, accounts)]] if booking.tax else [],
        }

    def _lines(self, booking: Booking, accounts: dict[str, int], currency: int) -> list[dict[str, Any]]:
        return [
            {
                "type": "line",
                "company": self.books.company,
                "currency": currency,
                "invoice_type": "in",
                "account": accounts[self.books.expense],
                "description": line.description,
                "quantity": 1.0,
                "unit_price": _yuan(line.amount),
            }
            for line in booking.lines
        ]

    def _taxes(self, booking: Booking, accounts: dict[str, int]) -> list[dict[str, Any]]:
        base = sum(line.amount for line in booking.lines)
        return [{"manual": True, "description": "税额", "account": accounts[self.books.tax], "base": _yuan(base), "amount": _yuan(booking.tax)}]

    def _attach(self, invoice: int, entry: LedgerEntry, original: bytes) -> Called:
        attachment = {
            "name": entry.original.name or entry.original.sha256,
            "type": "data",
            "data": original,
            "description": f"{_HASH}{entry.original.sha256}",
            "resource": f"account.invoice,{invoice}",
        }
        return self._call("ir.attachment.create", [attachment])

    def _accounts(self) -> dict[str, int] | Unavailable:
        codes = sorted({self.books.payable, self.books.expense, self.books.tax})
        found = self._search("account.account", [["company", "=", self.books.company], ["code", "in", codes], ["closed", "!=", True]], ["code"])
        if not isinstance(found, Result):
            return cannot_ask(found, _words)
        accounts = {row["code"]: int(row["id"]) for row in found.value}
        missing = [code for code in codes if code not in accounts]
        return Unavailable("misconfigured", f"no account {', '.join(missing)}") if missing else accounts

    def _party(self, entry: LedgerEntry) -> int | Unavailable:
        """The supplier, by tax id, or by name where it has none; made where it is missing."""
        tax_id, name = entry.text("seller_tax_id"), entry.text("seller_name")
        domain = [["identifiers.code", "=", tax_id]] if tax_id else [["name", "=", name]]
        found = self._search("party.party", domain, ["name"])
        if not isinstance(found, Result):
            return cannot_ask(found, _words)
        if found.value:
            return int(found.value[0]["id"])
        identifiers = [["create", [{"code": tax_id, "type": None}]]] if tax_id else []
        made = self._call("party.party.create", [{"name": name, "identifiers": identifiers, "addresses": [["create", [{}]]]}])
        return int(made.value[0]) if isinstance(made, Result) else cannot_ask(made, _words)

    def _search(self, model: str, domain: list[Any], names: list[str], most: int = _MOST) -> Called:
        return self._call(f"{model}.search_read", domain, 0, most, [["id", "ASC"]], names)

    def _call(self, method: str, *arguments: Any) -> Called:
        request = {"id": 0, "method": f"model.{method}", "params": [*arguments, {"company": self.books.company}]}
        called = self._in_session(request, self._session.header)
        if called == _LOGGED_OUT:  # and not called, so that it may be called once more
            called = self._in_session(request, "")
        return called

    def _in_session(self, request: dict[str, Any], header: str) -> Called:
        """Without a header it logs in: checking the password takes them a second, so that it is not done for each call."""
        if not header:
            entered = call(self.http, self._address, {}, {"id": 0, "method": "common.db.login", "params": [self.login, {"password": self.password}]}, _encode)
            if not isinstance(entered, Result):
                return cannot_ask(entered, _words)
            user, token = entered.value[:2]
            header = self._session.header = f"Session {b64encode(f'{self.login}:{user}:{token}'.encode()).decode()}"
        return call(self.http, self._address, {"Authorization": header}, request, _encode)

    @property
    def _address(self) -> str:
        return f"{self.base}/{self.database}/rpc/"


class _Session:
    """The last login, for all threads."""

    def __init__(self) -> None:
        self.header = ""


def _found(row: dict[str, Any], wanted: BusinessKey, sha256: str | None, codes: list[str]) -> FoundEntry:
    ours = str(row.get("description") or "").startswith(f"{wanted.tenant}:")
    return FoundEntry(
        str(row["id"]),
        wanted.key or str(row.get("reference") or "").strip() or unnamed_key(str(row["id"])),
        _date(row.get("invoice_date")),
        _fen(row.get("untaxed_amount")),
        _fen(row.get("tax_amount")),
        _fen(row.get("total_amount")),
        codes[0] if len(codes) == 1 else None,
        sha256=sha256 or ("" if ours else None),  # what we sent without its original is not all there
        idempotency_key=row.get("description"),
        withdrawn=row.get("state") == "cancelled",
    )


def _codes(identified: list[dict[str, Any]], party: int) -> list[str]:
    return [row["code"] for row in identified if row["party"] == party and row["code"]]


def _encode(value: Any) -> Any:
    match value:
        case date():
            return {"__class__": "date", "year": value.year, "month": value.month, "day": value.day}
        case Decimal():
            return {"__class__": "Decimal", "decimal": str(value)}
        case bytes():
            return {"__class__": "bytes", "base64": b64encode(value).decode()}
    raise TypeError(type(value).__name__)


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _fen(value: Any) -> int | None:
    return round_fen(Decimal(value["decimal"])) if isinstance(value, dict) and "decimal" in value else None


def _date(value: Any) -> date | None:
    return make_date(value["year"], value["month"], value["day"]) if isinstance(value, dict) and "year" in value else None


def _code(error: Any) -> str:
    return str(error[0]) if isinstance(error, list) and error else "error"


def _words(error: Any) -> str:
    """Of an error of theirs that is meant for people; of any other only its first line, without the places in their program."""
    said = error[1] if isinstance(error, list) and len(error) > 1 and _code(error) in _REFUSING else _code(error)
    words = [str(part) for part in said if part] if isinstance(said, list) else [str(said)]
    return " ".join(words).splitlines()[0][:_WORDS] if words and words[0] else "error"
