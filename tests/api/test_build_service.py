"""The parts that keep things, wired."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.build_service import open_backend, reader_version, when_available
from api.settings import StoreSettings
from intake.data_folder import DataFolder
from intake.door import Incoming, Room
from intake.engine import JobState
from intake.errors import StoreUnavailable
from intake.settings import Engine, ReadSettings
from intake.store.documents import find_document
from intake.store.receipts import Receipt
from intake.store.words import Door
from intake.workflow import read_job
from tests.intake.store.conftest import empty_address, postgresql  # noqa: F401 - fixtures
from tests.intake.store.samples import PHONE, TENANT


def settings(folder: Path, address: str) -> StoreSettings:
    return StoreSettings(DataFolder(folder / "data"), address if address.startswith("postgresql") else "", Room(free_bytes=0))


def test_what_is_received_has_a_job_and_is_there_after_a_restart(tmp_path: Path, empty_address: str) -> None:  # noqa: F811
    store = settings(tmp_path, empty_address)
    with open_backend(store) as backend:
        receipt = backend.reception.receive([b"%PDF-1.7\n"], Incoming(TENANT, "a.pdf", Door.CLI, PHONE))
    assert isinstance(receipt, Receipt)
    with open_backend(store) as backend:
        with backend.database.read() as session:
            document = find_document(session, TENANT, receipt.document_id)
        assert document is not None and backend.files.read(document.sha256, check=True) == b"%PDF-1.7\n"
        job = read_job(TENANT, document.id, document.version, document.lane)
        assert backend.jobs.states([job.id]) == {job.id: JobState.WAITING}


def test_with_sqlite_everything_lies_in_the_data_folder(tmp_path: Path) -> None:
    with open_backend(settings(tmp_path, "")):
        pass
    assert {path.name for path in (tmp_path / "data").iterdir()} >= {"app.db", "engine.db", "originals"}


def test_a_database_that_comes_late_is_waited_for_and_one_that_never_comes_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.build_service.RETRY_SECONDS", 0.0)
    answers = [StoreUnavailable("database_unreachable", "Away.", "不可用。")] * 3

    def make() -> str:
        if answers:
            raise answers.pop()
        return "made"

    assert when_available(make, 60) == "made"
    answers.append(StoreUnavailable("database_unreachable", "Away.", "不可用。"))
    with pytest.raises(StoreUnavailable):
        when_available(make, 0)


def test_a_reading_says_program_engine_and_weights() -> None:
    assert "; onnx; weights " in reader_version(ReadSettings(engine=Engine.ONNX))
