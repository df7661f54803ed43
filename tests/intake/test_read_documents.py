"""Documents through real worker processes, with a pipeline that needs no models."""

import warnings
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import cv2
import numpy as np
import pytest
from PIL import Image

from intake.document import Document
from intake.errors import UnreadableFile
from intake.isolation import WorkerLimits
from intake.opening.containers import Failure
from intake.read_documents import DocumentResult, read_documents
from intake.settings import ReadSettings
from tests.intake.plain_pipeline import make_pipeline

pytestmark = pytest.mark.slow
SETTINGS = ReadSettings(worker_limits=WorkerLimits(seconds=60))


def picture(width: int = 60, height: int = 40) -> bytes:
    encoded, buffer = cv2.imencode(".png", np.full((height, width, 3), 255, dtype=np.uint8))
    assert encoded
    return buffer.tobytes()


def zipped(*members: tuple[str, bytes]) -> bytes:
    buffer = BytesIO()
    with warnings.catch_warnings(), ZipFile(buffer, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def broken_zip() -> bytes:
    return zipped(("a.png", picture()))[:-30]


def two_pages() -> bytes:
    buffer = BytesIO()
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("white", "black")]
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


def read(documents: Iterable[Document | Failure], done: Iterable[tuple[str, str]] = (), settings: ReadSettings = SETTINGS) -> dict[str, DocumentResult]:
    found: dict[str, DocumentResult] = {}
    for result in read_documents(documents, make_pipeline, settings, frozenset(done)):
        assert result.document.name not in found
        found[result.document.name] = result
    return found


def codes(found: dict[str, DocumentResult]) -> dict[str, str]:
    """Name -> error code of those that failed."""
    return {name: result.results[0]["error"]["code"] for name, result in found.items() if result.failed}


def test_every_document_gets_its_results_whatever_becomes_of_the_others() -> None:
    found = read(
        [
            Document("a.png", picture()),
            Document("empty.jpg", b""),
            Document("broken.pdf", b"%PDF-1.7\nnothing"),
            Document("crash.png", picture()),
            Document("broken.zip", broken_zip()),
            Failure("gone.jpg", UnreadableFile("file_not_readable", "Gone.", "文件不存在。")),
            Document("b.zip", zipped(("in/c.png", picture()), ("d.png", picture()), ("e.txt", b"note"))),
        ]
    )
    read_well = {name for name, result in found.items() if not result.failed}
    assert read_well == {"a.png", "b.zip!in/c.png", "b.zip!d.png"}
    failed = codes(found)
    assert {"empty.jpg", "broken.pdf", "crash.png", "broken.zip", "gone.jpg"} <= set(failed)
    assert (failed["empty.jpg"], failed["crash.png"], failed["gone.jpg"]) == ("empty_file", "internal_error", "file_not_readable")
    assert all(result.results[0]["kind"] == "quota" for result in found.values() if not result.failed)


def test_results_say_how_many_their_document_has() -> None:
    found = read([Document("two.tiff", two_pages()), Document("one.png", picture()), Document("bad.pdf", b"%PDF-1.7")])
    assert [(result["page"], result["results_of_file"]) for result in found["two.tiff"].results] == [(1, 2), (2, 2)]
    assert [result["results_of_file"] for name in ("one.png", "bad.pdf") for result in found[name].results] == [1, 1]


def test_what_is_done_is_not_read_again_within_containers_either() -> None:
    documents = [
        Document("a.png", picture()),
        Document("changed.png", picture(70)),
        Document("b.zip", zipped(("c.png", picture()), ("d.png", picture()))),
        Document("broken.zip", broken_zip()),
    ]
    first = read(documents)
    done = {(result["file"], result["sha256"]) for one in first.values() for result in one.results if result["file"] not in ("b.zip!d.png", "changed.png")}
    assert set(read(documents, {*done, ("changed.png", "0" * 64)})) == {"b.zip!d.png", "changed.png"}


def test_pictures_of_the_pages_are_drawn_where_asked_for() -> None:
    found = read([Document("two.tiff", two_pages())], settings=ReadSettings(worker_limits=WorkerLimits(seconds=60), pictures=True))
    assert [number for number, _ in found["two.tiff"].pictures] == [1, 2]
    drawn = cv2.imdecode(np.frombuffer(found["two.tiff"].pictures[0][1], dtype=np.uint8), cv2.IMREAD_COLOR)
    assert drawn is not None
    assert drawn.shape[1] == 60
    assert read([Document("one.png", picture())])["one.png"].pictures == ()


def test_documents_are_taken_in_only_as_workers_get_free(tmp_path: Path) -> None:
    taken: list[int] = []

    def many() -> Iterable[Document]:
        for number in range(30):
            taken.append(number)
            yield Document(f"{number}.png", picture())

    for count, _ in enumerate(read_documents(many(), make_pipeline, SETTINGS), start=1):
        assert len(taken) <= count + 8
    assert len(taken) == 30
