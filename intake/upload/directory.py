"""A ledger that takes files from a folder: the entry in the accounting standard's JSON beside the original, and the reader's receipts. The contract: docs/ledger.md.

    KEY-rREVISION.original.pdf   first, so that whoever sees the entry finds its original
    KEY-rREVISION.json           the entry (`intake.upload.entry_format`)
    KEY-rREVISION.ack            written by the reader once it is booked: JSON with `id`, `total` and what else it keeps
    KEY-rREVISION.nak            written by the reader where it will not be: JSON with `code` and `message`

The reader may take entry and original away; receipts stay. The same revision again has the same names, so that nothing lies there twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from intake.upload.drop_files import is_there, plain_name, plain_suffix, put_file
from intake.upload.entry_answer import found_entry, read_object, refusal_words
from intake.upload.entry_format import entry_bytes
from intake.upload.ledger import Accepted, BusinessKey, Found, FoundEntry, LedgerEntry, Lookup, Manners, Refused, Submission, Unavailable, Unknown

_LARGEST_RECEIPT = 1024 * 1024


@dataclass(frozen=True)
class DirectoryLedger:
    name: str
    folder: Path
    """Of one tenant: nobody else's entries lie there."""
    manners: Manners = Manners(settles_within=timedelta(days=2), appears_after=timedelta(seconds=30))
    """The reader may come by once a day."""

    def submit(self, entry: LedgerEntry, original: bytes) -> Submission:
        stem = self._stem(entry)
        file = self.folder / f"{stem}.original{plain_suffix(entry.original.name)}"
        data, written = self.folder / f"{stem}.json", entry_bytes(entry)
        try:
            put_file(file, original)
            if not is_there(file, original):
                return Unavailable("not_kept", f"the folder did not keep {file.name} as it was written")
        except OSError as error:
            return _unavailable(error)
        try:
            put_file(data, written)
        except OSError as error:
            return Unknown(f"{data.name}: {error.strerror}")
        # Gone again, a quick reader has it.
        return Accepted(stem) if not data.exists() or is_there(data, written) else Unknown(f"the folder did not keep {data.name} as it was written")

    def find(self, wanted: BusinessKey) -> Lookup:
        """An acknowledgement of any revision; else the last refusal."""
        try:
            receipts = {path: read_object(path.read_bytes()) for path in self._receipts(wanted) if path.stat().st_size <= _LARGEST_RECEIPT}
        except OSError as error:
            return _unavailable(error)
        found: list[FoundEntry] = []
        for path, said in receipts.items():
            entry = found_entry({"key": wanted.key, **said}) if path.suffix == ".ack" else None
            if path.suffix == ".ack" and entry is None:
                return Unavailable("no_sense", f"{path.name} is not what docs/ledger.md describes")
            if entry is not None:
                found.append(entry)
        if found:
            return Found(tuple({entry.their_id: entry for entry in found}.values()))
        refusals = [(self._revision(path), said) for path, said in receipts.items() if path.suffix == ".nak"]
        return Refused(*refusal_words(max(refusals, key=lambda refusal: refusal[0])[1], "nak")) if refusals else Found()

    def _receipts(self, wanted: BusinessKey) -> list[Path]:
        if not self.folder.is_dir():
            raise NotADirectoryError(20, "is no folder", str(self.folder))
        name = plain_name(wanted.key)
        return sorted(path for ending in ("ack", "nak") for path in self.folder.glob(f"{name}-r*.{ending}") if path.stem.removeprefix(f"{name}-r").isdigit())

    def _stem(self, entry: LedgerEntry) -> str:
        return f"{plain_name(entry.business.key)}-r{entry.revision}"

    def _revision(self, path: Path) -> int:
        return int(path.stem.rpartition("-r")[2])


def _unavailable(error: OSError) -> Unavailable:
    return Unavailable("disk", f"the folder can't be used: {error.strerror}")
