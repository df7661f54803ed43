"""Ledgers as whoever runs the service names them, in a TOML file, and which tenant's invoices go to which. docs/ledger.md has an example of each type."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from intake.upload.problems import ledger_settings_not_usable
from intake.upload.routes import Nightly

PREFIX = "FAPIAO_LEDGER_"
"""`FAPIAO_LEDGER_BOOKS_SECRET` for the ledger `books`, where no `secret_file` is named. A secret never stands in the settings themselves."""
MOST_SECONDS = 40
"""Of one request: the seven that the longest hand-over makes end within the lease of a sending (`intake.upload.outbox.Patience`)."""
_NAME = re.compile("[a-z][a-z0-9-]{0,30}")
_TIME = re.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_MOST_DAYS = 800


class LedgerType(StrEnum):
    REST = "rest"
    DIRECTORY = "directory"
    TABLES = "tables"
    ODOO = "odoo"
    TRYTON = "tryton"


@dataclass(frozen=True)
class _Keys:
    needed: frozenset[str]
    may: frozenset[str] = frozenset()
    has_secret: bool = True


_HTTP = frozenset({"private", "plain", "authority", "timeout_seconds", "secret_file"})
_KEYS: Mapping[LedgerType, _Keys] = {
    LedgerType.REST: _Keys(frozenset({"address", "id"}), _HTTP),
    LedgerType.DIRECTORY: _Keys(frozenset({"folder"}), has_secret=False),
    LedgerType.TABLES: _Keys(frozenset({"folder"}), has_secret=False),
    LedgerType.ODOO: _Keys(frozenset({"address", "database", "id"}), _HTTP | {"expense", "tax"}),
    LedgerType.TRYTON: _Keys(frozenset({"address", "database", "id", "company", "currency", "payable", "expense", "tax"}), _HTTP),
}
_COMMON = frozenset({"name", "type", "settles_minutes"})
_WHOLE, _NUMBERS, _FLAGS = frozenset({"company", "reconcile_days"}), frozenset({"settles_minutes", "backup_after_minutes"}), frozenset({"private", "plain"})


@dataclass(frozen=True)
class LedgerSettings:
    name: str
    type: LedgerType
    told: Mapping[str, Any]
    """The other keys of its table, each of its type."""
    secret: str = ""

    def __repr__(self) -> str:
        return f"LedgerSettings({self.name}, {self.type.value})"

    def text(self, key: str) -> str:
        return str(self.told.get(key, ""))

    @property
    def settles_within(self) -> timedelta | None:
        minutes = self.told.get("settles_minutes")
        return None if minutes is None else timedelta(minutes=minutes)


@dataclass(frozen=True)
class RouteSettings:
    tenant: str
    ledger: str
    backup: str = ""
    backup_after: timedelta = timedelta(hours=1)
    nightly: Nightly | None = Nightly()


@dataclass(frozen=True)
class UploadSettings:
    ledgers: tuple[LedgerSettings, ...] = ()
    routes: tuple[RouteSettings, ...] = ()


def upload_settings(path: Path | None, environment: Mapping[str, str]) -> UploadSettings:
    """Empty without a file. Raises SetupError (`ledger_settings_not_usable`)."""
    if path is None:
        return UploadSettings()
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ledger_settings_not_usable(f"{path}: {error.strerror if isinstance(error, OSError) else error}") from error
    if set(found) - {"ledgers", "routes"}:
        raise ledger_settings_not_usable(f"{path} must hold [[ledgers]] and [[routes]] and nothing else")
    ledgers = tuple(_ledger(told, f"{path}: ledgers[{index}]", environment) for index, told in enumerate(_tables(found, "ledgers")))
    names = [ledger.name for ledger in ledgers]
    if len(set(names)) != len(names):
        raise ledger_settings_not_usable("two ledgers have the same name")
    routes = tuple(_route(told, f"{path}: routes[{index}]", names) for index, told in enumerate(_tables(found, "routes")))
    if len({route.tenant for route in routes}) != len(routes):
        raise ledger_settings_not_usable("two routes are of the same tenant")
    folders = [ledger.text("folder") for ledger in ledgers if ledger.text("folder")]
    shared = [name for name in names if sum(name in (route.ledger, route.backup) for route in routes) > 1]
    if len(set(folders)) != len(folders) or any(ledger.name in shared and ledger.text("folder") for ledger in ledgers):
        raise ledger_settings_not_usable("a folder belongs to one ledger of one tenant")
    return UploadSettings(ledgers, routes)


def _tables(found: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    tables = found.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise ledger_settings_not_usable(f"{name} must be written [[{name}]]")
    return tables


def _ledger(told: Mapping[str, Any], where: str, environment: Mapping[str, str]) -> LedgerSettings:
    try:
        kind = LedgerType(told.get("type", ""))
    except ValueError as error:
        raise ledger_settings_not_usable(f"{where}.type must be one of {', '.join(LedgerType)}") from error
    name = told.get("name", "")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ledger_settings_not_usable(f"{where}.name must be small letters, digits and hyphens")
    keys = _KEYS[kind]
    _check(told, where, keys.needed, keys.may | _COMMON)
    secret = _secret(told, name, where, environment) if keys.has_secret else ""
    return LedgerSettings(name, kind, {key: value for key, value in told.items() if key not in ("name", "type")}, secret)


def _route(told: Mapping[str, Any], where: str, names: list[str]) -> RouteSettings:
    _check(told, where, frozenset({"tenant", "ledger"}), frozenset({"backup", "backup_after_minutes", "reconcile_at", "reconcile_days"}))
    unknown = [told[key] for key in ("ledger", "backup") if told.get(key) and told[key] not in names]
    if unknown:
        raise ledger_settings_not_usable(f"{where} names the ledger {unknown[0]}, and there is none of that name")
    if told.get("backup") == told["ledger"]:
        raise ledger_settings_not_usable(f"{where}.backup must be another ledger")
    backup_after = timedelta(minutes=told.get("backup_after_minutes", 60))
    return RouteSettings(told["tenant"], told["ledger"], told.get("backup", ""), backup_after, _nightly(told, where))


def _nightly(told: Mapping[str, Any], where: str) -> Nightly | None:
    usual = Nightly()
    at = told.get("reconcile_at", usual.at.isoformat("minutes"))
    if at == "never":
        return None
    days = told.get("reconcile_days", usual.days)
    if not _TIME.fullmatch(at) or days > _MOST_DAYS:
        raise ledger_settings_not_usable(f"{where}.reconcile_at must be HH:MM (China time) or never, and reconcile_days {_MOST_DAYS} at most")
    return Nightly(time.fromisoformat(at), days)


def _check(told: Mapping[str, Any], where: str, needed: frozenset[str], may: frozenset[str]) -> None:
    missing, unknown = sorted(needed - set(told)), sorted(set(told) - needed - may)
    if missing:
        raise ledger_settings_not_usable(f"{where}.{missing[0]} is missing")
    if unknown:
        raise ledger_settings_not_usable(f"{where}.{unknown[0]} is unknown here")
    for key, value in told.items():
        fits, meant = _type_of(key)
        if not fits(value):
            raise ledger_settings_not_usable(f"{where}.{key} must be {meant}")


def _type_of(key: str) -> tuple[Callable[[Any], bool], str]:
    if key in _WHOLE:
        return lambda value: type(value) is int and value > 0, "a whole number"
    if key == "timeout_seconds":
        return lambda value: type(value) in (int, float) and 0 < value <= MOST_SECONDS, f"a number above zero, {MOST_SECONDS} at most"
    if key in _NUMBERS:
        return lambda value: type(value) in (int, float) and value > 0, "a number above zero"
    if key in _FLAGS:
        return lambda value: isinstance(value, bool), "true or false"
    return lambda value: isinstance(value, str) and bool(value), "a text"


def _secret(told: Mapping[str, Any], name: str, where: str, environment: Mapping[str, str]) -> str:
    variable = f"{PREFIX}{name.upper().replace('-', '_')}_SECRET"
    file = told.get("secret_file")
    if file is None:
        if not environment.get(variable):
            raise ledger_settings_not_usable(f"{where} has neither secret_file nor the variable {variable}")
        return environment[variable]
    try:
        secret = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise ledger_settings_not_usable(f"{where}.secret_file can't be read: {type(error).__name__}") from error
    if not secret:
        raise ledger_settings_not_usable(f"{where}.secret_file is empty")
    return secret
