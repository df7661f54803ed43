"""Answers with an ETag, the requests that ask for nothing else (If-None-Match), and those that wait for another (`wait=`)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import BoundedSemaphore
from time import monotonic
from typing import Annotated, Any

from fastapi import Header, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.document_problems import changed_meanwhile, version_needed
from api.errors import RequestError
from api.json_answers import to_json

MOST_SECONDS = 25
"""Proxies give up after 30 or 60."""
_LOOK_SECONDS = (0.1, 0.1, 0.2, 0.3)
_LATER_LOOK_SECONDS = 0.5

IfNoneMatch = Annotated[str | None, Header(description="ETag of the answer that you have: 304 where nothing changed")]
IfMatch = Annotated[str | None, Header(description="ETag of the record as you saw it")]
Wait = Annotated[
    int,
    Query(
        ge=0,
        le=MOST_SECONDS,
        description="Seconds to wait: for another ETag than If-None-Match, and without that until nothing more will happen by itself",
    ),
]
NOT_CHANGED: dict[str, Any] = {"description": "It is what you have"}


@dataclass(frozen=True)
class Tagged:
    """An answer as it goes out."""

    body: bytes
    etag: str
    is_settled: bool
    """Nothing more will happen by itself."""


def tagged(answer: object, *, is_settled: bool, version: int | None = None) -> Tagged:
    """`version`, of a record that can be changed, stands in the ETag, where `expected_version` finds it."""
    body = to_json(answer)
    digest = sha256(body).hexdigest()[:16]
    return Tagged(body, f'"{digest}"' if version is None else f'"{version}-{digest}"', is_settled)


def response(answer: Tagged, if_none_match: str | None) -> Response:
    headers = {"ETag": answer.etag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
    if _has(if_none_match, answer.etag):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, media_type="application/json", headers=headers)


def expected_version(if_match: str | None) -> int | None:
    """The version that a caller saw; None for `*`, whatever it is. Raises RequestError: 428 without the header, 412 for what is no ETag of a record."""
    if not if_match:
        raise RequestError(version_needed())
    if if_match.strip() == "*":
        return None
    version = if_match.strip().removeprefix("W/").strip('"').partition("-")[0]
    if not (version.isascii() and version.isdecimal() and len(version) <= 9):
        raise RequestError(changed_meanwhile())
    return int(version)


async def waited_for(load: Callable[[], Tagged], stamp: Callable[[], str], places: BoundedSemaphore, if_none_match: str | None, seconds: int) -> Tagged:
    """What `load` says once it is something new, or settled where nothing old is named; what it says anyhow when the time is over or no place is free.

    `load` and `stamp` are called in threads; `stamp` is cheap and differs when `load` would.
    """
    end = monotonic() + seconds
    before = await run_in_threadpool(stamp)
    answer = await run_in_threadpool(load)
    if _is_news(answer, if_none_match) or seconds == 0 or not places.acquire(blocking=False):
        return answer
    try:
        looks = iter(_LOOK_SECONDS)
        while (left := end - monotonic()) > 0:
            await asyncio.sleep(min(left, next(looks, _LATER_LOOK_SECONDS)))
            now = await run_in_threadpool(stamp)
            if now != before:
                before, answer = now, await run_in_threadpool(load)
                if _is_news(answer, if_none_match):
                    return answer
    finally:
        places.release()
    return answer


def _is_news(answer: Tagged, if_none_match: str | None) -> bool:
    return answer.is_settled if if_none_match is None else not _has(if_none_match, answer.etag)


def _has(if_none_match: str | None, etag: str) -> bool:
    """Weak comparison, as RFC 9110 wants it here."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
