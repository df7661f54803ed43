"""Ledgers as they are set up: by whoever runs the service in a file, and by administrators here; each asked once to see whether it answers. Secrets go in and never come out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from api.access import Requires
from api.access_problems import record_not_found
from api.answers import MANY, ONE, Answers
from api.build_service import Backend
from api.deps import BackendDep
from api.errors import RequestError
from api.schemas import problem_answer
from api.setting_origin import Origin
from api.setting_problems import kept_secret, ledger_in_use, refuse_others, runs_the_service, setting_in_file, setting_wrong
from intake.outside_now import Outside
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.setting_wrong import SettingWrong
from intake.store.audit import AuditEvent, AuditSubject, add_audit
from intake.store.failures import disk_errors
from intake.store.kept_settings import KeptSetting, SettingKind, keep_setting, kept_setting, kept_settings
from intake.upload.ledger import BusinessKey, Found, Ledger, Refused
from intake.upload.ledger_settings import LEDGER_KEYS, LedgerSettings, LedgerType, Secret, check_shared

router = APIRouter(prefix="/v1/ledgers", tags=["outside"])

Administrator = Annotated[Caller, Depends(Requires(Scope.PEOPLE))]
Name = Annotated[str, Path(max_length=31, description="As histories call it: lower-case letters, digits and hyphens")]
Text = Annotated[str, Field(max_length=500)]
_ONE: Answers = {**ONE, 409: problem_answer("Somebody else changed it meanwhile, it is in use, or it is named in the file of whoever runs the service")}
_NOTHING = "00000000000000000000"
"""A key that no invoice has."""


@dataclass(frozen=True)
class LedgerFacts:
    """What is said of a ledger; of each type its own part, the rest empty."""

    address: Text = ""
    id: Text = ""
    """Of the key or account."""
    database: Text = ""
    folder: Text = ""
    """In one of `folders`; a path that is not absolute lies in the first of them."""
    bucket: Text = ""
    prefix: Text = ""
    region: Text = ""
    company: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    currency: Text = ""
    payable: Text = ""
    """Codes of accounts."""
    expense: Text = ""
    tax: Text = ""
    settles_minutes: float | None = None
    timeout_seconds: float | None = None


@dataclass(frozen=True)
class LedgerForm:
    seen: Annotated[int, Field(ge=0, le=2**31 - 2, description="The last version that you know; 0 for none")]
    type: LedgerType
    facts: LedgerFacts
    secret: Annotated[str | None, Field(max_length=2000)] = None
    """Null: the one that is kept stays."""
    active: bool = True


@dataclass(frozen=True)
class LedgerSetting:
    name: str
    origin: Origin
    type: LedgerType
    facts: LedgerFacts
    """Of other firms than the one that runs the service, empty."""
    active: bool
    has_secret: bool
    version: int
    """0 for one of the file."""
    version_in_use: int | None
    """Which of its versions is used; null for none."""
    said_at: datetime | None


@dataclass(frozen=True)
class LedgerSettingList:
    ledgers: list[LedgerSetting]
    """Of other firms than the one that runs the service, those that their invoices go to."""
    folders: list[str]
    """In which folders of ledgers may lie."""
    may_change: bool
    """You belong to the firm that runs the service."""


@dataclass(frozen=True)
class LedgerTest:
    works: bool
    """It answered as a ledger that knows us does."""
    reason: str
    """A stable word where it did not: `timeout`, `no_connection`, `permission` ..."""
    message: str
    seconds: float


@router.get("", summary="Ledgers as they are set up", operation_id="listLedgers", responses=MANY)
def list_ledgers(caller: Administrator, backend: BackendDep) -> LedgerSettingList:
    with backend.database.read() as session:
        kept = kept_settings(session, SettingKind.LEDGER)
    outside, of_file = backend.outside.look(), {each.name: each for each in backend.uploads.ledgers}
    is_ours = runs_the_service(caller)
    route = outside.by_tenant.get(caller.tenant)
    seen = None if is_ours else {ledger.name for ledger in route.ledgers} if route is not None else set()
    listed = [*(_of_file(each, is_ours) for each in of_file.values()), *(_of_page(each, outside, is_ours) for each in kept if each.name not in of_file)]
    folders = [str(folder) for folder in backend.outside.named.folders] if is_ours else []
    return LedgerSettingList([each for each in listed if seen is None or each.name in seen], folders, is_ours)


@router.put("/{name}", summary="Set a ledger up, or change it", operation_id="changeLedger", responses=_ONE)
def put_ledger(name: Name, form: LedgerForm, caller: Administrator, backend: BackendDep) -> LedgerSetting:
    """It counts within seconds, in every process of the service. Where type or address change, the secret must be given anew."""
    refuse_others(caller)
    outside, kind, now = backend.outside.look(), SettingKind.LEDGER, backend.clock()
    if name in backend.named_routes.ledgers:
        raise setting_in_file(name)
    user = next((route.tenant for route in outside.page_routes.values() if name in route.names), None)
    if user is not None and not form.active:
        raise ledger_in_use(name, user)
    told = _told(form)
    secret = _secret(backend, name, form, told)
    try:
        settings = backend.outside.checked_ledger(name, told, secret)
        others = [each for each in (*backend.uploads.ledgers, *outside.page_ledgers.values()) if each.name != name]
        check_shared([*others, settings], [*backend.uploads.routes, *outside.page_routes.values()])
    except SettingWrong as wrong:
        raise RequestError(setting_wrong(wrong)) from wrong
    if "folder" in settings.told:
        _make(FilePath(settings.text("folder")))
    sealed = backend.secret_safe.seal(kind, name, told, secret) if form.secret is not None and settings.secret else None
    with backend.database.write() as session:
        kept = keep_setting(session, caller.tenant, kind, name, form.seen, told, sealed, active=form.active, actor=caller.actor, at=now)
    return _of_page(kept, backend.outside.look(), is_ours=True)


@router.post("/{name}/test", summary="Ask a ledger once", operation_id="testLedger", responses=ONE)
def test_ledger(name: Name, caller: Administrator, backend: BackendDep) -> LedgerTest:
    """Whether it has an invoice that does not exist: nothing is changed there."""
    ledger = _as_it_stands(backend, caller, name)
    begun = time.monotonic()
    said = ledger.find(BusinessKey.of(caller.tenant, _NOTHING))
    seconds = round(time.monotonic() - begun, 3)
    match said:
        case Found():
            answer = LedgerTest(True, "", "", seconds)
        case Refused(code, message):
            answer = LedgerTest(False, code, message, seconds)
        case unavailable:
            answer = LedgerTest(False, unavailable.reason, unavailable.message, seconds)
    with backend.database.write() as session:
        after = {"works": answer.works, "reason": answer.reason}
        add_audit(session, caller.tenant, AuditSubject.LEDGER, name, AuditEvent.TESTED, actor=caller.actor, at=backend.clock(), after=after)
    return answer


def _as_it_stands(backend: Backend, caller: Caller, name: str) -> Ledger:
    """Whoever runs the service tries any, also one that is not active; others those that their invoices go to. Raises RequestError."""
    outside = backend.outside.look()
    route = outside.by_tenant.get(caller.tenant)
    ledger = route.named(name) if route is not None else None
    if ledger is not None:
        return ledger
    if not runs_the_service(caller):
        raise RequestError(record_not_found())
    if name in outside.ledgers:
        return outside.ledgers[name]
    with backend.database.read() as session:
        kept = kept_setting(session, SettingKind.LEDGER, name)
    if kept is None:
        raise RequestError(record_not_found())
    try:
        return backend.outside.built(backend.outside.checked_ledger(name, kept.told, backend.secret_safe.secret(kept)))
    except SettingWrong as wrong:
        raise RequestError(setting_wrong(wrong)) from wrong


def _secret(backend: Backend, name: str, form: LedgerForm, told: Mapping[str, Any]) -> str:
    """Empty for a type that has none. Raises RequestError."""
    if LEDGER_KEYS[form.type].secret is Secret.NONE:
        return ""
    return kept_secret(backend, SettingKind.LEDGER, name, told) if form.secret is None else form.secret.strip()


def _make(folder: FilePath) -> None:
    """Raises StoreUnavailable."""
    with disk_errors(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)


def _told(form: LedgerForm) -> Mapping[str, Any]:
    """What was filled in: what does not belong to the type is refused by name."""
    values = {name: value.strip() if isinstance(value, str) else value for name, value in vars(form.facts).items()}
    return {"type": form.type.value, **{name: value for name, value in values.items() if value not in ("", None)}}


def _facts(told: Mapping[str, Any]) -> LedgerFacts:
    return LedgerFacts(**{name: told[name] for name in LedgerFacts.__dataclass_fields__ if name in told})


def _of_file(each: LedgerSettings, is_ours: bool) -> LedgerSetting:
    return LedgerSetting(each.name, Origin.FILE, each.type, _facts(each.told) if is_ours else LedgerFacts(), True, bool(each.secret), 0, 0, None)


def _of_page(kept: KeptSetting, outside: Outside, is_ours: bool) -> LedgerSetting:
    facts = _facts(kept.told) if is_ours else LedgerFacts()
    in_use = outside.in_use.get((kept.kind, kept.name))
    return LedgerSetting(kept.name, Origin.PAGE, LedgerType(kept.told["type"]), facts, kept.active, kept.sealed is not None, kept.version, in_use, kept.said_at)
