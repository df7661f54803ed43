"""One question under way, and how it may end: every provider makes its answers here, so that none can call an invoice good that it should not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from intake.outside_http import Answer as HttpAnswer
from intake.outside_http import NoAnswer, NotSent, OutsideHttp, Request
from intake.verification.codes import Vendor, is_billed, meaning_of, status_of
from intake.verification.verifier import Answer, Outcome, Query

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_LONGEST_MESSAGE = 300
_TROUBLE = {
    "address_refused": "this address is not allowed",
    "unknown_host": "the provider's name is not known to the network",
    "no_connection": "no connection",
    "tls": "the certificate or the encryption was not accepted",
    "bad_url": "the address of the provider is none",
    "timeout": "no answer in time",
    "broken": "the connection broke",
    "too_long": "the answer is too large",
    "no_sense": "the answer is no HTTP",
}
"""Our words alone: what the network says may quote addresses, and addresses hold tokens."""
_SHORTEST_SECRET = 4
"""Characters. Hiding shorter ones would hide half of the message."""


@dataclass(frozen=True)
class Found:
    """What a provider says of an invoice that it has found."""

    sign: str
    """What became of it, in the provider's letters."""
    face: Mapping[str, str]
    items: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Asking:
    provider: str
    vendor: Vendor
    query: Query
    at: datetime
    secrets: tuple[str, ...] = field(repr=False)
    """Taken out of every message: providers quote wrong keys back."""

    def send(self, http: OutsideHttp, request: Request) -> HttpAnswer | Answer:
        match http.send(request):
            case NotSent(reason=reason):
                return self.unreachable(_TROUBLE.get(reason, reason), sent=False)
            case NoAnswer(reason=reason):
                return self.unreachable(_TROUBLE.get(reason, reason))
            case answered:
                return answered

    def answered(self, code: str, message: str, found: Found | None = None) -> Answer:
        """By the table of codes. Good news needs a code that means it, a known status, and the invoice that was asked for."""
        meaning = meaning_of(self.vendor, code, message)
        if meaning.outcome is Outcome.UNREACHABLE:
            return self.unreachable(f"the code is not known: {message}", code)
        if meaning.outcome is not Outcome.OK:
            return self._answer(meaning.outcome, code, message)
        if found is None:
            return self.unreachable("it says that the invoice was found, without the invoice", code)
        status = meaning.status or status_of(self.vendor, found.sign)
        if status is None:
            return self.unreachable(f"the state of the invoice is not known: {found.sign!r}", code)
        if not self._is_asked_for(found.face):
            return self.unreachable("the answer is about another invoice, or about none", code)
        return Answer(
            Outcome.OK,
            self.provider,
            self.at,
            self._plain(code),
            self._plain(message),
            status,
            found.face,
            found.items,
            billed=is_billed(self.vendor, code, Outcome.OK),
        )

    def not_understood(self, reply: HttpAnswer) -> Answer:
        """Only one thing is told without words: that we ask too fast (RFC 6585)."""
        if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
            return self._answer(Outcome.THROTTLED, str(reply.status), "too many requests")
        return self.unreachable(f"the answer is not understood (HTTP {reply.status})")

    def unreachable(self, reason: str, code: str = "", *, sent: bool = True) -> Answer:
        return Answer(Outcome.UNREACHABLE, self.provider, self.at, self._plain(code), self._plain(reason), sent=sent)

    def unsupported(self, reason: str) -> Answer:
        return Answer(Outcome.UNSUPPORTED, self.provider, self.at, message=reason, sent=False)

    def _answer(self, outcome: Outcome, code: str, message: str) -> Answer:
        return Answer(outcome, self.provider, self.at, self._plain(code), self._plain(message), billed=is_billed(self.vendor, code, outcome))

    def _is_asked_for(self, face: Mapping[str, str]) -> bool:
        if face.get("invoice_number") != self.query.number:
            return False
        return not self.query.code or face.get("invoice_code", self.query.code) == self.query.code

    def _plain(self, text: str) -> str:
        for secret in self.secrets:
            if len(secret) >= _SHORTEST_SECRET:
                text = text.replace(secret, "***")
        return _CONTROL.sub(" ", text).strip()[:_LONGEST_MESSAGE]
