"""A service that is killed before any single thing it does to the disk leaves each file in one place and with one record, and the next one finishes the work."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from intake.state import DocumentState
from intake.store.documents import count_documents
from intake.store.files import LocalFiles
from intake.store.receipts import receipts_of_document
from intake.store.session import open_database
from tests.intake.scan_folder.conftest import Bench, FakeClock, pdf, reception_of, scan_of
from tests.intake.store.samples import TENANT

pytestmark = pytest.mark.slow(seconds=50)
EFFECTS = ("mkdir", "rename", "replace", "unlink", "rmdir", "write", "fsync")
CONTENT = pdf(7)


def killed_before(effect: int, work: Callable[[], None]) -> bool:
    """Does `work` in a process of its own that ends without another word before the n-th thing it does to the disk. False where it does less than that."""
    child = os.fork()
    if child == 0:
        left = effect

        def counted(name: str) -> Callable[..., Any]:
            real = getattr(os, name)

            def call(*arguments: Any, **options: Any) -> Any:
                nonlocal left
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*arguments, **options)

            return call

        for name in EFFECTS:
            setattr(os, name, counted(name))
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL), "the work itself failed"
    return status == signal.SIGKILL


def bench_at(address: str, files: LocalFiles, inbox: Path) -> Bench:
    clock = FakeClock()
    reception = reception_of(open_database(address), files, clock)
    return Bench(inbox, reception, clock, scan_of(inbox, reception, clock))


def life(address: str, files: LocalFiles, inbox: Path) -> None:
    """A file's whole way."""
    bench = bench_at(address, files, inbox)
    bench.take()
    bench.work()
    bench.look()


def test_killed_before_any_step_a_file_is_in_one_place_and_gets_one_record(address: str, files: LocalFiles, tmp_path: Path) -> None:
    effect = 0
    while True:
        effect += 1
        inbox = tmp_path / f"inbox-{effect}"
        inbox.mkdir()
        content = CONTENT + b"%d" % effect  # the store is shared by all lives, so each has a document of its own
        (inbox / "north").mkdir()
        (inbox / "north/发票.pdf").write_bytes(content + b"%%EOF")
        killed = killed_before(effect, lambda inbox=inbox: life(address, files, inbox))  # type: ignore[misc]
        assert [path.name for path in inbox.rglob("*") if path.is_file() and path.suffix == ".pdf"] == ["发票.pdf"], f"before effect {effect}"

        bench = bench_at(address, files, inbox)
        bench.take()
        bench.work()
        for _ in range(3):
            bench.look()
        assert bench.dropped() == [] and not list((inbox / ".intake/processing").iterdir()), f"after effect {effect}"
        assert len(bench.ended("done")) == 1 and len(bench.own("done")) == 2, f"after effect {effect}"
        assert (inbox / ".intake/done" / bench.ended("done")[0]).read_bytes() == content + b"%%EOF"
        check_records(bench, effect, bench.record(f"done/{bench.ended('done')[0]}.json"))
        bench.reception.database.close()
        if not killed:
            break
    assert effect > 20, "the effects were counted"


def check_records(bench: Bench, count: int, record: dict[str, Any]) -> None:
    with bench.reception.database.read() as session:
        assert {state: found.count for state, found in count_documents(session).items()} == {DocumentState.READ: count}
        (receipt,) = receipts_of_document(session, TENANT, UUID(record["document"]))
    assert str(receipt.id) == record["receipt"]
