"""A file of records stays whole whoever dies while writing it, and takes turns between writers."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.errors import StoreDamaged, StoreUnavailable
from intake.json_lines.append_file import AppendFile

ROOT = Path(__file__).parents[3]
records = st.dictionaries(st.text(max_size=8), st.one_of(st.text(max_size=40), st.integers(), st.lists(st.text(max_size=5), max_size=3)), max_size=4)

WRITER = """
import sys
from pathlib import Path
from intake.json_lines.append_file import AppendFile
file = AppendFile(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    with file.writing():
        file.append([{"writer": sys.argv[2], "number": number, "padding": "字" * 2000}])
    print(number, flush=True)
"""


def all_of(file: AppendFile) -> list[dict[str, Any]]:
    return [record for news in file.news() for _, record in news.records]


def add(path: Path, *added: dict[str, Any]) -> None:
    file = AppendFile(path)
    with file.writing():
        file.append(added)


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WRITER, str(path), name, str(count)], cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603


@given(st.lists(records, max_size=6), st.lists(records, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_what_was_added_is_read_back_in_order(tmp_path_factory: pytest.TempPathFactory, first: list[dict[str, Any]], then: list[dict[str, Any]]) -> None:
    path = tmp_path_factory.mktemp("records") / "records.jsonl"
    reader = AppendFile(path)
    assert all_of(reader) == []
    add(path, *first)
    assert all_of(reader) == first
    add(path, *then)
    assert all_of(reader) == then
    assert all_of(reader) == []
    assert all_of(AppendFile(path)) == [*first, *then]


@given(st.lists(records, min_size=1, max_size=4), st.data())
@settings(max_examples=80, deadline=None)
def test_a_writer_that_dies_in_the_middle_of_a_line_costs_that_line_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, kept: list[dict[str, Any]], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("records") / "records.jsonl"
    add(path, *kept)
    whole = path.read_bytes()
    end_of_last = whole.rstrip(b"\n").rfind(b"\n") + 1
    cut = data.draw(st.integers(end_of_last, len(whole) - 1))
    path.write_bytes(whole[:cut])
    reader = AppendFile(path)
    assert all_of(reader) == kept[:-1]
    add(path, {"after": "it"})
    assert all_of(reader) == [{"after": "it"}]
    assert all_of(AppendFile(path)) == [*kept[:-1], {"after": "it"}]


def test_two_writers_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    count = 40
    writers = [writer(path, name, count) for name in "ab"]
    for each in writers:
        out, _ = each.communicate(timeout=60)
        assert each.returncode == 0, out
    found = all_of(AppendFile(path))
    assert len(found) == 2 * count
    for name in "ab":
        assert [record["number"] for record in found if record["writer"] == name] == list(range(count))


def test_a_killed_writer_keeps_all_it_had_acknowledged_and_leaves_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    for delay in (0.0, 0.01, 0.03):
        process = writer(path, "killed", 100_000)
        assert process.stdout is not None
        acknowledged = int(process.stdout.readline())
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split()
        process.wait()
        acknowledged = max([acknowledged, *(int(number) for number in rest if number.isdigit())])
        process.stdout.close()
        add(path, {"writer": "after", "number": 0})
        numbers = [record["number"] for record in all_of(AppendFile(path)) if record["writer"] == "killed"]
        assert numbers[: acknowledged + 1] == list(range(acknowledged + 1))
        path.unlink()


def test_a_damaged_line_inside_is_named(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text('{"a": 1}\n\n{"b": \n{"c": 3}\n', encoding="utf-8")
    with pytest.raises(StoreDamaged, match="Line 3") as error:
        all_of(AppendFile(path))
    assert error.value.code == "records_damaged"
    assert "第3行" in error.value.message_zh


@pytest.mark.parametrize("content", [b"[1]\n", b"\xff\xfe\n", b"3\n"])
def test_lines_that_are_no_objects_are_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(content)
    with pytest.raises(StoreDamaged):
        all_of(AppendFile(path))


def test_a_file_without_line_ends_is_none_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(b"x" * (5 << 20))
    with pytest.raises(StoreDamaged):
        all_of(AppendFile(path))


def test_a_file_longer_than_what_is_taken_in_at_once(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    line = json.dumps({"text": "x" * 100_000}) + "\n"
    path.write_text(line * 100, encoding="utf-8")
    file = AppendFile(path)
    assert [number for news in file.news() for number, _ in news.records] == list(range(1, 101))


def test_another_file_in_its_place_is_noticed(tmp_path: Path) -> None:
    path, other = tmp_path / "records.jsonl", tmp_path / "other.jsonl"
    add(path, {"a": 1}, {"a": 2})
    file = AppendFile(path)
    assert len(all_of(file)) == 2
    add(other, {"b": 1}, {"b": 2}, {"b": 3})
    other.replace(path)
    news = list(file.news())
    assert news[0].replaced
    assert [record for part in news for _, record in part.records] == [{"b": 1}, {"b": 2}, {"b": 3}]
    path.unlink()
    assert [part.replaced for part in file.news()] == [True]
    assert list(file.news()) == []


def test_text_that_is_half_a_character_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    add(path, {"name": "x\udc80"})
    assert all_of(AppendFile(path)) == [{"name": "x\udc80"}]


def test_others_may_not_read_it(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "records.jsonl"
    add(path, {"a": 1})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_place_that_cant_be_written_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "records.jsonl"
    folder.mkdir()
    with pytest.raises(StoreUnavailable) as error:
        add(folder, {"a": 1})
    assert error.value.code == "records_not_usable"
    with pytest.raises(StoreUnavailable):
        all_of(AppendFile(folder))


def test_a_full_disk_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "records.jsonl"
    add(path, {"a": 1})
    write = os.pwrite

    def half(descriptor: int, content: bytes, at: int) -> int:
        """Takes a part, then has no room."""
        if len(content) < 10:
            raise OSError(28, "No space left on device")
        return write(descriptor, content[: len(content) - 9], at)

    monkeypatch.setattr(os, "pwrite", half)
    with pytest.raises(StoreUnavailable, match="No space"):
        add(path, {"b": "long enough to be written in two parts"})
    monkeypatch.undo()
    assert all_of(AppendFile(path)) == [{"a": 1}]
    assert path.read_bytes().endswith(b"\n")
