"""A profile that lies on another file system than the scan folder: no rename leads from there."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.scan_folder import copy_across as module
from intake.scan_folder.claims import open_claim_folder
from intake.scan_folder.scan import ScanReport
from intake.scan_folder.walk import FoundFile, files_below
from tests.intake.scan_folder.conftest import Bench, pdf


@pytest.fixture
def mounted(bench: Bench) -> Iterator[Path]:
    place = bench.inbox / "mounted"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "none", str(place)], capture_output=True)  # noqa: S603, S607 - our own arguments
    if done.returncode:
        pytest.skip("mounting a file system needs root")
    yield place
    subprocess.run(["umount", str(place)], check=True)  # noqa: S603, S607 - our own arguments


def test_a_file_is_copied_compared_and_then_removed(bench: Bench, mounted: Path) -> None:
    bench.drop("a.pdf", folder=mounted)
    assert bench.take().taken == 1
    assert bench.dropped() == [] and bench.work() == 1
    bench.look()
    assert (bench.inbox / ".intake/done" / bench.day() / "mounted/a.pdf").read_bytes() == pdf()
    assert not list((bench.inbox / ".intake/processing").iterdir())


def test_killed_between_copying_and_removing_the_original_the_file_is_received_once(bench: Bench, mounted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = bench.drop("a.pdf", folder=mounted)

    class Killed(BaseException):
        pass

    with open_claim_folder(bench.inbox) as claims:
        (found,) = files_below(claims.root)
        assert isinstance(found, FoundFile)
        real = os.unlink

        def unlink(name: str, *, dir_fd: int | None = None) -> None:
            if name == "a.pdf":
                raise Killed
            real(name, dir_fd=dir_fd)

        monkeypatch.setattr(os, "unlink", unlink)
        with pytest.raises(Killed):
            claims.take(found)
        monkeypatch.setattr(os, "unlink", real)
    assert path.exists()
    for report in (bench.look(), bench.look(6), bench.look(6)):
        assert isinstance(report, ScanReport)
    assert not path.exists() and bench.work() == 1
    bench.look()
    assert len(bench.own("done")) == 2 and bench.own("duplicate") == []


def test_a_file_that_changes_while_it_is_copied_stays_where_it_is(bench: Bench, mounted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = bench.drop("a.pdf", folder=mounted)
    real = module._digest

    def digest(file: int) -> bytes:
        path.write_bytes(pdf(1) + pdf(2))
        return real(file)

    monkeypatch.setattr(module, "_digest", digest)
    assert bench.take().taken == 0
    assert path.read_bytes() == pdf(1) + pdf(2) and not list((bench.inbox / ".intake/processing").iterdir())
    monkeypatch.setattr(module, "_digest", real)
    assert bench.take().taken == 1
