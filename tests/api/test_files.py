import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from api.files import NamedFile, files_in, picture_name
from intake.document import Document
from intake.errors import UnreadableFile
from intake.opening.containers import Failure
from intake.opening.limits import Limits

LIMITS = Limits()


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())


def names(*paths: Path) -> list[str]:
    return [file.name for file in files_in(paths)]


def opened(file: NamedFile) -> Document:
    document = file.opened(LIMITS)
    assert isinstance(document, Document)
    return document


def test_a_file_is_known_by_its_name_and_read_when_it_is_opened(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf")
    (file,) = files_in([tmp_path / "a.pdf"])
    (tmp_path / "a.pdf").write_bytes(b"new")
    assert (opened(file).name, opened(file).content) == ("a.pdf", b"new")


def test_folders_are_searched_deep_in_order_and_names_are_relative_to_them(tmp_path: Path) -> None:
    put(tmp_path, "b.jpg", "march/c.pdf", "a.png", "march/deep/d.ofd")
    assert names(tmp_path) == ["a.png", "b.jpg", "march/c.pdf", "march/deep/d.ofd"]
    assert names(tmp_path / "march", tmp_path / "a.png") == ["c.pdf", "deep/d.ofd", "a.png"]


def test_notes_beside_invoices_and_what_systems_leave_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", "a.jpg.expected.json", "README.md", "labels.jsonl", ".hidden/b.jpg", ".DS_Store", "~$c.docx", "Thumbs.db", "desktop.ini", "note.TXT")
    assert names(tmp_path) == ["a.jpg"]


def test_a_file_that_is_named_is_always_looked_at(tmp_path: Path) -> None:
    put(tmp_path, "README.md", "a.jpg.expected.json")
    assert names(tmp_path / "README.md", tmp_path / "a.jpg.expected.json") == ["README.md", "a.jpg.expected.json"]


def test_links_in_folders_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "in/a.jpg", "out/b.jpg")
    (tmp_path / "in/link.jpg").symlink_to(tmp_path / "out/b.jpg")
    (tmp_path / "in/all").symlink_to(tmp_path / "out", target_is_directory=True)
    assert names(tmp_path / "in") == ["a.jpg"]


def test_a_path_that_is_not_there_is_said_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        names(tmp_path / "missing.pdf")
    assert caught.value.code == "no_such_file"
    assert "missing.pdf" in caught.value.message
    assert "missing.pdf" in caught.value.message_zh


def test_a_file_that_can_not_be_read_is_a_failure_and_stops_nothing(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg")
    (file,) = files_in([tmp_path])
    (tmp_path / "a.jpg").unlink()
    failure = file.opened(LIMITS)
    assert isinstance(failure, Failure)
    assert (failure.name, failure.error.code) == ("a.jpg", "file_not_readable")


def test_a_file_larger_than_anything_that_may_be_opened_is_not_taken_into_memory(tmp_path: Path) -> None:
    with (tmp_path / "a.zip").open("wb") as file:
        file.truncate(LIMITS.unpacked_bytes + 1)
    (found,) = files_in([tmp_path])
    failure = found.opened(LIMITS)
    assert isinstance(failure, Failure)
    assert failure.error.code == "file_too_large"
    assert isinstance(found.opened(replace(LIMITS, unpacked_bytes=0)), Failure)


def test_names_that_are_no_text_become_text(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb7\xa2\xc6\xb1.jpg"))
    try:
        path.write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (file,) = files_in([tmp_path])
    file.name.encode()
    assert file.name.endswith(".jpg")
    assert opened(file).content == b"x"


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ("a.pdf", "a.pdf.2.jpg"),
        ("三月/发票 1.pdf", "三月_发票_1.pdf.e34ec8.2.jpg"),
        ("mail.eml!a.zip!b.pdf", "mail.eml_a.zip_b.pdf.2f6592.2.jpg"),
        ("../../a<b>:c.jpg", ".._.._a_b_c.jpg.4035ca.2.jpg"),
    ],
)
def test_pictures_are_named_after_their_document_in_one_folder(document: str, name: str) -> None:
    assert picture_name(document, 2) == name


def test_documents_whose_names_flatten_alike_get_pictures_of_their_own() -> None:
    assert len({picture_name(name, 1) for name in ("a_b.jpg", "a/b.jpg", "a!b.jpg", "a b.jpg")}) == 4


def test_very_long_names_stay_within_what_file_systems_take(tmp_path: Path) -> None:
    long = "压缩包" * 60
    one, other = picture_name(f"a{long}.pdf", 1), picture_name(f"b{long}.pdf", 1)
    assert one != other
    assert re.fullmatch(r".*\.pdf\.[0-9a-f]{6}\.1\.jpg", one)
    (tmp_path / one).write_bytes(b"")
