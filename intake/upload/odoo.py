"""Odoo: vendor bills as drafts, over its JSON-RPC (`/jsonrpc`, `execute_kw`), with the sum as printed and the original attached. Written for Odoo 16 to 18; not tried against a running one.

The draft carries our business key as its reference (`ref`) and our idempotency key as its source (`invoice_origin`). Lines have no taxes of Odoo's, which would be rounded in its
own way: the tax is a line of its own on the tax account, so that the total is the printed one. Whoever looks after the books posts the draft, there.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from threading import Lock
from typing import Any

from intake.domain.dates import read_iso_date
from intake.domain.money import round_fen
from intake.outside_http import OutsideHttp
from intake.upload.booking_lines import booking_of
from intake.upload.json_rpc import Called, Raised, Result, call, cannot_ask
from intake.upload.ledger import Accepted, BusinessKey, Found, FoundEntry, LedgerEntry, Lookup, Manners, Refused, Submission, Unavailable, Unknown
from intake.upload.listing import EntryPage, Listed, Span, unnamed_key

_REFUSING = frozenset({"odoo.exceptions.UserError", "odoo.exceptions.ValidationError", "odoo.exceptions.RedirectWarning", "odoo.exceptions.MissingError"})
_BARRED = frozenset({"odoo.exceptions.AccessDenied", "odoo.exceptions.AccessError"})
_BILL, _REFUND = "in_invoice", "in_refund"
_BILLS = ["move_type", "in", [_BILL, _REFUND]]
_SHOWN = ("ref", "invoice_origin", "invoice_date", "amount_untaxed", "amount_tax", "amount_total", "state", "move_type", "partner_id")
_HASH = "sha256:"
_WORDS = 500
_MOST = 20
"""Entries under one reference that are looked at."""
_PAGE = 200
_EVERY_ATTACHMENT = 20 * _PAGE


@dataclass(frozen=True)
class OdooBooks:
    """Where in the accounts a supplier's invoice belongs. Codes of accounts; "" leaves the choice to the journal."""

    expense: str = ""
    tax: str = ""


@dataclass(frozen=True)
class OdooLedger:
    name: str
    base: str
    """`https://odoo.example`, without a slash at its end."""
    database: str
    login: str
    key: str = field(repr=False)
    """An API key, or the password."""
    http: OutsideHttp
    books: OdooBooks = OdooBooks()
    manners: Manners = Manners()
    _suppliers: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)
    """Held while a supplier is looked for and made, so that two of its invoices make it once."""

    def submit(self, entry: LedgerEntry, original: bytes) -> Submission:
        """One call makes the draft, so it is there whole or not at all; the original follows, and is looked for by `find`."""
        user = self._user()
        if not isinstance(user, int):
            return user
        accounts = self._accounts(user)
        if not isinstance(accounts, dict):
            return accounts
        with self._suppliers:
            partner = self._partner(user, entry)
        if not isinstance(partner, int):
            return partner
        made = self._call(user, "account.move", "create", [self._values(entry, accounts, partner)])
        match made:
            case Raised(error):
                return Refused(_kind(error), _words(error)) if _kind(error) in _REFUSING else _unable(made)
            case Unknown() | Unavailable():
                return made
        attached = self._attach(user, int(made.value), entry, original)
        return Accepted(str(made.value)) if isinstance(attached, Result) else Unknown("the draft was made, its original not attached")

    def find(self, wanted: BusinessKey) -> Lookup:
        user = self._user()
        if not isinstance(user, int):
            return user
        found = self._search(user, "account.move", [_BILLS, ["ref", "in", list(wanted.spellings)]], list(_SHOWN))
        entries = self._shown(user, found, _MOST, wanted)
        return Found(entries) if isinstance(entries, tuple) else entries

    def list_page(self, tenant: str, span: Span, after: str = "") -> Listed:
        user = self._user()
        if not isinstance(user, int):
            return user
        days = [["invoice_date", ">=", span.first.isoformat()], ["invoice_date", "<=", span.last.isoformat()]]
        domain = [_BILLS, *days, *([["id", ">", int(after)]] if after else [])]
        found = self._search(user, "account.move", domain, list(_SHOWN), _PAGE)
        entries = self._shown(user, found, _EVERY_ATTACHMENT, BusinessKey(tenant, "", "", ""))
        if not isinstance(entries, tuple):
            return entries
        return EntryPage(entries, entries[-1].their_id if len(entries) == _PAGE else "")

    def _shown(self, user: int, found: Called, most: int, wanted: BusinessKey) -> tuple[FoundEntry, ...] | Unavailable:
        """`wanted` with an empty key: each under its own reference."""
        if not isinstance(found, Result):
            return _unable(found)
        moves = [row["id"] for row in found.value]
        attachments = [["res_model", "=", "account.move"], ["res_id", "in", moves], ["description", "=like", f"{_HASH}%"]]
        attached = self._search(user, "ir.attachment", attachments, ["res_id", "description"], most)
        partners = sorted({row["partner_id"][0] for row in found.value if row["partner_id"]})
        suppliers = self._search(user, "res.partner", [["id", "in", partners]], ["vat"], most)
        if not isinstance(attached, Result):
            return _unable(attached)
        if not isinstance(suppliers, Result):
            return _unable(suppliers)
        hashes = {row["res_id"]: row["description"].removeprefix(_HASH) for row in attached.value}
        tax_ids = {row["id"]: row["vat"] or None for row in suppliers.value}
        return tuple(_found(row, wanted, hashes.get(row["id"]), tax_ids) for row in found.value)

    def _values(self, entry: LedgerEntry, accounts: dict[str, int], partner: int) -> dict[str, Any]:
        booking = booking_of(entry)
        sign = -1 if (entry.total or 0) < 0 else 1
        lines = [(line.description, line.amount, accounts.get(self.books.expense)) for line in booking.lines]
        if booking.tax:
            lines.append(("税额", booking.tax, accounts.get(self.books.tax)))
        return {
            "move_type": _BILL if sign > 0 else _REFUND,
            "partner_id": partner,
            "ref": entry.business.key,
            "invoice_origin": entry.idempotency_key,
            "invoice_date": entry.issue_date.isoformat() if entry.issue_date else False,
            "narration": entry.text("remarks"),
            "invoice_line_ids": [[0, 0, _line(name, sign * fen, account)] for name, fen, account in lines],
        }

    def _attach(self, user: int, move: int, entry: LedgerEntry, original: bytes) -> Called:
        attachment = {
            "name": entry.original.name or entry.original.sha256,
            "datas": b64encode(original).decode(),
            "mimetype": entry.original.media_type,
            "description": f"{_HASH}{entry.original.sha256}",
            "res_model": "account.move",
            "res_id": move,
        }
        return self._call(user, "ir.attachment", "create", [attachment])

    def _accounts(self, user: int) -> dict[str, int] | Unavailable:
        codes = sorted({self.books.expense, self.books.tax} - {""})
        if not codes:
            return {}
        found = self._search(user, "account.account", [["code", "in", codes]], ["code"])
        if not isinstance(found, Result):
            return _unable(found)
        accounts = {row["code"]: int(row["id"]) for row in found.value}
        missing = [code for code in codes if code not in accounts]
        return Unavailable("misconfigured", f"no account {', '.join(missing)}") if missing else accounts

    def _partner(self, user: int, entry: LedgerEntry) -> int | Unavailable:
        """The supplier, by tax id, or by name where it has none; made where it is missing."""
        tax_id, name = entry.text("seller_tax_id"), entry.text("seller_name")
        found = self._search(user, "res.partner", [["vat", "=", tax_id]] if tax_id else [["name", "=", name]], ["name"])
        if not isinstance(found, Result):
            return _unable(found)
        if found.value:
            return int(found.value[0]["id"])
        made = self._call(user, "res.partner", "create", [{"name": name, "vat": tax_id or False, "is_company": True}])
        return int(made.value) if isinstance(made, Result) else _unable(made)

    def _user(self) -> int | Unavailable:
        entered = self._service("common", "authenticate", [self.database, self.login, self.key, {}])
        if not isinstance(entered, Result):
            return _unable(entered)
        return int(entered.value) if entered.value else Unavailable("permission", "they don't accept our login")

    def _search(self, user: int, model: str, domain: list[Any], names: list[str], most: int = _MOST) -> Called:
        return self._call(user, model, "search_read", [domain], {"fields": names, "limit": most, "order": "id"})

    def _call(self, user: int, model: str, method: str, arguments: list[Any], more: dict[str, Any] | None = None) -> Called:
        return self._service("object", "execute_kw", [self.database, user, self.key, model, method, arguments, more or {}])

    def _service(self, service: str, method: str, arguments: list[Any]) -> Called:
        request = {"jsonrpc": "2.0", "id": 0, "method": "call", "params": {"service": service, "method": method, "args": arguments}}
        return call(self.http, f"{self.base}/jsonrpc", {}, request, str)


