"""Resumable uploads: every byte once, whatever breaks off, and one receipt at the end."""

from __future__ import annotations

import asyncio
import os
from base64 import b64encode
from hashlib import sha1, sha256
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.errors import RequestError
from api.resumable.headers import CHUNK_TYPE, read_checksum, read_metadata, read_number
from api.resumable.part_files import PartFiles
from api.resumable.turns import Turns
from api.settings import HttpDoorSettings
from intake.people.scopes import Scope
from intake.state import Role
from tests.api.documents.conftest import DoorService, code, pdf, send
from tests.intake.store.samples import OTHER_TENANT

TUS = {"Tus-Resumable": "1.0.0"}
CONTENT = pdf("a photograph " * 500)


def metadata(**said: str) -> str:
    return ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in said.items())


def begin(client: TestClient, content: bytes = CONTENT, key: str | None = "k-1", sha256_of: bytes | None = None, **more: Any) -> Any:
    said = {"filename": "发票.pdf", "sha256": sha256(content if sha256_of is None else sha256_of).hexdigest()}
    headers = {**TUS, "Upload-Length": str(len(content)), "Upload-Metadata": metadata(**said), **({"Idempotency-Key": key} if key else {})}
    return client.post("/v1/uploads", headers={**headers, **more.pop("headers", {})}, **more)


def patch(client: TestClient, address: str, offset: int, chunk: bytes, **headers: str) -> Any:
    return client.patch(address, content=chunk, headers={**TUS, "Upload-Offset": str(offset), "Content-Type": CHUNK_TYPE, **headers})


def checksum(chunk: bytes) -> dict[str, str]:
    return {"Upload-Checksum": f"sha1 {b64encode(sha1(chunk, usedforsecurity=False).digest()).decode()}"}


def test_a_file_that_comes_in_pieces_gets_one_receipt(service: DoorService) -> None:
    phone = service.phone("wang")
    begun = begin(phone)
    address = begun.headers["location"]
    assert begun.status_code == 201 and begun.headers["tus-resumable"] == "1.0.0" and begun.headers["upload-expires"].endswith("GMT")
    first = patch(phone, address, 0, CONTENT[:1000], **checksum(CONTENT[:1000]))
    assert (first.status_code, first.headers["upload-offset"]) == (204, "1000")
    head = phone.head(address, headers=TUS)
    assert (head.status_code, head.headers["upload-offset"], head.headers["upload-length"], head.headers["cache-control"]) == (
        200,
        "1000",
        str(len(CONTENT)),
        "no-store",
    )
    last = patch(phone, address, 1000, CONTENT[1000:])
    receipt = last.json()
    assert last.status_code == 202 and last.headers["upload-offset"] == str(len(CONTENT)) and receipt["name"] == "发票.pdf"
    # Nobody heard that answer: whoever asks gets the receipt all the same.
    assert phone.head(address, headers=TUS).headers["upload-receipt"] == f"/v1/receipts/{receipt['id']}"
    assert patch(phone, address, len(CONTENT), b"").json()["id"] == receipt["id"]
    assert phone.get(address).json()["receipt"]["id"] == receipt["id"]
    assert phone.get(receipt["links"]["document"] + "/original").content == CONTENT


def test_the_first_bytes_may_come_with_the_beginning_and_even_all(service: DoorService) -> None:
    phone = service.phone("wang")
    headers = {"Content-Type": CHUNK_TYPE}
    part = phone.post("/v1/uploads", content=CONTENT[:10], headers={**TUS, **headers, "Upload-Length": str(len(CONTENT))})
    assert (part.status_code, part.json()["offset"], part.json()["receipt"]) == (201, 10, None)
    whole = phone.post("/v1/uploads", content=CONTENT, headers={**TUS, **headers, "Upload-Length": str(len(CONTENT))})
    assert (whole.status_code, whole.json()["offset"], whole.json()["receipt"]["state"]) == (201, len(CONTENT), "received")


def test_a_chunk_that_arrives_damaged_or_elsewhere_is_not_kept(service: DoorService) -> None:
    phone = service.phone("wang")
    address = begin(phone).headers["location"]
    assert code(patch(phone, address, 0, CONTENT[:100], **checksum(b"other"))) == (460, "chunk_checksum_mismatch")
    assert code(patch(phone, address, 5, CONTENT[5:100])) == (409, "upload_offset_wrong")
    assert code(patch(phone, address, 0, CONTENT + b"more")) == (413, "body_too_large")
    assert phone.head(address, headers=TUS).headers["upload-offset"] == "0"


