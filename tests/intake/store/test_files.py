import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.errors import StoreDamaged, StoreUnavailable
from intake.store.files import LocalFiles, StoredFile, open_local_files


def damage(files: LocalFiles, sha256: str, content: bytes) -> Path:
    """Alter the kept file as a failing disk or an intruder would."""
    path = files.root / sha256[:2] / sha256
    path.chmod(0o640)
    path.write_bytes(content)
    return path


@given(chunks=st.lists(st.binary(max_size=200), max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_a_file_is_kept_under_its_hash_however_it_arrives(files: LocalFiles, chunks: list[bytes]) -> None:
    content = b"".join(chunks)
    kept = files.put(chunks)
    assert kept == StoredFile(sha256(content).hexdigest(), len(content))
    assert files.read(kept.sha256, check=True) == content
    assert files.check(kept.sha256) == len(content)


def test_the_same_bytes_again_are_one_file(files: LocalFiles) -> None:
    assert files.put([b"same"]) == files.put([b"sa", b"me"])
    assert list(files.all()) == [sha256(b"same").hexdigest()]


def test_files_are_listed_in_order(files: LocalFiles) -> None:
    kept = sorted(files.put([b"%d" % number]).sha256 for number in range(20))
    (files.root / "3f" / ".DS_Store").write_bytes(b"not ours")
    assert list(files.all()) == kept


def test_a_kept_file_may_not_be_written(files: LocalFiles) -> None:
    kept = files.put([b"bytes"])
    assert (files.root / kept.sha256[:2] / kept.sha256).stat().st_mode & 0o777 == 0o440


def test_what_is_not_there_is_missing(files: LocalFiles) -> None:
    absent = "0" * 64
    for ask in (files.read, files.check):
        with pytest.raises(StoreDamaged) as caught:
            ask(absent)
        assert caught.value.code == "original_missing" and absent in caught.value.message


@pytest.mark.parametrize("content", [b"", b"byteX", b"bytes and more"])
def test_an_altered_file_is_noticed_when_asked_and_mended_by_the_same_bytes(files: LocalFiles, content: bytes) -> None:
    kept = files.put([b"bytes"])
    damage(files, kept.sha256, content)
    assert files.read(kept.sha256) == content
    for ask in (lambda: files.read(kept.sha256, check=True), lambda: files.check(kept.sha256)):
        with pytest.raises(StoreDamaged) as caught:
            ask()
        assert caught.value.code == "original_altered"
    files.put([b"bytes"])
    assert files.read(kept.sha256, check=True) == b"bytes"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 63 + "/"])
def test_no_name_but_a_hash_becomes_a_path(files: LocalFiles, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        files.read(name)


def test_what_breaks_off_on_its_way_in_leaves_nothing(files: LocalFiles) -> None:
    def breaking_off() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError("the phone is gone")

    with pytest.raises(ConnectionResetError):
        files.put(breaking_off())
    assert list(files.all()) == [] and list((files.root / "incoming").iterdir()) == []


def test_what_killed_writers_left_is_removed_after_a_time(files: LocalFiles) -> None:
    old, new = files.root / "incoming" / "old", files.root / "incoming" / "new"
    for part in (old, new):
        part.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert files.remove_unfinished(older_than_seconds=3600) == 1
    assert new.exists() and not old.exists()


def test_threads_that_put_the_same_bytes_at_once_keep_one_sound_file(files: LocalFiles) -> None:
    content = os.urandom(300_000)
    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(lambda _: files.put([content]), range(24)))
    assert len(kept) == 1
    assert files.check(kept.pop().sha256) == 300_000


def test_opening_again_keeps_what_is_there(files: LocalFiles) -> None:
    kept = files.put([b"bytes"])
    assert open_local_files(files.root).read(kept.sha256) == b"bytes"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MiB, where the tests may make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if mount is None or unmount is None or subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True).returncode:  # noqa: S603
        pytest.skip("a small file system can't be made here: that takes root")
    yield folder
    subprocess.run([unmount, folder], check=True)  # noqa: S603


def test_on_a_full_disk_nothing_half_written_stays_and_what_was_kept_does(small_disk: Path) -> None:
    files = open_local_files(small_disk / "originals")
    kept = files.put([b"first"])
    with pytest.raises(StoreUnavailable) as caught:
        files.put([b"x" * 700_000, b"y" * 700_000])
    assert (caught.value.code, caught.value.retryable) == ("disk_full", True)
    assert list((files.root / "incoming").iterdir()) == []
    assert files.read(kept.sha256, check=True) == b"first"
    assert files.put([b"y" * 200_000]).size == 200_000, "goes on once there is room"
