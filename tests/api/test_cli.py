"""`fapiao read` as people and scripts call it; tests/api/test_read_json.py has what `--json` prints."""

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

from api.cli import app
from api.results_file import ResultsFile

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_images"
COMMAND = (sys.executable, "-c", "from api.launch import main; main()", "read", "--engine", "onnx", "--workers", "1")


def call(*arguments: object) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a call that reads nothing."""
    done = CliRunner().invoke(app, ["read", *map(str, arguments)])
    return done.exit_code, done.stdout, " ".join(done.stderr.split())


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=300)  # noqa: S603 - our own command


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """A folder with a few of the samples, quick to read, and one file that is broken."""
    names = ("digital_special.xml", "digital_general.ofd", "digital_special.pdf", "two_pages.tiff")
    missing = [name for name in names if not (SAMPLES / name).exists()]
    if missing:
        pytest.skip(f"sample_images has no {', '.join(missing)}")
    folder = tmp_path / "samples"
    folder.mkdir()
    for name in names:
        shutil.copy(SAMPLES / name, folder)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nthis is not the rest")
    return folder


def test_a_missing_path_is_said_in_both_languages_and_ends_with_status_2(tmp_path: Path) -> None:
    status, out, error = call(tmp_path / "missing.pdf")
    assert status == 2
    assert out == ""
    assert "There is no file or folder" in error
    assert "找不到文件或文件夹" in error


def test_brackets_in_a_path_are_text(tmp_path: Path) -> None:
    status, _, error = call(tmp_path / "[red]missing[/bold].pdf")
    assert status == 2
    assert "[red]missing[/bold].pdf" in error.replace(" ", "")


def test_resuming_needs_the_file_to_go_on_with(tmp_path: Path) -> None:
    status, _, error = call(tmp_path, "--resume")
    assert status == 2
    assert "--out" in error


@pytest.mark.parametrize("place", ["folder", "file/results.jsonl"])
def test_a_results_file_that_can_not_be_written_is_said(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "a.xml").write_bytes(b"<a/>")
    status, out, error = call(tmp_path / "a.xml", "--out", tmp_path / place)
    assert status == 2
    assert out == ""
    assert "Can't write" in error
    assert "无法写入" in error


@pytest.mark.slow(seconds=60)
def test_a_broken_file_shows_in_the_status_and_the_others_are_read(samples: Path, tmp_path: Path) -> None:
    out, pictures = tmp_path / "results.jsonl", tmp_path / "pictures"
    done = run(samples, "--out", out, "--pictures", pictures)
    assert done.returncode == 1, done.stderr
    results = lines(out)
    assert {result["file"] for result in results} == {path.name for path in samples.iterdir()}
    assert [result["file"] for result in results if "error" in result] == ["broken.pdf"]
    assert [result["page"] for result in results if result["file"] == "two_pages.tiff"] == [1, 2]
    assert "broken.pdf" in "".join(done.stdout.split())
    assert "Traceback" not in done.stderr
    drawn = {path.name for path in pictures.iterdir()}
    assert {"digital_special.pdf.1.jpg", "digital_general.ofd.1.jpg", "two_pages.tiff.2.jpg"} <= drawn
    assert not any(name.startswith(("digital_special.xml", "broken.pdf")) for name in drawn)


@pytest.mark.slow(seconds=60)
def test_a_run_that_was_killed_is_completed_by_the_next(samples: Path, tmp_path: Path) -> None:
    out = tmp_path / "results.jsonl"
    killed = subprocess.Popen([*COMMAND, str(samples), "--out", str(out)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command
    try:
        for _ in range(1200):
            if killed.poll() is not None or (out.exists() and out.stat().st_size > 0):
                break
            time.sleep(0.05)
    finally:
        if killed.poll() is None:
            os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
    out.write_bytes(out.read_bytes() + b'{"file": "half')
    with ResultsFile(out, resume=True) as file:
        kept = list(file.earlier)
    assert kept

    done = run(samples, "--out", out, "--resume")
    assert done.returncode == (0 if any("error" in result for result in kept) else 1)
    results = lines(out)
    assert results[: len(kept)] == kept, "what was finished stays as it was"
    assert {result["file"] for result in results} == {path.name for path in samples.iterdir()}
    places = [(result["file"], result.get("page"), result.get("index")) for result in results]
    assert len(places) == len(set(places)), "nothing twice"