def test_a_whole_file_that_is_not_what_was_announced_is_gone_and_can_be_sent_anew(service: DoorService) -> None:
    phone = service.phone("wang")
    address = begin(phone, sha256_of=b"other").headers["location"]
    assert code(patch(phone, address, 0, CONTENT)) == (460, "sha256_mismatch")
    assert phone.head(address, headers=TUS).status_code == 404
    assert begin(phone).status_code == 201


def test_the_same_key_goes_on_with_the_same_upload_and_refuses_another_file(service: DoorService) -> None:
    phone = service.phone("wang")
    address = begin(phone).headers["location"]
    patch(phone, address, 0, CONTENT[:500])
    again = begin(phone)
    assert (again.status_code, again.headers["location"], again.headers["upload-offset"], again.headers["idempotent-replay"]) == (200, address, "500", "true")
    assert code(begin(phone, pdf("another"))) == (422, "idempotency_key_used")
    receipt = patch(phone, address, 500, CONTENT[500:]).json()
    finished = begin(phone)
    assert (finished.status_code, finished.json()["receipt"]["id"]) == (200, receipt["id"])
    # And long after the upload itself was tidied away.
    service.backend.folder.uploads.rename(service.backend.folder.root / "elsewhere")
    later = begin(phone)
    assert (later.status_code, later.json()["receipt"]["id"], later.headers["upload-offset"]) == (200, receipt["id"], str(len(CONTENT)))
    assert code(begin(phone, pdf("another"))) == (422, "idempotency_key_used")


def test_what_the_caller_sent_before_needs_no_bytes_and_what_others_sent_does(service: DoorService) -> None:
    wang, li = service.phone("wang"), service.phone("li")
    first = send(wang, CONTENT).json()
    known = begin(wang)
    assert (known.status_code, known.json()["receipt"]["duplicate_of"]) == (200, first["id"])
    unknown = begin(li)
    assert (unknown.status_code, unknown.json()["offset"]) == (201, 0), "a hash alone tells nobody that the file is here"
    told = patch(li, unknown.headers["location"], 0, CONTENT)
    assert (told.status_code, told.json()["state"], told.json()["duplicate_of"]) == (200, "received", None)


def test_uploads_survive_a_restart(service: DoorService) -> None:
    phone = service.phone("wang")
    address = begin(phone).headers["location"]
    patch(phone, address, 0, CONTENT[:700])
    with TestClient(service.app, headers=dict(phone.headers)) as anew:  # the lifespan makes everything anew
        assert anew.head(address, headers=TUS).headers["upload-offset"] == "700"
        assert patch(anew, address, 700, CONTENT[700:]).status_code == 202


def test_what_was_whole_and_not_received_is_received_when_somebody_asks(service: DoorService) -> None:
    """The service died between the last byte and the transaction."""
    phone = service.phone("wang")
    address = begin(phone).headers["location"]
    files = PartFiles(service.backend.folder.uploads)
    (part,) = files.all()
    files.append(part, 0, CONTENT)
    head = phone.head(address, headers=TUS)
    assert head.status_code == 200 and head.headers["upload-offset"] == str(len(CONTENT))
    assert phone.get(head.headers["upload-receipt"]).json()["state"] == "received"


def test_others_can_neither_see_nor_touch_an_upload(service: DoorService) -> None:
    phone, li, elsewhere = service.phone("wang"), service.phone("li"), service.phone("wang", OTHER_TENANT)
    address = begin(phone).headers["location"]
    for client in (li, elsewhere):
        assert client.get(address).status_code == client.head(address, headers=TUS).status_code == client.delete(address, headers=TUS).status_code == 404
        assert patch(client, address, 0, b"x").status_code == 404
    finance = service.person("zhao", Role.FINANCE)
    assert finance.get(address).status_code == 200, "the scope `upload` goes on with what others began"
    assert patch(finance, address, 0, CONTENT).status_code == 202
    assert phone.get(phone.get(address).json()["receipt"]["links"]["receipt"]).status_code == 200, "it stays theirs who began it"


def test_a_cancelled_upload_is_gone(service: DoorService) -> None:
    phone = service.phone("wang")
    address = begin(phone).headers["location"]
    assert phone.delete(address, headers=TUS).status_code == 204
    assert code(phone.get(address)) == (404, "record_not_found")
    assert list(service.backend.folder.uploads.glob("*/*/*")) == []


