"""`fapiao serve` as it is started by hand, on a real socket, with real reading."""

import json
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from api.cli import app
from api.document_reader import PooledReader
from intake.data_folder import DataFolder
from intake.errors import SetupError
from tests.service_process import ROOT, ServiceProcess, serving

SAMPLES = ROOT / "sample_images"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServiceProcess]:
    with serving(tmp_path, "--engine", "onnx", "--workers", "1") as running:
        yield running


def call(address: str, body: bytes | None = None, key: str = "") -> Any:
    headers = {"Content-Type": "multipart/form-data; boundary=boundary", "Authorization": f"Bearer {key}"} if body else {}
    request = urllib.request.Request(address, body, headers)  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
        return json.load(answer)


def form(*files: tuple[str, bytes]) -> bytes:
    head = '--boundary\r\nContent-Disposition: form-data; name="file"; filename="{}"\r\n\r\n'
    return b"".join(head.format(name).encode() + content + b"\r\n" for name, content in files) + b"--boundary--\r\n"


@pytest.mark.slow(seconds=60)
def test_the_service_reads_real_files_and_leaves_no_process_behind(server: ServiceProcess) -> None:
    health = call(f"{server.address}/health")
    for _ in range(600):
        if health["status"] == "ok":
            break
        time.sleep(0.1)
        health = call(f"{server.address}/health")
    assert health["status"] == "ok" and health["engine"] == "onnx" and health["weights_checked"] > 0
    assert_real_files_are_read_and_a_damaged_one_costs_only_itself(server.address, server.key)
    session = server.process.pid
    assert len(_processes_of(session)) > 1
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(timeout=30)
    for _ in range(100):
        if not _processes_of(session):
            break
        time.sleep(0.1)
    assert not _processes_of(session)


@pytest.mark.parametrize("when", ["check", "start"])
def test_an_installation_that_can_not_read_says_so_and_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, when: str) -> None:
    def fail(reader: PooledReader) -> None:
        raise SetupError("reader_not_made", "The weights are missing: run `make setup`.", "缺少模型文件。")

    monkeypatch.setattr(PooledReader, when, fail)
    done = CliRunner().invoke(app, ["serve", "--port", "0", "--data", str(tmp_path)])
    assert done.exit_code == 2
    assert "make setup" in done.output and "缺少模型文件" in done.output and "Traceback" not in done.output


def test_sqlite_takes_one_service_on_a_data_folder_and_no_roles(tmp_path: Path) -> None:
    with DataFolder(tmp_path).claimed():
        done = CliRunner().invoke(app, ["serve", "--port", "0", "--data", str(tmp_path)])
    assert done.exit_code == 2 and "Another service runs" in done.output and "Traceback" not in done.output
    done = CliRunner().invoke(app, ["serve", "--port", "0", "--data", str(tmp_path), "--role", "worker"])
    assert done.exit_code == 2 and "--database-url" in done.output


def assert_real_files_are_read_and_a_damaged_one_costs_only_itself(address: str, key: str) -> None:
    names = ["digital_general.ofd", "damaged.pdf", "digital_in_zip.zip"]
    contents = [b"%PDF-1.7\nthis is not the rest of a PDF" if name == "damaged.pdf" else (SAMPLES / name).read_bytes() for name in names]
    results = call(f"{address}/v1/read", form(*zip(names, contents, strict=True)), key)["results"]
    schema = json.loads((ROOT / "intake" / "result_schema.json").read_text(encoding="utf-8"))
    assert not [error.message for result in results for error in Draft202012Validator(schema).iter_errors(result)]
    assert [result["file"].partition("!")[0] for result in results] == names
    assert ["error" in result for result in results] == [False, True, False]
    expected = json.loads((SAMPLES / "digital_general.ofd.expected.json").read_text(encoding="utf-8"))[0]
    assert results[0]["fields"]["invoice_number"]["value"] == expected["fields"]["invoice_number"]


def _processes_of(session: int) -> list[str]:
    """Processes of a session that are not yet dead (proc(5), stat: after the name come state, parent, group, session)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().rpartition(")")
        except OSError:
            continue
        state, _, _, its_session = rest.split()[:4]
        if its_session == str(session) and state != "Z":
            found.append(name)
    return found
