"""The worker's side of a benchmark: it reads the files it is told, one after the other, and says what each took.

The benchmark writes one path a line to standard input; the worker answers each with one JSON object a line, after a first one that says it is ready. Only the
standard library is imported here, since workers of peers run in environments that hold nothing of ours.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import TextIO

Read = Callable[[Path], Mapping[str, object]]
"""Reads one file whole. Gives what else the answer should hold: `invoices` (how many were found), `format`, `timing_ms` (stage -> milliseconds)."""


def answer(load: Callable[[], Read]) -> None:
    """Loads, then answers until standard input ends. A file that can't be read is answered with its `error`; the next one is waited for."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints on standard output must not get between the answers
    started = perf_counter()
    read = load()
    _say(replies, {"load_seconds": perf_counter() - started})
    for line in sys.stdin:
        _say(replies, _timed(read, Path(line.rstrip("\n"))))


def summary(results: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """What to answer for one document, from its results in the result format."""
    invoices = [result for result in results if result.get("kind") != "not_invoice" and "error" not in result]
    first = results[0] if results else {}
    return {"invoices": len(invoices), "format": first.get("format", ""), "timing_ms": first.get("timing_ms", {})}


def _timed(read: Read, path: Path) -> dict[str, object]:
    started, cpu_started = perf_counter(), process_time()
    try:
        found = dict(read(path))
    except Exception as error:  # a peer may raise anything; the answer says what
        found = {"error": f"{type(error).__name__}: {error}"}
    return {**found, "seconds": perf_counter() - started, "cpu_seconds": process_time() - cpu_started, "peak_memory": peak_memory()}


def peak_memory() -> int:
    """Bytes that this process held at most, resident (VmHWM; `ru_maxrss` would count the parent's, which it inherits)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def _say(replies: TextIO, message: Mapping[str, object]) -> None:
    replies.write(json.dumps(message) + "\n")
    replies.flush()
