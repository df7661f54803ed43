"""From settings to the ledgers and routes of an installation."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from intake.outside_http import HttpLimits, OutsideHttp, Reach
from intake.upload.directory import DirectoryLedger
from intake.upload.import_tables import TableLedger
from intake.upload.ledger import Ledger
from intake.upload.named_ledgers import LedgerSettings, LedgerType, UploadSettings
from intake.upload.odoo import OdooBooks, OdooLedger
from intake.upload.problems import ledger_settings_not_usable
from intake.upload.rest import RestLedger
from intake.upload.routes import Route, Routes
from intake.upload.tryton import TrytonBooks, TrytonLedger

Known = TypeVar("Known", RestLedger, DirectoryLedger, TableLedger, OdooLedger, TrytonLedger)


def build_routes(settings: UploadSettings, clock: Callable[[], datetime]) -> Routes:
    """Raises SetupError (`ledger_settings_not_usable`) for an address or certificates that can't be used."""
    trusted = ssl.create_default_context() if settings.ledgers else None  # once: reading the system's authorities takes its time
    ledgers = {each.name: _ledger(each, trusted, clock) for each in settings.ledgers}
    routes = {route.tenant: Route(ledgers[route.ledger], ledgers.get(route.backup), route.backup_after, route.nightly) for route in settings.routes}
    return Routes(routes)


def _ledger(told: LedgerSettings, trusted: ssl.SSLContext | None, clock: Callable[[], datetime]) -> Ledger:
    text, settles = told.text, told.settles_within
    match told.type:
        case LedgerType.DIRECTORY:
            return _settling(DirectoryLedger(told.name, Path(text("folder"))), settles)
        case LedgerType.TABLES:
            return _settling(TableLedger(told.name, Path(text("folder")), clock), settles)
    http, base = _http(told, trusted), text("address").rstrip("/")
    match told.type:
        case LedgerType.REST:
            return _settling(RestLedger(told.name, base, text("id"), told.secret.encode(), http, clock), settles)
        case LedgerType.ODOO:
            books = OdooBooks(text("expense"), text("tax"))
            return _settling(OdooLedger(told.name, base, text("database"), text("id"), told.secret, http, books), settles)
        case LedgerType.TRYTON:
            accounts = TrytonBooks(int(told.told["company"]), text("currency"), text("payable"), text("expense"), text("tax"))
            return _settling(TrytonLedger(told.name, base, text("database"), text("id"), told.secret, accounts, http), settles)


def _settling(ledger: Known, settles_within: timedelta | None) -> Known:
    """With the firm's own word on how long what was sent takes to show."""
    if settles_within is None:
        return ledger
    return replace(ledger, manners=replace(ledger.manners, settles_within=settles_within))


def _http(told: LedgerSettings, trusted: ssl.SSLContext | None) -> OutsideHttp:
    """In the firm's own network, or without TLS, only where the settings say so of this ledger."""
    parts = urlsplit(told.text("address"))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ledger_settings_not_usable(f"the address of {told.name} must begin with https://")
    if parts.scheme == "http" and not told.told.get("plain"):
        raise ledger_settings_not_usable(f"the address of {told.name} has no TLS; say plain = true where the way to it is safe otherwise")
    host = frozenset({parts.hostname.lower()})
    reach = Reach(host if told.told.get("private") else frozenset(), host if told.told.get("plain") else frozenset())
    authority = told.text("authority")
    try:
        tls = ssl.create_default_context(cafile=authority) if authority else trusted
    except (OSError, ValueError) as error:
        raise ledger_settings_not_usable(f"the authority of {told.name} can't be read: {type(error).__name__}") from error
    return OutsideHttp(HttpLimits(total_seconds=float(told.told.get("timeout_seconds", 30.0))), reach, tls)
