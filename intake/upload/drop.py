"""A ledger that takes files from a place, a folder or a bucket: the entry in the accounting standard's JSON beside the original, and the reader's receipts. The contract: docs/ledger.md.

    KEY-rREVISION.original.pdf   first, so that whoever sees the entry finds its original
    KEY-rREVISION.json           the entry (`intake.upload.entry_format`)
    KEY-rREVISION.ack            written by the reader once it is booked: JSON with `id`, `total` and what else it keeps
    KEY-rREVISION.nak            written by the reader where it will not be: JSON with `code` and `message`

The reader may take entry and original away; receipts stay. The same revision again has the same names, so that nothing lies there twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Protocol

from intake.behaviour.history import CHINA_TIME
from intake.upload.drop_names import plain_name, plain_suffix, text_of
from intake.upload.entry_answer import found_entry, read_object, refusal_words
from intake.upload.entry_format import entry_bytes
from intake.upload.ledger import Accepted, BusinessKey, Found, FoundEntry, LedgerEntry, Lookup, Manners, Refused, Submission, Unavailable, Unknown
from intake.upload.listing import EntryPage, Listed, Span

_LARGEST_RECEIPT = 1024 * 1024
_PAGE = 500
"""Receipts that are read for one page of a list."""
_CLOCKS = timedelta(days=2)
"""By which the clock of whoever writes receipts may be off."""


class DropTrouble(Exception):
    """The place can't be used now."""

    def __init__(self, reason: str, message: str) -> None:
        """`reason` as in `intake.upload.ledger.Unavailable`."""
        super().__init__(message)
        self.reason = reason
        self.message = message


@dataclass(frozen=True)
class Dropped:
    name: str
    size: int
    """Bytes."""
    written_at: datetime


class DropPlace(Protocol):
    """Files under plain names. Safe for threads; every call raises DropTrouble."""

    def put(self, name: str, content: bytes) -> None:
        """Whole or not there, instead of what had that name."""
        ...

    def read(self, name: str) -> bytes | None:
        """None where there is nothing of that name."""
        ...

    def files(self, beginning: str = "", after: str = "") -> Iterator[Dropped]:
        """Those whose names begin so and come later, in the order of their names."""
        ...


@dataclass(frozen=True)
class DropLedger:
    name: str
    place: DropPlace
    """Of one tenant: nobody else's entries lie there."""
    manners: Manners = Manners(settles_within=timedelta(days=2), appears_after=timedelta(seconds=30))
    """The reader may come by once a day."""

    def submit(self, entry: LedgerEntry, original: bytes) -> Submission:
        """Read back, since a share of the network or a service may say yes and keep something else."""
        stem = f"{plain_name(entry.business.key)}-r{entry.revision}"
        file, data, written = f"{stem}.original{plain_suffix(entry.original.name)}", f"{stem}.json", entry_bytes(entry)
        try:
            self.place.put(file, original)
            if self.place.read(file) != original:
                return Unavailable("not_kept", f"{file} was not kept as it was written")
        except DropTrouble as trouble:
            return Unavailable(trouble.reason, trouble.message)
        try:
            self.place.put(data, written)
            kept = self.place.read(data)
        except DropTrouble as trouble:
            return Unknown(f"{data}: {trouble.message}")
        # Gone again, a quick reader has it.
        return Accepted(stem) if kept is None or kept == written else Unknown(f"{data} was not kept as it was written")

    def find(self, wanted: BusinessKey) -> Lookup:
        """Acknowledgements of any revision; else the last refusal."""
        name = plain_name(wanted.key)
        try:
            receipts = [file for file in self.place.files(f"{name}-r") if _is_receipt(file) and _key_part(file.name) == name]
            entries = [self._entry(file.name, wanted.key) for file in receipts if file.name.endswith(".ack")]
            if entries:
                return Found(_once(entries))
            refusals = sorted((_revision(file.name), file.name) for file in receipts)
            if not refusals:
                return Found()
            return Refused(*refusal_words(read_object(self.place.read(refusals[-1][1]) or b""), "nak"))
        except DropTrouble as trouble:
            return Unavailable(trouble.reason, trouble.message)

    def list_page(self, tenant: str, span: Span, after: str = "") -> Listed:
        """What the reader acknowledged, of these days of issue or of an unknown one; what lies there without an answer is not booked yet.

        Nobody acknowledges an invoice before it was issued, so older receipts are passed over unread.
        """
        since = datetime.combine(span.first, time(), CHINA_TIME) - _CLOCKS
        entries: list[FoundEntry] = []
        read, last = 0, ""
        try:
            receipts = (file for file in self.place.files(after=after) if file.name.endswith(".ack") and _is_receipt(file) and file.written_at >= since)
            for _, files in groupby(receipts, lambda file: _key_part(file.name)):
                if read >= _PAGE:
                    return EntryPage(tuple(entries), last)
                names = [file.name for file in files]
                found = _once(self._dated(each) for each in names)
                entries += (each for each in found if each.issue_date is None or span.holds(each.issue_date))
                read, last = read + len(names), names[-1]
        except DropTrouble as trouble:
            return Unavailable(trouble.reason, trouble.message)
        return EntryPage(tuple(entries))

    def _entry(self, receipt: str, key: str, **known: str) -> FoundEntry:
        """Of an acknowledgement, which may leave out what is `known`. Raises DropTrouble."""
        entry = found_entry({"key": key, **known, **read_object(self.place.read(receipt) or b"")})
        if entry is None:
            raise DropTrouble("no_sense", f"{receipt} is not what docs/ledger.md describes")
        return entry

    def _dated(self, receipt: str) -> FoundEntry:
        """Receipts need not say the date of issue, which the entry beside it does while it lies there."""
        key = text_of(_key_part(receipt))
        entry = self._entry(receipt, key)
        if entry.issue_date is not None:
            return entry
        sent = read_object(self.place.read(f"{receipt.removesuffix('.ack')}.json") or b"")
        known = {
            ours: sent[theirs] for ours, theirs in (("issue_date", "IssueTime"), ("idempotency_key", "IdempotencyKey")) if isinstance(sent.get(theirs), str)
        }
        return self._entry(receipt, key, **known) if known else entry


def _is_receipt(file: Dropped) -> bool:
    stem, _, ending = file.name.rpartition(".")
    _, parted, revision = stem.rpartition("-r")
    return ending in ("ack", "nak") and bool(parted) and revision.isascii() and revision.isdigit() and file.size <= _LARGEST_RECEIPT


def _key_part(name: str) -> str:
    return name.rpartition("-r")[0]


def _revision(name: str) -> int:
    return int(name.rpartition(".")[0].rpartition("-r")[2])


def _once(entries: Iterable[FoundEntry]) -> tuple[FoundEntry, ...]:
    """Two revisions with one number of theirs are one booking."""
    return tuple({entry.their_id: entry for entry in entries}.values())
