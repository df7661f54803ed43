"""A folder into which thousands of files are dropped, and services that are killed at any moment while they work on it.

`FAPIAO_SCAN_FILES=10000 python -m pytest tests/intake/scan_folder/test_many_files.py` is the whole of it.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import time
from pathlib import Path

import pytest

from intake.scan_folder.scan import Clock, FolderScan, ScanFolder
from intake.scan_folder.stability import Patience
from intake.state import DocumentState
from intake.store.documents import count_documents
from intake.store.files import LocalFiles
from intake.store.session import open_database
from tests.intake.scan_folder.conftest import Bench, FakeClock, pdf, reception_of, scan_of
from tests.intake.store.samples import TENANT

pytestmark = pytest.mark.slow
FILES = int(os.environ.get("FAPIAO_SCAN_FILES", "150"))
KILLS = 6
LONGEST_LIFE = 0.6
"""Seconds."""
MORE_MEMORY = 60 * 1024
"""KiB that the process may have grown by; one entry for each file of a large folder is allowed."""


def test_thousands_of_files_are_all_accounted_for_in_bounded_memory(bench: Bench) -> None:
    for number in range(FILES):
        bench.drop(f"{number % 4}/{number}.pdf", pdf(number))
    bench.take()
    bench.work()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    most = 0
    while bench.dropped() or bench.own("processing"):
        report = bench.look(6)
        most = max(most, report.processing)
        bench.work()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MORE_MEMORY
    assert len(bench.ended("done")) == FILES and most <= 100
    with bench.reception.database.read() as session:
        assert {state: found.count for state, found in count_documents(session).items()} == {DocumentState.READ: FILES}


def serve(address: str, originals: Path, inbox: Path) -> None:
    """Takes files and reads them until it is killed."""
    clock = FakeClock()
    reception = reception_of(open_database(address), LocalFiles(originals), clock)
    folder = ScanFolder(inbox, TENANT, Patience(unchanged=0.05))
    scan = FolderScan(folder, reception, Clock(clock.now, time.monotonic), lambda tenant, document, version: None)
    bench = Bench(inbox, reception, clock, scan)
    while True:
        bench.look()
        bench.work()


def test_two_services_that_are_killed_again_and_again_lose_and_double_nothing(address: str, files: LocalFiles, tmp_path: Path) -> None:
    inbox, chance = tmp_path / "inbox", random.Random()  # noqa: S311 - no secret
    inbox.mkdir()
    count = KILLS * 10
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    services = [context.Process(target=serve, args=(address, files.root, inbox)) for _ in range(2)]
    for service in services:
        service.start()
    for number in range(count):
        (inbox / f"{number}.pdf").write_bytes(pdf(number))
        if number % 10 == 9:
            time.sleep(chance.random() * LONGEST_LIFE)
            killed = chance.randrange(2)
            pid = services[killed].pid
            assert pid is not None
            os.kill(pid, 9)
            services[killed].join()
            services[killed] = context.Process(target=serve, args=(address, files.root, inbox))
            services[killed].start()
    for service in services:
        service.kill()
        service.join()

    clock = FakeClock()
    reception = reception_of(open_database(address), files, clock)
    bench = Bench(inbox, reception, clock, scan_of(inbox, reception, clock))
    for _ in range(6):
        bench.look(6)
        bench.work()
    assert bench.dropped() == [] and not list((inbox / ".intake/processing").iterdir())
    contents = sorted((inbox / ".intake/done" / name).read_bytes() for name in bench.ended("done"))
    assert contents == sorted(pdf(number) for number in range(count))
    assert len(bench.own("done")) == 2 * count and bench.own("duplicate") == bench.own("failed") == []
    with reception.database.read() as session:
        assert {state: found.count for state, found in count_documents(session).items()} == {DocumentState.READ: count}
    reception.database.close()
