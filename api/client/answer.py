"""What a call of the client gives back, or raises."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from api.client.transport import Request, Response, Transport

Body = TypeVar("Body")


@dataclass(frozen=True)
class Answer(Generic[Body]):
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: Body

    @property
    def etag(self) -> str:
        """For If-Match and If-None-Match; "" where there is none."""
        return self.headers.get("etag", "")


class ProblemError(Exception):
    """The service did not do what was asked."""

    def __init__(self, status: int, headers: Mapping[str, str], problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code')}: {problem.get('message_en')}")
        self.status = status
        self.code = str(problem.get("code", ""))
        self.problem = problem
        self.retry_after = int(headers["retry-after"]) if headers.get("retry-after", "").isdecimal() else None
        """Seconds; None where trying again is no help."""


def call(
    transport: Transport,
    method: str,
    path: str,
    query: Mapping[str, object],
    headers: Mapping[str, object],
    content: object = None,
    content_type: str = "",
) -> Response:
    """Parameters that are None are left out; lists are sent value by value. Raises ProblemError, OSError."""
    body = content if content is None or isinstance(content, bytes) else json.dumps(content, default=str, ensure_ascii=False).encode()
    said = {name: _text(value) for name, value in headers.items() if value is not None}
    if content_type and body is not None:
        said["Content-Type"] = content_type
    response = transport.send(Request(method, path, tuple(_pairs(query)), said, body))
    if response.status < 400:
        return response
    try:
        problem = json.loads(response.content)
    except ValueError:
        problem = {}
    raise ProblemError(response.status, response.headers, problem if isinstance(problem, dict) else {})


def as_json(response: Response) -> Answer[Any]:
    """As the service describes it, which is not checked again; None where there is no body."""
    return Answer(response.status, response.headers, json.loads(response.content) if response.content else None)


def as_bytes(response: Response) -> Answer[bytes]:
    return Answer(response.status, response.headers, response.content)


def as_nothing(response: Response) -> Answer[None]:
    return Answer(response.status, response.headers, None)


def in_path(value: object) -> str:
    return quote(_text(value), safe="")


def _pairs(query: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    for name, value in query.items():
        if isinstance(value, list | tuple):
            yield from ((name, _text(each)) for each in value)
        elif value is not None:
            yield name, _text(value)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
