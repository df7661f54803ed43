"""Brings the three lists together and compares them: ours from the store, the ledger's from the ledger, and what people handed in. Writes nothing.

The ledger is read first and our records after it, so that what is booked meanwhile is there on our side. Days bound both lists, and a date may be what is wrong: so a key that only
one side has is looked for on the other side by itself, whatever its date.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from uuid import UUID

from intake.state import InvoiceState
from intake.store.our_invoices import PAGE, OurRecord, our_records, records_with_keys
from intake.store.reconciliation_lists import lines_of, lists_over
from intake.store.session import Database
from intake.upload.ledger import Found, FoundEntry, Ledger, Unavailable
from intake.upload.list_file import InvoiceList, ListKind, ListLine
from intake.upload.listing import CannotList, EntryPage, ListingLedger, Span
from intake.upload.reconcile import Coverage, ListedInvoice, Listing, Reconciliation, reconcile

ON_ITS_WAY = timedelta(days=1)
MOST_ASKED = 1_000
"""Invoices that a ledger did not list and is asked for one by one: of more it is believed that they are gone."""
LONGEST_KEY = 80
"""Characters of what somebody else calls a number; ours have fewer."""
_MOST_PAGES = 10_000
_KEEP_EVERY = 50
_NEVER_SENT = (InvoiceState.REJECTED, InvoiceState.VOID)
_PROBES = "probe"
_SHORT = 8


@dataclass(frozen=True)
class Question:
    """What is to be compared."""

    tenant: str
    span: Span
    ledgers: Sequence[Ledger]
    """Of the tenant's route; none where there is no ledger."""
    others: Collection[str] = ()
    """Tenants who share a ledger with this one: what was sent for them is not ours to miss."""
    handed_in: Sequence[InvoiceList] = ()
    """Lists that are not in the store."""


@dataclass(frozen=True)
class Compared:
    outcome: Reconciliation
    invoices: Mapping[str, UUID]
    """Key -> our record."""
    sellers: Mapping[str, str]
    """Key -> how the seller is called, where anybody says so."""
    is_asked: bool
    """Somebody spoke for the ledger: itself, or a list of it."""
    is_listed: bool
    """It told all that it has."""
    lists: int
    """Third lists that took part."""
    ours: int
    theirs: int
    """Standing entries."""


class TakenOver(Exception):
    """Somebody else does this by now."""


def compare_lists(database: Database, question: Question, now: datetime, keep: Callable[[], bool] = lambda: True) -> Compared | Unavailable:
    """`keep` is called every now and then, and ends it by False (TakenOver). Unavailable where a ledger could not be asked: half an answer proves nothing."""
    told = _told(question, keep)
    if isinstance(told, Unavailable):
        return told
    lists = _lists(database, question)
    records = _ours(database, question, keep)
    keys = _Keys(records)
    lists = [_within(each, question.span, keys) for each in lists]
    booked = chain(told.entries, (_entry(line) for each in lists if each.kind is ListKind.LEDGER for line in each.lines))
    entries = [replace(entry, key=keys.of(entry.key)) for entry in booked if _is_ours(entry, question)]
    listed = _listed(lists, keys)
    elsewhere = _elsewhere(database, question, records, entries, listed)
    if elsewhere:
        records = (*records, *elsewhere)
        keys = _Keys(records)
        entries = [replace(entry, key=keys.of(entry.key)) for entry in entries]
        listed = _listed(lists, keys)
    is_listed_by_hand = any(each.kind is ListKind.LEDGER for each in lists)
    asked = _asked(question, records, entries, () if is_listed_by_hand else told.silent, now, keep)
    if isinstance(asked, Unavailable):
        return asked
    is_listed = is_listed_by_hand or len(told.silent) < len(question.ledgers)
    is_asked = bool(question.ledgers) or is_listed
    entries += asked
    fallen = {record.invoice.key: _fallen(record) for record in records if record.has_fallen}
    third = [each for each in lists if each.kind is not ListKind.LEDGER]
    invoices = {**listed, **{key: replace(listed.get(key, line), stands=False) for key, line in fallen.items()}}
    listing = Listing(tuple(invoices.values()), [Coverage(each.span.first, each.span.last, each.sellers, each.buyers) for each in third])
    outcome = reconcile([record.invoice for record in records], entries if is_asked else None, listing, now, on_its_way=ON_ITS_WAY)
    return Compared(
        outcome,
        {record.invoice.key: record.id for record in sorted(records, key=lambda record: record.invoice.state in _NEVER_SENT, reverse=True)},
        _sellers(lists, records, keys),
        is_asked,
        is_listed,
        len(third),
        len(records) - len(elsewhere),
        sum(not entry.withdrawn for entry in entries),
    )


