"""`fapiao demo --serve` as a person starts it: the story, and then the service on its data, with a login. Without sample images, so that nothing waits for text recognition."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.service_process import COMMAND, ROOT

SECONDS = 300


def wait_for(find: Callable[[], object], log: Path) -> None:
    end = time.monotonic() + SECONDS
    while not find():
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.5)


@contextmanager
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    log, scratch = folder / "log", folder / "tmp"
    scratch.mkdir()
    command = [*COMMAND, "demo", "--serve", "--port", "0", "--out", str(folder / "out"), "--samples", str(folder)]
    with log.open("w") as output:
        environment = {**os.environ, "TMPDIR": str(scratch), "COLUMNS": "200"}
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, env=environment, start_new_session=True)  # noqa: S603 - our own command
    try:
        yield process, log
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.long
def test_after_the_story_a_person_logs_in_to_forty_invoices_and_the_work_of_a_morning(tmp_path: Path) -> None:
    with served(tmp_path) as (process, log):
        wait_for(lambda: process.poll() is not None or "running on http" in log.read_text(), log)
        said = log.read_text()
        assert "演示通过" in said
        address, password = (re.search(pattern, said)[1] for pattern in (r"running on (http://[\d.:]+)", r"password of each: (\S+)"))  # type: ignore[index]
        with httpx2.Client(base_url=address, timeout=60) as li:
            assert li.post("/v1/sessions", json={"name": "li", "password": password}).status_code in (200, 201)
            wait_for(lambda: li.get("/v1/reconciliation/differences", params={"state": "open"}).json().get("differences"), log)
            kinds = Counter(each["kind"] for each in li.get("/v1/reconciliation/differences", params={"state": "open"}).json()["differences"])
            assert kinds.total() == 3 and len(kinds) == 3

            def states() -> Counter[str]:
                return Counter(each["state"] for each in li.get("/v1/invoices", params={"limit": 200}).json()["invoices"])

            wait_for(lambda: (states().total(), states()["verifying"], states()["in_review"]) == (48, 2, 4), log)
        os.kill(process.pid, signal.SIGINT)
        process.wait(timeout=60)
        assert list((tmp_path / "tmp").glob("fapiao-demo-*")) == []
        assert (tmp_path / "out" / "report.md").is_file()
