"""Errors as HTTP answers: problem documents (RFC 9457) with a stable code, a sentence in English and Chinese, and the next step.

This is the only place that knows which error has which status. What is wrong with a single file is no error here: it stands in that file's result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from intake.errors import ArrivedDamaged, Busy, IntakeError, NeedsPassword, RefusedFile, RequestRefused, UnreadableFile
from intake.opening.limits import MIB

MEDIA_TYPE = "application/problem+json"
CHECKSUM_MISMATCH = 460
"""Status of the resumable upload protocol tus (extension Checksum) for bytes that are not those that were sent."""
RETRY_AFTER_SECONDS = 10
"""A few documents are read in that time, and places get free."""


class NextStep(StrEnum):
    """What helps, for programs; the sentences say it to people."""

    CORRECT_REQUEST = "correct_request"
    LOG_IN = "log_in"
    SEND_AGAIN = "send_again"
    """The same, as it was."""
    SEND_SMALLER = "send_smaller"
    TRY_LATER = "try_later"
    """After the seconds in `Retry-After`."""
    ASK_OPERATOR = "ask_operator"
    """Whoever runs the service must act."""
    REPORT = "report"
    """A fault of the program."""


@dataclass(frozen=True)
class Problem:
    """Why a request was not answered."""

    status: int
    code: str
    message_en: str
    message_zh: str
    next_step: NextStep
    retry_after: int = RETRY_AFTER_SECONDS
    """Seconds, for `try_later`."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """Further members of the document: `limit` and `actual` of what is too large, `duplicate_of` ..."""

    def response(self, headers: Mapping[str, str] | None = None) -> Response:
        body = {
            "type": f"urn:fapiao-intake:problem:{self.code}",
            "title": "Checksum Mismatch" if self.status == CHECKSUM_MISMATCH else HTTPStatus(self.status).phrase,
            "status": int(self.status),
            "code": self.code,
            "message_en": self.message_en,
            "message_zh": self.message_zh,
            "next_step": self.next_step.value,
            **self.details,
        }
        later = {"Retry-After": str(self.retry_after)} if self.next_step is NextStep.TRY_LATER else {}
        how = {"WWW-Authenticate": "Bearer"} if self.status == HTTPStatus.UNAUTHORIZED else {}
        return JSONResponse(body, self.status, {**(headers or {}), **later, **how}, MEDIA_TYPE)


class RequestError(Exception):
    """Raised by whatever refuses a request."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {problem.message_en}")
        self.problem = problem


def add_problem_handlers(app: FastAPI) -> None:
    """Makes every error of the application a problem document."""

    async def answer(request: Request, error: Exception) -> Response:
        return problem_of(error).response(error.headers if isinstance(error, HTTPException) else None)

    for kind in (RequestError, IntakeError, RequestValidationError, HTTPException, ClientDisconnect, Exception):
        app.add_exception_handler(kind, answer)


def problem_of(error: Exception) -> Problem:
    """What to tell the client of an error."""
    match error:
        case RequestError():
            return error.problem
        case RequestRefused():
            return refused(error)
        case Busy():
            return Problem(HTTPStatus.SERVICE_UNAVAILABLE, error.code, error.message, error.message_zh, NextStep.TRY_LATER, error.retry_after)
        case UnreadableFile() | RefusedFile() | NeedsPassword():
            return file_refused(error)
        case ArrivedDamaged():
            return Problem(CHECKSUM_MISMATCH, error.code, error.message, error.message_zh, NextStep.SEND_AGAIN)
        case IntakeError():
            return not_readable(error)
        case RequestValidationError():
            return not_as_described(error)
        case HTTPException():
            return not_served(error.status_code, error.detail)
        case ClientDisconnect():
            return not_served(HTTPStatus.BAD_REQUEST, "the connection ended before it had come in")
        case _:
            return internal_error()


# The problems


def body_too_large(most: int, actual: int) -> Problem:
    """`actual`: bytes, as far as they were announced or came."""
    return Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "body_too_large",
        f"This request may have {most / MIB:.3g} MiB. Send the files in several requests, or smaller.",
        f"该请求不能超过 {most / MIB:.3g} MiB，请分多次提交或压缩文件。",
        NextStep.SEND_SMALLER,
        details={"limit": most, "actual": actual},
    )


def no_file() -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "no_file",
        "The request holds no file. Send multipart/form-data with one or more files in the field `file`.",
        "请求中没有文件，请使用 multipart/form-data，并将文件放入 file 字段。",
        NextStep.CORRECT_REQUEST,
    )


