"""Settings of the page count in every process without a restart, and what did not change goes on as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from intake.errors import RequestRefused
from intake.kept_secrets import SecretSafe
from intake.outside_now import NamedOutside, OutsideNow
from intake.sealing import SealingKey
from intake.store.kept_settings import KeptSetting, SettingKind, keep_setting, kept_settings, last_versions
from intake.store.session import Database, open_database
from intake.upload.drop import DropLedger
from intake.upload.folder_drop import FolderDrop
from intake.upload.routes import Route, Routes
from intake.verification.codes import Vendor
from intake.verification.provider_settings import ProviderSettings
from intake.verification.rate_limit import Rate
from intake.verification.signing import KeyPair
from intake.verification.trial import trial_question
from tests.intake.store.samples import ADMINISTRATOR, NOON, TENANT

GATEWAY = ProviderSettings(Vendor.FPCY, "gateway", KeyPair("", "secret"), "http://127.0.0.1:9", rate=Rate(1000.0, 1000))
"""Nobody listens there."""
QUESTION = trial_question(date(2024, 3, 11))


@pytest.fixture
def safe(tmp_path: Path) -> SecretSafe:
    return SecretSafe(SealingKey(tmp_path / "sealing.key"))


@pytest.fixture
def outside(database: Database, safe: SecretSafe, tmp_path: Path) -> OutsideNow:
    """Looks each time."""
    named = NamedOutside((GATEWAY,), Routes({"wangchao": Route(DropLedger("of-file", FolderDrop(tmp_path)))}), folders=(tmp_path,))
    return OutsideNow(database, safe, named, lambda: NOON, seconds=0.0)


def keep(database: Database, safe: SecretSafe, name: str, seen: int = 0, *, active: bool = True, place: int = 10) -> KeptSetting:
    told = {"type": "tencent", "id": "AKID", "place": place}
    sealed = safe.seal(SettingKind.PROVIDER, name, told, "secret")
    with database.write() as session:
        return keep_setting(session, TENANT, SettingKind.PROVIDER, name, seen, told, sealed, active=active, actor=ADMINISTRATOR, at=NOON)


def test_a_change_counts_when_somebody_asks_next_and_nothing_is_built_anew_before(outside: OutsideNow, database: Database, safe: SecretSafe) -> None:
    before = outside.now()
    assert outside.now() is before
    keep(database, safe, "second", place=20)
    keep(database, safe, "first", place=5)
    after = outside.now()
    assert [each.name for each in after.providers] == ["gateway", "first", "second"] and after.in_use == {
        (SettingKind.PROVIDER, "first"): 1,
        (SettingKind.PROVIDER, "second"): 1,
    }
    keep(database, safe, "first", 1, active=False)
    keep(database, safe, "gateway")
    assert [each.name for each in outside.now().providers] == ["gateway", "second"], "of two with one name that of the file counts"
    assert outside.now().providers[0] is GATEWAY


def test_a_provider_that_stays_rests_on_after_its_failures(outside: OutsideNow, database: Database, safe: SecretSafe) -> None:
    for _ in range(10):
        outside.verify(QUESTION, lambda _: True)
    assert outside.now().asks.resting == ("gateway",)
    keep(database, safe, "other")
    assert outside.now().asks.names == ("gateway", "other") and outside.now().asks.resting == ("gateway",)


def test_without_a_provider_nobody_was_asked(database: Database, safe: SecretSafe) -> None:
    assert OutsideNow(database, safe, NamedOutside(), lambda: NOON).verify(QUESTION, lambda _: True) == ()


def test_routes_name_ledgers_of_page_and_file_and_one_that_is_gone_is_left_out(outside: OutsideNow, database: Database) -> None:
    ledger = {"type": "directory", "folder": "qinghe"}
    with database.write() as session:
        for kind, name, told in (
            (SettingKind.LEDGER, "drop", ledger),
            (SettingKind.ROUTE, TENANT, {"ledger": "drop", "backup": "of-file"}),
            (SettingKind.ROUTE, "nantang", {"ledger": "nobody"}),
            (SettingKind.ROUTE, "wangchao", {"ledger": "drop"}),
        ):
            keep_setting(session, TENANT, kind, name, 0, told, None, active=True, actor=ADMINISTRATOR, at=NOON)
    by_tenant = outside.by_tenant
    assert {tenant: [ledger.name for ledger in route.ledgers] for tenant, route in by_tenant.items()} == {TENANT: ["drop", "of-file"], "wangchao": ["of-file"]}
    with database.write() as session:
        keep_setting(session, TENANT, SettingKind.LEDGER, "drop", 1, ledger, None, active=False, actor=ADMINISTRATOR, at=NOON)
    assert set(outside.by_tenant) == {"wangchao"}


def test_while_the_database_is_away_what_was_known_counts(outside: OutsideNow) -> None:
    known = outside.now()
    outside._database = open_database("postgresql://127.0.0.1:9/gone")
    assert outside.now() is known


def test_of_two_who_change_one_version_the_second_is_refused_and_the_last_versions_are_few(database: Database, safe: SecretSafe) -> None:
    for seen in range(5):
        keep(database, safe, "tencent", seen)
    for seen in (0, 4):
        with pytest.raises(RequestRefused, match="setting_changed_meanwhile"):
            keep(database, safe, "tencent", seen)
    with database.read() as session:
        (kept,) = kept_settings(session, SettingKind.PROVIDER)
        assert last_versions(session) == {(SettingKind.PROVIDER, "tencent"): 5}
    assert (kept.version, safe.secret(kept)) == (5, "secret") and safe.secret(replace(kept, told={**kept.told, "address": "https://a.cn"})) == ""
