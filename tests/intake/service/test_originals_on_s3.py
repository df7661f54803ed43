"""Processes that read, with originals on S3: they know the place and find credentials and bytes themselves."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from intake.errors import StoreDamaged, StoreUnavailable
from intake.fake_pipeline import make_fake_pipeline
from intake.isolation import ReaderPool
from intake.opening.limits import Limits
from intake.pipeline import Pipeline
from intake.read_stored import Members, Original, Values, read_stored
from intake.store.files import file_key
from intake.store.s3_files import S3Files
from tests.intake.service.conftest import LIMITS
from tests.intake.store.s3_house import PREFIX, files_at, set_credentials
from tests.intake.store.s3_server import KEY_ID, SECRET, Bucket, Fault, How, running_s3


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    set_credentials(monkeypatch)
    with running_s3() as running:
        yield running


@pytest.fixture
def files(service: Bucket, tmp_path: Path) -> S3Files:
    return files_at(service, tmp_path)


@pytest.fixture
def readers() -> Iterator[ReaderPool[Pipeline]]:
    """The fork server may have been started before this test named the credentials."""
    environment = {**LIMITS.environment, "AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET}
    with ReaderPool(make_fake_pipeline, replace(LIMITS, environment=environment), 1) as made:
        yield made


def read(readers: ReaderPool[Pipeline], files: S3Files, *names: tuple[str, str]) -> list[object]:
    originals = [Original(sum_, name) for sum_, name in names]
    return [outcome for _, outcome in readers.read_all(originals, partial(read_stored, files=files, limits=Limits()))]


def archive(**members: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        for name, content in members.items():
            zipped.writestr(f"{name}.pdf", content)
    return packed.getvalue()


def test_workers_fetch_what_they_read_and_keep_what_they_take_out(files: S3Files, service: Bucket, readers: ReaderPool[Pipeline], tmp_path: Path) -> None:
    document = files.put([b"%PDF-1.7\none"])
    packed = files.put([archive(first=b"%PDF-1.7\nfirst", second=b"%PDF-1.7\nsecond")])
    service.requests.clear()
    assert isinstance(read(readers, files, (document.sha256, "a.pdf"))[0], Values)
    (members,) = read(readers, files, (packed.sha256, "all.zip"))
    assert isinstance(members, Members) and [member.name for member in members.members] == ["all.zip!first.pdf", "all.zip!second.pdf"]
    for content in (b"%PDF-1.7\nfirst", b"%PDF-1.7\nsecond"):
        assert service.objects[f"{PREFIX}/{file_key(sha256(content).hexdigest())}"] == content
    assert not list(tmp_path.iterdir())


def test_a_service_that_is_away_is_told_from_an_original_that_is(files: S3Files, service: Bucket, readers: ReaderPool[Pipeline]) -> None:
    kept, altered = files.put([b"%PDF-1.7\none"]), files.put([b"%PDF-1.7\ntwo"])
    service.objects[f"{PREFIX}/{file_key(altered.sha256)}"] = b"%PDF-1.7\nother"
    (damage,) = read(readers, files, (altered.sha256, "b.pdf"))
    assert isinstance(damage, StoreDamaged) and damage.code == "original_altered"
    service.faults += [Fault("GET", How.ERROR)] * 10
    (away,) = read(readers, files, (kept.sha256, "a.pdf"))
    assert isinstance(away, StoreUnavailable) and away.code == "object_store_unreachable"
