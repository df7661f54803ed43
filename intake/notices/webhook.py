"""Posts notices to a program of the firm, signed (docs/notices.md), and never to an address that is none of the internet's unless whoever runs the service allows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from intake.notices.channel import Delivered, Delivery, NotDelivered
from intake.outside_http import Answer, HttpLimits, OutsideHttp, Reach, Request
from intake.upload.signature import signed_headers

DELIVERY_HEADER = "X-Fapiao-Delivery"
LIMITS = HttpLimits(total_seconds=15.0, answer_bytes=64 * 1024)
_GONE = 410


@dataclass(frozen=True)
class Target:
    id: UUID
    url: str = field(repr=False)
    """May hold a secret in its path."""
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class WebhookChannel:
    """Safe for threads."""

    http: OutsideHttp = field(default_factory=lambda: OutsideHttp(LIMITS, Reach()))

    def send(self, target: Target, body: bytes, message_id: UUID, at: datetime) -> Delivery:
        """Tries once. Trouble is an answer, never an exception."""
        outcome = self.http.send(Request("POST", target.url, _headers(target, body, message_id, at), body))
        if not isinstance(outcome, Answer):
            return NotDelivered(f"{outcome.reason}: {outcome.detail}")
        if 200 <= outcome.status < 300:
            return Delivered()
        return NotDelivered(f"it answered {outcome.status}", for_good=outcome.status == _GONE)


def shown_url(url: str) -> str:
    """Without path and query, which may hold what only the receiver should know."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/…" if parts.path.strip("/") or parts.query else f"{parts.scheme}://{parts.netloc}"


def _headers(target: Target, body: bytes, message_id: UUID, at: datetime) -> Mapping[str, str]:
    parts = urlsplit(target.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    signed = signed_headers(str(target.id), target.secret, "POST", path, body, at)
    return {"Content-Type": "application/json", DELIVERY_HEADER: str(message_id), **signed}