@dataclass(frozen=True)
class _Told:
    entries: Sequence[FoundEntry]
    silent: Sequence[Ledger]
    """They answer questions about one invoice only."""


def _told(question: Question, keep: Callable[[], bool]) -> _Told | Unavailable:
    """By the ledgers that can tell everything."""
    entries: list[FoundEntry] = []
    silent: list[Ledger] = []
    for ledger in question.ledgers:
        listed = _all_pages(ledger, question, keep) if isinstance(ledger, ListingLedger) else CannotList()
        match listed:
            case Unavailable():
                return listed
            case CannotList():
                silent.append(ledger)
            case _:
                entries += listed
    return _Told(entries, silent)


def _all_pages(ledger: ListingLedger, question: Question, keep: Callable[[], bool]) -> list[FoundEntry] | CannotList | Unavailable:
    seen: list[FoundEntry] = []
    after = ""
    for _ in range(_MOST_PAGES):
        _go_on(keep)
        page = ledger.list_page(question.tenant, question.span, after)
        if not isinstance(page, EntryPage):
            return page
        seen += page.entries
        after = page.next
        if not after:
            return seen
    return Unavailable("no_sense", "its list has no end")


def _lists(database: Database, question: Question) -> Sequence[InvoiceList]:
    with database.read() as session:
        stored = lists_over(session, question.tenant, question.span)
    found: list[InvoiceList] = []
    for each in stored:
        with database.read() as session:
            lines = lines_of(session, each.id)
        found.append(InvoiceList(each.kind, tuple(lines), each.span, frozenset(each.sellers), frozenset(each.buyers)))
    return (*found, *question.handed_in)


def _ours(database: Database, question: Question, keep: Callable[[], bool]) -> tuple[OurRecord, ...]:
    """A transaction for each page."""
    records: list[OurRecord] = []
    while True:
        _go_on(keep)
        with database.read() as session:
            page = our_records(session, question.tenant, question.span, records[-1].id if records else None)
        records += page
        if len(page) < PAGE:
            return tuple(records)


def _within(whole: InvoiceList, span: Span, keys: _Keys) -> InvoiceList:
    """What it says of these days, and of our invoices of these days: it may date one of them otherwise."""
    lines = [line for line in whole.lines if line.issue_date is None or span.holds(line.issue_date) or keys.has(line)]
    return replace(whole, lines=tuple(lines), span=Span(max(whole.span.first, span.first), min(whole.span.last, span.last)))


class _Keys:
    """What others write for one of our keys."""

    def __init__(self, records: Iterable[OurRecord]) -> None:
        self._ours = {record.invoice.key for record in records}
        self._spelled = {spelling: record.invoice.key for record in records for spelling in record.business.spellings}

    def of(self, written: str) -> str:
        plain = "".join(written.split())
        return plain if plain in self._ours else self._spelled.get(plain, written[:LONGEST_KEY])

    def has(self, line: ListLine) -> bool:
        return self.of_line(line) in self._ours

    def of_line(self, line: ListLine) -> str:
        key = self.of(line.key)
        return line.other_key if key not in self._ours and line.other_key in self._ours else key


