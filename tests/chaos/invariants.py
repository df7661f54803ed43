"""What must be true whatever was killed: who has a receipt has a document, once, which ended in exactly one state, the one its bytes say."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select

from intake.scan_folder.claims import PROCESSING, Outcome
from intake.scan_folder.names import OWN_FOLDER
from intake.state import DocumentState
from intake.store.documents import find_document
from intake.store.files import Files
from intake.store.history import history_of_document
from intake.store.invoices import invoices_of_document
from intake.store.readings import readings_of_document
from intake.store.receipts import find_receipt
from intake.store.session import Database
from intake.store.tables import DocumentRow
from intake.store.verify import Checked, Damage, Fault, verify
from tests.chaos.processes import FOLDER, TENANT, Place, said

_INTERRUPTED = 2
"""A file whose reader was killed from outside that often is quarantined like one that kills it."""


@dataclass(frozen=True)
class Findings:
    """What was looked at, and everything that is not as it must be."""

    receipts: int
    documents: int
    states: Mapping[str, int]
    begun_again: int
    """Documents whose reading was begun more than once."""
    most_attempts: int
    quarantined_by_kills: int
    """Good files whose reader was killed from outside twice."""
    dropped: int = 0
    """Files put into the scan folder."""
    wrong: Sequence[str] = field(default=())


def check(place: Place, senders: Sequence[str], dropped: int, database: Database, files: Files) -> Findings:
    """To be asked when nothing waits any more."""
    wrong: list[str] = []
    attempts: list[int] = []
    states: Counter[str] = Counter()
    contents: dict[str, bytes] = {}
    quarantined_by_kills = receipts = 0
    documents: dict[UUID, bytes] = {}
    for number in range(dropped):
        content = place.contents.content_of(FOLDER, number)
        contents[sha256(content).hexdigest()] = content
    for sender in senders:
        for line in said(place, sender):
            content = place.contents.content_of(sender, int(str(line.get("sends", line.get("got")))))
            contents[sha256(content).hexdigest()] = content
            if "got" in line:
                receipts += 1
                documents[UUID(str(line["document"]))] = content
                wrong += _receipt_faults(database, UUID(str(line["receipt"])), UUID(str(line["document"])), content)
    with database.read() as session:
        by_hash = {row.sha256: row.id for row in session.execute(select(DocumentRow.sha256, DocumentRow.id))}
    for number in range(dropped):
        content = place.contents.content_of(FOLDER, number)
        document_id = by_hash.get(sha256(content).hexdigest())
        if document_id is None:
            wrong.append(f"dropped {number}: LOST")
        else:
            documents[document_id] = content
    wrong += _folder_faults(place, dropped)
    for document_id, content in documents.items():
        with database.read() as session:
            document = find_document(session, TENANT, document_id)
            if document is None:
                continue  # said above
            history = history_of_document(session, TENANT, document_id)
            found = [invoice.columns.number for invoice in invoices_of_document(session, TENANT, document_id)]
            readings = readings_of_document(session, TENANT, document_id)
        states[document.state.value] += 1
        attempts.append(document.attempts)
        if any(entry.source != before.target for before, entry in itertools.pairwise(history)) or history[-1].target != document.state:
            wrong.append(f"{document_id}: its history has a gap")
        expected = place.contents.expected_state(content)
        if document.state != expected:
            killed = sum(entry.target == "received" or entry.target == "quarantined" for entry in history[1:])
            if document.state is DocumentState.QUARANTINED and killed >= _INTERRUPTED:
                quarantined_by_kills += 1
            else:
                wrong.append(f"{document_id}: is {document.state.value} and not {expected}")
        read = document.state is DocumentState.READ
        number = place.contents.expected_number(content)
        if len(readings) != read or (number is not None and found != [number] * read):
            wrong.append(f"{document_id}: {len(readings)} readings, invoices {found}")
    wrong += _strangers(database, contents)
    wrong += [f"{fault.fault}: {fault.where}" for fault in verify(database, files) if not _is_harmless(fault)]
    return Findings(
        receipts, len(documents), dict(states), sum(number > 1 for number in attempts), max(attempts, default=0), quarantined_by_kills, dropped, tuple(wrong)
    )


def _folder_faults(place: Place, dropped: int) -> list[str]:
    """Every file that was dropped lies in exactly one of the folders in which files end, and nowhere else."""
    waiting = [path.name for path in place.inbox.iterdir() if path.is_file()]
    own = place.inbox / OWN_FOLDER
    taken = [path.name for path in (own / PROCESSING).rglob("*") if path.is_file()] if own.exists() else []
    ended = Counter(path.name for outcome in Outcome for path in (own / outcome).rglob(f"*{place.contents.suffix}"))
    faults = [f"{name}: not taken" for name in waiting] + [f"{name}: never ended" for name in taken]
    return faults + [f"dropped {number}: ended {times} times" for number in range(dropped) if (times := ended[f"{number}{place.contents.suffix}"]) != 1]


def _receipt_faults(database: Database, receipt_id: UUID, document_id: UUID, content: bytes) -> list[str]:
    with database.read() as session:
        receipt = find_receipt(session, TENANT, receipt_id)
        document = find_document(session, TENANT, document_id)
    if receipt is None or document is None:
        return [f"{receipt_id}: LOST"]
    if receipt.document_id != document_id or document.sha256 != sha256(content).hexdigest():
        return [f"{receipt_id}: belongs to other bytes"]
    return []


def _strangers(database: Database, contents: Mapping[str, bytes]) -> list[str]:
    """The same bytes are one document, and none is there that nobody sent."""
    with database.read() as session:
        found = session.execute(select(DocumentRow.sha256, func.count()).group_by(DocumentRow.sha256)).all()
    return [f"{digest}: {count} documents" for digest, count in found if count != 1 or digest not in contents]


def _is_harmless(found: Damage | Checked) -> bool:
    """A sender that was killed between file and transaction leaves a file that nobody knows."""
    return isinstance(found, Checked) or found.fault is Fault.NOBODYS_FILE