def service_busy() -> Problem:
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "service_busy",
        f"All places are taken. Try again in {RETRY_AFTER_SECONDS} seconds.",
        f"当前请求过多，请 {RETRY_AFTER_SECONDS} 秒后重试。",
        NextStep.TRY_LATER,
    )


def upload_too_slow(seconds: float) -> Problem:
    return Problem(
        HTTPStatus.REQUEST_TIMEOUT,
        "upload_too_slow",
        f"The request had not come in after {seconds:.0f} seconds. Send less at a time, or over a faster connection.",
        f"请求在 {seconds:.0f} 秒内未传完，请减少单次提交的文件或更换网络。",
        NextStep.SEND_SMALLER,
    )


def not_readable(error: IntakeError) -> Problem:
    """Reading as a whole is not possible now."""
    step = NextStep.TRY_LATER if error.retryable else NextStep.ASK_OPERATOR
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, error.code, error.message, error.message_zh, step)


_TYPES_NOT_TAKEN = frozenset(
    {
        "unknown_type",
        "picture_type_unsupported",
        "archive_type_unsupported",
        "svg_refused",
        "html_refused",
        "postscript_refused",
        "office_refused",
        "outlook_refused",
    }
)


def file_refused(error: UnreadableFile | RefusedFile | NeedsPassword) -> Problem:
    """A file that was sent by itself, and is none that we keep."""
    if error.code == "file_too_large":
        return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, error.code, error.message, error.message_zh, NextStep.SEND_SMALLER)
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE if error.code in _TYPES_NOT_TAKEN else HTTPStatus.UNPROCESSABLE_ENTITY
    return Problem(status, error.code, error.message, error.message_zh, NextStep.CORRECT_REQUEST)


_CONFLICTS = frozenset({"name_taken", "last_administrator", "company_changed_meanwhile", "policy_changed_meanwhile", "filing_changed_meanwhile"}) | frozenset(
    {
        "policy_not_met",
        "kind_blocked",
        "keying_needed",
        "second_reviewer_needed",
        "second_reviewer_role_needed",
        "password_not_needed",
        "too_many_webhooks",
        "entry_needs_another_person",
        "setting_changed_meanwhile",
        "setting_in_file",
        "ledger_in_use",
        "mail_not_possible",
        "too_much_feedback",
        "feedback_changed_meanwhile",
        "feedback_picture_not_taken",
    }
)
"""What was asked is fine, and can't be together with what there is."""


def refused(error: RequestRefused) -> Problem:
    """What was asked breaks a rule."""
    status = HTTPStatus.CONFLICT if error.code in _CONFLICTS else HTTPStatus.UNPROCESSABLE_ENTITY
    return Problem(status, error.code, error.message, error.message_zh, NextStep.CORRECT_REQUEST)


def not_as_described(error: RequestValidationError) -> Problem:
    """Parameters or a JSON body that are not what the OpenAPI document asks for."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "not_as_described",
        f"The request is not what /openapi.json describes: {where}: {str(first['msg']).rstrip('.')}. Correct it and send it again.",
        f"请求内容与 /openapi.json 的说明不符（{where}），请修正后重新提交。",
        NextStep.CORRECT_REQUEST,
    )


def not_served(status: int, detail: str) -> Problem:
    """What the framework refuses: addresses and methods that there are not, forms that can't be parsed."""
    match status:
        case HTTPStatus.NOT_FOUND:
            return Problem(
                HTTPStatus.NOT_FOUND,
                "not_found",
                "There is nothing at this address. /openapi.json lists all.",
                "地址不存在，可用地址见 /openapi.json。",
                NextStep.CORRECT_REQUEST,
            )
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return Problem(
                HTTPStatus.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "This address does not take this method. The header Allow says which it takes.",
                "该地址不支持此请求方法，支持的方法见 Allow 响应头。",
                NextStep.CORRECT_REQUEST,
            )
        case _:
            return Problem(
                HTTPStatus(status),
                "malformed_request",
                f"The request can't be understood: {detail.rstrip('.')}. Correct it and send it again.",
                f"无法解析请求（{detail.rstrip('.')}），请修正后重新提交。",
                NextStep.CORRECT_REQUEST,
            )


def internal_error() -> Problem:
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal_error",
        "The program has a fault. Please report it with the log.",
        "程序内部错误，请连同日志一并反馈。",
        NextStep.REPORT,
    )
