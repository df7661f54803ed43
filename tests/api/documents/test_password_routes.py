"""Encrypted documents: a password is given, tried, and kept sealed for as long as it fits."""

from __future__ import annotations

import logging
from uuid import UUID

import pytest
from sqlalchemy import text

from intake.password_safe import PasswordSafe
from intake.state import Role
from intake.store.documents import find_document
from tests.api.documents.conftest import Answer, DoorService, code, pdf, send
from tests.intake.store.samples import TENANT

WORD = "sesame-4711"


def sealed(service: DoorService) -> list[bytes]:
    with service.backend.database.read() as session:
        return [bytes(row) for row in session.scalars(text("SELECT sealed FROM document_passwords"))]


def locked(service: DoorService, name: str = "wang") -> tuple[object, str, Answer]:
    phone = service.phone(name)
    document = send(phone, pdf(f"locked {WORD}")).json()["links"]["document"]
    service.read_all()
    return phone, document, phone.get(document).json()


def test_a_document_is_read_with_the_password_that_its_sender_gives(service: DoorService, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    phone, document, failed = locked(service)
    assert (failed["state"], failed["failure"]["code"]) == ("failed", "needs_password")
    answer = phone.post(f"{document}/password", json={"password": WORD})
    assert answer.status_code == 200 and answer.json()["state"] == "received" and WORD not in answer.text
    service.read_all()
    assert phone.get(document).json()["state"] == "read"
    (kept,) = sealed(service)
    assert WORD.encode() not in kept and WORD not in caplog.text
    key = service.backend.folder.sealing_key
    assert key.stat().st_mode & 0o777 == 0o600 and len(key.read_bytes()) == 32
    assert not any(WORD in str(row) for row in everything(service))


def everything(service: DoorService) -> list[object]:
    with service.backend.database.read() as session:
        return [*session.execute(text("SELECT * FROM history")), *session.execute(text("SELECT * FROM documents"))]


def test_a_wrong_password_is_forgotten_and_said(service: DoorService) -> None:
    phone, document, _ = locked(service)
    phone.post(f"{document}/password", json={"password": "guess"})
    assert sealed(service)
    service.read_all()
    failed = phone.get(document).json()
    assert (failed["state"], failed["failure"]["code"]) == ("failed", "needs_password") and not sealed(service)
    assert phone.post(f"{document}/password", json={"password": WORD}).status_code == 200, "and another may be tried"


def test_it_is_read_again_later_without_being_asked_for_it_anew(service: DoorService) -> None:
    phone, document, _ = locked(service)
    phone.post(f"{document}/password", json={"password": WORD})
    service.read_all()
    assert service.person("li", Role.REVIEWER).post(f"{document}/read", json={}).status_code == 200
    service.read_all()
    assert phone.get(document).json()["state"] == "read"
    service.backend.folder.sealing_key.unlink()
    service.person("zhao", Role.REVIEWER).post(f"{document}/read", json={})
    service.read_all()
    assert phone.get(document).json()["failure"]["code"] == "needs_password", "without the key nobody can open it"


def test_only_who_sees_a_document_that_waits_for_one_may_give_a_password(service: DoorService) -> None:
    phone, document, _ = locked(service)
    form = {"json": {"password": WORD}}
    assert code(service.phone("sun").post(f"{document}/password", **form)) == (404, "record_not_found")
    open_one = send(phone, pdf("open")).json()["links"]["document"]
    assert code(phone.post(f"{open_one}/password", **form)) == (409, "password_not_needed")
    assert code(phone.post(f"{document}/password", json={"password": ""})) == (422, "not_as_described")
    assert service.person("li", Role.REVIEWER).post(f"{document}/password", **form).status_code == 200


def test_a_sealed_password_opens_nothing_in_another_documents_row(service: DoorService) -> None:
    phone, document, _ = locked(service)
    phone.post(f"{document}/password", json={"password": WORD})
    other = send(phone, pdf("other")).json()["document_id"]
    with service.backend.database.write() as session:
        session.execute(
            text("UPDATE document_passwords SET document_id = :other"), {"other": other.replace("-", "") if not service.backend.database.postgresql else other}
        )
    with service.backend.database.read() as session:
        stored = find_document(session, TENANT, UUID(other))
        assert stored is not None and PasswordSafe(service.backend.folder.sealing_key).passwords(session, stored) == ()
