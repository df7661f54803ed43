"""What a process counts while it works."""

import urllib.request
from pathlib import Path
from socket import socket

import pytest

from api.metrics import LOOPBACK, ProcessMetrics, StoreMetrics
from intake.errors import ReadingFailed, SetupError, UnreadableFile
from intake.read_stored import Invoices, Members
from intake.store.session import Database, open_database
from tests.api.people_service import database, migrated_file  # noqa: F401 - fixtures
from tests.intake.store.samples import NOON, digital, result


def value(metrics: ProcessMetrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_a_reading_counts_its_document_once_and_each_invoice() -> None:
    metrics = ProcessMetrics()
    first, second = result(digital(1), decision="accept"), result(digital(2), index=1)
    first["qr"] = {"payload": "01,32,...", "decoder": "zxing"}
    timing = {"ocr": 1500.0, "total": 2000.0}
    metrics.note_reading(Invoices(({**first, "timing_ms": timing}, {**second, "timing_ms": timing})))
    metrics.note_reading(Invoices(({**result(digital(3)), "format": "xml"},)))
    metrics.note_reading(Members((), ()))
    assert value(metrics, "fapiao_documents_read_total", outcome="read") == 2
    assert value(metrics, "fapiao_documents_read_total", outcome="taken_apart") == 1
    assert value(metrics, "fapiao_stage_seconds_sum", stage="ocr") == 1.5
    assert value(metrics, "fapiao_invoices_found_total", kind="digital_general", decision="accept") == 1
    assert value(metrics, "fapiao_invoices_found_total", kind="digital_general", decision="review") == 2
    assert (value(metrics, "fapiao_qr_codes_total", decoded="yes"), value(metrics, "fapiao_qr_codes_total", decoded="no")) == (1, 1)


def test_what_kills_readers_is_told_from_what_can_not_be_read() -> None:
    metrics = ProcessMetrics()
    metrics.note_reading(ReadingFailed("worker_died", "", ""))
    metrics.note_reading(UnreadableFile("pdf_damaged", "", ""))
    metrics.note_reading(Invoices(()))
    assert value(metrics, "fapiao_reader_kills_total", code="worker_died") == 1
    assert value(metrics, "fapiao_reader_kills_total", code="timeout") == 0
    assert value(metrics, "fapiao_reader_kills_total", code="pdf_damaged") is None
    assert value(metrics, "fapiao_documents_read_total", outcome="pdf_damaged") == 1


def test_a_process_without_the_application_answers_on_this_machine_alone() -> None:
    with socket() as taken:
        taken.bind((LOOPBACK, 0))
        port = taken.getsockname()[1]
        with pytest.raises(SetupError) as refused:
            ProcessMetrics().serve(port)
        assert refused.value.code == "metrics_port_taken"
    stop = ProcessMetrics().serve(port)
    try:
        with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/metrics", timeout=10) as answer:
            assert b"fapiao_reader_kills_total" in answer.read()
    finally:
        stop()


def test_a_database_that_does_not_answer_is_a_number_too(tmp_path: Path) -> None:
    (tmp_path / "no.db").write_bytes(b"this is no database" * 100)
    broken = open_database(f"sqlite:///{tmp_path / 'no.db'}")
    metrics = ProcessMetrics()
    metrics.registry.register(StoreMetrics(broken, lambda: NOON, (tmp_path, tmp_path / "gone")))
    assert value(metrics, "fapiao_database_up") == 0
    assert value(metrics, "fapiao_documents", state="received", lane="single") is None
    assert value(metrics, "fapiao_disk_free_bytes", folder=str(tmp_path))
    assert value(metrics, "fapiao_disk_free_bytes", folder=str(tmp_path / "gone")) is None
    broken.close()


def test_asking_often_counts_no_more_often(database: Database) -> None:  # noqa: F811
    asked: list[int] = []

    def clock() -> object:
        asked.append(1)
        return NOON

    metrics = ProcessMetrics()
    metrics.registry.register(StoreMetrics(database, clock, ()))  # type: ignore[arg-type]
    for _ in range(5):
        metrics.text()
    assert len(asked) == 1
