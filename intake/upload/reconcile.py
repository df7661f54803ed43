"""Three lists against each other: what we have, what the ledger has, and what the tax bureau or a seller says there is. Pure, one pass, linear in their length.

    ours      records of invoices with their states
    theirs    what the ledger has, its cancelled entries included; None where nobody could be asked
    listed    obtained invoices of the tax account, a supplier's statement, or answers of verification; may be absent

An invoice that is all right in all lists has no finding, and each that is not has one for each thing that is wrong with it, but never two for the same thing: of a wrong sign
the sums are not told as well, of a mistyped number neither side is told to be missing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from intake.domain.money import format_fen
from intake.state import InvoiceState
from intake.upload.discrepancies import Discrepancy, Finding
from intake.upload.ledger import FoundEntry

_D = Discrepancy
_ON_ITS_WAY = (InvoiceState.APPROVED, InvoiceState.VERIFYING, InvoiceState.VERIFIED, InvoiceState.UPLOADING)
_NEVER_SENT = (InvoiceState.REJECTED, InvoiceState.DUPLICATE, InvoiceState.VOID)


@dataclass(frozen=True)
class OurInvoice:
    """One record. Sums in 分, None where the invoice has none; "" for what was not read."""

    key: str
    state: InvoiceState
    since: datetime
    """In this state since then."""
    issue_date: date | None
    amount: int | None
    tax: int | None
    total: int | None
    seller_tax_id: str = ""
    buyer_tax_id: str = ""
    sha256: str = ""
    is_listable: bool = True
    """Of a kind that such lists hold: no list of the bureau has taxi receipts."""


@dataclass(frozen=True)
class ListedInvoice:
    """One line of the third list. None and "" for what it does not say."""

    key: str
    issue_date: date | None
    total: int | None
    amount: int | None = None
    tax: int | None = None
    seller_tax_id: str = ""
    stands: bool = True
    """Neither void nor reversed as a whole."""


@dataclass(frozen=True)
class Coverage:
    """What a third list covers: only within that is it a proof that something is not listed."""

    first: date
    last: date
    sellers: frozenset[str] = frozenset()
    """Tax ids; empty for all. A supplier's statement covers nobody else's invoices ..."""
    buyers: frozenset[str] = frozenset()
    """... and the tax account of one company none that others were issued."""

    def holds(self, invoice: OurInvoice) -> bool:
        if invoice.issue_date is None or not self.first <= invoice.issue_date <= self.last:
            return False
        return all(not known or said.upper() in known for known, said in ((self.sellers, invoice.seller_tax_id), (self.buyers, invoice.buyer_tax_id)))


@dataclass(frozen=True)
class Listing:
    """The third list, of one file or several."""

    invoices: Sequence[ListedInvoice]
    coverage: Sequence[Coverage] = ()

    def covers(self, invoice: OurInvoice) -> bool:
        return invoice.is_listable and any(each.holds(invoice) for each in self.coverage)


@dataclass(frozen=True)
class DaySums:
    """Of one day of issue."""

    ours: int = 0
    theirs: int = 0
    """Standing entries."""
    agreed: int = 0
    ours_fen: int = 0
    theirs_fen: int = 0
    found: Mapping[Discrepancy, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reconciliation:
    findings: tuple[Finding, ...]
    """By day and key."""
    days: Mapping[date, DaySums]
    agreed: int
    """Invoices that all lists have alike."""


def reconcile(
    ours: Iterable[OurInvoice],
    theirs: Iterable[FoundEntry] | None,
    listing: Listing | None,
    now: datetime,
    *,
    on_its_way: timedelta = timedelta(days=1),
) -> Reconciliation:
    """`on_its_way`: how long an approved invoice may take to be there. Records of ours that released their key stand behind the one that holds it."""
    mine = _mine(ours)
    entries: dict[str, list[FoundEntry]] = defaultdict(list)
    for entry in theirs or ():
        entries[entry.key].append(entry)
    listed = {line.key: line for line in listing.invoices} if listing else {}
    compared = _Compared(listing, now - on_its_way, theirs is not None)
    findings: list[Finding] = []
    for key in {**mine, **entries, **listed}:
        findings += compared.one(key, mine.get(key), entries.get(key, []), listed.get(key))
    findings = _with_mistyped(findings, mine, entries)
    findings.sort(key=lambda finding: (finding.day or date.min, finding.key, finding.kind))
    wrong = {finding.key for finding in findings}
    there = listed.keys() if theirs is None else {key for key, found in entries.items() if any(not entry.withdrawn for entry in found)}
    agreed = [key for key in mine if key not in wrong and key in there]
    return Reconciliation(tuple(findings), _days(mine, entries, agreed, findings), len(agreed))


def _mine(ours: Iterable[OurInvoice]) -> dict[str, OurInvoice]:
    mine: dict[str, OurInvoice] = {}
    for invoice in ours:
        known = mine.get(invoice.key)
        if known is None or known.state in _NEVER_SENT:
            mine[invoice.key] = invoice
    return mine


@dataclass(frozen=True)
class _Compared:
    """What every comparison needs to know."""

    listing: Listing | None
    overdue: datetime
    """Since before then, an invoice should be there."""
    is_asked: bool
    """The ledger was."""

    def one(self, key: str, mine: OurInvoice | None, entries: Sequence[FoundEntry], line: ListedInvoice | None) -> list[Finding]:
        standing = [entry for entry in entries if not entry.withdrawn]
        day = _day(mine, standing, line)
        found: list[Finding] = []
        if len(standing) > 1:
            extra = sum(abs(entry.total or 0) for entry in standing[1:])
            found.append(Finding(_D.DOUBLED_THERE, key, day, extra, theirs=", ".join(entry.their_id for entry in standing), their_id=standing[-1].their_id))
        is_booked = bool(standing) or (not self.is_asked and mine is not None and mine.state is InvoiceState.CONFIRMED)
        is_void = line is not None and not line.stands and is_booked
        if line is not None and is_void:
            total = line.total or (standing[0].total if standing else None) or (mine.total if mine else None) or 0
            found.append(Finding(_D.VOID_BUT_BOOKED, key, day, abs(total), their_id=standing[0].their_id if standing else ""))
        if mine is None:
            return [*found, *_nobody_here(key, day, standing, line)]
        if standing and not (is_void and mine.state is InvoiceState.VOID):
            found += self._both(mine, standing[0], day)
        elif self.is_asked and not standing:
            found += _not_there(mine, entries, line, day, self.overdue)
        if mine.state not in _NEVER_SENT:
            found += _against_list(mine, line, self.listing, day)
        return found

    def _both(self, mine: OurInvoice, entry: FoundEntry, day: date | None) -> list[Finding]:
        if mine.state in _NEVER_SENT:
            return [Finding(_D.REJECTED_BUT_BOOKED, mine.key, day, abs(entry.total or 0), mine.state.value, their_id=entry.their_id)]
        differing = _differences(mine, entry, day)
        if not differing and mine.state is not InvoiceState.CONFIRMED and mine.since < self.overdue:
            return [Finding(_D.BOOKED_UNCONFIRMED, mine.key, day, abs(mine.total or 0), mine.state.value, their_id=entry.their_id)]
        return differing


def _nobody_here(key: str, day: date | None, standing: Sequence[FoundEntry], line: ListedInvoice | None) -> list[Finding]:
    if standing:
        return [Finding(_D.MISSING_HERE, key, day, abs(standing[0].total or 0), their_id=standing[0].their_id)]
    if line is not None and line.stands:
        return [Finding(_D.LISTED_NOT_RECEIVED, key, day, abs(line.total or 0))]
    return []


def _differences(mine: OurInvoice, entry: FoundEntry, day: date | None) -> list[Finding]:
    found: list[Finding] = []

    def differs(kind: Discrepancy, fen: int, ours: str, theirs: str) -> None:
        found.append(Finding(kind, mine.key, day, fen, ours, theirs, entry.their_id))

    total = abs(mine.total or 0)
    if mine.total and entry.total == -mine.total:
        differs(_D.SIGN_DIFFERS, 2 * total, format_fen(mine.total), format_fen(entry.total))
    else:
        sums = ((_D.AMOUNT_DIFFERS, mine.amount, entry.amount), (_D.TAX_DIFFERS, mine.tax, entry.tax), (_D.TOTAL_DIFFERS, mine.total, entry.total))
        for kind, ours, theirs in sums:
            if ours is not None and theirs is not None and ours != theirs:
                differs(kind, abs(ours - theirs), format_fen(ours), format_fen(theirs))
    if mine.issue_date and entry.issue_date and mine.issue_date != entry.issue_date:
        differs(_D.DATE_DIFFERS, total, mine.issue_date.isoformat(), entry.issue_date.isoformat())
    texts = (
        (_D.SELLER_DIFFERS, mine.seller_tax_id, entry.seller_tax_id),
        (_D.BUYER_DIFFERS, mine.buyer_tax_id, entry.buyer_tax_id),
        (_D.FILE_DIFFERS, mine.sha256, entry.sha256),
    )
    for kind, said, shown in texts:
        if said and shown is not None and said.upper() != shown.strip().upper():
            differs(kind, total, said, shown)
    return found


def _not_there(mine: OurInvoice, entries: Sequence[FoundEntry], line: ListedInvoice | None, day: date | None, overdue: datetime) -> list[Finding]:
    total = abs(mine.total or 0)
    if mine.state is InvoiceState.CONFIRMED:
        kind = _D.CANCELLED_THERE if entries else _D.MISSING_THERE
        if kind is _D.CANCELLED_THERE and line is not None and not line.stands:
            return []  # void, and cancelled for it
        return [Finding(kind, mine.key, day, total, their_id=entries[0].their_id if entries else "")]
    if mine.since >= overdue:
        return []
    if mine.state in _ON_ITS_WAY:
        return [Finding(_D.NOT_SENT, mine.key, day, total, mine.state.value)]
    return [Finding(_D.WAITS_FOR_PERSON, mine.key, day, total, mine.state.value)] if mine.state is InvoiceState.IN_REVIEW else []


def _against_list(mine: OurInvoice, line: ListedInvoice | None, listing: Listing | None, day: date | None) -> list[Finding]:
    total = abs(mine.total or 0)
    if line is None:
        return [Finding(_D.NOT_LISTED, mine.key, day, total)] if listing is not None and listing.covers(mine) else []
    pairs = ((mine.total, line.total), (mine.amount, line.amount), (mine.tax, line.tax))
    for ours, theirs in pairs:
        if ours is not None and theirs is not None and ours != theirs:
            return [Finding(_D.LISTED_OTHERWISE, mine.key, day, abs(ours - theirs), format_fen(ours), format_fen(theirs))]
    if mine.issue_date and line.issue_date and mine.issue_date != line.issue_date:
        return [Finding(_D.LISTED_OTHERWISE, mine.key, day, total, mine.issue_date.isoformat(), line.issue_date.isoformat())]
    if mine.seller_tax_id and line.seller_tax_id and mine.seller_tax_id.upper() != line.seller_tax_id.upper():
        return [Finding(_D.LISTED_OTHERWISE, mine.key, day, total, mine.seller_tax_id, line.seller_tax_id)]
    return []


def _with_mistyped(findings: list[Finding], mine: Mapping[str, OurInvoice], entries: Mapping[str, Sequence[FoundEntry]]) -> list[Finding]:
    """What is missing on both sides with the same total, and keys that are one slip apart, is one invoice."""
    strangers: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.kind is _D.MISSING_HERE:
            strangers[finding.fen].append(finding)
    merged: list[Finding] = []
    gone: set[str] = set()
    for finding in findings:
        if finding.kind not in (_D.MISSING_THERE, _D.NOT_SENT):
            continue
        near = [other for other in strangers.get(finding.fen, ()) if other.key not in gone and one_slip_apart(finding.key, other.key)]
        if len(near) == 1 and _same_total(mine[finding.key], entries[near[0].key]):
            gone |= {finding.key, near[0].key}
            merged.append(Finding(_D.MISNUMBERED_THERE, finding.key, finding.day, finding.fen, finding.key, near[0].key, near[0].their_id))
    kept = [finding for finding in findings if not (finding.key in gone and finding.kind in (_D.MISSING_THERE, _D.NOT_SENT, _D.MISSING_HERE))]
    return kept + merged


def _same_total(mine: OurInvoice, entries: Sequence[FoundEntry]) -> bool:
    return any(not entry.withdrawn and entry.total == mine.total for entry in entries)


def one_slip_apart(one: str, other: str) -> bool:
    """One character replaced, left out or put in, or two neighbours exchanged."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other)))
    left, right = one[start:], other[start:]
    if len(one) == len(other):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    shorter, longer = sorted((left, right), key=len)
    return longer[1:] == shorter


