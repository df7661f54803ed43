"""Documents: pages, originals, reading again, deleting, and waiting for what becomes of them."""

from __future__ import annotations

import threading
import time
import zipfile
from io import BytesIO

import cv2
import numpy as np
import pytest

from api.routes.documents import disposition
from intake.fake_pipeline import number_of
from intake.state import Role
from tests.api.documents.conftest import DoorService, code, pdf, send


def photograph(width: int = 800, height: int = 500) -> bytes:
    """A white sheet with print on a dark table, as JPEG."""
    picture = np.full((height, width, 3), 60, np.uint8)
    cv2.rectangle(picture, (60, 50), (width - 60, height - 50), (250, 250, 250), -1)
    for line in range(9):
        cv2.putText(picture, "invoice 24112000 total 106.00", (90, 100 + 38 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (30, 30, 30), 2)
    return cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, 95))[1].tobytes()


def zipped(**files: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.pdf", content)
    return packed.getvalue()


def test_a_picture_gets_its_verdict_with_the_receipt_and_again_when_asked(service: DoorService) -> None:
    phone = service.phone("wang")
    receipt = send(phone, photograph(), name="photo.jpg").json()
    verdict = receipt["verdict"]
    assert verdict["verdict"] in ("good", "usable", "retake") and verdict["docs"] == 1 and len(verdict["corners"]) == 4
    assert phone.get(receipt["links"]["verdict"]).json() == verdict
    blank = send(phone, cv2.imencode(".png", np.full((300, 300, 3), 200, np.uint8))[1].tobytes()).json()["verdict"]
    assert blank["verdict"] == "retake" and [issue["code"] for issue in blank["issues"]] == ["not_invoice"]
    assert all(issue["advice_zh"] and issue["advice_en"] for issue in blank["issues"])
    one_of_many = send(phone, photograph(width=820), params={"lane": "batch"}).json()
    assert one_of_many["verdict"] is None and phone.get(one_of_many["links"]["verdict"]).json()["verdict"] in ("good", "usable", "retake")
    text = send(phone).json()
    assert text["verdict"] is None and text["links"]["verdict"] is None
    assert code(phone.get(f"/v1/documents/{text['document_id']}/verdict")) == (409, "not_a_picture")


def test_a_damaged_picture_is_kept_all_the_same(service: DoorService) -> None:
    phone = service.phone("wang")
    sent = send(phone, photograph()[:2000])
    assert sent.status_code == 202 and sent.json()["verdict"] is None


def test_a_page_is_a_picture_of_ours(service: DoorService) -> None:
    phone = service.phone("wang")
    document = send(phone, photograph(), name="photo.jpg").json()["links"]["document"]
    page = phone.get(f"{document}/pages/1.jpg", params={"longest": 400})
    picture = cv2.imdecode(np.frombuffer(page.content, np.uint8), cv2.IMREAD_COLOR)
    assert page.status_code == 200 and page.headers["content-type"] == "image/jpeg" and picture.shape[:2] == (250, 400)
    assert (page.headers["x-page-width"], page.headers["x-page-height"], page.headers["x-content-type-options"]) == ("800", "500", "nosniff")
    assert phone.get(f"{document}/pages/1.jpg", params={"longest": 400}, headers={"If-None-Match": page.headers["etag"]}).status_code == 304
    assert code(phone.get(f"{document}/pages/2.jpg")) == (404, "no_such_page")
    assert code(phone.get(f"{document}/pages/0.jpg")) == (422, "not_as_described")
    assert code(service.phone("li").get(f"{document}/pages/1.jpg")) == (404, "record_not_found")
    broken = send(phone, pdf("no real PDF")).json()["links"]["document"]
    assert code(phone.get(f"{broken}/pages/1.jpg")) == (422, "pdf_damaged")


def test_an_original_is_a_download_under_its_own_name(service: DoorService) -> None:
    phone = service.phone("wang")
    document = send(phone, pdf(), name="><img src=x onerror=alert(1)>.pdf").json()["links"]["document"]
    original = phone.get(f"{document}/original")
    assert original.content == pdf() and original.headers["content-type"] == "application/octet-stream"
    assert original.headers["content-disposition"].startswith('attachment; filename="><img src=x onerror=alert(1)>.pdf"; filename*=UTF-8')
    assert "sandbox" in original.headers["content-security-policy"] and original.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ['a";x="b', "a\r\nSet-Cookie: x", "../../etc/passwd", "三月\u202efdp.exe", "", "x" * 300, "a/b\\c"])
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    header = disposition(name)
    header.encode("latin-1")
    assert header.count('"') == 2 and not any(char in header for char in "\r\n\\/") and header.startswith('attachment; filename="')
    assert "%E2%80%AE" not in header


