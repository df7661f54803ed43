"""How fast reading is and how much memory it takes, beside other OCR software: same files, same cores, one run.

Every contestant gets as many worker processes as there are cores, one thread each. A round gives each contestant all pictures in turn, A B C, the next round
begins with another, B C A; so a machine that slows down meanwhile slows everybody. Workers live for one contestant's turn only: nobody's idle threads or
memory burden the others.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from statistics import median
from time import perf_counter
from typing import IO

import cv2

from intake.errors import ReadingFailed, SetupError, UnreadableFile

THREADS = 1
"""Of each worker: two workers of one thread get more done than one of two, whose threads wait for each other."""
_WARM_UP_PICTURES = 4


@dataclass(frozen=True)
class Contestant:
    """Software that takes part."""

    name: str
    command: tuple[str, ...]
    """Starts one worker, which talks as `intake.measure.answering` says."""
    pictures_only: bool = False
    """It reads no PDF, OFD or XML."""


@dataclass(frozen=True)
class Answer:
    """What one file took one worker."""

    file: str
    seconds: float
    cpu_seconds: float
    peak_memory: int
    """Bytes the worker held at most, so far."""
    invoices: int = 0
    format: str = ""
    timing_ms: Mapping[str, float] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True)
class Turn:
    """One contestant's part of one round."""

    contestant: str
    load_seconds: float
    """Of the slowest worker, from start to ready."""
    pictures_seconds: float
    """Wall time for all pictures with all workers."""
    pictures: tuple[Answer, ...]
    documents: tuple[Answer, ...]
    """PDF, OFD, XML and whatever else is no picture."""
    worker_peaks: tuple[int, ...]
    """Bytes, one for each worker."""

    @property
    def pictures_per_second(self) -> float:
        return len(self.pictures) / self.pictures_seconds


@dataclass(frozen=True)
class Benchmark:
    """All rounds of all contestants."""

    rounds: tuple[tuple[Turn, ...], ...]
    """In each round every contestant once, in the order of `contestants`."""
    contestants: tuple[str, ...]
    peers: tuple[str, ...]
    workers: int
    pictures: int
    documents: int

    def turns(self, contestant: str) -> tuple[Turn, ...]:
        return tuple(turn for turns in self.rounds for turn in turns if turn.contestant == contestant)

    def pictures_per_second(self, contestant: str) -> float:
        """Median over the rounds."""
        return median(turn.pictures_per_second for turn in self.turns(contestant))

    def invoices_per_second(self, contestant: str) -> float:
        """Invoices found in the pictures, median over the rounds; a picture may show several."""
        return median(sum(answer.invoices for answer in turn.pictures) / turn.pictures_seconds for turn in self.turns(contestant))

    def times_as_fast(self, contestant: str, other: str) -> float:
        """Median over the rounds of the ratio within the round."""
        pairs = zip(self.turns(contestant), self.turns(other), strict=True)
        return median(one.pictures_per_second / two.pictures_per_second for one, two in pairs)

    def answers(self, contestant: str) -> tuple[Answer, ...]:
        return tuple(answer for turn in self.turns(contestant) for answer in (*turn.pictures, *turn.documents))

    def seconds_a_picture(self, contestant: str) -> float:
        """Median over the pictures of what one took one worker, itself the median over the rounds."""
        return median(_medians((answer.file, answer.seconds) for turn in self.turns(contestant) for answer in turn.pictures).values())

    def worker_peak(self, contestant: str) -> int:
        """Bytes: the most that any one worker held."""
        return max(peak for turn in self.turns(contestant) for peak in turn.worker_peaks)

    def total_peak(self, contestant: str) -> int:
        """Bytes: the most that all workers of a round held together, each at its own peak."""
        return max(sum(turn.worker_peaks) for turn in self.turns(contestant))

    def stages(self, contestant: str) -> dict[str, float]:
        """Mean milliseconds a picture spends in each stage."""
        answers = [answer for turn in self.turns(contestant) for answer in turn.pictures if answer.timing_ms]
        names = dict.fromkeys(name for answer in answers for name in answer.timing_ms)
        return {name: sum(answer.timing_ms.get(name, 0.0) for answer in answers) / len(answers) for name in names}

    def seconds_by_format(self, contestant: str) -> dict[str, tuple[float, ...]]:
        """Format -> seconds for each file, the median over the rounds, ascending."""
        answers = [answer for answer in self.answers(contestant) if not answer.error]
        formats = {answer.file: answer.format for answer in answers}
        seconds = _medians((answer.file, answer.seconds) for answer in answers)
        return {name: tuple(sorted(seconds[file] for file in formats if formats[file] == name)) for name in sorted(set(formats.values()))}

    def failures(self, contestant: str) -> dict[str, str]:
        """File -> what went wrong."""
        return {answer.file: answer.error for answer in self.answers(contestant) if answer.error}


