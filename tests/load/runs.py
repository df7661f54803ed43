"""The measurements. Each gives figures; what they should be, the documentation says."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

from tests.load.client import Times, client_of, send, send_and_wait, wait_for_end
from tests.load.files import Sent, files_without_end
from tests.service_process import COMMAND, ROOT, ServiceProcess, serving

Figures = dict[str, object]
_CALLERS = 20
_MIB = 1 << 20


def latency(samples: Path, folder: Path, documents: int) -> Figures:
    """One document after the other on an idle service: seconds from sending to fields, text PDFs and pictures (scanned PDFs among them) apart."""
    with serving(folder) as service:
        client, files = client_of(service), files_without_end(samples)
        _warm_up(service, files)
        times = [send_and_wait(client, file) for file in islice(files, documents)]
    kinds = {"text_pdf": [each for each in times if each.is_text_pdf], "picture": [each for each in times if not each.is_text_pdf]}
    return {
        kind: {"fields": _spread([each.fields for each in of_kind]), "receipt": _spread([each.receipt for each in of_kind])} for kind, of_kind in kinds.items()
    }


def throughput(samples: Path, folder: Path, documents: int) -> Figures:
    """The same files through the service and through `fapiao read`, by turns, both warm: the ratio of their speeds."""
    ratios, seconds = [], Counter[str]()
    with serving(folder) as service:
        files = files_without_end(samples)
        _warm_up(service, files)
        for number in range(3):
            batch = list(islice(files, documents))
            own = _seconds_of_service(service, batch)
            plain = _seconds_of_command(batch, folder / f"round{number}")
            ratios.append(plain / own)
            seconds.update({"service": own, "read": plain})
    return {"documents": documents, "ratio": round(median(ratios), 3), "ratios": [round(ratio, 3) for ratio in ratios], "seconds": dict(seconds)}


def crowd(samples: Path, folder: Path, documents: int) -> Figures:
    """Phones, each with a key of its own, that send all at once while a batch is being read."""
    with serving(folder) as service:
        files = files_without_end(samples)
        _warm_up(service, files)
        for file in islice(files, documents):
            send(client_of(service), file, "batch")
        phones = [client_of(service.another()) for _ in range(_CALLERS)]
        pictures = [file for file, _ in zip((file for file in files if not file.is_text_pdf), phones, strict=False)]
        with ThreadPoolExecutor(len(phones)) as pool:
            times = list(pool.map(send_and_wait, phones, pictures))
    return {"batch": documents, "callers": _CALLERS, "receipt": _spread([each.receipt for each in times]), "fields": _spread([each.fields for each in times])}


def soak(samples: Path, folder: Path, documents: int) -> Figures:
    """Memory of every process of the service while it reads on and on. Goes on in the same folder where it was stopped."""
    said = folder / "memory.jsonl"
    done = sum(1 for _ in said.open()) * _CALLERS if said.exists() else 0
    with serving(folder) as service, ThreadPoolExecutor(_CALLERS) as pool:
        files = islice(files_without_end(samples), done, documents)
        ends: Counter[str] = Counter()
        while part := list(islice(files, _CALLERS)):
            ends.update(each.state for each in pool.map(partial(send_and_wait, client_of(service), lane="batch"), part))
            with said.open("a") as file:
                held = memory(service)
                file.write(json.dumps({"mib": sum(held) / _MIB, "largest": max(held) / _MIB}) + "\n")
    lines = [json.loads(line) for line in said.read_text().splitlines()]
    return {"documents": len(lines) * _CALLERS, "ends_of_this_run": dict(ends), **{name: _trend([line[name] for line in lines]) for name in ("mib", "largest")}}


def restart(samples: Path, folder: Path, documents: int) -> Figures:
    """Killed while documents wait, and started again on the same data: seconds to its first answer, and until the first of them is read."""
    with serving(folder) as service:
        client = client_of(service)
        waiting = [send(client, file, "batch")[0] for file in islice(files_without_end(samples), documents)]
    began = time.perf_counter()
    with serving(folder) as again:
        client = client_of(replace(again, key=service.key))  # documents are their sender's
        client.health()
        answers = time.perf_counter() - began
        while not any(client.document(each).body["state"] == "read" for each in waiting):
            time.sleep(0.05)
        return {"waiting": documents, "answers": round(answers, 2), "first_read": round(time.perf_counter() - began, 2)}


def _warm_up(service: ServiceProcess, files: Iterator[Sent]) -> None:
    """Every worker has read something."""
    _by_all(service, list(islice(files, 2 * (os.cpu_count() or 1))))


def _by_all(service: ServiceProcess, files: Sequence[Sent]) -> list[Times]:
    with ThreadPoolExecutor(len(files)) as pool:
        return list(pool.map(partial(send_and_wait, client_of(service)), files))


def _seconds_of_service(service: ServiceProcess, files: Sequence[Sent]) -> float:
    began = time.perf_counter()
    client = client_of(service)
    for document_id in [send(client, file, "batch")[0] for file in files]:
        wait_for_end(client, document_id)
    return time.perf_counter() - began


def _seconds_of_command(files: Sequence[Sent], folder: Path) -> float:
    """Without the time in which its readers get ready, which the service's had before: that of a run over one file for each of them."""
    return _seconds_of_read(files, folder / "all") - _seconds_of_read(files[: os.cpu_count() or 1], folder / "start")


def _seconds_of_read(files: Sequence[Sent], folder: Path) -> float:
    folder.mkdir(parents=True)
    for file in files:
        (folder / file.name).write_bytes(file.content)
    began = time.perf_counter()
    subprocess.run([*COMMAND, "read", str(folder), "--json"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command
    return time.perf_counter() - began


def memory(service: ServiceProcess) -> list[int]:
    """Resident bytes of each process that the service started, itself included; pages that several share count for each."""
    found = []
    for status in Path("/proc").glob("[0-9]*/statm"):
        with suppress(OSError):
            if os.getsid(int(status.parent.name)) == service.process.pid:
                found.append(int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
    return found


def _spread(seconds: Sequence[float]) -> Figures:
    if len(seconds) < 2:
        return {"count": len(seconds)}
    return {"count": len(seconds), "median": round(median(seconds), 3), "p95": round(quantiles(seconds, n=20, method="inclusive")[-1], 3)}


def _trend(values: Sequence[float]) -> Figures:
    """Medians of the four quarters, and the largest: memory that leaks grows from each to the next."""
    quarter = max(1, len(values) // 4)
    return {
        "quarters": [round(median(values[at : at + quarter])) for at in range(0, quarter * 4, quarter) if values[at : at + quarter]],
        "largest": round(max(values)),
    }
