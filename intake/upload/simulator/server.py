"""A ledger over real HTTP that speaks the contract of `intake.upload.rest` and misbehaves on demand. For demonstrations, and for tests of whoever sends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from intake.upload.signature import NONCE_HEADER, is_signed
from intake.upload.simulator.books import Booking, Books
from intake.upload.simulator.misbehaviour import Misbehaviour, Moods

PREFIX = "/v1"
_M = Misbehaviour
_LONGEST_BODY = 64 * 1024 * 1024


@dataclass(frozen=True)
class Habits:
    """How the simulated ledger does what it does wrong."""

    late: timedelta = timedelta(seconds=2)
    """When something shows that is booked late."""
    silent_seconds: float = 3.0
    """How long a connection stays open without an answer; longer than senders wait."""
    slow_seconds: float = 0.5
    retry_after: int = 1
    lists: bool = True
    """Whether it tells all that it has of some days, or only what is under a key."""


@dataclass
class SimulatedLedger:
    """`serve` runs it."""

    books: Books
    moods: Moods
    key_id: str
    secret: bytes = field(repr=False)
    clock: Callable[[], datetime]
    habits: Habits = Habits()
    originals: dict[str, int] = field(default_factory=dict)
    """SHA-256 -> bytes."""
    calls: list[str] = field(default_factory=list)
    """Method and path of every request that was signed."""
    closed: Event = field(default_factory=Event)
    """Set: out of order, for everybody."""
    _nonces: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def is_new(self, nonce: str) -> bool:
        with self._lock:
            if nonce in self._nonces:
                return False
            self._nonces.add(nonce)
            return True


@contextmanager
def serve(ledger: SimulatedLedger, port: int = 0) -> Iterator[str]:
    """The address of its contract, on this machine, until the block ends."""
    ending = Event()

    class Handler(_Handler):
        simulated = ledger
        over = ending

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="simulated ledger", daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
        finally:
            ending.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    simulated: SimulatedLedger
    over: Event
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_PUT(self) -> None:
        body = self._signed_body()
        if body is None:
            return
        wanted = urlsplit(self.path).path.rpartition("/")[2]
        if sha256(body).hexdigest() != wanted:
            self._answer(422, {"code": "HASH", "message": "these bytes have another hash"})
            return
        self.simulated.originals[wanted] = len(body)
        self._answer(200, {})

    def do_POST(self) -> None:
        body = self._signed_body()
        if body is None:
            return
        entry = json.loads(body)
        if entry["OriginalFile"]["Sha256"] not in self.simulated.originals:
            self._answer(422, {"code": "NO_FILE", "message": "the original was not sent"})
            return
        self._submit(entry)

    def do_GET(self) -> None:
        if self._signed_body() is None:
            return
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if "key" in asked:
            self._answer(200, {"entries": [_shown(booking) for booking in self.simulated.books.find(asked["key"])]})
        elif self.simulated.habits.lists:
            self._list(asked)
        else:
            self._answer(400, {"code": "KEY", "message": "the key is missing"})

    def _list(self, asked: dict[str, str]) -> None:
        found = self.simulated.books.issued(asked["from"], asked["to"])
        start = int(asked.get("after", "0"))
        page = found[start : start + int(asked["limit"])]
        following = {"next": str(start + len(page))} if start + len(page) < len(found) else {}
        self._answer(200, {"from": asked["from"], "to": asked["to"], "entries": [_shown(booking) for booking in page], **following})

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Says nothing: what was called is in `calls`."""

    def _submit(self, entry: dict[str, Any]) -> None:
        ledger, books = self.simulated, self.simulated.books
        mood = ledger.moods.next(entry["BusinessKey"])
        match mood:
            case _M.REFUSES:
                self._answer(422, {"code": "SUPPLIER_UNKNOWN", "message": "no such supplier"})
            case _M.REFUSES_PERIOD:
                self._answer(422, {"code": "PERIOD_CLOSED", "message": "the accounting period is closed"})
            case _M.THROTTLES:
                self._answer(429, {"code": "BUSY", "message": "too many requests"}, {"Retry-After": str(ledger.habits.retry_after)})
            case _M.ERROR_BEFORE:
                self._answer(500, {})
            case _M.DROPS_BEFORE:
                self._drop()
            case _M.LOSES:
                self._answer(201, {"id": "L0"})
            case _M.TIMES_OUT_BOOKS_LATE:
                books.book(entry, late=ledger.habits.late)
                self._stay_silent()
            case _M.BOOKS_LATE:
                self._answer(201, {"id": books.book(entry, late=ledger.habits.late).id})
            case _M.CHANGES_A_VALUE:
                self._answer(201, {"id": books.book(entry, total="0.01").id})
            case _:
                self._answer_booked(mood, books.book(entry))

    def _answer_booked(self, mood: Misbehaviour, booking: Booking) -> None:
        match mood:
            case _M.TIMES_OUT_AFTER:
                self._stay_silent()
            case _M.DROPS_AFTER:
                self._drop()
            case _M.ERROR_AFTER:
                self._answer(500, {})
            case _M.ANSWERS_NONSENSE:
                self._answer_bytes(200, b"<html>Welcome</html>", {})
            case _M.ANSWERS_TWICE:
                self._answer(201, {"id": booking.id})
                with suppress(OSError):
                    self._answer(201, {"id": booking.id})
            case _:
                if mood is _M.SLOW:
                    self.over.wait(self.simulated.habits.slow_seconds)
                self._answer(201, {"id": booking.id})

    def _signed_body(self) -> bytes | None:
        """None where the answer was given already."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > _LONGEST_BODY:
            self._answer(413, {"code": "TOO_LARGE", "message": "too large"})
            return None
        body = self.rfile.read(length)
        ledger = self.simulated
        headers = {name.lower(): value for name, value in self.headers.items()}
        if not is_signed(headers, ledger.secret, self.command, self.path, body, ledger.clock()) or not ledger.is_new(headers[NONCE_HEADER.lower()]):
            self._answer(401, {"code": "SIGNATURE", "message": "not signed by anybody known"})
            return None
        ledger.calls.append(f"{self.command} {self.path}")
        if ledger.closed.is_set():
            self._answer(503, {}, {"Retry-After": str(ledger.habits.retry_after)})
            return None
        return body

    def _answer(self, status: int, said: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        self._answer_bytes(status, json.dumps(said).encode(), headers or {})

    def _answer_bytes(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        try:
            self.send_response(status)
            for name, value in {**headers, "Content-Type": "application/json", "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:  # whoever asked has gone
            self.close_connection = True

    def _stay_silent(self) -> None:
        self.over.wait(self.simulated.habits.silent_seconds)
        self._drop()

    def _drop(self) -> None:
        self.close_connection = True


def _shown(booking: Booking) -> dict[str, Any]:
    entry = booking.entry
    return {
        "id": booking.id,
        "key": booking.key,
        "issue_date": entry.get("IssueTime", ""),
        "amount": entry.get("TotalAmWithoutTax"),
        "tax": entry.get("TotalTaxAm"),
        "total": booking.total,
        "seller_tax_id": entry.get("SellerIdNum"),
        "buyer_tax_id": entry.get("BuyerIdNum"),
        "sha256": entry["OriginalFile"]["Sha256"],
        "idempotency_key": booking.idempotency_key,
        "withdrawn": booking.withdrawn,
    }
