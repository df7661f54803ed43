"""Providers of look-ups as administrators set them up: kept in versions, their secrets sealed and never told, asked at once and by every process."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from api.build_service import Backend
from api.verification_settings import VerificationSettings
from intake.notices.named_settings import NoticeSettings
from intake.people.names import DEFAULT_TENANT
from intake.state import Role
from intake.store.kept_settings import SettingKind, keep_setting
from intake.store.session import Database
from intake.verification.codes import Vendor
from intake.verification.provider_settings import ProviderSettings
from intake.verification.signing import KeyPair
from intake.verification.simulator.bureau import Bureau
from intake.verification.simulator.providers import KEYS, SimulatedProviders
from tests.api.documents.conftest import DoorService, code
from tests.intake.store.samples import ADMINISTRATOR

FILE = ProviderSettings(Vendor.FPCY, "gateway", KeyPair("file-id", "file-secret"), "https://gateway.example")


@pytest.fixture
def verification() -> VerificationSettings:
    return VerificationSettings((FILE,))


@pytest.fixture
def notices() -> NoticeSettings:
    """The simulated providers are on this machine."""
    return NoticeSettings(private_hosts=frozenset({"127.0.0.1"}))


@pytest.fixture
def providers(service: DoorService) -> Iterator[SimulatedProviders]:
    with SimulatedProviders(Bureau(service.clock)) as simulated:
        yield simulated


@pytest.fixture
def boss(service: DoorService) -> Any:
    return service.person("boss", Role.ADMINISTRATOR, tenant=DEFAULT_TENANT)


def form(providers: SimulatedProviders, **more: Any) -> dict[str, Any]:
    return {"seen": 0, "type": "tencent", "id": KEYS.id, "secret": KEYS.secret, "address": providers.address, **more}


def everything_in(database: Database) -> str:
    with database.read() as session:
        return "".join(str(list(session.execute(text(f"SELECT * FROM {table}")))) for table in ("kept_setting_versions", "kept_settings", "audit"))  # noqa: S608


def elsewhere(service: DoorService) -> Backend:
    """What another process of the same service has, which knows nothing but the database and the data folder."""
    return replace(service.backend)


def asked(backend: Backend) -> list[str]:
    return [each.name for each in backend.outside.now().providers]


def test_a_provider_is_kept_without_its_secret_in_clear_and_asked_at_once(
    service: DoorService, providers: SimulatedProviders, boss: Any, caplog: pytest.LogCaptureFixture
) -> None:
    other = elsewhere(service)
    assert asked(other) == ["gateway"]
    made = boss.put("/v1/providers/tencent", json=form(providers, price_per_call=0.2))
    assert made.status_code == 200
    kept = made.json()
    assert (kept["version"], kept["version_in_use"], kept["has_secret"], kept["origin"], kept["price_per_call"]) == (1, 1, True, "page", 0.2)
    listed = boss.get("/v1/providers").json()
    assert [each["name"] for each in listed["providers"]] == ["gateway", "tencent"] and listed["may_change"]
    for answer in (made.text, boss.get("/v1/providers").text, everything_in(service.backend.database), caplog.text):
        assert KEYS.secret not in answer and "file-secret" not in answer
    key = service.backend.folder.sealing_key
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    outside = other.outside.look()
    assert outside.providers == (FILE, *service.backend.outside.now().providers[1:]) and outside.providers[1].account == KEYS
    key.unlink()
    assert asked(elsewhere(service)) == ["gateway"], "without the key nobody knows its secret"


def test_a_change_keeps_the_secret_and_is_refused_where_somebody_was_faster(service: DoorService, providers: SimulatedProviders, boss: Any) -> None:
    boss.put("/v1/providers/tencent", json=form(providers))
    changed = boss.put("/v1/providers/tencent", json=form(providers, seen=1, secret=None, calls_per_second=2.5, place=1))
    assert (changed.json()["version"], changed.json()["calls_per_second"]) == (2, 2.5)
    assert code(boss.put("/v1/providers/tencent", json=form(providers, seen=1))) == (409, "setting_changed_meanwhile")
    assert service.backend.outside.now().providers[1].account.secret == KEYS.secret
    assert boss.put("/v1/providers/tencent", json=form(providers, seen=2, secret=None, active=False)).json()["version_in_use"] is None
    assert asked(service.backend) == ["gateway"]
    audit = boss.get("/v1/audit", params={"since": "2000-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}).json()
    assert [entry["event"] for entry in audit if entry["subject"] == "provider"] == ["created", "secret_set", "changed", "changed"]


@pytest.mark.parametrize(
    "wrong", [{"address": ""}, {"address": "http://127.0.0.1:9"}, {"type": "baidu"}], ids=["the provider's own", "another port", "another provider"]
)
def test_a_kept_secret_goes_nowhere_but_where_it_was_entered_for(service: DoorService, providers: SimulatedProviders, boss: Any, wrong: dict[str, str]) -> None:
    boss.put("/v1/providers/tencent", json=form(providers))
    refused = boss.put("/v1/providers/tencent", json=form(providers, seen=1, secret=None, **wrong))
    assert code(refused) == (422, "secret_needed") and [each["field"] for each in refused.json()["problems"]] == ["secret"]
    assert [each["version"] for each in boss.get("/v1/providers").json()["providers"]] == [0, 1], "nothing was changed"
    assert boss.put("/v1/providers/tencent", json=form(providers, seen=1, **wrong)).status_code == 200
    back = boss.put("/v1/providers/tencent", json=form(providers, seen=2, secret=None))
    assert code(back) == (422, "secret_needed"), "nor back to where another secret was before"


def test_a_secret_does_not_open_for_an_address_that_was_changed_behind_our_back(service: DoorService, providers: SimulatedProviders) -> None:
    safe, kind = service.backend.secret_safe, SettingKind.PROVIDER
    told = {"type": "tencent", "id": KEYS.id, "address": providers.address, "place": 10}
    sealed = safe.seal(kind, "tencent", told, KEYS.secret)
    with service.backend.database.write() as session:
        kept = keep_setting(session, DEFAULT_TENANT, kind, "tencent", 0, told, sealed, active=True, actor=ADMINISTRATOR, at=service.clock())
        assert safe.secret(kept) == KEYS.secret
        moved = keep_setting(
            session, DEFAULT_TENANT, kind, "tencent", 1, {**told, "address": "https://example.cn"}, None, active=True, actor=ADMINISTRATOR, at=service.clock()
        )
        assert safe.secret(moved) == ""
    assert asked(service.backend) == ["gateway"]


def test_testing_asks_once_with_what_is_kept(service: DoorService, providers: SimulatedProviders, boss: Any) -> None:
    boss.put("/v1/providers/tencent", json=form(providers))
    works = boss.post("/v1/providers/tencent/test").json()
    assert (works["works"], works["outcome"]) == (True, "not_found")
    boss.put("/v1/providers/tencent", json=form(providers, seen=1, secret="another"))  # noqa: S106
    fails = boss.post("/v1/providers/tencent/test").json()
    assert (fails["works"], fails["outcome"]) == (False, "permission")
    assert code(boss.post("/v1/providers/nobody/test")) == (404, "record_not_found")


def test_what_can_not_work_is_refused_at_its_field(providers: SimulatedProviders, boss: Any) -> None:
    for wrong, field in (
        ({"id": ""}, "id"),
        ({"secret": None}, "secret"),
        ({"secret": "密"}, "secret"),
        ({"address": "http://verify.example"}, "address"),
        ({"address": "https://me:pw@verify.example"}, "address"),
        ({"address": "https://127.0.0.2/api"}, "address"),
        ({"calls_per_second": 0}, "calls_per_second"),
        ({"type": "huawei"}, "project_id"),
        ({"type": "page"}, "type"),
    ):
        refused = boss.put("/v1/providers/own", json=form(providers, **wrong))
        assert code(refused) == (422, "setting_wrong") and [each["field"] for each in refused.json()["problems"]] == [field], wrong


def test_the_file_counts_and_only_those_who_run_the_service_change_providers(service: DoorService, providers: SimulatedProviders, boss: Any) -> None:
    assert code(boss.put("/v1/providers/gateway", json=form(providers))) == (409, "setting_in_file")
    other = service.person("other", Role.ADMINISTRATOR)
    assert code(other.put("/v1/providers/own", json=form(providers))) == code(other.post("/v1/providers/gateway/test")) == (403, "operators_only")
    seen = other.get("/v1/providers").json()
    assert not seen["may_change"] and [each["id"] for each in seen["providers"]] == [""]
    finance = service.person("zhou", Role.FINANCE)
    assert code(finance.get("/v1/providers")) == (403, "not_permitted")
