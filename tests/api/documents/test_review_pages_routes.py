"""Pages put together otherwise while they are reviewed: documents parted and joined, read anew, undone; what came in stays as it came."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from fastapi.testclient import TestClient

from intake.state import Role
from tests.api.documents.conftest import DoorService, code, send
from tests.api.documents.test_review_routes import claim, claimed, decide, invoice_of
from tests.api.pages.site import SAMPLES
from tests.intake.opening.test_pages_as_pdf import pdf_of


def waiting(service: DoorService, *contents: bytes) -> list[str]:
    key = service.key()
    receipts = [send(key, content).json() for content in contents]
    service.read_all()
    return [receipt["document_id"] for receipt in receipts]


def split(client: TestClient, document: str, *starts: int) -> Any:
    return client.post(f"/v1/review/documents/{document}/split", json={"starts": starts})


def append(client: TestClient, document: str, other: str) -> Any:
    return client.post(f"/v1/review/documents/{document}/append", json={"document_id": other})


def original(client: TestClient, document: str) -> bytes:
    return client.get(f"/v1/documents/{document}/original").content


def pages(client: TestClient, document: str) -> int:
    return len(pdfium.PdfDocument(BytesIO(original(client, document))))


def test_a_document_is_parted_read_anew_and_put_back(service: DoorService) -> None:
    content = pdf_of(100, 110, 120).content
    (document,) = waiting(service, content)
    zhao = service.person("zhao", Role.REVIEWER)
    invoice = invoice_of(zhao, document)
    assert claimed(zhao) == [document]
    answer = split(zhao, document, 2).json()
    assert answer["planted"] is None and zhao.get("/v1/review/claims").json() == []
    assert code(zhao.get(f"/v1/review/invoices/{invoice}")) == (404, "record_not_found"), "it makes way"
    service.read_all()
    assert [pages(zhao, part) for part in answer["documents"]] == [1, 2]
    assert sorted(claimed(zhao, 3)) == sorted(answer["documents"])
    first = zhao.get(f"/v1/review/invoices/{invoice_of(zhao, answer['documents'][0])}").json()["document"]
    assert (first["rearrangement"], first["made_of"], first["name"]) == (answer["id"], ["发票.pdf"], "发票.pdf!1.pdf")
    assert original(zhao, document) == content, "what came in stays"
    assert [step["code"] for step in zhao.get(f"/v1/documents/{document}").json()["timeline"] if step["invoice_id"] is None][-1] == "rearranged"

    undo = f"/v1/review/rearrangements/{answer['id']}"
    assert zhao.delete(undo).status_code == 204
    assert code(zhao.delete(undo)) == (404, "record_not_found"), "once"
    assert [zhao.get(f"/v1/documents/{part}").status_code for part in answer["documents"]] == [404, 404]
    assert zhao.get(f"/v1/review/invoices/{invoice}").json()["invoice"]["invoice"]["state"] == "in_review"
    assert claimed(zhao) == [document]


def test_two_documents_are_joined_and_senders_keep_seeing_theirs(service: DoorService) -> None:
    picture = (SAMPLES / "digital_general.png").read_bytes()
    one, other = waiting(service, pdf_of(100, 110).content, picture)
    zhao = service.person("zhao", Role.REVIEWER)
    answer = append(zhao, one, other).json()
    service.read_all()
    (joined,) = answer["documents"]
    assert pages(zhao, joined) == 3 and claimed(zhao, 3) == [joined]
    assert [zhao.get(f"/v1/documents/{each}").json()["invoices"] for each in (one, other)] == [[], []]
    assert decide(zhao, invoice_of(zhao, joined)).status_code == 200
    assert code(zhao.delete(f"/v1/review/rearrangements/{answer['id']}")) == (409, "not_in_this_state"), "a decision is not undone by the way"


def test_what_can_not_be_put_together_otherwise_stays_as_it_is(service: DoorService) -> None:
    document, other, held = waiting(service, pdf_of(100, 110).content, pdf_of(120, 130).content, pdf_of(140, 150).content)
    zhao, li = service.person("zhao", Role.REVIEWER), service.person("li", Role.REVIEWER)
    assert code(split(zhao, document, 3)) == (422, "no_such_pages")
    assert code(split(zhao, document, 2, 2)) == (422, "no_such_pages")
    assert code(append(zhao, document, document)) == (422, "no_such_pages")
    assert claim(li, document=held).status_code == 200
    assert code(append(zhao, document, held)) == (409, "under_review_elsewhere")
    decide(zhao, invoice_of(zhao, other))
    assert code(split(zhao, other, 2)) == (409, "nothing_to_review")
    assert zhao.get(f"/v1/documents/{document}").json()["state"] == "read" and invoice_of(zhao, document)
