"""Reads files in worker processes, so that one file can neither stop the others nor take the machine along.

A worker is a process with a reader of its own, made once and used for many files. It lives under limits of time and memory; whatever kills it costs the file it
was reading and nothing else. When the program itself is killed, its workers end too.
"""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import os
import resource
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import forkserver
from pathlib import Path
from time import monotonic, sleep
from typing import Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

from intake.errors import IntakeError, ReadingFailed, SetupError

Item = TypeVar("Item")
Reader = TypeVar("Reader")
Result = TypeVar("Result")

MIB = 1 << 20
OUT_OF_MEMORY_STATUS = 86
"""Exit status of a worker that ended itself: none that interpreters, shells or signals use."""
WATCH_SECONDS = 0.05
"""From one look at memory to the next, while a file is read."""
PROGRAM_SECONDS = 1.0
"""From one look at whether the program still runs to the next, while none is: a processor that has nothing to do should not be woken for it."""
AHEAD = 2
"""Items handed out for each worker: the one it reads and the next."""
START_SECONDS = 120.0
"""A worker is ready by then."""
LOOK_UP_SECONDS = 1.0
"""How often a thread that waits for workers looks whether they still run."""
MAX_BROKEN_POOLS = 3
"""Pools in a row that end before any item of theirs did: then it is not the items."""
ALLOCATION_FAILED = ("Insufficient memory", "bad_alloc", "Failed to allocate memory")
"""How OpenCV, the C++ library and ONNX Runtime say that memory ran out."""


@dataclass(frozen=True)
class WorkerLimits:
    """What one worker process may take."""

    seconds: float = 120.0
    """Wall clock for one item."""
    memory_bytes: int = 1536 * MIB
    """Resident memory, reader included; beyond it the process ends itself."""
    growth_bytes: int = 4096 * MIB
    """Address space it may ask for beyond what its ready reader has, so that one huge request fails before memory is touched."""
    items: int = 200
    """Read by one process before it is replaced: what libraries never give back ends with it."""
    niceness: int = 0
    """How far it stands back for others where processors are short, as nice(2) counts: 0 to 19."""
    environment: Mapping[str, str] = field(default_factory=lambda: {"OPENCV_IO_MAX_IMAGE_PIXELS": "100000000", "OMP_NUM_THREADS": "1"})
    """Variables that libraries look at when they are loaded; set for this process too, since its children inherit them."""


@dataclass(frozen=True)
class _Fault:
    """A worker's exception that no one foresaw."""

    text: str
    trace: str


def read_all(
    items: Iterable[Item],
    make_reader: Callable[[], Reader],
    read_one: Callable[[Reader, Item], Result],
    limits: WorkerLimits,
    workers: int,
) -> Iterator[tuple[Item, Result | IntakeError]]:
    """`ReaderPool.read_all` with workers of its own. Leaving the loop early, by Ctrl-C too, ends all of them at once."""
    with ReaderPool(make_reader, limits, workers) as pool:
        yield from pool.read_all(items, read_one)


