"""What holds for originals wherever they are kept: in a folder, and on S3 over HTTP."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.errors import StoreDamaged
from intake.store.files import Files, LocalFiles, StoredFile, file_key, open_local_files
from intake.store.s3_files import PART
from tests.intake.store.s3_house import PREFIX, files_at, set_credentials
from tests.intake.store.s3_server import Bucket, running_s3


@dataclass(frozen=True)
class Kept:
    files: Files
    service: Bucket | None
    """None for a folder."""

    def damage(self, sha256: str, content: bytes | None) -> None:
        """Alter or remove what is kept as a failing disk or an intruder would."""
        if self.service is not None:
            key = f"{PREFIX}/{file_key(sha256)}"
            if content is None:
                del self.service.objects[key]
            else:
                self.service.objects[key] = content
            return
        assert isinstance(self.files, LocalFiles)
        path = self.files.root / file_key(sha256)
        path.chmod(0o640)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)


@pytest.fixture(params=["folder", "s3"])
def kept(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    if request.param == "folder":
        yield Kept(open_local_files(tmp_path / "originals"), None)
        return
    set_credentials(monkeypatch)
    with running_s3() as service:
        yield Kept(files_at(service, tmp_path), service)


@given(chunks=st.lists(st.binary(max_size=200), max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
def test_a_file_is_kept_under_its_hash_however_it_arrives(kept: Kept, chunks: list[bytes]) -> None:
    content = b"".join(chunks)
    stored = kept.files.put(chunks)
    assert stored == StoredFile(sha256(content).hexdigest(), len(content))
    assert kept.files.read(stored.sha256, check=True) == content
    assert kept.files.check(stored.sha256) == len(content)


@pytest.mark.parametrize("size", [PART, PART + 1, 2 * PART + 5])
def test_large_files_are_kept_whole(kept: Kept, size: int) -> None:
    content = os.urandom(1000) * (size // 1000 + 1)
    pieces = [content[start : min(start + 300_000, size)] for start in range(0, size, 300_000)]
    for _ in range(2):
        assert kept.files.put(pieces).size == size
    assert kept.files.read(sha256(content[:size]).hexdigest(), check=True) == content[:size]


def test_the_same_bytes_again_are_one_file(kept: Kept) -> None:
    assert kept.files.put([b"same"]) == kept.files.put([b"sa", b"me"])
    assert list(kept.files.all()) == [sha256(b"same").hexdigest()]


def test_files_are_listed_in_order(kept: Kept) -> None:
    stored = sorted(kept.files.put([b"%d" % number]).sha256 for number in range(20))
    assert list(kept.files.all()) == stored


def test_what_is_not_there_is_missing(kept: Kept) -> None:
    absent = "0" * 64
    for ask in (kept.files.read, kept.files.check):
        with pytest.raises(StoreDamaged) as caught:
            ask(absent)
        assert caught.value.code == "original_missing" and absent in caught.value.message


def test_a_file_that_was_taken_away_is_put_back_by_the_same_bytes(kept: Kept) -> None:
    stored = kept.files.put([b"bytes"])
    kept.damage(stored.sha256, None)
    with pytest.raises(StoreDamaged, match="original_missing"):
        kept.files.check(stored.sha256)
    kept.files.put([b"bytes"])
    assert kept.files.check(stored.sha256) == 5


@pytest.mark.parametrize("content", [b"", b"byteX", b"bytes and more"])
def test_an_altered_file_is_noticed_when_asked_and_mended_by_the_same_bytes(kept: Kept, content: bytes) -> None:
    stored = kept.files.put([b"bytes"])
    kept.damage(stored.sha256, content)
    assert kept.files.read(stored.sha256) == content
    for ask in (lambda: kept.files.read(stored.sha256, check=True), lambda: kept.files.check(stored.sha256)):
        with pytest.raises(StoreDamaged) as caught:
            ask()
        assert caught.value.code == "original_altered"
    kept.files.put([b"bytes"])
    assert kept.files.read(stored.sha256, check=True) == b"bytes"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 63 + "/"])
def test_no_name_but_a_hash_becomes_a_path_or_key(kept: Kept, name: str) -> None:
    for ask in (kept.files.read, kept.files.check):
        with pytest.raises(ValueError, match="SHA-256"):
            ask(name)


def test_what_breaks_off_on_its_way_in_leaves_nothing(kept: Kept) -> None:
    def breaking_off() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError("the phone is gone")

    with pytest.raises(ConnectionResetError):
        kept.files.put(breaking_off())
    assert list(kept.files.all()) == []


def test_threads_that_put_the_same_bytes_at_once_keep_one_sound_file(kept: Kept) -> None:
    content = os.urandom(300_000)
    with ThreadPoolExecutor(8) as pool:
        stored = set(pool.map(lambda _: kept.files.put([content]), range(24)))
    assert len(stored) == 1
    assert kept.files.check(stored.pop().sha256) == 300_000


def test_other_processes_reach_them(kept: Kept) -> None:
    stored = kept.files.put([b"bytes"])
    handed_over: Files = pickle.loads(pickle.dumps(kept.files))  # noqa: S301 - our own
    assert handed_over.read(stored.sha256, check=True) == b"bytes"
    assert handed_over.put([b"member"]) == kept.files.put([b"member"])


def test_where_they_are_is_said(kept: Kept, tmp_path: Path) -> None:
    assert kept.files.look() == ("s3://fapiao-originals/north/originals" if kept.service else str(tmp_path / "originals"))
    assert kept.files.remove_unfinished(0) == 0
