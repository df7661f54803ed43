"""Providers of verification as they are set up: by whoever runs the service in a file, and by administrators here. Secrets go in and never come out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import Field
from sqlalchemy.orm import Session

from api.access import Requires
from api.access_problems import record_not_found
from api.answers import MANY, ONE, Answers
from api.build_service import Backend
from api.deps import BackendDep
from api.errors import NextStep, Problem, RequestError
from api.schemas import problem_answer
from intake.behaviour.history import CHINA_TIME
from intake.errors import RequestRefused
from intake.kept_providers import destination
from intake.people.caller import Caller
from intake.people.names import DEFAULT_TENANT
from intake.people.scopes import Scope
from intake.store.audit import AuditEvent, AuditSubject, add_audit
from intake.store.kept_providers import KeptProvider, keep_provider, keep_sealed_secret, kept_providers, sealed_secrets
from intake.verification.build_verifiers import build_verifiers
from intake.verification.codes import Vendor
from intake.verification.provider_settings import ProviderSettings, SettingWrong
from intake.verification.trial import trial_question
from intake.verification.verifier import Answer, Outcome
from intake.verification.verifiers import ASKS_THE_NEXT

router = APIRouter(prefix="/v1/providers", tags=["outside"])

Administrator = Annotated[Caller, Depends(Requires(Scope.PEOPLE))]
Name = Annotated[str, Path(max_length=31, description="As histories call it: lower-case letters, digits and hyphens")]
Text = Annotated[str, Field(max_length=500)]
_ONE: Answers = {**ONE, 409: problem_answer("Somebody else changed it meanwhile, or it is named in the file of whoever runs the service")}


class Origin(StrEnum):
    FILE = "file"
    """Or variables: changed by whoever runs the service."""
    PAGE = "page"


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
    """Which of its versions is asked since the service was started; null for none."""
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
        kept, secrets = kept_providers(session), sealed_secrets(session)
    is_ours = _runs_the_service(caller)
    of_file = [_of_file(each, is_ours) for each in backend.verification.providers if each.name not in backend.kept_in_use]
    named = {each.name for each in of_file}
    return ProviderSettingList([*of_file, *(_of_page(each, each.name in secrets, backend, is_ours) for each in kept if each.name not in named)], is_ours)


@router.put("/{name}", summary="Set a provider up, or change it", operation_id="changeProvider", responses=_ONE)
def put_provider(name: Name, form: ProviderForm, caller: Administrator, backend: BackendDep) -> ProviderSetting:
    """It is asked from the next start of the service on."""
    _refuse_others(caller, backend, name)
    told, safe, now = _told(form), backend.provider_safe, backend.clock()
    if form.secret is None:
        with backend.database.read() as session:
            _refuse_another_destination(session, name, told)
            secret = safe.secret(session, name, told)
    else:
        secret = form.secret.strip()
    try:
        safe.checked(name, told, secret)
    except SettingWrong as wrong:
        raise RequestError(_wrong(wrong)) from wrong
    with backend.database.write() as session:
        kept = keep_provider(session, caller.tenant, name, form.seen, form.place, told, active=form.active, actor=caller.actor, at=now)
        if form.secret is not None:
            keep_sealed_secret(session, caller.tenant, name, safe.seal(name, told, secret), actor=caller.actor, at=now)
    return _of_page(kept, has_secret=True, backend=backend, is_ours=True)


@router.post("/{name}/test", summary="Ask a provider once", operation_id="testProvider", responses=_ONE)
def test_provider(name: Name, caller: Administrator, backend: BackendDep) -> ProviderTest:
    """About an invoice that does not exist, as it is set up now, whether the service was started since or not. Counts against no invoice; the provider may charge for it."""
    if not _runs_the_service(caller):
        raise RequestError(_not_yours())
    settings = _named(backend, name)
    begun = time.monotonic()
    answer = build_verifiers([settings], backend.clock).verify(trial_question(backend.clock().astimezone(CHINA_TIME).date()), lambda _: True)[-1]
    seconds = time.monotonic() - begun
    with backend.database.write() as session:
        after = {"outcome": answer.outcome.value}
        add_audit(session, caller.tenant, AuditSubject.PROVIDER, name, AuditEvent.TESTED, actor=caller.actor, at=backend.clock(), after=after)
    return _tested(answer, seconds)


def _named(backend: Backend, name: str) -> ProviderSettings:
    """As it is set up now. Raises RequestError where there is none, or its secret is gone."""
    of_file = next((each for each in backend.verification.providers if each.name == name and name not in backend.kept_in_use), None)
    if of_file is not None:
        return of_file
    with backend.database.read() as session:
        kept = next((each for each in kept_providers(session) if each.name == name), None)
        if kept is None:
            raise RequestError(record_not_found())
        secret = backend.provider_safe.secret(session, name, kept.told)
    try:
        return backend.provider_safe.checked(name, kept.told, secret)
    except SettingWrong as wrong:
        raise RequestError(_wrong(wrong)) from wrong


def _tested(answer: Answer, seconds: float) -> ProviderTest:
    # Of its own troubles the next provider would be asked; whatever else it says, it says as one that knows our account.
    return ProviderTest(not ASKS_THE_NEXT[answer.outcome], answer.outcome, answer.provider_code, answer.message, answer.billed, round(seconds, 3))


def _told(form: ProviderForm) -> Mapping[str, Any]:
    texts = {"type": form.type.value, "id": form.id.strip(), "address": form.address.strip(), "project_id": form.project_id.strip()}
    numbers = {"calls_per_second": form.calls_per_second, "timeout_seconds": form.timeout_seconds, "price_per_call": form.price_per_call}
    return {**{name: text for name, text in texts.items() if text}, **{name: number for name, number in numbers.items() if number is not None}}


def _runs_the_service(caller: Caller) -> bool:
    return caller.tenant == DEFAULT_TENANT


def _refuse_others(caller: Caller, backend: Backend, name: str) -> None:
    if not _runs_the_service(caller):
        raise RequestError(_not_yours())
    if any(each.name == name and name not in backend.kept_in_use for each in backend.verification.providers):
        raise provider_in_file(name)


def provider_in_file(name: str) -> RequestRefused:
    return RequestRefused(
        "provider_in_file",
        f"The provider {name} is named in the settings file of the service, which counts. Change it there, or choose another name.",
        f"服务商 {name} 由服务的配置文件设定并以其为准，请在配置文件中修改，或换用其他名称。",
    )


def _refuse_another_destination(session: Session, name: str, told: Mapping[str, Any]) -> None:
    """Who may change an address must not learn by it a secret that somebody else entered. Raises RequestError."""
    kept = next((each for each in kept_providers(session) if each.name == name), None)
    if kept is not None and destination(kept.told) != destination(told) and name in sealed_secrets(session):
        raise RequestError(_secret_needed(name))


def _secret_needed(name: str) -> Problem:
    english = f"{name} would be asked at another address. A secret is sent nowhere but where it was entered for: enter it anew, too."
    chinese = f"{name} 的地址或类型已改变。密钥只用于填写时的地址，请同时重新填写密钥。"
    said = {"field": "secret", "message_en": english, "message_zh": chinese}
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "secret_needed", english, chinese, NextStep.CORRECT_REQUEST, details={"problems": [said]})


def _not_yours() -> Problem:
    return Problem(
        HTTPStatus.FORBIDDEN,
        "operators_only",
        f"Providers belong to the whole installation: administrators of the tenant {DEFAULT_TENANT}, which runs it, change them. Ask one of them.",
        f"查验服务商属于整个系统，仅 {DEFAULT_TENANT} 租户的管理员可以修改，请联系他们。",
        NextStep.ASK_OPERATOR,
    )


def _wrong(wrong: SettingWrong) -> Problem:
    said = {"field": wrong.setting, "message_en": f"This {wrong.why}.", "message_zh": f"{wrong.why_zh}。"}
    english, chinese = f"{wrong.setting} {wrong.why}. Correct it and save again.", f"{wrong.setting} {wrong.why_zh}，请修正后保存。"
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "provider_setting_wrong", english, chinese, NextStep.CORRECT_REQUEST, details={"problems": [said]})


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


def _of_page(kept: KeptProvider, has_secret: bool, backend: Backend, is_ours: bool) -> ProviderSetting:
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
        kept.place,
        kept.active,
        has_secret,
        kept.version,
        backend.kept_in_use.get(kept.name),
        kept.said_at,
    )
