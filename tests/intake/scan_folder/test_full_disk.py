"""A scan folder on a disk that is full, or that may only be read."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.intake.scan_folder.conftest import Bench, pdf


def run(*command: str) -> int:
    return subprocess.run(command, capture_output=True).returncode  # noqa: S603 - our own arguments


@pytest.fixture
def small(bench: Bench) -> Iterator[Path]:
    """The scan folder on a disk of 256 KiB."""
    if run("mount", "-t", "tmpfs", "-o", "size=256k", "none", str(bench.inbox)):
        pytest.skip("mounting a file system needs root")
    yield bench.inbox
    run("umount", str(bench.inbox))


def test_a_full_disk_stops_the_folder_keeps_its_files_and_goes_on_by_itself(bench: Bench, small: Path) -> None:
    for number in range(3):
        bench.drop(f"{number}.pdf", pdf(number))
    bench.drop("a.pdf")
    bench.look()
    filler = small / ".filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    report = bench.look(6)
    assert [problem.code for problem in report.problems] == ["folder_full"]
    for _ in range(5):
        bench.look(60)
    everything = [path for path in small.rglob("*.pdf") if path.is_file()]
    assert len(everything) == 4, "every file is somewhere, once"
    filler.unlink()
    for _ in range(3):
        bench.look(60)
    bench.work()
    for _ in range(2):
        bench.look(60)
    assert len(bench.ended("done")) + len(bench.ended("duplicate")) == 4 and bench.own("processing") == []


def test_a_folder_that_may_only_be_read_keeps_its_files_and_goes_on_by_itself(bench: Bench, small: Path) -> None:
    bench.drop("a.pdf")
    bench.look()
    assert run("mount", "-o", "remount,ro", str(small)) == 0
    for _ in range(3):
        assert [problem.code for problem in bench.look(6).problems] == ["folder_not_writable"]
    assert run("mount", "-o", "remount,rw", str(small)) == 0
    bench.look(6)
    assert bench.work() == 1


def test_a_profile_that_may_only_be_read_holds_up_no_other(bench: Bench, small: Path) -> None:
    bench.drop("a/locked.pdf", pdf(1))
    assert run("mount", "-t", "tmpfs", "-o", "size=64k", "none", str(small / "a")) == 0
    try:
        bench.drop("a/locked.pdf", pdf(1))
        bench.drop("b/free.pdf", pdf(2))
        assert run("mount", "-o", "remount,ro", str(small / "a")) == 0
        bench.look()
        report = bench.look(6)
        assert [problem.code for problem in report.problems] == ["folder_not_writable"] and report.taken == 1
        for _ in range(3):
            bench.look(6)
        assert "a/locked.pdf" in bench.dropped() and len(list((small / ".intake/processing").iterdir())) == 2, "one claim and its note"
    finally:
        run("umount", str(small / "a"))
