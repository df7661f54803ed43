"""Every reason why a setting of the whole installation is not changed on the settings page, and who may change one."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from api.build_service import Backend
from api.errors import NextStep, Problem, RequestError
from intake.errors import RequestRefused
from intake.kept_secrets import destination
from intake.people.caller import Caller
from intake.people.names import DEFAULT_TENANT
from intake.setting_wrong import SettingWrong
from intake.store.kept_settings import SettingKind, kept_setting


def runs_the_service(caller: Caller) -> bool:
    return caller.tenant == DEFAULT_TENANT


def refuse_others(caller: Caller) -> None:
    """Raises RequestError."""
    if not runs_the_service(caller):
        raise RequestError(operators_only())


def kept_secret(backend: Backend, kind: SettingKind, name: str, told: Mapping[str, Any]) -> str:
    """For a change that brings none; "" where none is kept. Who may change an address must not learn by it a secret that somebody else entered. Raises RequestError."""
    with backend.database.read() as session:
        kept = kept_setting(session, kind, name)
    if kept is None or kept.sealed is None:
        return ""
    if destination(kept.told) != destination(told):
        raise RequestError(secret_needed(name))
    return backend.secret_safe.secret(kept)


def secret_needed(name: str) -> Problem:
    english = f"{name} would be asked at another address. A secret is sent nowhere but where it was entered for: enter it anew, too."
    chinese = f"{name} 的地址或类型已改变。密钥只用于填写时的地址，请同时重新填写密钥。"
    said = {"field": "secret", "message_en": english, "message_zh": chinese}
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "secret_needed", english, chinese, NextStep.CORRECT_REQUEST, details={"problems": [said]})


def operators_only() -> Problem:
    return Problem(
        HTTPStatus.FORBIDDEN,
        "operators_only",
        f"Providers and ledgers belong to the whole installation: administrators of the tenant {DEFAULT_TENANT}, which runs it, change them. Ask one of them.",
        f"查验服务商和记账系统属于整个系统，仅 {DEFAULT_TENANT} 租户的管理员可以修改，请联系他们。",
        NextStep.ASK_OPERATOR,
    )


def setting_wrong(wrong: SettingWrong) -> Problem:
    said = {"field": wrong.setting, "message_en": f"This {wrong.why}.", "message_zh": f"{wrong.why_zh}。"}
    english, chinese = f"{wrong.setting} {wrong.why}. Correct it and save again.", f"{wrong.setting} {wrong.why_zh}，请修正后保存。"
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "setting_wrong", english, chinese, NextStep.CORRECT_REQUEST, details={"problems": [said]})


def setting_in_file(name: str) -> RequestRefused:
    return RequestRefused(
        "setting_in_file",
        f"{name} is named in the settings file of the service, which counts. Change it there, or choose another name.",
        f"{name} 由服务的配置文件设定并以其为准，请在配置文件中修改，或换用其他名称。",
    )


def ledger_in_use(name: str, tenant: str) -> RequestRefused:
    return RequestRefused(
        "ledger_in_use",
        f"Invoices of {tenant} go to {name}. Send them another way first.",
        f"租户 {tenant} 的发票正发往 {name}，请先改发其他记账系统。",
    )
