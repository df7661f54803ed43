"""Ledgers and the ways to them as administrators set them up: kept in versions, their secrets sealed and never told, used at once and by every process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from api.build_service import uploading_parts
from intake.duties.uploading import UploadSweep
from intake.notices.named_settings import NoticeSettings
from intake.people.names import DEFAULT_TENANT
from intake.state import Role
from intake.upload.drop import DropLedger
from intake.upload.folder_drop import FolderDrop
from intake.upload.routes import Route, Routes
from intake.upload.simulator.books import Books
from intake.upload.simulator.misbehaviour import Scripted
from intake.upload.simulator.server import Habits, SimulatedLedger, serve
from intake.verification.verifier import InvoiceStatus
from tests.api.documents.conftest import DoorService, code
from tests.api.documents.test_sendings_routes import LedgerClock, Shop
from tests.api.documents.test_verification_routes import Bureau
from tests.intake.store.s3_server import BUCKET, KEY_ID, REGION, running_s3
from tests.intake.store.s3_server import SECRET as S3_SECRET
from tests.intake.store.samples import OTHER_TENANT, TENANT
from tests.intake.upload.conftest import SECRET

SECRET_TEXT = SECRET.decode()


@pytest.fixture
def notices() -> NoticeSettings:
    """The simulated ledger is on this machine."""
    return NoticeSettings(private_hosts=frozenset({"127.0.0.1"}))


@pytest.fixture
def routes(tmp_path: Path) -> Routes:
    """Named by whoever runs the service."""
    return Routes({OTHER_TENANT: Route(DropLedger("of-file", FolderDrop(tmp_path)))})


@pytest.fixture
def boss(service: DoorService) -> Any:
    return service.person("boss", Role.ADMINISTRATOR, tenant=DEFAULT_TENANT)


@pytest.fixture
def books(service: DoorService) -> Iterator[tuple[SimulatedLedger, str]]:
    clock = LedgerClock(service)
    simulated = SimulatedLedger(Books(clock), Scripted(), "key", SECRET, clock, Habits())
    with serve(simulated) as base:
        yield simulated, base


def rest(base: str, seen: int = 0, secret: str | None = SECRET_TEXT, **more: Any) -> dict[str, Any]:
    return {"seen": seen, "type": "rest", "secret": secret, "facts": {"address": base, "id": "key", **more}}


def test_a_ledger_takes_what_waited_for_one_in_every_process_and_without_a_restart(
    service: DoorService, boss: Any, books: tuple[SimulatedLedger, str], caplog: pytest.LogCaptureFixture
) -> None:
    simulated, base = books
    worker = replace(service.backend)  # another process, which knows nothing but the database and the data folder
    sweep = UploadSweep(uploading_parts(worker))
    assert TENANT not in worker.outside.by_tenant
    shop = Shop(service, simulated, Bureau(service, InvoiceStatus.NORMAL), service.person("zhao", Role.REVIEWER), service.person("li", Role.FINANCE))
    invoice = shop.verified("one")
    shop.work_for(1)
    assert shop.sendings(invoice)["sendings"][0]["sending"]["cause"] == "no_ledger"
    made = boss.put("/v1/ledgers/books", json=rest(base))
    assert made.status_code == 200, made.text
    assert (made.json()["version"], made.json()["version_in_use"], made.json()["has_secret"]) == (1, 1, True)
    assert boss.post("/v1/ledgers/books/test").json()["works"]
    way = boss.put(f"/v1/ledger-routes/{TENANT}", json={"seen": 0, "ledger": "books", "reconcile_at": "never"})
    assert (way.json()["ledger"], way.json()["version_in_use"]) == ("books", 1)
    worker.outside.look()
    assert worker.outside.by_tenant[TENANT].first.name == "books" and worker.outside.by_tenant[TENANT].nightly is None
    assert sweep.run() == 1, "what waited for a ledger is woken"
    shop.work_for(1)
    assert shop.sendings(invoice)["state"] == "confirmed"
    with service.backend.database.read() as session:
        everything = "".join(str(list(session.execute(text(f"SELECT * FROM {table}")))) for table in ("kept_setting_versions", "kept_settings", "audit"))  # noqa: S608
    for seen in (made.text, boss.get("/v1/ledgers").text, everything, caplog.text):
        assert SECRET_TEXT not in seen
    audit = boss.get("/v1/audit", params={"since": "2000-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}).json()
    of_ledgers = [(entry["subject"], entry["event"]) for entry in audit if entry["subject"].startswith("ledger")]
    assert of_ledgers == [("ledger", "created"), ("ledger", "secret_set"), ("ledger", "tested"), ("ledger_route", "created")]
    boss.put(f"/v1/ledger-routes/{TENANT}", json={"seen": 1})
    assert TENANT not in service.backend.outside.by_tenant


def test_a_kept_secret_goes_to_no_other_address_and_versions_are_counted(service: DoorService, boss: Any, books: tuple[SimulatedLedger, str]) -> None:
    _, base = books
    boss.put("/v1/ledgers/books", json=rest(base))
    assert code(boss.put("/v1/ledgers/books", json=rest("https://example.cn", 1, None))) == (422, "secret_needed")
    assert boss.put("/v1/ledgers/books", json=rest(base, 1, None, settles_minutes=5)).json()["version"] == 2
    assert code(boss.put("/v1/ledgers/books", json=rest(base, 1))) == (409, "setting_changed_meanwhile")
    assert boss.put("/v1/ledgers/books", json=rest(base, 2, "another")).status_code == 200
    fails = boss.post("/v1/ledgers/books/test").json()
    assert (fails["works"], fails["reason"]) == (False, "permission")


def test_folders_lie_where_who_runs_the_service_allows_and_belong_to_one_firm(service: DoorService, boss: Any, tmp_path: Path) -> None:
    def folder(path: str) -> dict[str, Any]:
        return {"seen": 0, "type": "directory", "facts": {"folder": path}}

    assert boss.put("/v1/ledgers/drop", json=folder("qinghe")).status_code == 200
    assert boss.post("/v1/ledgers/drop/test").json()["works"] and (tmp_path / "ledgers" / "qinghe").is_dir()
    (tmp_path / "ledgers" / "link").symlink_to(tmp_path)
    for path in ("/etc/fapiao", "../originals", ".", "link/originals"):
        refused = boss.put("/v1/ledgers/other", json=folder(path))
        assert code(refused) == (422, "setting_wrong") and refused.json()["problems"][0]["field"] == "folder", path
    assert boss.put("/v1/ledger-routes/qinghe", json={"seen": 0, "ledger": "drop"}).status_code == 200
    for path, body in (("/v1/ledger-routes/nantang", {"seen": 0, "ledger": "drop"}), ("/v1/ledgers/other", folder("qinghe"))):
        refused = boss.put(path, json=body)
        assert code(refused) == (422, "setting_wrong") and refused.json()["problems"][0]["field"] == "folder", "files of two firms never lie in one place"
    assert code(boss.put("/v1/ledgers/drop", json={**folder("qinghe"), "seen": 1, "active": False})) == (409, "ledger_in_use")


def test_a_bucket_is_reached_with_an_account_of_its_own(boss: Any) -> None:
    with running_s3() as bucket:
        facts = {"address": bucket.address, "bucket": BUCKET, "prefix": "drop", "region": REGION, "id": KEY_ID}
        body = {"seen": 0, "type": "s3", "facts": facts, "secret": S3_SECRET}
        assert boss.put("/v1/ledgers/drop", json=body).status_code == 200
        assert boss.post("/v1/ledgers/drop/test").json()["works"]
        boss.put("/v1/ledgers/drop", json={**body, "seen": 1, "secret": "another"})
        fails = boss.post("/v1/ledgers/drop/test").json()
        assert (fails["works"], fails["reason"]) == (False, "permission") and S3_SECRET not in str(fails)
        for wrong, field in (({"id": ""}, "id"), ({"bucket": "A"}, "bucket"), ({"prefix": "../x"}, "prefix")):
            refused = boss.put("/v1/ledgers/other", json={**body, "facts": {**facts, **wrong}})
            assert refused.json()["problems"][0]["field"] == field


def test_what_can_not_work_is_refused_at_its_field(boss: Any) -> None:
    for wrong, field in (
        (rest("https://example.cn", secret=None), "secret"),
        (rest("http://example.cn"), "address"),
        (rest("https://127.0.0.2"), "address"),
        (rest("https://me:pw@example.cn"), "address"),
        (rest("https://example.cn", timeout_seconds=400), "timeout_seconds"),
        (rest("https://example.cn", folder="x"), "folder"),
        ({**rest("https://example.cn"), "type": "tryton"}, "company"),
    ):
        refused = boss.put("/v1/ledgers/books", json=wrong)
        assert code(refused) == (422, "setting_wrong") and [each["field"] for each in refused.json()["problems"]] == [field], wrong
    assert boss.put("/v1/ledgers/My-Books", json=rest("https://example.cn")).json()["problems"][0]["field"] == "name"
    unknown = boss.put(f"/v1/ledger-routes/{TENANT}", json={"seen": 0, "ledger": "nobody"})
    assert code(unknown) == (422, "setting_wrong") and unknown.json()["problems"][0]["field"] == "ledger"
    assert code(boss.put("/v1/ledger-routes/Two Words", json={"seen": 0})) == (422, "tenant_name_malformed")


def test_the_file_counts_and_only_those_who_run_the_service_change_ledgers(service: DoorService, boss: Any) -> None:
    assert code(boss.put("/v1/ledgers/of-file", json=rest("https://example.cn"))) == (409, "setting_in_file")
    assert code(boss.put(f"/v1/ledger-routes/{OTHER_TENANT}", json={"seen": 0})) == (409, "setting_in_file")
    boss.put("/v1/ledgers/drop", json={"seen": 0, "type": "directory", "facts": {"folder": "qinghe"}})
    boss.put(f"/v1/ledger-routes/{TENANT}", json={"seen": 0, "ledger": "drop"})
    other = service.person("other", Role.ADMINISTRATOR)
    assert code(other.put("/v1/ledgers/own", json=rest("https://example.cn"))) == (403, "operators_only")
    assert code(other.put(f"/v1/ledger-routes/{TENANT}", json={"seen": 1})) == (403, "operators_only")
    (seen,) = other.get("/v1/ledgers").json()["ledgers"]
    assert (seen["name"], seen["facts"]["folder"]) == ("drop", "") and [each["tenant"] for each in other.get("/v1/ledger-routes").json()] == [TENANT]
    assert other.post("/v1/ledgers/drop/test").json()["works"]
    assert code(other.post("/v1/ledgers/of-file/test")) == (404, "record_not_found")
    assert code(service.person("zhou", Role.FINANCE).get("/v1/ledgers")) == (403, "not_permitted")
