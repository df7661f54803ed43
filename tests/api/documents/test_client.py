"""The typed client against the service; that it is what the OpenAPI document says."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from fastapi.testclient import TestClient

import api.client.generate
from api.client.answer import ProblemError
from api.client.operations import Client
from api.client.resumable import Retry, upload
from api.client.transport import HttpTransport, Request, Response
from intake.fake_pipeline import number_of
from tests.api.documents.conftest import DoorService, pdf


@dataclass(frozen=True)
class InProcess:
    """`Transport` without a network."""

    client: TestClient

    def send(self, request: Request) -> Response:
        answer = self.client.request(request.method, request.target, content=request.content, headers=dict(request.headers))
        return Response(answer.status_code, dict(answer.headers), answer.content)


def test_the_client_is_what_the_openapi_document_says() -> None:
    for name, text in api.client.generate.drawn(api.client.generate.openapi()).items():
        path = Path(api.client.generate.__file__).with_name(name)
        assert path.read_text(encoding="utf-8") == text, "run: python -m api.client.generate"


def test_an_integrator_sends_waits_corrects_and_exports(service: DoorService) -> None:
    client = Client(InProcess(service.key()))
    receipt = client.send_file(pdf(), name="三月.pdf", idempotency_key="k-1")
    assert (receipt.status, receipt.body["state"]) == (202, "received")
    unchanged = client.receipt(receipt.body["id"], if_none_match=client.receipt(receipt.body["id"]).etag)
    assert (unchanged.status, unchanged.body) == (304, None)
    service.read_all()
    read = client.receipt(receipt.body["id"], wait=5).body
    assert read is not None and read["state"] == "read"
    (brief,) = read["invoices"]
    invoice = client.invoice(brief["id"])
    corrected = client.correct_invoice(brief["id"], {"values": {"total": "206.00"}, "why": "seen"}, if_match=invoice.etag)
    assert corrected.body["invoice"]["total"] == "206.00"
    found = client.find_invoices(number=number_of(pdf()), total_from="200", state=("in_review", "approved")).body
    assert [each["id"] for each in found["invoices"]] == [brief["id"]]
    assert b"206.00" in client.export_invoices("csv").body
    assert client.original(brief["document_id"]).body == pdf()


def test_an_upload_in_chunks(service: DoorService) -> None:
    client, content = Client(InProcess(service.key())), pdf("long " * 1000)
    said = f"filename {b64encode('长.pdf'.encode()).decode()},sha256 {b64encode(sha256(content).hexdigest().encode()).decode()}"
    begun = client.begin_upload(tus_resumable="1.0.0", upload_length=str(len(content)), upload_metadata=said)
    upload, offset = begun.body["id"], 0
    while offset < len(content):
        chunk = content[offset : offset + 1500]
        last = client.continue_upload(upload, chunk, tus_resumable="1.0.0", upload_offset=str(offset))
        offset = int(last.headers["upload-offset"])
    assert last.status == 202 and last.body is not None and last.body["name"] == "长.pdf"


class BadLink:
    """`Transport` that loses requests before they arrive, cuts them in the middle, and loses answers."""

    def __init__(self, beyond: InProcess, chance: Random, lost: float) -> None:
        self.beyond, self.chance, self.lost = beyond, chance, lost

    def send(self, request: Request) -> Response:
        if self.chance.random() < self.lost:
            raise ConnectionResetError("lost on the way there")
        answer = self.beyond.send(request)
        if self.chance.random() < self.lost:
            raise ConnectionResetError("lost on the way back")
        return answer


def test_over_a_link_that_drops_every_third_request_each_file_arrives_exactly_once(service: DoorService) -> None:
    key = service.key()
    client = Client(BadLink(InProcess(key), Random(1), 0.2))  # noqa: S311
    contents = [pdf(f"photograph {number} " * 300) for number in range(8)]
    receipts = [
        upload(client, content, name=f"{number}.pdf", key=f"k-{number}", chunk_bytes=1500, wait=lambda _: None) for number, content in enumerate(contents)
    ]
    again = upload(client, contents[0], name="0.pdf", key="k-0", wait=lambda _: None)
    assert again["id"] == receipts[0]["id"]
    service.read_all()
    found = Client(InProcess(key)).find_invoices(limit=100).body["invoices"]
    assert sorted(each["invoice_number"] for each in found) == sorted(map(number_of, contents))
    assert [receipt["duplicate_of"] for receipt in receipts] == [None] * len(contents)


def test_what_no_retry_helps_is_raised_at_once(service: DoorService) -> None:
    waits: list[float] = []
    with pytest.raises(ProblemError, match="unknown_type"):
        upload(Client(InProcess(service.key())), b"just words", name="a.txt", key="k", wait=waits.append)
    assert waits == []
    with pytest.raises(ConnectionResetError):
        dead = Client(BadLink(InProcess(service.key()), Random(1), 1.0))  # noqa: S311
        upload(dead, pdf(), name="a.pdf", key="k", retry=Retry(tries=4), wait=waits.append)
    assert waits == [0.5, 1.0, 2.0]


def test_what_is_refused_is_raised_with_its_code(service: DoorService) -> None:
    client = Client(InProcess(service.key()))
    with pytest.raises(ProblemError) as caught:
        client.send_file(b"just words")
    assert (caught.value.status, caught.value.code, caught.value.retry_after) == (415, "unknown_type", None)


def test_a_service_that_is_not_there_is_an_os_error() -> None:
    with pytest.raises(OSError, match="refused"):
        HttpTransport("http://127.0.0.1:9", "fpk_x", seconds=2).send(Request("GET", "/health"))