def _listed(lists: Iterable[InvoiceList], keys: _Keys) -> dict[str, ListedInvoice]:
    """Of two that speak of the same invoice the later one counts, but what one of them calls void stays void."""
    found: dict[str, ListedInvoice] = {}
    for each in lists:
        if each.kind is ListKind.LEDGER:
            continue
        for line in each.lines:
            key = keys.of_line(line)
            stands = line.stands and (key not in found or found[key].stands)
            found[key] = ListedInvoice(key, line.issue_date, line.total, line.amount, line.tax, line.seller_tax_id, stands)
    return found


def _elsewhere(
    database: Database, question: Question, records: Sequence[OurRecord], entries: Iterable[FoundEntry], listed: Mapping[str, ListedInvoice]
) -> Sequence[OurRecord]:
    """Our records of other days whose keys the others name; also where all that we have in these days was rejected, and another record may hold the key."""
    held = {record.invoice.key for record in records if record.invoice.state not in _NEVER_SENT}
    named = {key for key in chain((entry.key for entry in entries), listed) if key not in held}
    wanted = {spelling for key in named for spelling in _spelled_with_code(key)}
    known = {record.id for record in records}
    with database.read() as session:
        return tuple(record for record in records_with_keys(session, question.tenant, wanted) if record.id not in known)


def _spelled_with_code(key: str) -> Iterable[str]:
    """Code and number may be written as one word: codes have ten or twelve digits, their numbers eight."""
    plain = "".join(key.split())
    yield key
    if plain.isdigit() and len(plain) in (18, 20):
        yield f"{plain[:-_SHORT]}-{plain[-_SHORT:]}"


def _asked(
    question: Question, records: Sequence[OurRecord], entries: Iterable[FoundEntry], silent: Sequence[Ledger], now: datetime, keep: Callable[[], bool]
) -> list[FoundEntry] | Unavailable:
    """What the ledgers have of the invoices that no list of theirs shows: those that list nothing are asked for all, the others for what should be there."""
    shown = {entry.key for entry in entries}
    overdue = now - ON_ITS_WAY
    absent = [record for record in records if record.invoice.key not in shown]
    suspect = {record.id for record in [record for record in absent if _should_be_there(record, overdue)][:MOST_ASKED]}
    found: list[FoundEntry] = []
    for number, record in enumerate(absent):
        if number % _KEEP_EVERY == 0:
            _go_on(keep)
        for ledger in question.ledgers if record.id in suspect else silent:
            looked = ledger.find(record.business)
            if isinstance(looked, Unavailable):
                return looked
            if isinstance(looked, Found):
                found += (replace(entry, key=record.invoice.key) for entry in looked.entries)
    return found


def _should_be_there(record: OurRecord, overdue: datetime) -> bool:
    state = record.invoice.state
    return state is InvoiceState.CONFIRMED or (state not in _NEVER_SENT and record.invoice.since < overdue)


def _is_ours(entry: FoundEntry, question: Question) -> bool:
    """Not a test invoice, nor sent for another tenant."""
    sender, parted, _ = (entry.idempotency_key or "").partition(":")
    return not parted or (sender != _PROBES and (sender == question.tenant or sender not in question.others))


def _entry(line: ListLine) -> FoundEntry:
    """A booking as a list of the ledger has it."""
    tax_ids = line.seller_tax_id or None, line.buyer_tax_id or None
    return FoundEntry(line.their_id or line.key, line.key, line.issue_date, line.amount, line.tax, line.total, *tax_ids, withdrawn=not line.stands)


def _fallen(record: OurRecord) -> ListedInvoice:
    """The bureau's last answer about it, as a line of a list."""
    return ListedInvoice(record.invoice.key, None, None, stands=False)


def _sellers(lists: Iterable[InvoiceList], records: Iterable[OurRecord], keys: _Keys) -> dict[str, str]:
    listed = {keys.of_line(line): line.seller_name for each in lists for line in each.lines if line.seller_name}
    return listed | {record.invoice.key: record.seller_name for record in records if record.seller_name}


def _go_on(keep: Callable[[], bool]) -> None:
    if not keep():
        raise TakenOver
