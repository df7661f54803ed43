"""The stream of changes: what is the caller's, in order, and nothing missed between two streams."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.settings import HttpDoorSettings
from intake.state import Role
from intake.store.changes import last_change
from tests.api.documents.conftest import DoorService, code, pdf, send
from tests.intake.store.samples import TENANT


@pytest.fixture
def door_settings() -> HttpDoorSettings:
    return HttpDoorSettings(stream_seconds=1.5, streams=1, verdict_seconds=20)


def listened(client: TestClient, last: str | None = None) -> list[dict[str, Any]]:
    """Each event of one stream: its data, and its id."""
    text = client.get("/v1/events", headers={"Last-Event-ID": last} if last else {}).text
    events = [dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":")) for block in text.split("\n\n")]
    return [{**json.loads(event["data"]), "id": event["id"]} for event in events if event.get("event") == "change"]


def test_changes_are_told_as_they_happen_and_only_to_whom_they_concern(service: DoorService) -> None:
    wang, li = service.phone("wang"), service.phone("li")
    work = threading.Timer(0.4, lambda: (send(wang), send(li, pdf("of li")), service.read_all()))
    work.start()
    told = listened(wang)
    work.join()
    before = told[-1]["id"] if told else "0"
    told += listened(wang, before)
    assert [event["state"] for event in told if event["of"] == "document"] == ["received", "reading", "read"]
    assert [(event["of"], event["state"], event["text_zh"]) for event in told if event["of"] == "invoice"] == [("invoice", "in_review", "待复核")]
    assert len({event["document_id"] for event in told}) == 1


def test_whoever_comes_back_misses_nothing(service: DoorService) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    send(reviewer)
    assert listened(reviewer) == [], "what was before is not told"
    with service.backend.database.read() as session:
        newest = last_change(session, TENANT)
    service.read_all()
    told = listened(reviewer, str(newest))
    assert [event["state"] for event in told] == ["reading", "read", "in_review"]
    assert listened(reviewer, told[-1]["id"]) == []


class TestNoStreams:
    @pytest.fixture
    def door_settings(self) -> HttpDoorSettings:
        return HttpDoorSettings(streams=0)

    def test_streams_are_limited(self, service: DoorService) -> None:
        answer = service.phone("wang").get("/v1/events")
        assert code(answer) == (503, "too_many_streams") and int(answer.headers["retry-after"]) > 0