def _day(mine: OurInvoice | None, standing: Sequence[FoundEntry], line: ListedInvoice | None) -> date | None:
    days = (line.issue_date if line else None, mine.issue_date if mine else None, standing[0].issue_date if standing else None)
    return next((day for day in days if day is not None), None)


def _days(
    mine: Mapping[str, OurInvoice], entries: Mapping[str, Sequence[FoundEntry]], agreed: Sequence[str], findings: Sequence[Finding]
) -> dict[date, DaySums]:
    ours: dict[date, list[int]] = defaultdict(list)
    theirs: dict[date, list[int]] = defaultdict(list)
    for invoice in mine.values():
        if invoice.issue_date and invoice.state not in _NEVER_SENT:
            ours[invoice.issue_date].append(invoice.total or 0)
    for key, found in entries.items():
        for entry in found:
            day = entry.issue_date or (mine[key].issue_date if key in mine else None)
            if day and not entry.withdrawn:
                theirs[day].append(entry.total or 0)
    alike = Counter(mine[key].issue_date for key in agreed)
    kinds: dict[date, Counter[Discrepancy]] = defaultdict(Counter)
    for finding in findings:
        if finding.day:
            kinds[finding.day][finding.kind] += 1
    days = sorted({*ours, *theirs, *kinds})
    return {day: DaySums(len(ours[day]), len(theirs[day]), alike[day], sum(ours[day]), sum(theirs[day]), dict(kinds[day])) for day in days}
