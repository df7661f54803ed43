"""What holds for originals in a folder besides what holds anywhere (`test_files_anywhere.py`)."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.errors import StoreUnavailable
from intake.store.files import LocalFiles, open_local_files


def test_what_a_file_manager_leaves_is_passed_over(files: LocalFiles) -> None:
    kept = files.put([b"1"])
    (files.root / "3f" / ".DS_Store").write_bytes(b"not ours")
    assert list(files.all()) == [kept.sha256]


def test_a_kept_file_may_not_be_written(files: LocalFiles) -> None:
    kept = files.put([b"bytes"])
    assert (files.root / kept.sha256[:2] / kept.sha256).stat().st_mode & 0o777 == 0o440


def test_what_breaks_off_on_its_way_in_leaves_nothing(files: LocalFiles) -> None:
    def breaking_off() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError("the phone is gone")

    with pytest.raises(ConnectionResetError):
        files.put(breaking_off())
    assert list((files.root / "incoming").iterdir()) == []


def test_what_killed_writers_left_is_removed_after_a_time(files: LocalFiles) -> None:
    old, new = files.root / "incoming" / "old", files.root / "incoming" / "new"
    for part in (old, new):
        part.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert files.remove_unfinished(older_than_seconds=3600) == 1
    assert new.exists() and not old.exists()


def test_opening_again_keeps_what_is_there(files: LocalFiles) -> None:
    kept = files.put([b"bytes"])
    assert open_local_files(files.root).read(kept.sha256) == b"bytes"


def test_on_a_full_disk_nothing_half_written_stays_and_what_was_kept_does(small_disk: Path) -> None:
    files = open_local_files(small_disk / "originals")
    kept = files.put([b"first"])
    with pytest.raises(StoreUnavailable) as caught:
        files.put([b"x" * 700_000, b"y" * 700_000])
    assert (caught.value.code, caught.value.retryable) == ("disk_full", True)
    assert list((files.root / "incoming").iterdir()) == []
    assert files.read(kept.sha256, check=True) == b"first"
    assert files.put([b"y" * 200_000]).size == 200_000, "goes on once there is room"
