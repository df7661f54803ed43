"""Every request with an id, a line in the log, and its time in the metrics."""

from __future__ import annotations

import re
from collections.abc import Callable
from logging import getLogger
from time import perf_counter
from uuid import uuid4

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from api.log import REQUEST, RequestNotes
from intake.people.caller import Caller

REQUEST_ID = "X-Request-ID"
UNMATCHED = "unmatched"
"""In place of a route where no route fits: addresses that people try out must not become names of metrics."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
QUIET = ("/health", "/metrics")
"""Asked every few seconds by machines: logged when they fail."""
_NOTES = "request_notes"
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

Observe = Callable[[str, str, int, float], None]
"""Method, path of the route, status, seconds until the answer began."""


class RequestLog:
    """Pure ASGI: an answer that streams passes as it comes."""

    def __init__(self, app: ASGIApp, observe: Observe) -> None:
        self._app = app
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        notes = RequestNotes(_id_of(scope))
        scope.setdefault("state", {})[_NOTES] = notes
        started = perf_counter()
        answered: list[tuple[int, float]] = []

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered.append((message["status"], perf_counter() - started))
                message = {**message, "headers": [*message.get("headers", ()), (REQUEST_ID.lower().encode(), notes.id.encode())]}
            await send(message)

        with bound_contextvars(**{REQUEST: notes}):
            try:
                await self._app(scope, receive, noted)
            finally:
                # Nothing was answered where the connection ended first.
                status, seconds = answered[0] if answered else (499, perf_counter() - started)
                self._note(scope, status, seconds)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._observe(method, _route_of(scope), status, seconds)
        if status < 400 and scope["path"].startswith(QUIET):
            return
        # Without the query, in which people search for names and numbers.
        getLogger(__name__).info("%s %s %d in %.0f ms", method, scope["path"], status, seconds * 1000)


def note_caller(request: Request, caller: Caller) -> None:
    """From now on the request's lines say who calls."""
    notes = getattr(request.state, _NOTES, None)
    if isinstance(notes, RequestNotes):
        notes.tenant, notes.caller = caller.tenant, caller.actor.name


def _id_of(scope: Scope) -> str:
    """What a proxy or client called it, where that is a name; else one of ours."""
    given = next((value for name, value in scope["headers"] if name == REQUEST_ID.lower().encode()), b"").decode("latin-1")
    return given if _ID.fullmatch(given) else uuid4().hex


def _route_of(scope: Scope) -> str:
    route = scope.get("route")
    return str(getattr(route, "path", None) or UNMATCHED)