class ReaderPool(Generic[Reader]):
    """Workers for as long as their owner wants them, shared by any number of threads. They start with `start` or the first item, and end with `stop`.

    `make_reader` is a function of a module, or a partial of one.
    """

    def __init__(self, make_reader: Callable[[], Reader], limits: WorkerLimits, workers: int) -> None:
        self._make_reader = make_reader
        self._limits = limits
        self._workers = workers
        self._pool: ProcessPool | None = None
        self._stopped = False
        self._lock = threading.Lock()
        """Held while `_pool` or `_stopped` changes."""
        self._answered = monotonic()
        """When a worker last finished an item, whichever thread's it was."""

    def __enter__(self) -> ReaderPool[Reader]:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Returns when a reader is ready. Raises SetupError as `read_all` does."""
        for _ in self.read_all([None], _read_nothing):
            pass

    def stop(self) -> None:
        """Ends all workers at once and for good; threads that still read get ReadingFailed (`stopped`)."""
        with self._lock:
            self._stopped = True
            self._end_workers()

    def read_all(self, items: Iterable[Item], read_one: Callable[[Reader, Item], Result]) -> Iterator[tuple[Item, Result | IntakeError]]:
        """Every item with what was read from it, or with why it was not, as they get ready.

        `read_one` is a function of a module, or a partial of one; items and results cross process borders. Items are taken as workers get free. An IntakeError
        raised by `read_one` is the item's outcome; so is ReadingFailed when its time (`timeout`) or memory (`out_of_memory`) ran out, its worker died
        (`worker_died`), or the program has a fault (`internal_error`; the log has the traceback). Raises SetupError when no reader can be made
        (`reader_not_made`, or what `make_reader` raised) or workers die before they read (`workers_not_started`), ReadingFailed (`stopped`) after `stop`.
        Leaving the loop early gives up the items that workers still read.
        """
        source = iter(items)
        waiting: deque[Item] = deque()
        broken = 0
        while broken < MAX_BROKEN_POOLS:
            pool = self._running_workers()
            handed_out: dict[Future[Result | IntakeError | _Fault], Item] = {}
            try:
                while True:
                    waiting.extend(islice(source, AHEAD * self._workers - len(handed_out) - len(waiting)))
                    while waiting:
                        future = _handed_out(pool, read_one, waiting[0], self._limits)
                        handed_out[future] = waiting.popleft()
                    if not handed_out:
                        return
                    for future in self._finished(pool, handed_out):
                        outcome = _outcome(future, self._limits)
                        item = handed_out.pop(future)
                        broken = 0
                        yield item, outcome
            except BrokenProcessPool as error:
                self._replace(pool, error)
                broken += 1
                waiting.extendleft(reversed(handed_out.values()))
            finally:
                for future in handed_out:
                    future.cancel()
        raise SetupError(
            "workers_not_started",
            "The processes that read files end before they read anything. Check free memory, and the log.",
            "读取进程启动后即退出，请检查可用内存及日志。",
        )

    def _running_workers(self) -> ProcessPool:
        with self._lock:
            if self._stopped:
                raise _reading_stopped()
            if self._pool is None:
                self._pool = _started_pool(self._make_reader, self._limits, self._workers)
            return self._pool

    def _replace(self, pool: ProcessPool, error: BrokenProcessPool) -> None:
        """Ends a broken pool, once, however many threads found it broken; the next one that needs workers starts them."""
        with self._lock:
            if self._pool is pool:
                logging.getLogger(__name__).warning("worker processes are started anew: %s", error)
                self._end_workers()

    def _end_workers(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def _finished(self, pool: ProcessPool, futures: Collection[Future[Result | IntakeError | _Fault]]) -> list[Future[Result | IntakeError | _Fault]]:
        """Waits until there are some. Raises BrokenProcessPool when none can come any more."""
        began = monotonic()
        while True:
            wait(futures, timeout=LOOK_UP_SECONDS, return_when=FIRST_COMPLETED)
            done = [future for future in futures if future.done()]
            if done:
                self._answered = monotonic()
                return done
            if self._pool is not pool:
                raise BrokenProcessPool("the workers were ended")
            if monotonic() - max(began, self._answered) > self._limits.seconds + START_SECONDS:
                raise BrokenProcessPool("a worker died with its hand on the queue")


def _read_nothing(reader: object, item: None) -> None:
    """What a worker does to show that its reader is ready."""


def _started_pool(make_reader: Callable[[], Reader], limits: WorkerLimits, workers: int) -> ProcessPool:
    start_fork_server(limits)
    return ProcessPool(workers, limits.items, _prepare, (make_reader, limits), multiprocessing.get_context("forkserver"))


def start_fork_server(limits: WorkerLimits, modules: Sequence[str] = ()) -> None:
    """Workers come from a process that holds none of our threads and files. Started from the main thread it is deaf to Ctrl-C, and so are its children: this process ends them. Whoever
    starts pools in other threads calls this before.

    `modules`: imported there, once for all workers. Must start no threads. Of no effect where that process runs already.
    """
    os.environ.update(limits.environment)
    if modules:
        forkserver.set_forkserver_preload(list(modules))
    with _our_paths():
        if threading.current_thread() is not threading.main_thread():
            forkserver.ensure_running()
            return
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            forkserver.ensure_running()
        finally:
            signal.signal(signal.SIGINT, before)


@contextmanager
def _our_paths() -> Iterator[None]:
    """A process that is started meanwhile finds modules where this one does. Python hands its fork server the paths, which does not use them (3.11)."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def _handed_out(pool: ProcessPool, read_one: Callable[[Reader, Item], Result], item: Item, limits: WorkerLimits) -> Future[Result | IntakeError | _Fault]:
    try:
        return pool.schedule(_read, (read_one, item), timeout=limits.seconds)
    except RuntimeError as error:  # the pool broke since its last answer
        raise BrokenProcessPool(str(error)) from error


def _outcome(future: Future[Result | IntakeError | _Fault], limits: WorkerLimits) -> Result | IntakeError:
    """Raises SetupError, BrokenProcessPool."""
    try:
        outcome = future.result()
    except TimeoutError:
        return _timed_out(limits)
    except ProcessExpired as error:
        return _out_of_memory(limits) if error.exitcode == OUT_OF_MEMORY_STATUS else _died()
    if isinstance(outcome, SetupError):
        raise outcome
    if isinstance(outcome, _Fault):
        logging.getLogger(__name__).error("a file could not be read for a fault of the program\n%s", outcome.trace)
        return _internal_error(outcome.text)
    return outcome


# In the worker process


class _Worker:
    """What a worker process keeps between items."""

    def __init__(self) -> None:
        self.reader: object = None
        self.error: IntakeError | None = None
        self.limits = WorkerLimits()
        self.reading = threading.Event()
        self.lock = threading.Lock()
        """Held while `reading` changes, so that the process never ends itself with its hand on the queue."""


