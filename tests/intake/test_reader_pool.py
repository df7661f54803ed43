"""Workers shared by threads, as a service has them; tests/intake/test_isolation.py has what one batch may meet."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from intake.errors import IntakeError, ReadingFailed, SetupError
from intake.isolation import ReaderPool, WorkerLimits
from tests.intake.isolated_readers import MIB, die_at_start, make_reader, make_reader_without_weights, read

pytestmark = pytest.mark.slow
LIMITS = WorkerLimits(seconds=30, memory_bytes=400 * MIB, growth_bytes=2048 * MIB)


@pytest.fixture
def pool() -> Iterator[ReaderPool[int]]:
    with ReaderPool(make_reader, LIMITS, 1) as pool:
        yield pool


def outcomes(pool: ReaderPool[int], *items: str) -> dict[str, tuple[int, str] | str]:
    """Item -> process and item, or the code."""
    return {item: outcome.code if isinstance(outcome, IntakeError) else outcome for item, outcome in pool.read_all(items, read)}


def test_workers_stay_from_one_batch_to_the_next(pool: ReaderPool[int]) -> None:
    pool.start()
    first, second = outcomes(pool, "a", "b"), outcomes(pool, "c")
    assert len({value[0] for value in (*first.values(), *second.values())}) == 1


def test_each_thread_gets_the_outcomes_of_its_own_items(pool: ReaderPool[int]) -> None:
    batches = [[f"{thread}{n}" for n in range(5)] for thread in "abcd"]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda batch: outcomes(pool, *batch), batches))
    assert [sorted(batch) for batch in found] == batches
    assert all(value[1] == item for batch in found for item, value in batch.items())


def test_what_kills_a_worker_costs_nothing_of_another_thread(pool: ReaderPool[int]) -> None:
    with ThreadPoolExecutor(2) as threads:
        deadly, harmless = threads.map(lambda batch: outcomes(pool, *batch), (["kill", "take"], ["a", "b", "c", "d"]))
    assert deadly == {"kill": "worker_died", "take": "out_of_memory"}
    assert [value[1] for value in harmless.values()] == ["a", "b", "c", "d"]


def test_a_batch_that_is_given_up_leaves_the_workers_to_the_others(pool: ReaderPool[int]) -> None:
    reading = pool.read_all(["a", "sleep"], read)
    assert next(reading)[0] == "a"
    reading.close()  # type: ignore[attr-defined]
    assert outcomes(pool, "b")["b"][1] == "b"


def test_stopping_wakes_the_threads_that_wait_and_lets_none_in_again(pool: ReaderPool[int]) -> None:
    pool.start()
    caught: list[ReadingFailed] = []

    def wait_for_a_sleeper() -> None:
        try:
            outcomes(pool, "sleep")
        except ReadingFailed as error:
            caught.append(error)

    thread = threading.Thread(target=wait_for_a_sleeper)
    thread.start()
    time.sleep(0.5)
    pool.stop()
    thread.join(timeout=20)
    assert [error.code for error in caught] == ["stopped"]
    with pytest.raises(ReadingFailed):
        outcomes(pool, "a")


@pytest.mark.parametrize(("make", "code"), [(make_reader_without_weights, "weights_missing"), (die_at_start, "workers_not_started")])
def test_what_can_not_read_does_not_start(make: object, code: str) -> None:
    with ReaderPool(make, LIMITS, 1) as pool, pytest.raises(SetupError) as stopped:  # type: ignore[arg-type, var-annotated]
        pool.start()
    assert stopped.value.code == code
