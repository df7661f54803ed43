"""`python -m training.anomaly.dataset CACHE --count 2000`: draws examples, clean and doctored, reads them as the product does, and keeps what was seen.

What takes minutes is done once: drawing, ageing and recognition. `python -m training.anomaly.table CACHE` makes the training table from it. Called again, the
command goes on where it stopped; with a larger count it adds to what is there.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic

import cv2

from intake.document import Document
from intake.errors import IntakeError, SetupError
from intake.isolation import MIB, WorkerLimits, read_all
from intake.pipeline import Stage
from intake.settings import Engine
from training.anomaly.cache import is_cached, write
from training.anomaly.reader import load_page_stages, see
from training.anomaly.reading_codec import ReadingCodec
from training.mismatches.draw_examples import draw_example, is_clean
from training.synthesize.fonts import FontBook, find_fonts

_LIMITS = WorkerLimits(seconds=900.0, memory_bytes=3072 * MIB, growth_bytes=6144 * MIB, items=100)
"""Drawing a crumpled sheet takes more than reading it, and machines that train are busy."""
_EVERY = 10
"""Examples between two lines of progress."""


@dataclass(frozen=True)
class _Worker:
    """What a worker process holds."""

    stages: tuple[Stage, ...]
    book: FontBook
    codec: ReadingCodec


def main(arguments: list[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    drawn = [number for number in range(chosen.count) if not chosen.only_clean or is_clean(number, chosen.seed)]
    wanted = [number for number in drawn if not is_cached(chosen.cache, number)]
    print(f"{len(drawn) - len(wanted)} of {len(drawn)} examples are there", flush=True)  # noqa: T201
    try:
        return _run(wanted, chosen.cache, chosen.seed, chosen.workers, chosen.engine)
    except SetupError as error:
        print(f"{error.message}\n{error.message_zh}", file=sys.stderr)  # noqa: T201
        return 1


def make_example(worker: _Worker, number: int, cache: Path, seed: int) -> tuple[str, ...]:
    """Draw, read and keep one example. Gives the classes of its invoices."""
    example = draw_example(number, seed, worker.book.lightened())
    try:
        seen = see(Document(example.name, example.content), worker.stages)
    except IntakeError as error:
        write(cache, example, None, (), error.code)
    else:
        write(cache, example, worker.codec.encode(seen.reading), seen.pictures)
    return tuple(invoice.mismatch or "clean" for invoice in example.invoices)


def load_worker(engine: Engine) -> _Worker:
    """Raises SetupError when fonts or weights are missing."""
    # One thread: workers side by side are faster than one with several threads.
    cv2.setNumThreads(1)
    return _Worker(load_page_stages(engine), find_fonts(), ReadingCodec())


def _run(wanted: list[int], cache: Path, seed: int, workers: int, engine: Engine) -> int:
    """0 when all were made, 1 when some failed."""
    started, classes, failed = monotonic(), Counter[str](), 0
    outcomes = read_all(wanted, partial(load_worker, engine), partial(make_example, cache=cache, seed=seed), _LIMITS, workers)
    for done, (number, outcome) in enumerate(outcomes, 1):
        if isinstance(outcome, IntakeError):
            failed += 1
            print(f"example {number}: {outcome.message}", file=sys.stderr)  # noqa: T201
        else:
            classes.update(outcome)
        if done % _EVERY == 0 or done == len(wanted):
            each = (monotonic() - started) / done
            print(f"{done}/{len(wanted)}  {each:.1f} s each, {each * (len(wanted) - done) / 60:.0f} min to go", flush=True)  # noqa: T201
    print("\n".join(f"{count:6} {name}" for name, count in sorted(classes.items())))  # noqa: T201
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.anomaly.dataset", description="Draws and reads the examples of the anomaly model; goes on where it stopped."
    )
    parser.add_argument("cache", type=Path, help="folder of the cache; made when it is missing")
    parser.add_argument("--count", type=int, default=2000, help="examples in all (default 2000)")
    parser.add_argument("--only-clean", action="store_true", help="of these only the clean ones: what false alarms are counted on")
    parser.add_argument("--seed", type=int, default=1, help="default 1; one cache, one seed")
    parser.add_argument("--workers", type=int, default=2, help="processes of one thread each (default 2)")
    parser.add_argument("--engine", type=Engine, default=Engine.AUTO, choices=[Engine.AUTO, Engine.ONNX, Engine.OPENVINO], help="default auto")
    return parser


if __name__ == "__main__":
    sys.exit(main())
