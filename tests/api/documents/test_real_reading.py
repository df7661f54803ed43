"""The whole way with real reading: a service as it is started by hand, a client over the network, the fields of sample invoices."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.client.operations import Client
from api.client.resumable import upload
from api.client.transport import HttpTransport
from intake.people.scopes import KEY_SCOPES
from intake.store.people_keys import make_key
from intake.store.session import open_database
from tests.intake.store.samples import ADMINISTRATOR, TENANT

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "sample_images"
NAMES = ("digital_special.pdf", "paper_special_photo.jpg", "digital_in_zip.zip")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    log, data = tmp_path / "log", tmp_path / "data"
    command = [sys.executable, "-c", "from api.launch import main; main()", "serve", "--port", "0", "--engine", "onnx", "--workers", "1", "--data", str(data)]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, text=True, start_new_session=True)  # noqa: S603 - our own command
    try:
        for _ in range(900):
            if found := re.search(r"running on (http://[\d.:]+)", log.read_text()):
                break
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
        assert found, log.read_text()
        database = open_database(f"sqlite:///{data / 'app.db'}")
        with database.write() as session:
            _, secret = make_key(session, TENANT, "ERP", KEY_SCOPES, actor=ADMINISTRATOR, at=datetime.now(UTC))
        database.close()
        yield Client(HttpTransport(found[1], secret))
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.slow
def test_real_files_are_sent_judged_read_and_found(client: Client) -> None:
    for name in NAMES:
        receipt = upload(client, (SAMPLES / name).read_bytes(), name=name, key=name, chunk_bytes=100_000)
        assert (receipt["verdict"] is not None) == name.endswith(".jpg")
        receipt_id = receipt["id"]
        for _ in range(20):
            answer = client.receipt(receipt_id, wait=25).body
            if answer is not None and answer["poll_after_ms"] is None:
                break
        assert answer is not None and answer["state"] == "read"
        documents = [member["document_id"] for member in answer["members"]] or [answer["document_id"]]
        expected = json.loads((SAMPLES / f"{name}.expected.json").read_text(encoding="utf-8"))
        wanted = {str(value) for value in _values(expected, "invoice_number")}
        for document in documents:
            assert document is not None
            found = client.find_invoices(document_id=document).body["invoices"]
            assert {invoice["invoice_number"] for invoice in found} <= wanted and found
            if client.document(document).body["media_type"] != "application/xml":  # which has no picture
                assert client.page(document, 1, longest=500).body.startswith(b"\xff\xd8")


def _values(part: object, name: str) -> Iterator[object]:
    """Every value under this name, wherever it stands; those of fields without their wrapping."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == name:
                yield value["value"] if isinstance(value, dict) else value
            else:
                yield from _values(value, name)
    elif isinstance(part, list):
        for value in part:
            yield from _values(value, name)