def test_whoever_waits_is_told_when_it_is_read(service: DoorService) -> None:
    phone = service.phone("wang")
    receipt = send(phone).json()["links"]["receipt"]
    tag = phone.get(receipt).headers["etag"]
    reader = threading.Timer(0.3, service.read_all)
    reader.start()
    told = phone.get(receipt, params={"wait": 20}, headers={"If-None-Match": tag})
    assert told.status_code == 200 and told.json()["state"] in ("reading", "read")
    settled = phone.get(receipt, params={"wait": 20})
    reader.join()
    assert settled.json()["state"] == "read"
    unchanged = phone.get(receipt, params={"wait": 1}, headers={"If-None-Match": settled.headers["etag"]})
    assert unchanged.status_code == 304
    assert code(phone.get(receipt, params={"wait": 60})) == (422, "not_as_described")


def test_whoever_does_not_wait_is_answered_at_once(service: DoorService) -> None:
    phone = service.phone("wang")
    receipt = send(phone).json()["links"]["receipt"]
    began = time.monotonic()
    assert phone.get(receipt).json()["state"] == "received"
    assert time.monotonic() - began < 20


def test_a_failed_document_may_be_read_again_by_its_sender_and_a_read_one_by_those_who_decide(service: DoorService) -> None:
    phone, reviewer = service.phone("wang"), service.person("zhao", Role.REVIEWER)
    failed, read = (send(phone, pdf(text)).json()["links"]["document"] for text in ("damaged", "fine"))
    assert code(phone.post(f"{read}/read", json={})) == (409, "not_in_this_state"), "it waits to be read anyhow"
    service.read_all()
    assert phone.get(failed).json()["may_read_again"] and not phone.get(read).json()["may_read_again"]
    again = phone.post(f"{failed}/read", json={"why": "once more"})
    assert again.status_code == 200 and again.json()["state"] == "received"
    assert code(phone.post(f"{read}/read", json={})) == (403, "role_needed_for_move")
    assert reviewer.post(f"{read}/read", json={}).status_code == 200
    service.read_all()
    assert len(reviewer.get(read).json()["invoices"]) == 1 and phone.get(failed).json()["state"] == "failed"
    assert [step["code"] for step in phone.get(failed).json()["timeline"]] == ["received", "reading", "failed"] * 2


def test_a_deleted_document_goes_with_its_invoices_and_comes_back_with_them(service: DoorService) -> None:
    phone, reviewer = service.phone("wang"), service.person("zhao", Role.REVIEWER)
    receipt = send(phone).json()
    document = receipt["links"]["document"]
    service.read_all()
    tag = reviewer.get(document).headers["etag"]
    assert code(phone.delete(document, headers={"If-Match": tag})) == (403, "not_permitted")
    assert code(reviewer.delete(document)) == (428, "if_match_needed")
    assert code(reviewer.delete(document, headers={"If-Match": '"1-x"'})) == (412, "changed_meanwhile")
    assert reviewer.delete(document, headers={"If-Match": tag}).status_code == 204
    assert code(reviewer.get(document)) == (404, "record_not_found") and reviewer.get("/v1/invoices").json()["invoices"] == []
    assert phone.get(receipt["links"]["receipt"]).json()["state"] == "deleted"
    restored = reviewer.post(f"{document}/restore", json={"why": "by mistake"})
    assert restored.status_code == 200 and len(restored.json()["invoices"]) == 1


def test_an_archive_shows_its_members_and_is_settled_when_they_are(service: DoorService) -> None:
    phone = service.phone("wang")
    receipt = send(phone, zipped(a=pdf("a"), b=pdf("b"), c=b"just words"), name="march.zip").json()["links"]["receipt"]
    assert phone.get(receipt).json()["poll_after_ms"] > 0
    service.read_all()
    archive = phone.get(receipt).json()
    assert (archive["state"], archive["poll_after_ms"]) == ("read", None)
    assert [(member["name"], member["state"]) for member in archive["members"]] == [("march.zip!a.pdf", "read"), ("march.zip!b.pdf", "read")]
    assert [(failed["name"], failed["failure"]["code"]) for failed in archive["failed_members"]] == [("march.zip!c.pdf", "unknown_type")]
    member = phone.get(f"/v1/documents/{archive['members'][0]['document_id']}").json()
    assert member["invoices"][0]["invoice_number"] == number_of(pdf("a"))