_worker = _Worker()
"""Processes are the one thing that can't be handed their state with each call: making a reader takes a second. Unused in the program itself."""


def _prepare(make_reader: Callable[[], object], limits: WorkerLimits) -> None:
    """Makes this process's reader; what goes wrong is kept for the first item, since only items have answers."""
    _worker.limits = limits
    os.environ.update(limits.environment)  # the fork server may be older than these limits
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _worker.reader = make_reader()
    except IntakeError as error:
        _worker.error = error
    except Exception as error:
        logging.getLogger(__name__).exception("the reader could not be made")
        _worker.error = SetupError("reader_not_made", f"The reader can't be made: {error}. Run the set-up again.", f"无法启动识别程序：{error}。请重新安装。")
    _stand_back(limits.niceness)
    _limit_address_space(limits)
    threading.Thread(target=_watch, daemon=True).start()


def _stand_back(niceness: int) -> None:
    """All threads of this process, which Linux counts one by one. Getting ready is not held up: documents wait for it."""
    for thread in Path("/proc/self/task").iterdir():
        os.setpriority(os.PRIO_PROCESS, int(thread.name), os.getpriority(os.PRIO_PROCESS, int(thread.name)) + niceness)


def _limit_address_space(limits: WorkerLimits) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _memory_of_process()[0] + limits.growth_bytes
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _watch() -> None:
    """Ends this process when it takes too much memory, and when the program that started it is gone, however that ended."""
    program = multiprocessing.parent_process()
    while True:
        if _worker.reading.wait(PROGRAM_SECONDS):
            sleep(WATCH_SECONDS)
        if program is not None and not program.is_alive():
            os._exit(0)
        if _memory_of_process()[1] > _worker.limits.memory_bytes:
            with _worker.lock:
                if _worker.reading.is_set():
                    os._exit(OUT_OF_MEMORY_STATUS)


def _memory_of_process() -> tuple[int, int]:
    """Bytes of address space and of resident memory (proc(5), statm)."""
    size, resident = Path("/proc/self/statm").read_text().split()[:2]
    page = resource.getpagesize()
    return int(size) * page, int(resident) * page


def _read(read_one: Callable[[Reader, Item], Result], item: Item) -> Result | IntakeError | _Fault:
    if _worker.error is not None:
        return _worker.error
    _set_reading(True)
    try:
        return read_one(_worker.reader, item)  # type: ignore[arg-type]
    except IntakeError as error:
        return error
    except Exception as error:
        if isinstance(error, MemoryError) or any(words in str(error) for words in ALLOCATION_FAILED):
            return _out_of_memory(_worker.limits)
        return _Fault(_said(error), traceback.format_exc())
    finally:
        _give_back_memory()
        _set_reading(False)


def _give_back_memory() -> None:
    """What items left free goes back to the machine (malloc_trim(3)). Kept, it lies in pieces too small for the next large page, 100 to 200 MiB after some photographs;
    giving it back takes some 3 ms. C libraries other than GNU's have no such function, and less need of it.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _set_reading(reading: bool) -> None:
    with _worker.lock:
        if reading:
            _worker.reading.set()
        else:
            _worker.reading.clear()


# Errors


def _reading_stopped() -> ReadingFailed:
    return ReadingFailed(
        "stopped",
        "The program is being stopped and reads no more. Send the file again when it runs again.",
        "程序正在停止，不再读取文件，请在其重新启动后再次提交。",
    )


def _timed_out(limits: WorkerLimits) -> ReadingFailed:
    return ReadingFailed(
        "timeout",
        f"Reading took longer than {limits.seconds:.0f} seconds. Try again when the machine is less busy, or split the file.",
        f"读取超过 {limits.seconds:.0f} 秒，请在系统空闲时重试或拆分文件。",
    )


def _out_of_memory(limits: WorkerLimits) -> ReadingFailed:
    size = f"{limits.memory_bytes // MIB} MiB"
    return ReadingFailed(
        "out_of_memory",
        f"Reading needed more than {size} of memory. Split the file, or scan it smaller.",
        f"读取所需内存超过 {size}，请拆分文件或降低扫描分辨率。",
    )


def _died() -> ReadingFailed:
    return ReadingFailed(
        "worker_died",
        "The process that read this file died. Try once more; if it dies again, the file is damaged in a way no reader survives.",
        "读取该文件的进程异常退出，请重试一次；若再次失败，说明文件已损坏。",
    )


def program_fault(error: Exception) -> ReadingFailed:
    """For an exception that nobody foresaw, wherever a document brings it out."""
    return _internal_error(_said(error))


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _internal_error(text: str) -> ReadingFailed:
    return ReadingFailed(
        "internal_error",
        f"The program has a fault that this file brings out ({text}). Please report it with the log.",
        f"程序内部错误（{text}），请连同日志一并反馈。",
    )
