"""Whoever has a receipt has a document: writers are killed at random moments, and everything they said they had received is there."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID

import pytest

from intake.store.documents import find_document
from intake.store.files import LocalFiles, open_local_files
from intake.store.receipts import Receipt, find_receipt, receive
from intake.store.session import open_database
from intake.store.verify import Checked, Fault, verify
from tests.intake.store.samples import TENANT, arrival

pytestmark = pytest.mark.slow
KILLS = 8
LONGEST_LIFE = 0.25
"""Seconds from the first receipt to the kill."""


def write_until_killed(address: str, root: Path, said: Connection, seed: int) -> None:
    """Receives documents and says each receipt with the hash of its bytes, as the answer to a sender would."""
    database, files = open_database(address), LocalFiles(root)
    chance = random.Random(seed)  # noqa: S311 - no secret
    while True:
        content = chance.randbytes(chance.randint(1, 60_000))
        kept = files.put([content])
        with database.write() as session:
            receipt = receive(session, arrival(content, key=kept.sha256))
        assert isinstance(receipt, Receipt)
        said.send((receipt.id, kept.sha256))


def test_after_kill_9_every_receipt_that_was_given_has_its_document_and_its_bytes(address: str, tmp_path: Path) -> None:
    files = open_local_files(tmp_path / "originals")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    moments = random.Random()  # noqa: S311 - no secret
    given: list[tuple[UUID, str]] = []
    for _ in range(KILLS):
        hear, said = context.Pipe(duplex=False)
        writer = context.Process(target=write_until_killed, args=(address, files.root, said, moments.randrange(2**32)))
        writer.start()
        said.close()
        assert hear.poll(60), "no receipt"
        time.sleep(moments.random() * LONGEST_LIFE)
        assert writer.pid is not None
        os.kill(writer.pid, 9)
        writer.join()
        before = len(given)
        with suppress(EOFError, OSError):  # the end, or the middle of what it was saying
            while True:
                given.append(hear.recv())
        assert len(given) > before
        check(address, files, given[before:])
    check(address, files, given)
    damages = [found for found in verify(open_database(address), files) if not isinstance(found, Checked)]
    assert {damage.fault for damage in damages} <= {Fault.NOBODYS_FILE}
    assert len(damages) <= KILLS, "at most the file that a writer had just put when it was killed"
    assert files.remove_unfinished(older_than_seconds=0) <= KILLS


def check(address: str, files: LocalFiles, given: list[tuple[UUID, str]]) -> None:
    database = open_database(address)
    with database.read() as session:
        for receipt_id, sha256 in given:
            receipt = find_receipt(session, TENANT, receipt_id)
            assert receipt is not None
            document = find_document(session, TENANT, receipt.document_id)
            assert document is not None and document.sha256 == sha256
            assert files.check(sha256) == document.size
    database.close()
