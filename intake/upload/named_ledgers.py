"""Ledgers as whoever runs the service names them, in a TOML file, and which tenant's invoices go to which. docs/ledger.md has an example of each type."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from intake.setting_wrong import SettingWrong
from intake.upload.ledger_settings import LedgerSettings, RouteSettings, check_shared, ledger_of, route_of
from intake.upload.problems import ledger_settings_not_usable

PREFIX = "FAPIAO_LEDGER_"
"""`FAPIAO_LEDGER_BOOKS_SECRET` for the ledger `books`, where no `secret_file` is named. A secret never stands in the settings themselves."""
_SECRET_FILE = "secret_file"  # noqa: S105 - the name of a setting


@dataclass(frozen=True)
class UploadSettings:
    ledgers: tuple[LedgerSettings, ...] = ()
    routes: tuple[RouteSettings, ...] = ()
    folders: tuple[Path, ...] = ()
    """In these, besides one of our own, may lie the folders of ledgers that are set up on the settings page."""


def upload_settings(path: Path | None, environment: Mapping[str, str]) -> UploadSettings:
    """Empty without a file. Raises SetupError (`ledger_settings_not_usable`)."""
    if path is None:
        return UploadSettings()
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ledger_settings_not_usable(f"{path}: {error.strerror if isinstance(error, OSError) else error}") from error
    if set(found) - {"ledgers", "routes", "folders"}:
        raise ledger_settings_not_usable(f"{path} must hold folders, [[ledgers]] and [[routes]] and nothing else")
    ledgers = tuple(_ledger(told, f"{path}: ledgers[{index}]", environment) for index, told in enumerate(_tables(found, "ledgers")))
    names = [ledger.name for ledger in ledgers]
    if len(set(names)) != len(names):
        raise ledger_settings_not_usable("two ledgers have the same name")
    routes = tuple(_route(told, f"{path}: routes[{index}]", names) for index, told in enumerate(_tables(found, "routes")))
    if len({route.tenant for route in routes}) != len(routes):
        raise ledger_settings_not_usable("two routes are of the same tenant")
    try:
        check_shared(ledgers, routes)
    except SettingWrong as wrong:
        raise ledger_settings_not_usable(f"a {wrong}") from wrong
    return UploadSettings(ledgers, routes, _folders(found.get("folders", [])))


def _tables(found: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    tables = found.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise ledger_settings_not_usable(f"{name} must be written [[{name}]]")
    return tables


def _folders(told: object) -> tuple[Path, ...]:
    if not isinstance(told, list) or not all(isinstance(each, str) and Path(each).is_absolute() for each in told):
        raise ledger_settings_not_usable('folders must be a list of absolute paths, ["/srv/fapiao"]')
    return tuple(Path(each) for each in told)


def _ledger(told: Mapping[str, Any], where: str, environment: Mapping[str, str]) -> LedgerSettings:
    secret_file = told.get(_SECRET_FILE)
    if _SECRET_FILE in told and not (isinstance(secret_file, str) and secret_file):
        raise ledger_settings_not_usable(f"{where}.{_SECRET_FILE} must be a text")
    plain = {key: value for key, value in told.items() if key != _SECRET_FILE}
    try:
        ledger = ledger_of(plain, partial(_secret, file=secret_file, where=where, environment=environment))
    except SettingWrong as wrong:
        raise ledger_settings_not_usable(f"{where}.{wrong}") from wrong
    if secret_file is not None and not ledger.secret:
        raise ledger_settings_not_usable(f"{where}.{_SECRET_FILE} is unknown here")
    return ledger


def _route(told: Mapping[str, Any], where: str, names: list[str]) -> RouteSettings:
    try:
        return route_of(told, names)
    except SettingWrong as wrong:
        raise ledger_settings_not_usable(f"{where}.{wrong}") from wrong


def _secret(name: str, file: str | None, where: str, environment: Mapping[str, str]) -> str:
    variable = f"{PREFIX}{name.upper().replace('-', '_')}_SECRET"
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
