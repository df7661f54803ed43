import json
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from rich.console import Console

from intake.errors import ReadingFailed, SetupError, UnreadableFile
from intake.measure.answering import summary
from intake.measure.bench import Contestant, bench, rapidocr_peer
from intake.measure.bench_report import print_benchmark, to_json

WORKER = """
import sys
from intake.measure.answering import answer
def load():
    print("a library that chatters on standard output")
    def read(path):
        if path.name == sys.argv[1]:
            raise ValueError("it does not like this one")
        if path.name == sys.argv[2]:
            raise SystemExit("out of memory")
        sum(range(100_000))
        return {"invoices": 2, "format": path.suffix[1:], "timing_ms": {"open": 1.0, "total": 3.0}}
    return read
answer(load)
"""


def worker(name: str, dislikes: str = "", dies_of: str = "", pictures_only: bool = False) -> Contestant:
    return Contestant(name, (sys.executable, "-c", WORKER, dislikes, dies_of), pictures_only)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.png", "b.png", "deep/c.jpg"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        assert cv2.imwrite(str(path), np.full((20, 30, 3), 255, np.uint8))
    (tmp_path / "d.xml").write_text("<a/>", encoding="utf-8")
    (tmp_path / ".hidden").write_text("", encoding="utf-8")
    return tmp_path


def test_every_contestant_reads_all_pictures_in_every_round(folder: Path) -> None:
    measured = bench(folder, [worker("ours")], [worker("peer", pictures_only=True)], rounds=2, workers=2)
    assert [[turn.contestant for turn in turns] for turns in measured.rounds] == [["ours", "peer"]] * 2
    for name in ("ours", "peer"):
        for turn in measured.turns(name):
            assert sorted(Path(answer.file).name for answer in turn.pictures) == ["a.png", "b.png", "c.jpg"]
            assert len(turn.worker_peaks) == 2
            assert min(turn.worker_peaks) > 1_000_000
    assert [len(turn.documents) for turn in (*measured.turns("ours"), *measured.turns("peer"))] == [1, 1, 0, 0]
    assert measured.invoices_per_second("ours") == pytest.approx(2 * measured.pictures_per_second("ours"))
    assert measured.stages("ours") == {"open": 1.0, "total": 3.0}
    assert {name: len(seconds) for name, seconds in measured.seconds_by_format("ours").items()} == {"jpg": 1, "png": 2, "xml": 1}


def test_the_order_of_contestants_turns_from_round_to_round(folder: Path) -> None:
    told: list[str] = []
    bench(folder, [worker("a")], [worker("b", pictures_only=True)], rounds=2, workers=1, report=told.append)
    assert [line.split(": ")[1] for line in told] == ["a", "b", "b", "a"]


def test_a_ratio_compares_two_contestants_within_each_round(folder: Path) -> None:
    measured = bench(folder, [worker("a")], [worker("b")], rounds=1, workers=1)
    ratio = measured.pictures_per_second("a") / measured.pictures_per_second("b")
    assert measured.times_as_fast("a", "b") == pytest.approx(ratio)
    assert measured.times_as_fast("b", "a") == pytest.approx(1 / ratio)


def test_a_file_that_a_contestant_cannot_read_is_named_and_the_run_goes_on(folder: Path) -> None:
    measured = bench(folder, [worker("ours", dislikes="b.png")], [], rounds=1, workers=1)
    assert {Path(file).name: error for file, error in measured.failures("ours").items()} == {"b.png": "ValueError: it does not like this one"}
    assert len(measured.turns("ours")[0].pictures) == 3


def test_a_worker_that_dies_ends_the_run_with_its_last_word(folder: Path) -> None:
    with pytest.raises(ReadingFailed, match="out of memory") as failure:
        bench(folder, [worker("ours", dies_of="b.png")], [], rounds=1, workers=1)
    assert failure.value.code == "bench_worker_died"


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no_pictures"):
        bench(tmp_path, [worker("ours")], [])


def test_a_peer_that_is_not_installed_says_how_to_install_it(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="make bench"):
        rapidocr_peer(tmp_path / "python")


def test_the_report_shows_all_contestants_and_the_json_holds_the_rounds(folder: Path) -> None:
    measured = bench(folder, [worker("ours", dislikes="a.png")], [worker("peer", pictures_only=True)], rounds=2, workers=1)
    console = Console(width=160)
    with console.capture() as capture:
        print_benchmark(measured, console)
    assert "× peer" in capture.get()
    assert "ours could not read" in capture.get()
    figures = json.loads(json.dumps(to_json(measured)))
    assert len(figures["contestants"]["peer"]["rounds"]) == 2
    assert figures["contestants"]["peer"]["times_as_fast_as"] == {"peer": 1.0}


def test_a_document_is_answered_with_its_invoices_and_the_time_of_its_stages() -> None:
    timing = {"open": 1.0, "total": 5.0}
    found = {"kind": "taxi", "format": "photo", "timing_ms": timing}
    assert summary([found, found]) == {"invoices": 2, "format": "photo", "timing_ms": timing}
    assert summary([{**found, "kind": "not_invoice"}])["invoices"] == 0
