"""How the client's requests get to the service and back: a protocol, and the plain way over the standard library."""

from __future__ import annotations

import http.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = field(default=None, repr=False)

    @property
    def target(self) -> str:
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path


@dataclass(frozen=True)
class Response:
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    content: bytes = field(repr=False)


class Transport(Protocol):
    def send(self, request: Request) -> Response:
        """MUST return every answer of the service, problems too. Raises OSError where there is none."""
        ...


@dataclass(frozen=True)
class HttpTransport:
    """One connection for each request."""

    address: str
    """`https://invoices.example`"""
    token: str = field(repr=False)
    """An API key, or the token of a paired phone."""
    seconds: float = 60.0

    def send(self, request: Request) -> Response:
        parts = urlsplit(self.address)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self.seconds)
        headers = {"Authorization": f"Bearer {self.token}", **request.headers}
        try:
            connection.request(request.method, parts.path.rstrip("/") + request.target, request.content, headers)
            answer = connection.getresponse()
            return Response(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        except http.client.HTTPException as error:
            raise ConnectionError(f"no HTTP came back: {error!r}") from error
        finally:
            connection.close()
