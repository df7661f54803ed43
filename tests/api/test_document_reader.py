import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import document_reader
from api.document_reader import PooledReader
from intake.document import Document
from intake.errors import ReadingFailed, SetupError
from intake.settings import Engine, ReadSettings
from models.manifest import WEIGHTS_DIRECTORY, Manifest, load_manifest

SAMPLES = Path(__file__).parents[2] / "sample_images"


@pytest.fixture(scope="module")
def reader() -> Iterator[PooledReader]:
    reader = PooledReader(ReadSettings(engine=Engine.ONNX, workers=2))
    yield reader
    reader.stop()


def archive(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name in names:
            packed.writestr(name, b"nothing known")
    return content.getvalue()


@pytest.mark.slow
def test_results_come_in_the_order_of_the_documents_and_of_the_names_in_containers(reader: PooledReader) -> None:
    sample = (SAMPLES / "digital_general.ofd").read_bytes()
    documents = [Document("z.ofd", sample), Document("m.zip", archive("2.txt", "1.txt")), Document("a!b.jpg", b""), Document("a", archive())]
    results = reader.read(documents, ())
    assert [result["file"] for result in results] == ["z.ofd", "m.zip!1.txt", "m.zip!2.txt", "a!b.jpg", "a"]
    assert [result.get("error", {}).get("code") for result in results] == [None, "unknown_type", "unknown_type", "empty_file", "container_empty"]
    assert results[0]["kind"] == "digital_general"


def test_it_says_what_it_reads_with(reader: PooledReader) -> None:
    readiness = reader.check()
    assert (readiness.engine, readiness.weights_checked) == ("onnx", len(load_manifest().weights))


def test_it_says_in_a_moment_that_its_weights_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_reader, "load_manifest", lambda: Manifest(tmp_path, load_manifest(WEIGHTS_DIRECTORY).weights))
    with pytest.raises(SetupError) as stopped:
        PooledReader(ReadSettings()).check()
    assert stopped.value.code == "reader_not_made" and "make setup" in stopped.value.message


def test_it_does_not_read_after_it_was_stopped() -> None:
    reader = PooledReader(ReadSettings())
    reader.stop()
    with pytest.raises(ReadingFailed):
        reader.read([Document("a.jpg", b"x")], ())
