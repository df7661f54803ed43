"""One call of a method over HTTP with JSON in both directions, as two of the accounting systems want it, and what may be concluded from its end."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from intake.outside_http import Answer, NoAnswer, NotSent, OutsideHttp, Request
from intake.upload.ledger import Unavailable, Unknown

_OK = 200
_NOT_US = (401, 403)
_TOO_MANY = 429
_THEIR_ERRORS = 500


@dataclass(frozen=True)
class Result:
    """The method ran, and returned that."""

    value: Any


@dataclass(frozen=True)
class Raised:
    """The method raised that, and its transaction was undone: nothing was changed."""

    error: Any


Called = Result | Raised | Unknown | Unavailable


def call(http: OutsideHttp, url: str, headers: Mapping[str, str], request: Mapping[str, Any], encode: Callable[[Any], Any]) -> Called:
    """`encode` is asked about values that JSON does not know. An answer of no sense is Unknown: the method may have run."""
    body = json.dumps(request, ensure_ascii=False, default=encode).encode()
    outcome = http.send(Request("POST", url, {"Content-Type": "application/json", **headers}, body))
    match outcome:
        case NotSent(reason, detail):
            return Unavailable(reason, detail)
        case NoAnswer(reason, detail):
            return Unknown(f"{reason}: {detail}")
        case Answer(status, _, answered) if status == _OK:
            return _read(answered)
    return _of_status(outcome.status)


def cannot_ask(called: Raised | Unknown | Unavailable, words: Callable[[Any], str]) -> Unavailable:
    """Where nothing is changed by calling, no answer and an error leave everything as it was."""
    match called:
        case Unavailable():
            return called
        case Unknown(reason):
            return Unavailable("no_answer", reason)
        case Raised(error):
            return Unavailable("their_error", words(error))


def refused_login(status: int) -> Unavailable:
    return Unavailable("permission", f"they don't accept our login, or don't let it do that (status {status})")


def _read(answered: bytes) -> Called:
    try:
        said = json.loads(answered)
    except (ValueError, RecursionError):
        return Unknown("the answer is no JSON")
    if not isinstance(said, dict):
        return Unknown("the answer is no object")
    if said.get("error"):
        return Raised(said["error"])
    return Result(said["result"]) if "result" in said else Unknown("the answer has neither result nor error")


def _of_status(status: int) -> Called:
    if status in _NOT_US:
        return refused_login(status)
    if status == _TOO_MANY:
        return Unavailable("throttled", f"status {status}")
    if status >= _THEIR_ERRORS:
        return Unknown(f"status {status}")
    return Unavailable("misconfigured", f"status {status}: check the address of this ledger in the settings")
