"""Sending one file: what the receipt promises, repeated requests, what is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from uuid import UUID

import pytest

from api.errors import RequestError
from api.receiving import key_of
from api.upload_places import UploadPlaces
from intake.door import Room
from intake.fake_pipeline import number_of
from intake.people.caller import Caller, Credential
from intake.people.scopes import Scope
from intake.state import Actor
from tests.api.documents.conftest import DoorService, code, pdf, send
from tests.intake.store.samples import OTHER_TENANT, TENANT


def test_a_file_that_is_sent_is_read_and_its_fields_are_there(service: DoorService) -> None:
    phone = service.phone("wang")
    sent = send(phone)
    receipt = sent.json()
    assert sent.status_code == 202 and sent.headers["location"] == receipt["links"]["receipt"] == f"/v1/receipts/{receipt['id']}"
    assert (receipt["state"], receipt["duplicate_of"], receipt["invoices"]) == ("received", None, []) and receipt["poll_after_ms"] > 0
    service.read_all()
    read = phone.get(receipt["links"]["receipt"]).json()
    (invoice,) = read["invoices"]
    assert (read["state"], read["poll_after_ms"]) == ("read", None)
    assert (invoice["invoice_number"], invoice["total"], invoice["state"]) == (number_of(pdf()), "106.00", "in_review")
    whole = phone.get(f"/v1/invoices/{invoice['id']}").json()
    assert whole["fields"]["total"]["value"] == "106.00" and whole["fields"]["total"]["read"]["box"]
    document = phone.get(receipt["links"]["document"]).json()
    assert [step["code"] for step in document["timeline"]] == ["received", "reading", "read", "in_review"]
    assert document["timeline"][-1]["is_waiting"] and document["timeline"][-1]["text_zh"] == "待复核"


def test_the_file_itself_may_be_the_body(service: DoorService) -> None:
    key = service.key()
    answer = key.post("/v1/invoices", params={"name": "三月.pdf", "lane": "batch"}, content=pdf(), headers={"Content-Type": "application/pdf"})
    assert answer.status_code == 202 and answer.json()["name"] == "三月.pdf"
    assert key.get(answer.json()["links"]["document"]).json()["lane"] == "batch"


def test_the_same_request_again_gets_the_same_receipt_and_another_file_under_its_key_a_refusal(service: DoorService) -> None:
    phone = service.phone("wang")
    first, again = send(phone, key="k-1"), send(phone, key='"k-1"')
    assert (first.status_code, again.status_code) == (202, 202) and first.json()["id"] == again.json()["id"]
    assert "idempotent-replay" not in first.headers and again.headers["idempotent-replay"] == "true"
    assert code(send(phone, pdf("other"), key="k-1")) == (422, "idempotency_key_used")
    assert send(service.phone("li"), pdf("other"), key="k-1").status_code == 202, "keys of others are others"


def test_the_same_bytes_again_name_the_first_receipt(service: DoorService) -> None:
    phone = service.phone("wang")
    first, again = send(phone, key="k-1"), send(phone, key="k-2", name="copy.pdf")
    assert again.status_code == 200 and again.json()["duplicate_of"] == first.json()["id"]
    assert again.json()["document_id"] == first.json()["document_id"]
    assert send(phone, key="k-2").status_code == 200, "the repeated request gets the status that it got before"


def test_the_same_bytes_in_another_tenant_are_another_document(service: DoorService) -> None:
    first = send(service.phone("wang")).json()
    elsewhere = service.phone("wang", OTHER_TENANT)
    assert send(elsewhere).status_code == 202
    for address in (f"/v1/receipts/{first['id']}", f"/v1/documents/{first['document_id']}", f"/v1/documents/{first['document_id']}/original"):
        assert code(elsewhere.get(address)) == (404, "record_not_found")


def test_bytes_that_are_not_what_was_announced_are_not_kept(service: DoorService) -> None:
    phone = service.phone("wang")
    right, wrong = sha256(pdf()).hexdigest().upper(), sha256(b"other").hexdigest()
    assert code(send(phone, headers={"X-Content-SHA256": wrong})) == (460, "sha256_mismatch")
    assert code(send(phone, headers={"X-Content-SHA256": "no hash"})) == (422, "not_as_described")
    assert send(phone, headers={"X-Content-SHA256": right}).status_code == 202


def test_what_is_no_document_is_refused_at_once(service: DoorService) -> None:
    phone = service.phone("wang")
    for content, expected in (
        (b"just words", (415, "unknown_type")),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", (415, "svg_refused")),
        (b"\x00" * 20, (422, "empty_file")),
    ):
        assert code(send(phone, content)) == expected
    assert phone.get("/v1/invoices").json()["invoices"] == [] and list(service.backend.files.all()) == []


@pytest.mark.parametrize("key", ["", " ", "a" * 256, "with blank", "\x7f", "键"])
def test_keys_that_are_none_are_refused(key: str) -> None:
    with pytest.raises(RequestError, match="idempotency_key_malformed"):
        key_of(key)


def test_keys_may_stand_in_quotes_and_may_be_left_out() -> None:
    assert (key_of(None), key_of("k"), key_of('"k"'), key_of(" k ")) == (None, "k", "k", "k")


def test_requests_without_a_file_or_a_credential_are_refused(service: DoorService) -> None:
    phone = service.phone("wang")
    assert code(phone.post("/v1/invoices", content=b"")) == code(phone.post("/v1/invoices", data={"file": "text"}, files={"x": b"x"})) == (422, "no_file")
    assert code(send(phone, key="with blank")) == (422, "idempotency_key_malformed")
    assert code(send(service.client())) == (401, "login_needed")
    assert code(send(service.key(Scope.READ))) == (403, "not_permitted")


def test_a_file_that_can_not_be_read_says_why_in_both_languages(service: DoorService) -> None:
    phone = service.phone("wang")
    receipt = send(phone, pdf("damaged")).json()
    service.read_all()
    failed = phone.get(receipt["links"]["receipt"]).json()
    assert failed["state"] == "failed" and failed["poll_after_ms"] is None
    assert failed["failure"]["code"] == "pdf_damaged" and failed["failure"]["message_en"] and failed["failure"]["message_zh"]


def test_what_is_too_large_is_refused_before_it_is_read_and_told_by_how_much(service: DoorService) -> None:
    phone = service.phone("wang")
    announced = phone.post("/v1/invoices", content=pdf() + b" " * (8 << 20))
    assert code(announced) == (413, "body_too_large")
    assert (announced.json()["limit"], announced.json()["actual"]) == (8 << 20, len(pdf()) + (8 << 20))
    pieces = (b" " * (1 << 20) for _ in range(12))
    assert code(phone.post("/v1/invoices", content=pieces)) == (413, "body_too_large")


def test_senders_are_asked_to_come_back_when_too_much_waits(service: DoorService) -> None:
    phone = service.phone("wang")
    object.__setattr__(service.backend.reception, "room", Room(waiting_single=1, waiting_batch=0, free_bytes=0, retry_after_queue=17))
    assert send(phone).status_code == 202
    for answer in (send(phone, pdf("one more")), send(phone, pdf("one more"), params={"lane": "batch"})):
        assert code(answer) == (503, "queue_full") and answer.headers["retry-after"] == "17" and answer.json()["next_step"] == "try_later"
    service.read_all()
    assert send(phone, pdf("one more")).status_code == 202


def test_the_same_bytes_at_the_same_moment_are_one_document(service: DoorService) -> None:
    clients = [service.key() for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda client: send(client).json(), clients))
    assert len({answer["document_id"] for answer in answers}) == 1
    assert sum(answer["duplicate_of"] is None for answer in answers) == 1


def caller(name: str) -> Caller:
    return Caller(TENANT, Actor(name, frozenset()), frozenset(), Credential.KEY, UUID(int=1), None, name)


def test_a_caller_has_so_many_places_and_others_have_their_own() -> None:
    places = UploadPlaces(2)
    with places.place(caller("one")), places.place(caller("one")):
        with pytest.raises(RequestError, match="too_many_uploads"), places.place(caller("one")):
            pass
        with places.place(caller("other")):
            pass
    with places.place(caller("one")), places.place(caller("one")):
        pass


def test_a_key_is_under_way_once() -> None:
    places = UploadPlaces(9)
    with places.key(caller("one"), "k"):
        with pytest.raises(RequestError, match="request_under_way"), places.key(caller("one"), "k"):
            pass
        with places.key(caller("one"), "other"), places.key(caller("other"), "k"), places.key(caller("one"), None), places.key(caller("one"), None):
            pass
    with places.key(caller("one"), "k"):
        pass
