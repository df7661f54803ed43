"""A ledger that speaks our own small HTTP contract, signed: for whatever has no adapter of its own, behind a few lines written for it. The contract: docs/ledger.md.

PUT  {base}/originals/{sha256}        the file; the same again is harmless
POST {base}/entries                   the entry as JSON (`intake.upload.entry_format`)
GET  {base}/entries?key={key}         everything they have under a business key
GET  {base}/entries?tenant=&from=&to=&limit=&after=    everything they have of some days of issue, a page at a time; may be left out
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from intake.outside_http import Answer, NoAnswer, NotSent, Outcome, OutsideHttp, Request
from intake.upload.entry_answer import found_entry, read_object, refusal_words
from intake.upload.entry_format import entry_bytes
from intake.upload.ledger import Accepted, BusinessKey, Found, FoundEntry, LedgerEntry, Lookup, Manners, Refused, Submission, Unavailable, Unknown
from intake.upload.listing import CannotList, EntryPage, Listed, Span
from intake.upload.signature import signed_headers

_OK, _CREATED, _NO_CONTENT, _CONFLICT, _TOO_MANY, _CLOSED = 200, 201, 204, 409, 429, 503
_NOT_US = (401, 403)
_REDIRECTS, _THEIR_ERRORS = 300, 500
_REFUSALS = frozenset({400, 409, 413, 415, 422})
_LONGEST_PAUSE = timedelta(hours=6)
_NO_LISTING = frozenset({400, 404, 405, 422, 501})
"""Of a receiver that knows questions about one key only."""
_PAGE = 500
_LONGEST_CURSOR = 200
_NO_ENTRY = "the answer is not what docs/ledger.md describes"


@dataclass(frozen=True)
class RestLedger:
    name: str
    base: str
    """`https://ledger.example/fapiao/v1`, without a slash at its end."""
    key_id: str
    secret: bytes = field(repr=False)
    http: OutsideHttp
    clock: Callable[[], datetime]
    manners: Manners = Manners()

    def submit(self, entry: LedgerEntry, original: bytes) -> Submission:
        """Without its original no entry is sent, so nothing is booked where only the file went astray."""
        put = self._send("PUT", f"/originals/{entry.original.sha256}", original, {"Content-Type": entry.original.media_type})
        if not isinstance(put, Answer) or put.status not in (_OK, _CREATED, _NO_CONTENT):
            return _refusal(put) if isinstance(put, Answer) and put.status in _REFUSALS else _unavailable(put)
        headers = {"Content-Type": "application/json", "Idempotency-Key": entry.idempotency_key}
        posted = self._send("POST", "/entries", entry_bytes(entry), headers)
        match posted:
            case NotSent():
                return _unavailable(posted)
            case NoAnswer(reason, detail):
                return Unknown(f"{reason}: {detail}")
        return _submission(posted)

    def find(self, wanted: BusinessKey) -> Lookup:
        got = self._send("GET", f"/entries?key={quote(wanted.key, safe='')}", b"", {})
        if not isinstance(got, Answer) or got.status != _OK:
            return _unavailable(got)
        entries = _entries(read_object(got.body))
        if entries is None:
            return Unavailable("no_sense", _NO_ENTRY)
        return Found(tuple(entry for entry in entries if entry.key == wanted.key))

    def list_page(self, tenant: str, span: Span, after: str = "") -> Listed:
        asked = {"tenant": tenant, "from": span.first.isoformat(), "to": span.last.isoformat(), "limit": str(_PAGE), **({"after": after} if after else {})}
        got = self._send("GET", f"/entries?{urlencode(asked)}", b"", {})
        if isinstance(got, Answer) and got.status in _NO_LISTING:
            return CannotList()
        if not isinstance(got, Answer) or got.status != _OK:
            return _unavailable(got)
        said = read_object(got.body)
        if (said.get("from"), said.get("to")) != (asked["from"], asked["to"]):
            return CannotList()  # it passed over what it was asked: its empty list would mean that everything is gone
        entries, following = _entries(said), said.get("next") or ""
        if entries is None or not isinstance(following, str) or len(following) > _LONGEST_CURSOR or (following and following == after):
            return Unavailable("no_sense", _NO_ENTRY)
        return EntryPage(entries, following)

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        url = self.base + path
        whole = urlsplit(url).path + (f"?{urlsplit(url).query}" if urlsplit(url).query else "")
        signed = signed_headers(self.key_id, self.secret, method, whole, body, self.clock())
        return self.http.send(Request(method, url, {**headers, **signed}, body))


def _entries(said: Mapping[str, Any]) -> tuple[FoundEntry, ...] | None:
    """None where one of them is none."""
    listed = said.get("entries")
    entries = [found_entry(each) for each in listed] if isinstance(listed, list) else [None]
    return None if None in entries else tuple(entry for entry in entries if entry is not None)


def _submission(answer: Answer) -> Submission:
    said = read_object(answer.body)
    their_id = said.get("id")
    if answer.status in (_OK, _CREATED, _CONFLICT) and isinstance(their_id, str) and their_id:
        return Accepted(their_id)  # 409: the same sending, made before
    if answer.status in _REFUSALS:
        return _refusal(answer)
    if answer.status < _REDIRECTS or answer.status >= _THEIR_ERRORS:
        # They were at work on it: whether it was booked before that, they have to be asked.
        return Unknown(f"status {answer.status}")
    return _unavailable(answer)


def _refusal(answer: Answer) -> Refused:
    return Refused(*refusal_words(read_object(answer.body), str(answer.status)))


def _unavailable(outcome: Outcome) -> Unavailable:
    if not isinstance(outcome, Answer):
        return Unavailable(outcome.reason, outcome.detail)
    status = outcome.status
    if status in _NOT_US:
        return Unavailable("permission", f"they don't accept our key (status {status})")
    if status in (_TOO_MANY, _CLOSED):
        return Unavailable("throttled" if status == _TOO_MANY else "maintenance", f"status {status}", _retry_after(outcome))
    if _REDIRECTS <= status < _THEIR_ERRORS:
        return Unavailable("misconfigured", f"status {status}: check the address of this ledger in the settings")
    return Unavailable("their_error", f"status {status}")


def _retry_after(answer: Answer) -> timedelta | None:
    """Seconds; a date is passed over, since our own pause grows anyway."""
    said = answer.headers.get("retry-after", "")
    return min(timedelta(seconds=int(said)), _LONGEST_PAUSE) if said.isascii() and said.isdigit() and len(said) < 9 else None
