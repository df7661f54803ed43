"""The books of the simulated ledger: what was booked, when it shows, and every booking ever made, so that one made twice can't hide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Booking:
    id: str
    key: str
    idempotency_key: str
    entry: Json
    """As it was sent (`intake.upload.entry_format`)."""
    shows_at: datetime
    total: str
    """As booked: somebody may have changed it."""
    withdrawn: bool = False
    """Somebody cancelled it."""


class Books:
    """Safe for threads."""

    def __init__(
        self, clock: Callable[[], datetime], *, honours_keys: bool = True, known: Iterable[Booking] = (), journal: Callable[[Booking], None] = lambda _: None
    ) -> None:
        """`honours_keys`: the same idempotency key again gets the booking made before; else it is booked once more, as by a system that knows no such thing.

        `known` are those of an earlier run; `journal` is told each new one before it can be found.
        """
        self._clock = clock
        self._honours_keys = honours_keys
        self._journal = journal
        self._bookings: list[Booking] = list(known)
        self._by_idempotency_key = {booking.idempotency_key: booking for booking in self._bookings}
        self._lock = Lock()

    def book(self, entry: Json, *, late: timedelta = timedelta(), total: str | None = None) -> Booking:
        with self._lock:
            idempotency_key = str(entry["IdempotencyKey"])
            known = self._by_idempotency_key.get(idempotency_key)
            if known is not None and self._honours_keys:
                return known
            shown = str(entry.get("TotalTax-includedAmount", "")) if total is None else total
            booking = Booking(f"L{len(self._bookings) + 1}", str(entry["BusinessKey"]), idempotency_key, entry, self._clock() + late, shown)
            self._journal(booking)
            self._bookings.append(booking)
            self._by_idempotency_key[idempotency_key] = booking
            return booking

    def cancel(self, key: str) -> int:
        """What somebody who keeps these books does by hand with the entries of a key. How many stood."""
        with self._lock:
            standing = [booking for booking in self._bookings if booking.key == key and not booking.withdrawn]
            self._bookings = [replace(booking, withdrawn=True) if booking in standing else booking for booking in self._bookings]
            return len(standing)

    def find(self, key: str) -> tuple[Booking, ...]:
        """What shows by now."""
        now = self._clock()
        with self._lock:
            return tuple(booking for booking in self._bookings if booking.key == key and booking.shows_at <= now)

    def issued(self, first: str, last: str) -> tuple[Booking, ...]:
        """What shows by now of these days of issue (`YYYY-MM-DD`, both included), in the order it was booked."""
        now = self._clock()
        with self._lock:
            return tuple(booking for booking in self._bookings if booking.shows_at <= now and first <= str(booking.entry.get("IssueTime", "")) <= last)

    @property
    def bookings(self) -> tuple[Booking, ...]:
        """All that were ever made, those that don't show yet included."""
        with self._lock:
            return tuple(self._bookings)

    @property
    def doubled(self) -> tuple[str, ...]:
        """Business keys under which more than one booking stands."""
        times = Counter(booking.key for booking in self.bookings if not booking.withdrawn)
        return tuple(key for key, count in times.items() if count > 1)
