"""Is everything there that was ever acknowledged? Every record and every original against its hash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select, text

from intake.errors import StoreDamaged
from intake.store.files import Files
from intake.store.session import Database
from intake.store.tables import DocumentRow

_BATCH = 500


class Fault(StrEnum):
    # The first two are the codes of the errors that `Files.check` raises.
    ORIGINAL_MISSING = "original_missing"
    ORIGINAL_ALTERED = "original_altered"
    SIZE_DIFFERS = "size_differs"
    """The original is what its name says, but not of the size that its record says."""
    NOBODYS_FILE = "nobodys_file"
    """No record knows it: left by a writer that was killed before its transaction. No harm, no loss."""
    DATABASE_DAMAGED = "database_damaged"
    REFERENCE_BROKEN = "reference_broken"
    # Of records (`intake.store.verify_records`).
    STATE_NOT_IN_HISTORY = "state_not_in_history"
    """The last line of its history leads to another state than the one it is in."""
    HISTORY_GAP = "history_gap"
    """A line of its history begins at another state than the line before ended at."""
    RECEIPT_MISSING = "receipt_missing"
    """A document that nobody sent."""
    RESULT_MISSING = "result_missing"
    """It was read, and what was found is not there."""


@dataclass(frozen=True)
class Damage:
    fault: Fault
    where: str
    """SHA-256 of the file, or table, or state."""
    document_id: UUID | None = None
    invoice_id: UUID | None = None
    tenant: str | None = None


@dataclass(frozen=True)
class Checked:
    """How far the walk has come; what it ends with says how much there is."""

    documents: int
    files: int


def verify(database: Database, files: Files) -> Iterator[Damage | Checked]:
    """Walks all documents, deleted ones too, then all files; yields each damage when it is found, and progress every few hundred documents and at the end.

    Reads every byte. Files that come in meanwhile are no damage. Memory grows by 32 bytes a distinct file. Raises StoreUnavailable or StoreDamaged where
    the records themselves can't be read any further.
    """
    yield from _check_database(database)
    known: set[bytes] = set()
    documents = 0
    last = UUID(int=0)
    while batch := _documents_after(database, last):
        for document_id, tenant, sha256, size in batch:
            known.add(bytes.fromhex(sha256))
            fault = _check_original(files, sha256, size)
            if fault is not None:
                yield Damage(fault, sha256, document_id, tenant=tenant)
        documents += len(batch)
        last = batch[-1][0]
        yield Checked(documents, len(known))
    on_disk = 0
    for sha256 in files.all():
        on_disk += 1
        if bytes.fromhex(sha256) not in known and not _is_known(database, sha256):
            yield Damage(_check_stray(files, sha256), sha256)
    yield Checked(documents, on_disk)


def _check_original(files: Files, sha256: str, size: int) -> Fault | None:
    try:
        found = files.check(sha256)
    except StoreDamaged as error:
        return Fault(error.code)
    return None if found == size else Fault.SIZE_DIFFERS


def _check_stray(files: Files, sha256: str) -> Fault:
    try:
        files.check(sha256)
    except StoreDamaged as error:
        return Fault(error.code)
    return Fault.NOBODYS_FILE


def _documents_after(database: Database, last: UUID) -> list[tuple[UUID, str, str, int]]:
    """Batch by batch, so that no transaction stays open while files are read."""
    statement = select(DocumentRow.id, DocumentRow.tenant, DocumentRow.sha256, DocumentRow.size).where(DocumentRow.id > last)
    with database.read() as session:
        return [(row.id, row.tenant, row.sha256, row.size) for row in session.execute(statement.order_by(DocumentRow.id).limit(_BATCH))]


def _is_known(database: Database, sha256: str) -> bool:
    """It may have come in since the documents were walked."""
    with database.read() as session:
        return session.scalar(select(DocumentRow.id).where(DocumentRow.sha256 == sha256, DocumentRow.deleted_at.is_(None)).limit(1)) is not None


def _check_database(database: Database) -> Iterator[Damage]:
    """PostgreSQL checks itself (data checksums, amcheck); SQLite is asked."""
    if database.postgresql:
        return
    try:
        with database.read() as session:
            problems = session.scalars(text("PRAGMA integrity_check(20)")).all()
            broken = session.scalars(text("PRAGMA foreign_key_check")).all()
    except StoreDamaged as error:
        problems, broken = [error.message], []
    yield from (Damage(Fault.DATABASE_DAMAGED, problem) for problem in problems if problem != "ok")
    yield from (Damage(Fault.REFERENCE_BROKEN, table) for table in broken)
