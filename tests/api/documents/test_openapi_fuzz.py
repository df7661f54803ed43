"""Anything may be sent to any route: no answer is a fault of ours, and every answer is one that the OpenAPI document describes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import requests
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import content_type_conformance, response_headers_conformance, response_schema_conformance, status_code_conformance

from api.resumable.headers import CHUNK_TYPE
from api.settings import HttpDoorSettings
from intake.people.secret import csrf_token
from tests.api.documents.conftest import DoorService, pdf, send
from tests.api.documents.test_documents_routes import photograph

CHECKS = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
LEFT_OUT = frozenset({"logOut", "logOutEverywhere", "changePassword", "ready"})
"""What ends the login that all others need; and whether a worker lives, which here none does."""
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXAMPLES = 4
"""Of each route."""


@pytest.fixture
def door_settings() -> HttpDoorSettings:
    return HttpDoorSettings(stream_seconds=0.05, verdict_seconds=20)


def known(client: TestClient, service: DoorService) -> dict[str, list[str]]:
    """Path parameter -> values that there are, so that requests get beyond "there is none"."""
    batch = str(uuid4())
    receipts = [send(client, content, params={"batch": batch}).json() for content in (pdf("one"), pdf("two"), pdf("damaged"), photograph())]
    service.read_all()
    upload = client.post("/v1/uploads", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "100"})
    invoices = [invoice["id"] for receipt in receipts for invoice in client.get(receipt["links"]["receipt"]).json()["invoices"]]
    return {
        "receipt_id": [receipt["id"] for receipt in receipts],
        "document_id": [receipt["document_id"] for receipt in receipts],
        "invoice_id": invoices,
        "batch_id": [batch],
        "upload_id": [upload.json()["id"]],
    }


@pytest.mark.slow(seconds=100)
def test_every_answer_to_anything_is_one_that_is_described(service: DoorService) -> None:
    client = service.person("fuzzer")
    cookies, there = dict(client.cookies), known(client, service)
    for binary in (CHUNK_TYPE, XLSX_TYPE):
        schemathesis.serializer.alias(binary, "application/octet-stream")
    schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    tried = 0

    def check(operation: Any) -> None:
        @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(), choice=st.integers(0, 3))
        def answered(case: Any, choice: int) -> None:
            nonlocal tried
            for name in case.path_parameters or {}:
                if choice and name in there:
                    case.path_parameters[name] = there[name][choice % len(there[name])]
            if isinstance(case.query, dict) and "wait" in case.query:
                case.query["wait"] = 0
            request = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
            headers = {name: value for name, value in request.headers.items() if name.lower() not in ("cookie", "authorization", "content-length")}
            if choice:
                headers |= {"If-Match": "*", "Tus-Resumable": "1.0.0"}
            client.cookies.clear()
            client.cookies.update(cookies)
            content = request.body.encode() if isinstance(request.body, str) else request.body
            answer = client.request(
                str(request.method), str(request.url), content=content, headers={**headers, "X-CSRF-Token": csrf_token(cookies["fapiao_session"])}
            )
            tried += 1
            case.validate_response(answer, checks=CHECKS)

        answered()

    failed: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.definition.raw.get("operationId") not in LEFT_OUT:
            try:
                check(operation)
            except (FailureGroup, Failure) as failure:
                failed.append(f"{operation.label}: {failure}")
    assert not failed, "\n\n".join(failed)
    assert tried > 250
