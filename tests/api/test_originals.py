"""`--originals`, as it is typed."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.build_service import open_backend
from api.cli import app
from api.command_line import store_settings
from intake.door import Incoming, Room
from intake.errors import StoreUnavailable
from intake.store.files import file_key
from intake.store.receipts import Receipt
from intake.store.s3_files import MARKER, S3Files
from intake.store.s3_place import S3Place
from intake.store.words import Door
from tests.intake.store.s3_house import PREFIX, set_credentials
from tests.intake.store.s3_server import BUCKET, KEY_ID, REGION, SECRET, Bucket, running_s3
from tests.intake.store.samples import PHONE, TENANT
from tests.service_process import ROOT, serving

URL = f"s3://{BUCKET}/{PREFIX}"
PDF = b"%PDF-1.7\n"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    set_credentials(monkeypatch)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("FAPIAO_ORIGINALS", raising=False)
    with running_s3() as running:
        monkeypatch.setenv("FAPIAO_S3_ENDPOINT", running.address)
        monkeypatch.setenv("FAPIAO_S3_REGION", REGION)
        yield running


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words))
    assert "Traceback" not in done.output and SECRET not in done.output and KEY_ID not in done.output
    return done.exit_code, done.output


def parts(output: str) -> dict[str, Any]:
    return {part["part"]: part for part in json.loads(output)["parts"]}


def take_in(data: Path) -> Receipt:
    """By hand, as the service does."""
    with open_backend(store_settings(data, "", URL)) as backend:
        assert isinstance(backend.files, S3Files)
        reception = backend.reception
        receipt = type(reception)(reception.database, reception.files, reception.clock, reception.on_received, room=Room(free_bytes=0)).receive(
            [PDF], Incoming(TENANT, "a.pdf", Door.CLI, PHONE)
        )
    assert isinstance(receipt, Receipt)
    return receipt


def test_the_option_goes_before_the_variable_and_the_data_folder_is_the_default(service: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store_settings(tmp_path, "").originals is None
    monkeypatch.setenv("FAPIAO_ORIGINALS", "s3://other")
    assert store_settings(tmp_path, "").originals == S3Place("other", "", service.address, REGION)
    assert store_settings(tmp_path, "", URL).originals == S3Place(BUCKET, PREFIX, service.address, REGION)


def test_what_is_received_lies_in_the_bucket_alone_and_is_verified_there(service: Bucket, tmp_path: Path) -> None:
    take_in(tmp_path / "data")
    key = f"{PREFIX}/{file_key(sha256(PDF).hexdigest())}"
    assert service.objects.keys() == {key, f"{PREFIX}/{MARKER}"} and service.objects[key] == PDF
    assert not (tmp_path / "data" / "originals").exists()
    verify = ("verify-store", "--json", "--data", str(tmp_path / "data"))
    assert run(*verify, "--originals", URL)[0] == 0
    service.objects[key] = b"another"
    status, output = run(*verify, "--originals", URL)
    assert status == 1 and "original_altered" in output
    status, output = run(*verify)
    assert status != 0 and "original_missing" in output, "without the option originals are looked for in the data folder"


def test_doctor_names_the_object_store_and_what_is_wrong_with_it(service: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    doctor = ("doctor", "--json", "--data", str(tmp_path / "new"), "--originals", URL)
    found = parts(run(*doctor)[1])["originals"]
    assert (found["condition"], found["found"]) == ("ok", URL)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    status, output = run(*doctor)
    refused = parts(output)["originals"]
    assert (status, refused["condition"], refused["found"]) == (2, "failed", "object_store_refused") and "SignatureDoesNotMatch" in refused["advice_zh"]
    monkeypatch.setenv("FAPIAO_S3_ENDPOINT", "http://127.0.0.1:1")
    assert parts(run(*doctor)[1])["originals"]["found"] == "object_store_unreachable"
    assert not service.objects, "doctor changes nothing"


def test_a_bucket_that_can_not_be_used_is_told_before_anything_is_taken_in(service: Bucket, tmp_path: Path) -> None:
    settings = store_settings(tmp_path / "data", "", "s3://no-such-bucket")
    with pytest.raises(StoreUnavailable, match="object_store_refused"), open_backend(settings):
        pass


@pytest.mark.parametrize("words", [("serve",), ("verify-store",), ("doctor",), ("user", "list")])
def test_a_place_of_no_sense_ends_every_command_with_a_sentence(
    service: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("FAPIAO_ORIGINALS", "bucket/originals")
    status, output = run(*words, "--data", str(tmp_path))
    assert status == 2 and "s3://BUCKET/PREFIX" in output and "桶名" in output and not list(tmp_path.iterdir())


@pytest.mark.long
def test_the_service_reads_what_lies_in_the_bucket(service: Bucket, tmp_path: Path) -> None:
    content = (ROOT / "sample_images" / "digital_general.ofd").read_bytes()
    with serving(tmp_path, "--engine", "onnx", "--workers", "1", "--originals", URL) as running:
        head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.ofd"\r\n\r\n'
        sent = ask(running.address, "/v1/invoices", running.key, head + content + b"\r\n--b--\r\n")
        assert service.objects[f"{PREFIX}/{file_key(sha256(content).hexdigest())}"] == content
        document = f"/v1/documents/{sent['document_id']}"
        for _ in range(600):
            state = ask(running.address, document, running.key)["state"]
            if state not in ("received", "reading"):
                break
            time.sleep(0.1)
        assert state == "read"
        assert "originals" in ask(running.address, "/health/ready", running.key)["parts"]
    assert not (tmp_path / "data" / "originals").exists()


def ask(address: str, path: str, key: str, body: bytes | None = None) -> Any:
    headers = {"Authorization": f"Bearer {key}", **({"Content-Type": "multipart/form-data; boundary=b"} if body else {})}
    with urllib.request.urlopen(urllib.request.Request(f"{address}{path}", body, headers), timeout=120) as answer:  # noqa: S310 - our own server
        return json.load(answer)