def bench(
    folder: Path,
    ours: Sequence[Contestant],
    peers: Sequence[Contestant],
    rounds: int = 3,
    workers: int | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> Benchmark:
    """Measures all contestants on the files of a folder; `workers` is the number of cores unless said otherwise.

    `report` is told each step in words. Raises UnreadableFile when the folder holds no picture, ReadingFailed when a worker dies.
    """
    pictures, documents = _files(folder)
    if not pictures:
        raise UnreadableFile(
            "no_pictures", f"{folder} holds no picture to measure with. Name a folder of photographs or scans.", f"{folder} 中没有可用于测速的图片。"
        )
    contestants = (*ours, *peers)
    count = workers or len(os.sched_getaffinity(0))
    played = []
    for number in range(rounds):
        first = number % len(contestants)
        turns = {}
        for contestant in (*contestants[first:], *contestants[:first]):
            report(f"round {number + 1} of {rounds}: {contestant.name}")
            turns[contestant.name] = _turn(contestant, count, pictures, () if contestant.pictures_only else documents)
        played.append(tuple(turns[contestant.name] for contestant in contestants))
    names = tuple(contestant.name for contestant in contestants)
    return Benchmark(tuple(played), names, tuple(peer.name for peer in peers), count, len(pictures), len(documents))


def paddleocr_peer(weights: Path) -> Contestant:
    """The OCR of paddleocr on the same weights, from our own environment."""
    return Contestant("paddleocr", (sys.executable, "-m", "intake.measure.peers.paddleocr_worker", str(THREADS), str(weights)), pictures_only=True)


def rapidocr_peer(python: Path) -> Contestant:
    """The OCR of rapidocr, from the environment of the given interpreter. Raises SetupError when that is not there."""
    if not python.is_file():
        raise SetupError(
            "peer_missing",
            f"{python} is not there: run `make bench`, which makes this environment, or leave rapidocr out.",
            f"缺少 {python}，请运行 make bench。",
        )
    return Contestant("rapidocr", (str(python), "-m", "intake.measure.peers.rapidocr_worker", str(THREADS)), pictures_only=True)


def _files(folder: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Pictures that everybody reads, and all other files; what is neither is a contestant's to refuse. Many-page pictures are no fair comparison."""
    files = sorted(path.resolve() for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    pictures = tuple(path for path in files if cv2.haveImageReader(str(path)) and cv2.imcount(str(path)) == 1)
    return pictures, tuple(path for path in files if path not in set(pictures))


def _turn(contestant: Contestant, count: int, pictures: Sequence[Path], documents: Sequence[Path]) -> Turn:
    with ExitStack() as stack:
        started = [stack.enter_context(_started(contestant)) for _ in range(count)]
        load_seconds = max(worker.ready() for worker in started)
        _warm_up(started, _examples(pictures, documents))
        begin = perf_counter()
        pictures_read = _ask_all(started, pictures)
        pictures_seconds = perf_counter() - begin
        documents_read = _ask_all(started, documents)
        peaks = tuple(worker.peak_memory for worker in started)
    return Turn(contestant.name, load_seconds, pictures_seconds, pictures_read, documents_read, peaks)


def _examples(pictures: Sequence[Path], documents: Sequence[Path]) -> tuple[Path, ...]:
    """A few pictures from all over the folder, and one document of each type."""
    return (*pictures[:: max(1, len(pictures) // _WARM_UP_PICTURES)][:_WARM_UP_PICTURES], *{path.suffix.lower(): path for path in documents}.values())


def _warm_up(workers: Sequence[_Worker], files: Sequence[Path]) -> None:
    """Each worker reads the same files, untimed: caches fill, and engines compile what they compile for every new size of picture."""

    def read(worker: _Worker) -> None:
        for file in files:
            worker.ask(file)

    with ThreadPoolExecutor(len(workers)) as threads:
        list(threads.map(read, workers))


def _ask_all(workers: Sequence[_Worker], files: Iterable[Path]) -> tuple[Answer, ...]:
    """Each worker takes the next file when it is done with one."""
    waiting: SimpleQueue[Path] = SimpleQueue()
    for file in files:
        waiting.put(file)

    def work(worker: _Worker) -> list[Answer]:
        answers = []
        while True:
            try:
                answers.append(worker.ask(waiting.get_nowait()))
            except Empty:
                return answers

    with ThreadPoolExecutor(len(workers)) as threads:
        return tuple(answer for answers in threads.map(work, workers) for answer in answers)


class _Worker:
    """A running worker process: one question at a time."""

    def __init__(self, name: str, process: subprocess.Popen[str], log: IO[str]) -> None:
        self._name, self._process, self._log = name, process, log
        self.peak_memory = 0

    def ready(self) -> float:
        """Waits until it has loaded; the seconds that took."""
        return float(str(self._reply()["load_seconds"]))

    def ask(self, file: Path) -> Answer:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it ended: its missing reply says so
            self._process.stdin.write(f"{file}\n")
            self._process.stdin.flush()
        answer = _answer(file, self._reply())
        self.peak_memory = answer.peak_memory
        return answer

    def _reply(self) -> Mapping[str, object]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._log.seek(0)
            last = self._log.read().strip().splitlines()[-1:] or ["it left no word"]
            raise ReadingFailed("bench_worker_died", f"A worker of {self._name} ended: {last[0]}", f"{self._name} 的测速进程意外结束：{last[0]}")
        reply: Mapping[str, object] = json.loads(line)
        return reply


@contextmanager
def _started(contestant: Contestant) -> Iterator[_Worker]:
    """A worker with one thread, ended with the context. It finds our modules, whichever environment it runs in."""
    code = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": code, "OMP_NUM_THREADS": str(THREADS), "OPENBLAS_NUM_THREADS": str(THREADS)}
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        process = subprocess.Popen(  # noqa: S603 - the commands are ours
            contestant.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8", env=environment
        )
        with process:
            try:
                yield _Worker(contestant.name, process, log)
            finally:
                process.kill()


def _answer(file: Path, reply: Mapping[str, object]) -> Answer:
    timing = reply.get("timing_ms") or {}
    assert isinstance(timing, dict)
    return Answer(
        file=str(file),
        seconds=float(str(reply["seconds"])),
        cpu_seconds=float(str(reply["cpu_seconds"])),
        peak_memory=int(str(reply["peak_memory"])),
        invoices=int(str(reply.get("invoices", 0))),
        format=str(reply.get("format", "")),
        timing_ms={str(name): float(milliseconds) for name, milliseconds in timing.items()},
        error=str(reply.get("error", "")),
    )


def _medians(measured: Iterable[tuple[str, float]]) -> dict[str, float]:
    by_file: dict[str, list[float]] = {}
    for file, seconds in measured:
        by_file.setdefault(file, []).append(seconds)
    return {file: median(values) for file, values in by_file.items()}
