"""Reading, as the HTTP service needs it: a protocol, the real one on worker processes, and a fake one for tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from api.build import build_pipeline, chosen_engine
from intake.document import Document
from intake.errors import SetupError
from intake.isolation import ReaderPool
from intake.opening.containers import SEPARATOR
from intake.pipeline import Pipeline
from intake.read_documents import read_in_pool
from intake.result import Result
from intake.settings import ReadSettings
from models.manifest import WeightsError, load_manifest


@dataclass(frozen=True)
class Readiness:
    """What reads."""

    engine: str
    weights_checked: int
    """Weight files that are the ones of the manifest, by size and sha256."""


class DocumentReader(Protocol):
    """Reads documents for as long as the service runs."""

    def check(self) -> Readiness:
        """Whether this installation can read, as far as that is known in a moment. Raises SetupError."""

    def start(self) -> None:
        """MUST return only when documents can be read; who reads before waits. MAY be called again. Raises SetupError."""

    def read(self, documents: Sequence[Document], passwords: tuple[str, ...]) -> tuple[Result, ...]:
        """Results in the order of the documents, whose names differ; those of a container's members in order of their names. MUST be fit for calls from
        several threads at a time. What is wrong with a single document is a result. Raises SetupError, and ReadingFailed after `stop`.
        """

    def give_up(self) -> None:
        """Ends a `start` that another thread waits in; nothing is read any more."""

    def stop(self) -> None:
        """Ends all reading at once and for good."""


class PooledReader:
    """Reads in worker processes that live until `stop`."""

    def __init__(self, settings: ReadSettings, pool: ReaderPool[Pipeline] | None = None, stop: Callable[[], None] | None = None) -> None:
        """With a pool that others use too, `stop` is how all of them are told; without, it has its own."""
        self._settings = settings
        self._pool = pool or ReaderPool(partial(build_pipeline, settings), settings.worker_limits, settings.workers)
        self._stop = stop or self._pool.stop

    def check(self) -> Readiness:
        return Readiness(chosen_engine(self._settings.engine).value, _check_weights())

    def start(self) -> None:
        self._pool.start()

    def read(self, documents: Sequence[Document], passwords: tuple[str, ...]) -> tuple[Result, ...]:
        read = read_in_pool(self._pool, documents, replace(self._settings, passwords=passwords))
        in_order = sorted(read, key=lambda done: (_position(done.document.name, documents), done.document.name))
        return tuple(result for done in in_order for result in done.results)

    def give_up(self) -> None:
        self._pool.stop()

    def stop(self) -> None:
        self._stop()


@dataclass(frozen=True)
class FakeReader:
    """Says of each document what `read_one` says, in the calling thread. For tests of what stands before reading."""

    read_one: Callable[[Document], tuple[Result, ...]]

    def check(self) -> Readiness:
        return Readiness("fake", 0)

    def start(self) -> None:
        """Nothing is needed."""

    def read(self, documents: Sequence[Document], passwords: tuple[str, ...]) -> tuple[Result, ...]:
        return tuple(result for document in documents for result in self.read_one(replace(document, passwords=passwords)))

    def give_up(self) -> None:
        """Nothing waits."""

    def stop(self) -> None:
        """Nothing runs."""


def _check_weights() -> int:
    """How many weights there are. Raises SetupError when one is absent or altered."""
    try:
        manifest = load_manifest()
        for weight in manifest.weights:
            weight.read(manifest.directory)
    except WeightsError as error:
        raise SetupError("reader_not_made", f"The reader can't be made: {error}.", f"无法启动识别程序：{error}。请重新安装。") from error
    return len(manifest.weights)


def _position(name: str, documents: Sequence[Document]) -> int:
    """Which of the documents has this name, or contains the one that has."""
    return next(n for n, document in enumerate(documents) if name == document.name or name.startswith(document.name + SEPARATOR))
