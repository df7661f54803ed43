"""Who sends files just now: so many at a time of one caller, and each idempotency key once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from api.document_problems import same_request_under_way, too_many_uploads
from api.errors import RequestError
from intake.people.caller import Caller

_RETRY_SECONDS = 1
Sender = tuple[str, str]


class UploadPlaces:
    """Of this process; safe for threads. What several processes take in at once, the store's keys keep apart."""

    def __init__(self, most: int) -> None:
        """`most`: requests of one caller."""
        self._most = most
        self._taken: Counter[Sender] = Counter()
        self._keys: set[tuple[str, str, str]] = set()
        self._lock = Lock()

    @contextmanager
    def place(self, caller: Caller) -> Iterator[None]:
        """A place for one request, from before its body is read until it is answered. Raises RequestError when the caller has no more."""
        sender = (caller.tenant, caller.actor.name)
        with self._lock:
            if self._taken[sender] >= self._most:
                raise RequestError(too_many_uploads(self._most, _RETRY_SECONDS))
            self._taken[sender] += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken[sender] -= 1
                if not self._taken[sender]:
                    del self._taken[sender]

    @contextmanager
    def key(self, caller: Caller, key: str | None) -> Iterator[None]:
        """The only request with this key; None is no key. Raises RequestError when there is one under way."""
        if key is None:
            yield
            return
        owned = (caller.tenant, caller.actor.name, key)
        with self._lock:
            if owned in self._keys:
                raise RequestError(same_request_under_way(_RETRY_SECONDS))
            self._keys.add(owned)
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard(owned)
