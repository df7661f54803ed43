"""One ledger, and one tenant's way to it, as whoever names them says: tables of texts, numbers and flags, checked. docs/ledger.md has an example of each type."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from intake.setting_wrong import SettingWrong, setting_missing
from intake.upload.routes import Nightly

MOST_SECONDS = 40
"""Of one request: the seven that the longest hand-over makes end within the lease of a sending (`intake.upload.outbox.Patience`)."""
LEDGER_NAME = re.compile("[a-z][a-z0-9-]{0,30}")
_TIME = re.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_MOST_DAYS = 800
_MOST_MINUTES = 366 * 24 * 60


class LedgerType(StrEnum):
    REST = "rest"
    DIRECTORY = "directory"
    S3 = "s3"
    TABLES = "tables"
    ODOO = "odoo"
    TRYTON = "tryton"


class Secret(StrEnum):
    """Whether a type of ledger has one."""

    NEEDED = "needed"
    WITH_ID = "with_id"
    """Where an account is named; else this machine has one for all."""
    NONE = "none"


@dataclass(frozen=True)
class LedgerKeys:
    """What is said of a ledger of one type, besides `name`, `type` and `settles_minutes`."""

    needed: frozenset[str]
    may: frozenset[str] = frozenset()
    secret: Secret = Secret.NEEDED


_HTTP = frozenset({"private", "plain", "authority", "timeout_seconds"})
LEDGER_KEYS: Mapping[LedgerType, LedgerKeys] = {
    LedgerType.REST: LedgerKeys(frozenset({"address", "id"}), _HTTP),
    LedgerType.DIRECTORY: LedgerKeys(frozenset({"folder"}), secret=Secret.NONE),
    LedgerType.S3: LedgerKeys(frozenset({"bucket"}), frozenset({"prefix", "address", "region", "id", "private", "plain", "authority"}), Secret.WITH_ID),
    LedgerType.TABLES: LedgerKeys(frozenset({"folder"}), secret=Secret.NONE),
    LedgerType.ODOO: LedgerKeys(frozenset({"address", "database", "id"}), _HTTP | {"expense", "tax"}),
    LedgerType.TRYTON: LedgerKeys(frozenset({"address", "database", "id", "company", "currency", "payable", "expense", "tax"}), _HTTP),
}
_COMMON = frozenset({"name", "type", "settles_minutes"})
_ROUTE_NEEDED, _ROUTE_MAY = frozenset({"tenant", "ledger"}), frozenset({"backup", "backup_after_minutes", "reconcile_at", "reconcile_days"})
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

    @property
    def host(self) -> str:
        """Of its address, in lower case; "" without one."""
        return (urlsplit(self.text("address")).hostname or "").lower()

    @property
    def lies_at(self) -> str:
        """Where it puts files that one tenant alone may have there; "" for a ledger that tells tenants apart."""
        match self.type:
            case LedgerType.DIRECTORY | LedgerType.TABLES:
                return self.text("folder")
            case LedgerType.S3:
                return f"s3://{self.text('bucket')}/{self.text('prefix').strip('/')} {self.text('address')}"
        return ""


@dataclass(frozen=True)
class RouteSettings:
    tenant: str
    ledger: str
    backup: str = ""
    backup_after: timedelta = timedelta(hours=1)
    nightly: Nightly | None = Nightly()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.ledger, self.backup) if self.backup else (self.ledger,)


def ledger_of(told: Mapping[str, Any], secret_of: Callable[[str], str]) -> LedgerSettings:
    """`secret_of`: from the ledger's name to its secret. Raises SettingWrong, and what `secret_of` raises."""
    try:
        kind = LedgerType(told.get("type", ""))
    except ValueError as error:
        names = ", ".join(LedgerType)
        raise SettingWrong("type", f"must be one of {names}", f"应为 {names} 之一") from error
    name = told.get("name", "")
    if not isinstance(name, str) or not LEDGER_NAME.fullmatch(name):
        raise SettingWrong("name", "must be small letters, digits and hyphens", "应由小写字母、数字和连字符组成，以字母开头")
    keys = LEDGER_KEYS[kind]
    _check(told, keys.needed, keys.may | _COMMON)
    _check_address(told)
    has_secret = keys.secret is Secret.NEEDED or (keys.secret is Secret.WITH_ID and bool(told.get("id")))
    secret = secret_of(name) if has_secret else ""
    return LedgerSettings(name, kind, {key: value for key, value in told.items() if key not in ("name", "type")}, secret)


