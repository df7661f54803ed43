"""From settings to the ledgers and routes of an installation."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from intake.outside_http import HttpLimits, OutsideHttp, Reach
from intake.setting_wrong import SettingWrong
from intake.store.s3_connection import Account
from intake.store.s3_drop import S3Drop
from intake.store.s3_place import DEFAULT_REGION, S3Place, is_bucket, is_prefix
from intake.upload.drop import DropLedger
from intake.upload.folder_drop import FolderDrop
from intake.upload.import_tables import TableLedger
from intake.upload.ledger import Ledger
from intake.upload.ledger_settings import LedgerSettings, LedgerType, RouteSettings
from intake.upload.named_ledgers import UploadSettings
from intake.upload.odoo import OdooBooks, OdooLedger
from intake.upload.problems import ledger_settings_not_usable
from intake.upload.rest import RestLedger
from intake.upload.routes import Route, Routes
from intake.upload.tryton import TrytonBooks, TrytonLedger

Known = TypeVar("Known", RestLedger, DropLedger, TableLedger, OdooLedger, TrytonLedger)


def build_routes(settings: UploadSettings, clock: Callable[[], datetime]) -> Routes:
    """Raises SetupError (`ledger_settings_not_usable`) for certificates that can't be used."""
    trusted = ssl.create_default_context() if settings.ledgers else None  # once: reading the system's authorities takes its time
    try:
        ledgers = {each.name: build_ledger(each, trusted, clock) for each in settings.ledgers}
    except SettingWrong as wrong:
        raise ledger_settings_not_usable(str(wrong)) from wrong
    return Routes({route.tenant: build_route(route, ledgers) for route in settings.routes}, ledgers)


def build_route(settings: RouteSettings, ledgers: Mapping[str, Ledger]) -> Route:
    """`ledgers` has those that it names."""
    return Route(ledgers[settings.ledger], ledgers[settings.backup] if settings.backup else None, settings.backup_after, settings.nightly)


def build_ledger(told: LedgerSettings, trusted: ssl.SSLContext | None, clock: Callable[[], datetime]) -> Ledger:
    """`trusted` are the system's authorities. Raises SettingWrong."""
    text, settles = told.text, told.settles_within
    match told.type:
        case LedgerType.DIRECTORY:
            return _settling(DropLedger(told.name, FolderDrop(Path(text("folder")))), settles)
        case LedgerType.TABLES:
            return _settling(TableLedger(told.name, Path(text("folder")), clock), settles)
    http, base = _http(told, trusted), text("address").rstrip("/")
    match told.type:
        case LedgerType.S3:
            account = Account(text("id"), told.secret) if text("id") else None
            return _settling(DropLedger(told.name, S3Drop(_place(told), account, http)), settles)
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


def _place(told: LedgerSettings) -> S3Place:
    bucket, prefix = told.text("bucket"), told.text("prefix").strip("/")
    if not is_bucket(bucket):
        raise SettingWrong("bucket", "is no name of a bucket: small letters, digits, dots and hyphens", "不是有效的存储桶名称")
    if not is_prefix(prefix):
        raise SettingWrong("prefix", "may hold letters, digits and - _ . / only", "仅限字母、数字及 - _ . /")
    authority = Path(told.text("authority")) if told.text("authority") else None
    return S3Place(bucket, prefix, told.text("address").rstrip("/"), told.text("region") or DEFAULT_REGION, authority)


def _http(told: LedgerSettings, trusted: ssl.SSLContext | None) -> OutsideHttp:
    """In the firm's own network, or without TLS, only where the settings say so of this ledger."""
    host = frozenset({told.host})
    reach = Reach(host if told.told.get("private") else frozenset(), host if told.told.get("plain") else frozenset())
    authority = told.text("authority")
    try:
        tls = ssl.create_default_context(cafile=authority) if authority else trusted
    except (OSError, ValueError) as error:
        raise SettingWrong("authority", f"of {told.name} can't be read: {type(error).__name__}", "证书文件无法读取") from error
    return OutsideHttp(HttpLimits(total_seconds=float(told.told.get("timeout_seconds", 30.0))), reach, tls)
