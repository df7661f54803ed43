import json
from pathlib import Path
from typing import Any

import pytest

from api.results_file import ResultsFile

SHA = "0" * 64


def results(name: str, count: int = 1, **more: Any) -> list[dict[str, Any]]:
    return [{"file": name, "sha256": SHA, "index": index, "results_of_file": count, **more} for index in range(count)]


def written(path: Path, *documents: list[dict[str, Any]], resume: bool = False) -> ResultsFile:
    with ResultsFile(path, resume) as file:
        for document in documents:
            file.write(document)
    return file


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "out" / "results.jsonl"


def test_results_stand_in_the_file_as_soon_as_they_are_written(path: Path) -> None:
    with ResultsFile(path, resume=False) as file:
        file.write(results("一.jpg"))
        assert lines(path) == results("一.jpg")
        file.write(results("b.pdf", 2))
        assert lines(path) == [*results("一.jpg"), *results("b.pdf", 2)]
    assert "一" in path.read_text(encoding="utf-8"), "people read this file too"


def test_without_resume_a_new_run_begins_anew(path: Path) -> None:
    written(path, results("a.jpg"))
    assert written(path, results("b.jpg")).earlier == ()
    assert lines(path) == results("b.jpg")


def test_with_resume_what_is_complete_stays_and_need_not_be_read_again(path: Path) -> None:
    written(path, results("a.jpg"), results("b.pdf", 2))
    with ResultsFile(path, resume=True) as file:
        assert file.done == {("a.jpg", SHA), ("b.pdf", SHA)}
        assert list(file.earlier) == [*results("a.jpg"), *results("b.pdf", 2)]
        file.write(results("c.jpg"))
    assert lines(path) == [*results("a.jpg"), *results("b.pdf", 2), *results("c.jpg")]


@pytest.mark.parametrize("left", [1, 20, -1])
def test_a_half_written_line_is_cut_off_and_its_document_read_again(path: Path, left: int) -> None:
    written(path, results("a.jpg"), results("b.jpg"))
    content = path.read_bytes()
    start = content.index(b"\n") + 1
    path.write_bytes(content[: start + left] if left > 0 else content[:-2])
    assert written(path, resume=True).done == {("a.jpg", SHA)}
    assert lines(path) == results("a.jpg")


def test_a_last_line_that_only_lacks_its_end_is_complete(path: Path) -> None:
    written(path, results("a.jpg"), results("b.jpg"))
    path.write_bytes(path.read_bytes()[:-1])
    written(path, results("c.jpg"), resume=True)
    assert [line["file"] for line in lines(path)] == ["a.jpg", "b.jpg", "c.jpg"]


def test_a_document_of_which_results_are_missing_is_read_again(path: Path) -> None:
    written(path, results("a.jpg"), results("b.pdf", 3)[:2])
    assert written(path, resume=True).done == {("a.jpg", SHA)}
    assert lines(path) == results("a.jpg")


def test_failures_that_may_pass_are_read_again_and_others_are_not(path: Path) -> None:
    error = {"code": "timeout", "message": "a", "message_zh": "甲"}
    written(path, results("slow.jpg", error={**error, "retryable": True}), results("broken.pdf", error={**error, "retryable": False}))
    assert written(path, resume=True).done == {("broken.pdf", SHA)}


def test_the_same_file_given_twice_is_complete_too(path: Path) -> None:
    written(path, results("a.jpg"), results("a.jpg"))
    assert written(path, resume=True).done == {("a.jpg", SHA)}


def test_lines_that_are_no_results_are_dropped(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('not json\n[1, 2]\n{"file": "a.jpg"}\n\n' + json.dumps(results("b.jpg")[0]) + "\n", encoding="utf-8")
    assert written(path, resume=True).done == {("b.jpg", SHA)}


def test_resuming_what_never_began_begins(path: Path) -> None:
    assert written(path, results("a.jpg"), resume=True).earlier == ()
    assert lines(path) == results("a.jpg")


def test_without_a_path_nothing_is_written(tmp_path: Path) -> None:
    with ResultsFile(None, resume=False) as file:
        file.write(results("a.jpg"))
    assert list(tmp_path.iterdir()) == []


def test_nothing_but_the_file_is_left_behind(path: Path) -> None:
    written(path, results("a.jpg"), resume=True)
    assert [found.name for found in path.parent.iterdir()] == [path.name]
