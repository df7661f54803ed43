"""One caller of the service, who notes how long everything took."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import count

from api.client.answer import ProblemError
from api.client.operations import Client
from api.client.schemas import Lane
from api.client.transport import HttpTransport
from tests.load.files import Sent
from tests.service_process import ServiceProcess

_LONGEST_WAIT = 20
"""Seconds of one long poll."""


@dataclass(frozen=True)
class Times:
    """Seconds from the first byte sent."""

    receipt: float
    fields: float
    state: str
    is_text_pdf: bool


def client_of(service: ServiceProcess) -> Client:
    return Client(HttpTransport(service.address, service.key))


def send(client: Client, file: Sent, lane: Lane) -> tuple[str, float]:
    """The document's id, and when sending began. Where the service asks for it, the same is sent again."""
    began = time.perf_counter()
    while True:
        try:
            receipt = client.send_file(file.content, name=file.name, lane=lane).body
        except ProblemError as problem:
            if problem.retry_after is None:
                raise
            time.sleep(problem.retry_after)
            continue
        assert receipt["document_id"]
        return receipt["document_id"], began


def wait_for_end(client: Client, document_id: str) -> str:
    """The state in which nothing more is to be waited for."""
    etag: str | None = None
    for _ in count():
        answer = client.document(document_id, wait=_LONGEST_WAIT, if_none_match=etag)
        etag = answer.etag or etag
        if answer.body is not None and answer.body["state"] not in ("received", "reading"):
            return answer.body["state"]
    raise AssertionError


def send_and_wait(client: Client, file: Sent, lane: Lane = "single") -> Times:
    document_id, began = send(client, file, lane)
    receipt = time.perf_counter() - began
    state = wait_for_end(client, document_id)
    return Times(receipt, time.perf_counter() - began, state, file.is_text_pdf)
