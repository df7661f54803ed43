"""Numbers, health and the log of a running service, on both databases."""

import logging
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.routes.metrics import MEDIA_TYPE
from intake.people.names import DEFAULT_TENANT
from intake.people.scopes import KEY_SCOPES, Scope
from intake.store.workers import beat
from tests.api.documents.conftest import DoorService, code, pdf, send
from tests.intake.store.people_samples import make_user
from tests.intake.store.samples import TENANT


@pytest.fixture
def made_anew() -> bool:
    return True


@pytest.fixture
def watched(service: DoorService) -> DoorService:
    with service.backend.database.write() as session:
        make_user(session, "first", tenant=DEFAULT_TENANT)
    return service


def numbers(service: DoorService) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = service.key(Scope.METRICS, tenant=DEFAULT_TENANT).get("/metrics")
    assert answer.status_code == 200 and answer.headers["content-type"] == MEDIA_TYPE
    samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
    found = {(sample.name, frozenset(sample.labels.items())): sample.value for sample in samples}
    assert len(found) == len(samples), "no series stands there twice"
    return found


def test_what_is_in_the_store_is_counted(watched: DoorService) -> None:
    phone = watched.phone("wang")
    send(phone, pdf("read"))
    watched.read_all()
    send(phone, pdf("waits"))
    watched.clock.pass_by(timedelta(minutes=5))
    found = numbers(watched)
    assert found["fapiao_database_up", frozenset()] == 1
    assert found["fapiao_documents", frozenset({("state", "received"), ("lane", "single")})] == 1
    assert found["fapiao_documents", frozenset({("state", "read"), ("lane", "single")})] == 1
    assert found["fapiao_documents", frozenset({("state", "quarantined"), ("lane", "batch")})] == 0
    assert found["fapiao_documents_oldest_seconds", frozenset({("state", "received"), ("lane", "single")})] == pytest.approx(300, abs=1)
    assert sum(value for (name, _), value in found.items() if name == "fapiao_invoices") == found["fapiao_day_invoices", frozenset()] == 1
    assert next(value for (name, _), value in found.items() if name == "fapiao_disk_free_bytes") > 0


def test_requests_are_counted_by_route_and_never_by_address(watched: DoorService) -> None:
    phone = watched.phone("wang")
    receipt = send(phone).json()["id"]
    for _ in range(3):
        phone.get(f"/v1/receipts/{receipt}")
    phone.get("/v1/receipts/nonsense")
    phone.get("/somewhere/else/91110108MA01ABCD2K")
    phone.request("BREW", "/v1/receipts")
    counts = {labels: value for (name, labels), value in numbers(watched).items() if name == "fapiao_http_request_seconds_count"}
    routes = {dict(labels)["route"] for labels in counts}
    assert not [route for route in routes if receipt in route or "somewhere" in route or "nonsense" in route]
    assert counts[frozenset({("method", "GET"), ("route", "/v1/receipts/{receipt_id}"), ("status", "200")})] == 3
    assert {dict(labels)["method"] for labels in counts} <= {"GET", "POST", "other"}


def test_numbers_are_for_who_runs_the_installation(watched: DoorService) -> None:
    assert code(watched.client().get("/metrics")) == (401, "login_needed")
    assert code(watched.key(*(KEY_SCOPES - {Scope.METRICS}), tenant=DEFAULT_TENANT).get("/metrics")) == (403, "not_permitted")
    assert code(watched.key(Scope.METRICS, tenant=TENANT).get("/metrics")) == (403, "not_permitted")
    assert code(watched.phone("wang").get("/metrics")) == (403, "not_permitted")


def test_ready_says_which_part_is_missing_and_what_to_do(service: DoorService) -> None:
    client = service.client()
    assert client.get("/health/live").json() == {"status": "ok"}
    answer = once_started(client)
    assert code(answer) == (503, "not_ready") and answer.json()["next_step"] == "ask_operator"
    (part,) = answer.json()["parts"]
    assert part["part"] == "workers" and "fapiao serve" in part["advice_en"] and "识别" in part["advice_zh"]
    with service.backend.database.write() as session:
        beat(session, "here:1")
    answer = client.get("/health/ready")
    assert answer.status_code == 200 and set(answer.json()["parts"]) == {"database", "schema", "workers", "originals", "disk", "reading"}


def once_started(client: TestClient) -> Any:
    """Whether it is ready, when everything was started."""
    for _ in range(200):
        answer = client.get("/health/ready")
        if "reading" not in {part["part"] for part in answer.json().get("parts", ()) if isinstance(part, dict)}:
            return answer
        time.sleep(0.05)
    raise AssertionError(answer.text)


def test_ready_finds_a_database_that_is_gone(service: DoorService) -> None:
    database = service.backend.database
    client = service.client()
    with database.exclusive() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    try:
        assert {part["part"] for part in once_started(client).json()["parts"]} == {"schema"}
    finally:
        with database.exclusive() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO, "api.request_log"):
        yield caplog


def test_every_request_has_an_id_and_a_line_without_its_query(service: DoorService, said: pytest.LogCaptureFixture) -> None:
    client = service.key(Scope.READ)
    own = client.get("/v1/invoices?party=91110108MA01ABCD2K").headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", own)
    assert client.get("/v1/invoices", headers={"X-Request-ID": "proxy-7"}).headers["X-Request-ID"] == "proxy-7"
    assert client.get("/v1/invoices", headers={"X-Request-ID": "<x> y"}).headers["X-Request-ID"] not in ("<x> y", own)
    client.get("/health/live")
    lines = [record.getMessage() for record in said.records if record.name == "api.request_log"]
    assert len(lines) == 3 and all(line.startswith("GET /v1/invoices 200 in ") for line in lines)