def test_an_upload_that_lay_still_too_long_is_removed_when_the_next_begins(service: DoorService) -> None:
    phone = service.phone("wang")
    address = begin(phone).headers["location"]
    (folder,) = service.backend.folder.uploads.glob("*/*/*")
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    assert phone.get(address).status_code == 200
    with TestClient(service.app, headers=dict(phone.headers)) as anew:
        assert begin(anew, pdf("another"), key="k-2").status_code == 201
        assert anew.get(address).status_code == 404


def test_what_is_no_document_is_refused_at_its_end(service: DoorService) -> None:
    phone = service.phone("wang")
    words = b"just words " * 100
    address = begin(phone, words).headers["location"]
    assert code(patch(phone, address, 0, words)) == (415, "unknown_type")
    assert code(begin(phone, b"", key="k-2")) == (422, "empty_file")


def test_headers_without_sense_are_refused_by_name(service: DoorService) -> None:
    phone = service.phone("wang")
    for headers, expected in (
        ({"Tus-Resumable": "0.2.2"}, (412, "tus_version_unsupported")),
        ({"Upload-Length": "many"}, (400, "tus_header_malformed")),
        ({"Upload-Length": "-1"}, (400, "tus_header_malformed")),
        ({"Upload-Length": str(10**12)}, (413, "upload_too_large")),
        ({"Upload-Metadata": "filename ???"}, (400, "tus_header_malformed")),
        ({"Upload-Metadata": metadata(sha256="short")}, (400, "tus_header_malformed")),
        ({"Upload-Metadata": metadata(lane="fast")}, (400, "tus_header_malformed")),
    ):
        answer = begin(phone, headers=headers)
        assert code(answer) == expected and answer.headers["tus-resumable"] == "1.0.0"


def test_what_is_spoken_can_be_asked(service: DoorService) -> None:
    offers = service.key(Scope.UPLOAD_OWN).options("/v1/uploads").headers
    assert offers["tus-version"] == "1.0.0" and set(offers["tus-extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "expiration",
        "checksum",
        "termination",
    }
    assert "sha1" in offers["tus-checksum-algorithm"] and int(offers["tus-max-size"]) == 500 << 20


class TestFewUploads:
    @pytest.fixture
    def door_settings(self) -> HttpDoorSettings:
        return HttpDoorSettings(unfinished_uploads=2, unfinished_bytes=2 * len(CONTENT), verdict_seconds=20)

    def test_unfinished_uploads_of_a_caller_are_limited(self, service: DoorService) -> None:
        phone = service.phone("wang")
        first = begin(phone, key="1").headers["location"]
        assert code(begin(phone, CONTENT * 2, key="2")) == (413, "upload_too_large")
        assert begin(phone, pdf("small"), key="2").status_code == 201
        too_many = begin(phone, pdf("third"), key="3")
        assert code(too_many) == (429, "too_many_uploads") and int(too_many.headers["retry-after"]) > 0
        assert begin(service.phone("li"), key="3").status_code == 201
        patch(phone, first, 0, CONTENT)
        assert begin(phone, pdf("third"), key="3").status_code == 201, "finished ones don't count"


def test_whoever_comes_last_gets_the_turn() -> None:
    async def check() -> list[str]:
        turns, order, upload = Turns(5), [], UUID(int=1)

        async def write(name: str, begun: asyncio.Event) -> None:
            async with turns.turn(upload) as wanted_by_other:
                begun.set()
                await wanted_by_other.wait()
                order.append(name)

        first, second = asyncio.Event(), asyncio.Event()
        one = asyncio.create_task(write("first", first))
        await first.wait()
        two = asyncio.create_task(write("second", second))
        await second.wait()
        async with turns.turn(upload):
            order.append("third")
        await asyncio.gather(one, two)
        return order

    assert asyncio.run(check()) == ["first", "second", "third"]


def test_whoever_does_not_get_the_turn_is_told_to_come_back() -> None:
    async def check() -> int:
        turns = Turns(0.05)
        async with turns.turn(UUID(int=1)):
            try:
                async with turns.turn(UUID(int=1)):
                    return 0
            except RequestError as error:
                return error.problem.status

    assert asyncio.run(check()) == 423


@given(st.text(max_size=60), st.binary(max_size=40))
def test_headers_may_hold_anything(text: str, more: bytes) -> None:
    read_number(text), read_checksum(text), read_metadata(text)
    read_metadata(f"filename {b64encode(more).decode()},x {text}")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_names_come_through_metadata_whatever_they_are(name: str) -> None:
    read = read_metadata(metadata(filename=name))
    assert read is not None and read.name == (name or "unnamed")
