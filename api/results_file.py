"""The file results are written to as they come, so that nothing finished is lost however the run ends."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from intake.result import Result


class ResultsFile:
    """One JSON object a line. Each document's results are written with one call and forced to disk.

    With `resume` the complete documents of an earlier run stay, a half-written end is cut off, and new results follow. Without a path nothing is written.
    """

    def __init__(self, path: Path | None, resume: bool) -> None:
        self._path = path
        self._resume = resume
        self._file: BinaryIO | None = None
        self.earlier: tuple[Result, ...] = ()
        """Results of the earlier run."""

    @property
    def done(self) -> frozenset[tuple[str, str]]:
        """(name, sha256) of the documents that need not be read again. Those that failed and may succeed are read again."""
        return frozenset((result["file"], result["sha256"]) for result in self.earlier)

    def __enter__(self) -> ResultsFile:
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self.earlier = _complete(self._path) if self._resume and self._path.exists() else ()
            _replace(self._path, _lines(self.earlier))
            self._file = self._path.open("ab")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, results: Sequence[Result]) -> None:
        """All results of one document."""
        if self._file is not None:
            self._file.write(_lines(results))
            self._file.flush()
            os.fsync(self._file.fileno())


def _replace(path: Path, content: bytes) -> None:
    """Put new content in place of the old file, in one step."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)


def _lines(results: Sequence[Result]) -> bytes:
    return "".join(json.dumps(result, ensure_ascii=False) + "\n" for result in results).encode()


def _complete(path: Path) -> tuple[Result, ...]:
    """Results of documents that are all there; the rest is read again."""
    results: list[Result] = []
    for line in path.read_bytes().splitlines():
        try:
            result = json.loads(line)
        except ValueError:
            continue
        if isinstance(result, dict) and {"file", "sha256", "results_of_file"} <= result.keys():
            results.append(result)
    count = Counter((result["file"], result["sha256"]) for result in results)
    return tuple(
        result
        for result in results
        if count[(result["file"], result["sha256"])] % result["results_of_file"] == 0 and not result.get("error", {}).get("retryable", False)
    )
