"""No request is larger than allowed, whatever it says of itself."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import RequestError, body_too_large


class BodyLimit:
    """ASGI middleware. A body that is too large by its declared length fails before any of it is read; one of unknown length as soon as too much has come.

    FastAPI's `max_body_size` limits the same way, but answers in plain text, where every error of ours is a problem document.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most
        """Bytes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await self.app(scope, within(self.most, scope, receive), send)


def within(most: int, scope: Scope, receive: Receive) -> Receive:
    """The same body, of `most` bytes. Raises RequestError where it is taken in and larger."""
    length = Headers(scope=scope).get("content-length", "")
    declared = int(length) if length.isdecimal() else 0
    received = 0

    async def receive_within_limit() -> Message:
        nonlocal received
        if declared > most:
            raise RequestError(body_too_large(most, declared))
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise RequestError(body_too_large(most, received))
        return message

    return receive_within_limit