def _line(name: str, fen: int, account: int | None) -> dict[str, Any]:
    line: dict[str, Any] = {"name": name, "quantity": 1.0, "price_unit": float(Decimal(fen).scaleb(-2)), "tax_ids": [[6, 0, []]]}
    return line if account is None else {**line, "account_id": account}


def _found(row: dict[str, Any], wanted: BusinessKey, sha256: str | None, tax_ids: dict[int, str | None]) -> FoundEntry:
    origin = row.get("invoice_origin") or ""
    ours = origin.startswith(f"{wanted.tenant}:")
    sign = -1 if row["move_type"] == _REFUND else 1
    return FoundEntry(
        str(row["id"]),
        wanted.key or str(row["ref"] or "").strip() or unnamed_key(str(row["id"])),
        _date(row.get("invoice_date")),
        None if ours else _fen(row["amount_untaxed"], sign),  # in drafts of ours the tax is among the lines
        None if ours else _fen(row["amount_tax"], sign),
        _fen(row["amount_total"], sign),
        tax_ids.get(row["partner_id"][0]) if row["partner_id"] else None,
        sha256=sha256 or ("" if ours else None),  # what we sent without its original is not all there
        idempotency_key=origin or None,
        withdrawn=row["state"] == "cancel",
    )


def _unable(called: Raised | Unknown | Unavailable) -> Unavailable:
    if isinstance(called, Raised) and _kind(called.error) in _BARRED:
        return Unavailable("permission", _words(called.error))
    return cannot_ask(called, _words)


def _fen(yuan: Any, sign: int) -> int:
    """Odoo sends sums as floating-point numbers, whose shortest text is the sum."""
    return sign * round_fen(Decimal(str(yuan)))


def _date(value: Any) -> date | None:
    return read_iso_date(value) if isinstance(value, str) else None


def _kind(error: Any) -> str:
    data = error.get("data") if isinstance(error, dict) else None
    return str(data.get("name", "")) if isinstance(data, dict) else ""


def _words(error: Any) -> str:
    """What is meant for people; never `data.debug`, which shows their program."""
    data = error.get("data") if isinstance(error, dict) else None
    said = str(data.get("message", "")) if isinstance(data, dict) else ""
    return (said.splitlines() or [_kind(error) or "error"])[0][:_WORDS]
