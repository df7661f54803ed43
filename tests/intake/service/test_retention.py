"""What may be forgotten is, and nothing else."""

from __future__ import annotations

import os
from datetime import timedelta

from intake.engine import Jobs
from intake.retention import Keep, Removed, Retention
from intake.store.documents import find_document
from intake.store.files import LocalFiles
from intake.store.receipts import Receipt, find_receipt, receive
from intake.store.session import Database
from tests.intake.store.samples import NOON, TENANT, arrival


def test_old_keys_and_half_written_files_go_and_documents_stay(database: Database, files: LocalFiles, jobs: Jobs) -> None:
    kept = files.put([b"kept"])
    part = files.root / "incoming" / "half"
    part.write_bytes(b"half")
    os.utime(part, (0, 0))
    with database.write() as session:
        receipt = receive(session, arrival(b"kept", key="old"))
    assert isinstance(receipt, Receipt)

    def run(later: timedelta) -> Removed:
        return Retention(database, files, jobs, lambda: NOON + later, Keep(idempotency_keys=timedelta(days=90))).run()

    assert run(timedelta(days=89)) == Removed(0, 0, 1)
    assert run(timedelta(days=91)) == Removed(0, 1, 0)
    assert files.check(kept.sha256) == 4
    with database.read() as session:
        assert find_receipt(session, TENANT, receipt.id) and find_document(session, TENANT, receipt.document_id)
