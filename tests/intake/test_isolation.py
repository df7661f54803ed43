import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.errors import IntakeError, ReadingFailed, SetupError, UnreadableFile
from intake.isolation import WorkerLimits, read_all
from tests.intake.isolated_readers import MIB, die_at_start, make_reader, make_reader_with_a_fault, make_reader_without_weights, read

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow
LIMITS = WorkerLimits(seconds=30, memory_bytes=400 * MIB, growth_bytes=2048 * MIB)


def outcomes(*items: str, limits: WorkerLimits = LIMITS, workers: int = 1) -> dict[str, tuple[int, str] | str]:
    """Item -> what was read, or the code."""
    found: dict[str, tuple[int, str] | str] = {}
    for item, outcome in read_all(items, make_reader, read, limits, workers):
        assert item not in found
        found[item] = outcome.code if isinstance(outcome, IntakeError) else outcome
    assert set(found) == set(items)
    return found


def test_every_item_is_read_by_a_process_that_keeps_its_reader() -> None:
    found = outcomes("a", "b", "c")
    pids = {value[0] for value in found.values()}
    assert {value[1] for value in found.values()} == {"a", "b", "c"}
    assert len(pids) == 1 and os.getpid() not in pids and -1 not in pids


def test_whatever_kills_a_worker_costs_one_item_and_the_batch_goes_on() -> None:
    found = outcomes("a", "crash", "b", "kill", "c", "ask", "d", "opencv", "e", "take", "f", "fault", "g", "damaged", "h", workers=2)
    for item in "abcdefgh":
        assert found[item][1] == item
    assert found["crash"] == "worker_died" and found["kill"] == "worker_died"
    assert found["ask"] == "out_of_memory" and found["opencv"] == "out_of_memory" and found["take"] == "out_of_memory"
    assert found["fault"] == "internal_error" and found["damaged"] == "picture_damaged"


def test_an_item_that_takes_too_long_is_given_up() -> None:
    found = outcomes("a", "sleep", "b", limits=WorkerLimits(seconds=1))
    assert found["sleep"] == "timeout" and found["a"][1] == "a" and found["b"][1] == "b"


def test_failures_of_ours_may_be_tried_again_and_those_of_the_file_not() -> None:
    found = dict(read_all(["kill", "damaged"], make_reader, read, LIMITS, 1))
    assert isinstance(found["kill"], ReadingFailed) and found["kill"].retryable
    assert isinstance(found["damaged"], UnreadableFile) and found["damaged"].message_zh == "已损坏。" and not found["damaged"].retryable


def test_workers_stand_back_for_others_as_far_as_they_are_told() -> None:
    found = outcomes("niceness", limits=WorkerLimits(niceness=3))
    assert found["niceness"][1] == str(os.nice(0) + 3)


def test_a_worker_is_replaced_after_its_share_of_items() -> None:
    found = outcomes("a", "b", "c", "d", limits=WorkerLimits(items=2))
    assert len({value[0] for value in found.values()}) == 2


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries than GNU's keep nothing to give back")
def test_memory_that_an_item_freed_goes_back_to_the_machine() -> None:
    found = dict(read_all(["resident", "leave pieces", "resident "], make_reader, read, LIMITS, 1))
    before, after = (int(value[1]) for value in (found["resident"], found["resident "]) if not isinstance(value, IntakeError))
    assert after - before < 100


def test_libraries_see_their_limits_in_the_environment() -> None:
    found = outcomes("environment OPENCV_IO_MAX_IMAGE_PIXELS", "environment OMP_NUM_THREADS")
    assert [value[1] for value in found.values()] == ["100000000", "1"]


def test_items_are_taken_as_workers_get_free() -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield str(taken)

    reading = read_all(endless(), make_reader, read, LIMITS, 1)
    for _ in range(3):
        next(reading)
    reading.close()  # type: ignore[attr-defined]
    assert taken <= 6


def test_no_items_give_no_outcomes() -> None:
    assert list(read_all([], make_reader, read, LIMITS, 2)) == []


def test_an_incomplete_installation_stops_everything_with_its_own_error() -> None:
    with pytest.raises(SetupError) as stopped:
        list(read_all(["a", "b"], make_reader_without_weights, read, LIMITS, 2))
    assert stopped.value.code == "weights_missing"


def test_a_reader_that_can_not_be_made_stops_everything() -> None:
    with pytest.raises(SetupError) as stopped:
        list(read_all(["a"], make_reader_with_a_fault, read, LIMITS, 1))
    assert stopped.value.code == "reader_not_made"


def test_workers_that_die_before_they_read_are_not_started_for_ever() -> None:
    with pytest.raises(SetupError) as stopped:
        list(read_all(["a"], die_at_start, read, LIMITS, 1))
    assert stopped.value.code == "workers_not_started"


INTERRUPTED = """
import signal
from intake.isolation import WorkerLimits, read_all
from tests.intake.isolated_readers import make_reader, read
if __name__ == "__main__":
    # A shell's background job ignores Ctrl-C and hands that on to all its children, this test run included; a program at a terminal does not.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        for item, outcome in read_all(["a", "sleep", "b", "sleep"], make_reader, read, WorkerLimits(), 2):
            print(*outcome, flush=True)
    except KeyboardInterrupt:
        print("stopped", flush=True)
"""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_the_program(end: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C reaches every process of the terminal's group, SIGKILL only the program."""
    script = tmp_path / "reading.py"
    script.write_text(INTERRUPTED)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script)]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment, start_new_session=True)  # noqa: S603
    assert program.stdout is not None and program.stderr is not None
    workers = [int(program.stdout.readline().split()[0]) for _ in "ab"]
    if end is signal.SIGINT:
        os.killpg(program.pid, end)
    else:
        program.kill()
    out, err = program.communicate(timeout=30)
    assert out == ("stopped\n" if end is signal.SIGINT else "")
    assert "Traceback" not in err
    for _ in range(100):
        if not any(_is_running(worker) for worker in workers):
            break
        time.sleep(0.1)
    assert not any(_is_running(worker) for worker in workers)


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
