"""Problems of callers: who is not known, may not, or must wait."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from api.errors import NextStep, Problem
from intake.people.scopes import Scope


def login_needed() -> Problem:
    return Problem(
        HTTPStatus.UNAUTHORIZED,
        "login_needed",
        "This needs a login. Log in, or send an API key in the header Authorization: Bearer.",
        "需要登录，请登录，或在 Authorization: Bearer 请求头中提供 API 密钥。",
        NextStep.LOG_IN,
    )


def login_failed() -> Problem:
    """The same for every reason, so that nobody learns which names exist."""
    return Problem(
        HTTPStatus.UNAUTHORIZED,
        "login_failed",
        "Name or password is wrong, or the account is disabled. Check both; an administrator can set a new password.",
        "用户名或密码错误，或账户已停用。请核对后重试，或请管理员重设密码。",
        NextStep.LOG_IN,
    )


def too_many_logins(seconds: int) -> Problem:
    return Problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        "too_many_logins",
        f"There were too many failed logins. Try again in {seconds} seconds.",
        f"登录失败次数过多，请 {seconds} 秒后重试。",
        NextStep.TRY_LATER,
        seconds,
    )


def not_permitted(needed: Iterable[Scope]) -> Problem:
    names = " / ".join(scope.value for scope in needed) or "login"
    return Problem(
        HTTPStatus.FORBIDDEN,
        "not_permitted",
        f"Your rights don't include this ({names}). Ask an administrator.",
        f"权限不足（需要 {names}），请联系管理员。",
        NextStep.ASK_OPERATOR,
    )


def csrf_token_wrong() -> Problem:
    return Problem(
        HTTPStatus.FORBIDDEN,
        "csrf_token_wrong",
        "The header X-CSRF-Token is missing or belongs to another login. Load the page again.",
        "缺少 X-CSRF-Token 请求头或其不属于当前登录，请刷新页面。",
        NextStep.CORRECT_REQUEST,
    )


def password_change_needed() -> Problem:
    return Problem(
        HTTPStatus.FORBIDDEN,
        "password_change_needed",
        "Replace your one-time password first.",
        "请先修改一次性密码。",
        NextStep.CORRECT_REQUEST,
    )


def pairing_refused() -> Problem:
    return Problem(
        HTTPStatus.UNAUTHORIZED,
        "pairing_refused",
        "This pairing code was used or is older than two minutes. Show a new one and scan that.",
        "配对码已使用或超过两分钟，请重新生成并扫描。",
        NextStep.LOG_IN,
    )


def record_not_found() -> Problem:
    """There is none, or not for this caller: the two must not be told apart."""
    return Problem(
        HTTPStatus.NOT_FOUND,
        "record_not_found",
        "There is no such record. Check its number, or search for it.",
        "没有该记录，请核对编号或重新查询。",
        NextStep.CORRECT_REQUEST,
    )