def route_of(told: Mapping[str, Any], names: Collection[str]) -> RouteSettings:
    """`names`: of the ledgers that there are. Raises SettingWrong."""
    _check(told, _ROUTE_NEEDED, _ROUTE_MAY)
    for key in ("ledger", "backup"):
        if told.get(key) and told[key] not in names:
            raise SettingWrong(key, f"names the ledger {told[key]}, and there is none of that name", f"所填记账系统 {told[key]} 不存在")
    if told.get("backup") == told["ledger"]:
        raise SettingWrong("backup", "must be another ledger", "须为另一个记账系统")
    return RouteSettings(told["tenant"], told["ledger"], told.get("backup", ""), timedelta(minutes=told.get("backup_after_minutes", 60)), _nightly(told))


def check_shared(ledgers: Collection[LedgerSettings], routes: Collection[RouteSettings]) -> None:
    """Files of two tenants never lie in one place. Raises SettingWrong."""
    places = [ledger.lies_at for ledger in ledgers if ledger.lies_at]
    shared = {name for route in routes for name in route.names if sum(name in other.names for other in routes) > 1}
    if len(set(places)) != len(places) or any(ledger.name in shared and ledger.lies_at for ledger in ledgers):
        raise SettingWrong("folder", "belongs to one ledger of one tenant", "只能属于一个租户的一个记账系统")


def _nightly(told: Mapping[str, Any]) -> Nightly | None:
    usual = Nightly()
    at = told.get("reconcile_at", usual.at.isoformat("minutes"))
    if at == "never":
        return None
    if not _TIME.fullmatch(at):
        raise SettingWrong("reconcile_at", "must be HH:MM (China time) or never", "应为 HH:MM（北京时间）或 never")
    return Nightly(time.fromisoformat(at), told.get("reconcile_days", usual.days))


def _check(told: Mapping[str, Any], needed: frozenset[str], may: frozenset[str]) -> None:
    missing, unknown = sorted(needed - set(told)), sorted(set(told) - needed - may)
    if missing:
        raise setting_missing(missing[0])
    if unknown:
        raise SettingWrong(unknown[0], "is unknown here", "不适用于此类型")
    for key, value in told.items():
        fits, meant, meant_zh = _type_of(key)
        if not fits(value):
            raise SettingWrong(key, f"must be {meant}", f"应为{meant_zh}")


def _type_of(key: str) -> tuple[Callable[[Any], bool], str, str]:
    if key == "reconcile_days":
        return lambda value: type(value) is int and 0 < value <= _MOST_DAYS, f"a whole number, {_MOST_DAYS} at most", f"不超过 {_MOST_DAYS} 的整数"
    if key in _WHOLE:
        return lambda value: type(value) is int and value > 0, "a whole number", "整数"
    if key == "timeout_seconds":
        return (
            lambda value: type(value) in (int, float) and 0 < value <= MOST_SECONDS,
            f"a number above zero, {MOST_SECONDS} at most",
            f"大于 0、不超过 {MOST_SECONDS} 的数",
        )
    if key in _NUMBERS:
        return lambda value: type(value) in (int, float) and 0 < value <= _MOST_MINUTES, "a number above zero", "大于 0 的数"
    if key in _FLAGS:
        return lambda value: isinstance(value, bool), "true or false", "是或否"
    return lambda value: isinstance(value, str) and bool(value), "a text", "文本"


def _check_address(told: Mapping[str, Any]) -> None:
    """A login in it, or what follows a `?`, would get lost or be logged."""
    if "address" not in told:
        return
    try:
        parts = urlsplit(told["address"])
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise SettingWrong("address", "is no address", "不是有效的地址") from error
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or parts.query or parts.fragment:
        raise SettingWrong("address", "must begin with https:// and hold no login", "应以 https:// 开头且不含登录信息")
    if parts.scheme == "http" and not told.get("plain"):
        raise SettingWrong("address", "has no TLS; say plain = true where the way to it is safe otherwise", "未使用 TLS 加密")
