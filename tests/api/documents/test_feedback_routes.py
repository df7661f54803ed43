"""What people say about the pages over HTTP, its picture, its answer."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

from PIL import Image

from intake.feedback import MOST_OPEN
from intake.people.scopes import Scope
from intake.state import Role
from tests.api.documents.conftest import DoorService, code
from tests.intake.store.samples import OTHER_TENANT

SAID = {"text": "  The total is cut off.  ", "page": "/review?q=secret", "screen": "1440x900@2", "language": "en"}


def photograph() -> bytes:
    """A picture that tells where it was taken."""
    picture, content = Image.new("RGB", (80, 40), "red"), BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    picture.save(content, "JPEG", exif=exif)
    return content.getvalue()


def test_feedback_is_kept_answered_told_and_closed(service: DoorService) -> None:
    wang, boss = service.person("wang", Role.REVIEWER), service.person("boss", Role.ADMINISTRATOR)
    invoice = str(uuid4())
    sent = wang.post("/v1/feedback", json={**SAID, "object_kind": "invoice", "object_id": invoice}, headers={"User-Agent": "Browser/1"})
    assert sent.status_code == 201
    feedback = sent.json()
    assert feedback["text"] == "The total is cut off." and feedback["page"] == "/review" and feedback["browser"] == "Browser/1"
    assert (feedback["state"], feedback["user_name"], feedback["object_id"]) == ("open", "wang", invoice)
    assert [notice["topic"] for notice in boss.get("/v1/notices").json()["notices"]] == ["feedback_sent"]
    place = f"/v1/feedback/{feedback['id']}"
    assert code(wang.put(f"{place}/answer", json={"seen": 1, "text": "?"})) == (403, "not_permitted")
    assert code(boss.put(f"{place}/answer", json={"seen": 1, "text": " "})) == (422, "feedback_text_missing")
    answered = boss.put(f"{place}/answer", json={"seen": 1, "text": "Mended today."}).json()
    assert (answered["state"], answered["answered_by"], answered["version"]) == ("answered", "boss", 2)
    assert code(boss.put(f"{place}/answer", json={"seen": 1, "text": "Another."})) == (409, "feedback_changed_meanwhile")
    (notice,) = wang.get("/v1/notices").json()["notices"]
    assert notice["topic"] == "feedback_answered" and "Mended today." in notice["text_zh"] and notice["about"]["id"] == feedback["id"]
    assert boss.post(f"{place}/closing", json={"seen": 2}).json()["state"] == "closed"
    assert code(boss.put(f"{place}/answer", json={"seen": 3, "text": "Too late."})) == (409, "feedback_changed_meanwhile")
    (mine,) = wang.get("/v1/feedback").json()["feedback"]
    assert (mine["state"], mine["answer"]) == ("closed", "Mended today.")
    assert wang.get("/v1/feedback", params={"state": "open"}).json()["feedback"] == []
    audit = boss.get("/v1/audit", params={"since": "2000-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z", "limit": 1000}).json()
    assert [entry["after"]["state"] for entry in audit if entry["subject"] == "feedback"] == ["answered", "closed"]


def test_a_picture_is_drawn_anew_and_shown_to_whom_it_concerns(service: DoorService) -> None:
    wang, sun, boss = service.person("wang2", Role.SUBMITTER), service.person("sun2", Role.SUBMITTER), service.person("boss2", Role.ADMINISTRATOR)
    place = f"/v1/feedback/{wang.post('/v1/feedback', json=SAID).json()['id']}"
    assert code(wang.get(f"{place}/picture")) == (404, "record_not_found")
    assert code(sun.put(f"{place}/picture", content=photograph())) == (404, "record_not_found")
    assert code(boss.put(f"{place}/picture", content=photograph())) == (404, "record_not_found"), "only whoever said it"
    assert code(wang.put(f"{place}/picture", content=b"no picture")) == (415, "unknown_type")
    assert wang.put(f"{place}/picture", content=photograph()).status_code == 204
    assert code(wang.put(f"{place}/picture", content=photograph())) == (409, "feedback_picture_not_taken")
    for reader in (wang, boss):
        shown = reader.get(f"{place}/picture")
        assert shown.headers["content-type"] == "image/jpeg" and b"taken at home" not in shown.content
        assert Image.open(BytesIO(shown.content)).size == (80, 40)
    assert code(sun.get(f"{place}/picture")) == (404, "record_not_found")


def test_everybody_sees_their_own_and_nobody_another_firms(service: DoorService) -> None:
    wang, sun, far = service.person("wang3", Role.REVIEWER), service.phone("sun3"), service.person("far3", Role.ADMINISTRATOR, tenant=OTHER_TENANT)
    boss = service.person("boss3", Role.ADMINISTRATOR)
    for sender in (wang, sun, wang):
        assert sender.post("/v1/feedback", json=SAID).status_code == 201
    first = boss.get("/v1/feedback", params={"limit": 2}).json()
    assert len(first["feedback"]) == 2
    assert [each["user_name"] for each in boss.get("/v1/feedback", params={"cursor": first["next"]}).json()["feedback"]] == ["wang3"]
    assert len(wang.get("/v1/feedback").json()["feedback"]) == 2 and len(sun.get("/v1/feedback").json()["feedback"]) == 1
    assert far.get("/v1/feedback").json() == {"feedback": [], "next": None}
    theirs = first["feedback"][0]["id"]
    assert code(far.put(f"/v1/feedback/{theirs}/answer", json={"seen": 1, "text": "!"})) == (404, "record_not_found")
    assert code(service.key(Scope.READ).post("/v1/feedback", json=SAID)) == (403, "not_permitted")
    assert code(boss.get("/v1/feedback", params={"cursor": "x"})) == (422, "parameter_malformed")


def test_feedback_without_words_is_refused_and_so_is_too_much(service: DoorService) -> None:
    wang = service.person("wang5", Role.SUBMITTER)
    for text in ("", " \n ", "x" * 2001):
        assert code(wang.post("/v1/feedback", json={**SAID, "text": text})) == (422, "feedback_text_missing")
    for _ in range(MOST_OPEN):
        wang.post("/v1/feedback", json=SAID)
    assert code(wang.post("/v1/feedback", json=SAID)) == (409, "too_much_feedback")
