"""Providers of verification as they are set up: by whoever runs the service in a file, and by administrators here. Secrets go in and never come out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
from api.setting_problems import kept_secret, refuse_others, runs_the_service, setting_in_file, setting_wrong
from intake.behaviour.history import CHINA_TIME
from intake.kept_providers import kept_provider
from intake.outside_now import in_their_order
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.setting_wrong import SettingWrong
from intake.store.audit import AuditEvent, AuditSubject, add_audit
from intake.store.kept_settings import KeptSetting, SettingKind, Versions, keep_setting, kept_setting, kept_settings
from intake.verification.build_verifiers import build_verifiers
from intake.verification.codes import Vendor
from intake.verification.provider_settings import ProviderSettings
from intake.verification.trial import trial_question
from intake.verification.verifier import Answer, Outcome
from intake.verification.verifiers import ASKS_THE_NEXT

router = APIRouter(prefix="/v1/providers", tags=["outside"])

Administrator = Annotated[Caller, Depends(Requires(Scope.PEOPLE))]
Name = Annotated[str, Path(max_length=31, description="As histories call it: lower-case letters, digits and hyphens")]
Text = Annotated[str, Field(max_length=500)]
_ONE: Answers = {**ONE, 409: problem_answer("Somebody else changed it meanwhile, or it is named in the file of whoever runs the service")}


@dataclass(frozen=True)
class ProviderForm:
    seen: Annotated[int, Field(ge=0, le=2**31 - 2, description="The last version that you know; 0 for none")]
    type: Vendor
    id: Text = ""
    secret: Annotated[str | None, Field(max_length=2000)] = None
    """Null: the one that is kept stays."""
    address: Text = ""
    project_id: Text = ""
    calls_per_second: float | None = None
    timeout_seconds: float | None = None
    price_per_call: float | None = None
    place: Annotated[int, Field(ge=1, le=99)] = 10
    """Asked in this order, after those of the file."""
    active: bool = True


@dataclass(frozen=True)
class ProviderSetting:
    name: str
    origin: Origin
    type: Vendor
    id: str
    """Empty for administrators of other firms than the one that runs the service."""
    address: str
    project_id: str
    calls_per_second: float
    timeout_seconds: float
    price_per_call: float | None
    place: int | None
    active: bool
    has_secret: bool
    version: int
    """0 for one of the file."""
    version_in_use: int | None
    """Which of its versions is asked; null for none."""
    said_at: datetime | None


@dataclass(frozen=True)
class ProviderSettingList:
    providers: list[ProviderSetting]
    """In the order in which they are asked."""
    may_change: bool
    """You belong to the firm that runs the service."""


@dataclass(frozen=True)
class ProviderTest:
    works: bool
    """It answered as a provider that knows us does."""
    outcome: Outcome
    provider_code: str
    message: str
    """Its own words."""
    billed: bool
    seconds: float


@router.get("", summary="Providers of look-ups as they are set up", operation_id="listProviders", responses=MANY)
def list_providers(caller: Administrator, backend: BackendDep) -> ProviderSettingList:
    with backend.database.read() as session:
        kept = in_their_order(kept_settings(session, SettingKind.PROVIDER))
    is_ours, in_use, named = runs_the_service(caller), backend.outside.look().in_use, _named_in_file(backend)
    of_file = [_of_file(each, is_ours) for each in named.values()]
    return ProviderSettingList([*of_file, *(_of_page(each, in_use, is_ours) for each in kept if each.name not in named)], is_ours)


@router.put("/{name}", summary="Set a provider up, or change it", operation_id="changeProvider", responses=_ONE)
def put_provider(name: Name, form: ProviderForm, caller: Administrator, backend: BackendDep) -> ProviderSetting:
    """It counts within seconds, in every process of the service. Where type or address change, the secret must be given anew."""
    refuse_others(caller)
    if name in _named_in_file(backend):
        raise setting_in_file(name)
    told, kind, now = _told(form), SettingKind.PROVIDER, backend.clock()
    secret = kept_secret(backend, kind, name, told) if form.secret is None else form.secret.strip()
    try:
        kept_provider(name, told, secret, backend.outside.named.own_hosts)
    except SettingWrong as wrong:
        raise RequestError(setting_wrong(wrong)) from wrong
    sealed = None if form.secret is None else backend.secret_safe.seal(kind, name, told, secret)
    with backend.database.write() as session:
        kept = keep_setting(session, caller.tenant, kind, name, form.seen, told, sealed, active=form.active, actor=caller.actor, at=now)
    return _of_page(kept, backend.outside.look().in_use, is_ours=True)


@router.post("/{name}/test", summary="Ask a provider once", operation_id="testProvider", responses=_ONE)
def test_provider(name: Name, caller: Administrator, backend: BackendDep) -> ProviderTest:
    """About an invoice that does not exist. Counts against no invoice; the provider may charge for it."""
    refuse_others(caller)
    settings = _as_it_stands(backend, name)
    begun = time.monotonic()
    answer = build_verifiers([settings], backend.clock).verify(trial_question(backend.clock().astimezone(CHINA_TIME).date()), lambda _: True)[-1]
    seconds = time.monotonic() - begun
    with backend.database.write() as session:
        after = {"outcome": answer.outcome.value}
        add_audit(session, caller.tenant, AuditSubject.PROVIDER, name, AuditEvent.TESTED, actor=caller.actor, at=backend.clock(), after=after)
    return _tested(answer, seconds)


def _named_in_file(backend: Backend) -> Mapping[str, ProviderSettings]:
    return {each.name: each for each in backend.verification.providers}


def _as_it_stands(backend: Backend, name: str) -> ProviderSettings:
    """Also one that is not active. Raises RequestError where there is none, or its secret is gone."""
    of_file = _named_in_file(backend).get(name)
    if of_file is not None:
        return of_file
    with backend.database.read() as session:
        kept = kept_setting(session, SettingKind.PROVIDER, name)
    if kept is None:
        raise RequestError(record_not_found())
    try:
        return kept_provider(name, kept.told, backend.secret_safe.secret(kept), backend.outside.named.own_hosts)
    except SettingWrong as wrong:
        raise RequestError(setting_wrong(wrong)) from wrong


def _tested(answer: Answer, seconds: float) -> ProviderTest:
    # Of its own troubles the next provider would be asked; whatever else it says, it says as one that knows our account.
    return ProviderTest(not ASKS_THE_NEXT[answer.outcome], answer.outcome, answer.provider_code, answer.message, answer.billed, round(seconds, 3))


def _told(form: ProviderForm) -> Mapping[str, Any]:
    texts = {"type": form.type.value, "id": form.id.strip(), "address": form.address.strip(), "project_id": form.project_id.strip()}
    numbers = {"calls_per_second": form.calls_per_second, "timeout_seconds": form.timeout_seconds, "price_per_call": form.price_per_call}
    given = {**{name: text for name, text in texts.items() if text}, **{name: number for name, number in numbers.items() if number is not None}}
    return {**given, "place": form.place}


def _of_file(each: ProviderSettings, is_ours: bool) -> ProviderSetting:
    return ProviderSetting(
        each.name,
        Origin.FILE,
        each.vendor,
        each.account.id if is_ours else "",
        each.address,
        each.project_id,
        each.rate.per_second,
        each.timeout_seconds,
        each.price_per_call,
        None,
        True,
        True,
        0,
        0,
        None,
    )


def _of_page(kept: KeptSetting, in_use: Versions, is_ours: bool) -> ProviderSetting:
    told = kept.told
    return ProviderSetting(
        kept.name,
        Origin.PAGE,
        Vendor(told["type"]),
        told.get("id", "") if is_ours else "",
        told.get("address", ""),
        told.get("project_id", ""),
        told.get("calls_per_second", ProviderSettings.rate.per_second),
        told.get("timeout_seconds", ProviderSettings.timeout_seconds),
        told.get("price_per_call"),
        told["place"],
        kept.active,
        kept.sealed is not None,
        kept.version,
        in_use.get((kept.kind, kept.name)),
        kept.said_at,
    )
