"""`fapiao scan`, `watch`, `batch` and `reprocess` as processes see them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.batch import sentence
from api.cli import app
from intake.state import DocumentState
from intake.store.batches import BatchReceipt

SAMPLES = Path(__file__).parents[2] / "sample_images"


def run(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """Exit status, the lines of standard output as JSON, and what went to standard error."""
    done = CliRunner().invoke(app, arguments, env={"DATABASE_URL": ""})
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_a_dry_run_says_what_would_be_taken_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "north").mkdir()
    (tmp_path / "north/a.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n%%EOF")
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7 cut off, surely")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "north/a.pdf")
    before = sorted(tmp_path.rglob("*"))
    status, lines, _ = run("scan", str(tmp_path), "--dry-run", "--json", "--settle", "0.1")
    assert status == 1, "one file is not whole yet"
    *files, summary = lines
    assert [(file["file"], file["would"], file["reason"]) for file in files] == [
        ("north/a.pdf", "take", None),
        ("cut.pdf", "wait", "no_end"),
        ("link.pdf", "pass", "link"),
    ]
    assert files[0]["profile"] == "north" and summary["summary"] == {"take": 1, "wait": 1, "pass": 1, "problems": []}
    assert sorted(tmp_path.rglob("*")) == before


def test_a_wrong_call_and_a_missing_folder_are_told_apart_from_files_that_fail(tmp_path: Path) -> None:
    assert run("scan", str(tmp_path))[0] == 2
    assert run("scan", str(tmp_path), "--dry-run", "--tenant", "No Such!")[0] == 2
    status, _, said = run("scan", str(tmp_path / "missing"), "--dry-run", "--settle", "0.1")
    assert status == 1 and "找不到扫描文件夹" in said


def test_a_scan_without_anything_readable_needs_no_reader(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.gif").write_bytes(b"GIF89a and so on and on")
    status, (file, summary), _ = run("scan", str(inbox), "--once", "--json", "--settle", "0.1", "--data", str(tmp_path / "data"))
    assert (status, file["state"], file["code"]) == (1, "failed", "picture_type_unsupported")
    assert summary["summary"] == {
        "files": 1,
        "done": 0,
        "failed": 1,
        "duplicate": 0,
        "quarantine": 0,
        "processing": 0,
        "waiting": 0,
        "passed": 0,
        "problems": [],
    }
    assert run("scan", str(inbox), "--once", "--json", "--settle", "0.1", "--data", str(tmp_path / "data"))[0] == 0, "what failed is not tried again"


@pytest.mark.slow(seconds=50)
def test_a_scan_reads_by_itself_where_no_service_runs(tmp_path: Path) -> None:
    inbox, data = tmp_path / "inbox", str(tmp_path / "data")
    inbox.mkdir()
    for name in ("digital_special.xml", "digital_in_zip.zip"):
        shutil.copy(SAMPLES / name, inbox)
    shutil.copy(SAMPLES / "digital_special.xml", inbox / "again.xml")
    command = [sys.executable, "-m", "api.cli", "scan", str(inbox), "--once", "--json", "--settle", "0.2", "--data", data, "--workers", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)  # noqa: S603 - our own arguments
    assert done.returncode == 0, done.stderr
    *files, summary = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted((file["state"], bool(file["receipt"])) for file in files) == [("done", True), ("done", True), ("duplicate", True)]
    assert summary["summary"]["files"] == summary["summary"]["done"] + summary["summary"]["duplicate"] == 3
    assert len([path for path in (inbox / ".intake").rglob("*") if path.is_file() and path.suffix in (".xml", ".zip")]) == 3

    document = files[0]["document"]
    assert run_plain("reprocess", document, "--data", data) == 0
    assert run_plain("reprocess", document, "--data", data) == 2, "it waits to be read already"
    assert run_plain("batch", "none", "--data", data) == 2


def run_plain(*arguments: str) -> int:
    return CliRunner().invoke(app, arguments, env={"DATABASE_URL": ""}).exit_code


@pytest.mark.slow(seconds=50)
def test_watching_takes_files_until_it_is_told_to_stop(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    command = [sys.executable, "-m", "api.cli", "watch", str(inbox), "--settle", "0.1", "--data", str(tmp_path / "data")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "DATABASE_URL": ""}) as watcher:  # noqa: S603 - our own arguments
        try:
            (inbox / "a.gif").write_bytes(b"GIF89a and so on and on")
            end = time.monotonic() + 60
            while not (inbox / ".intake/failed/a.gif.json").exists():
                assert time.monotonic() < end and watcher.poll() is None
                time.sleep(0.1)
            watcher.send_signal(signal.SIGTERM)
            _, said = watcher.communicate(timeout=60)
        finally:
            watcher.kill()
    assert watcher.returncode == 0 and "failed a.gif" in said and "Traceback" not in said


def test_a_batch_says_what_is_missing_in_both_languages() -> None:
    receipt = BatchReceipt("b1", 50, 5000000, (), {DocumentState.READ: 49, DocumentState.FAILED: 1})
    assert (
        sentence(receipt) == "Batch b1: 0 of 50 invoices, 50000.00 missing; 0 files wait, 1 failed · 批次 b1：发票 0/50 张，缺 ¥50000.00；待识别文件 0，失败 1"
    )
    assert sentence(BatchReceipt("b1", None, None, (), {})) == "Batch b1: 0 invoices · 批次 b1：发票 0 张"
