"""Places to read at, and who gets the next one: what somebody waits for never stands behind a batch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from intake.store.words import Lane


class Closed(Exception):
    """No place is given any more: the process is ending."""


class Lanes:
    """Safe for threads.

    A batch reads at all `places` while nobody else waits. A single document goes before every batch document that has not begun, and where all places are
    taken by long ones it gets one of `reserved`, so that it never waits for somebody's 200 pages.
    """

    def __init__(self, places: int, reserved: int = 1) -> None:
        self._places = places
        self._reserved = reserved
        self._taken = 0
        self._singles_waiting = 0
        self._closed = False
        self._ended = False
        self._change = Condition()

    @contextmanager
    def place(self, lane: Lane) -> Iterator[None]:
        """Waits for a place, and has it until the block ends. Raises Closed after `end`."""
        self._wait(lane)
        try:
            yield
        finally:
            with self._change:
                self._taken -= 1
                self._change.notify_all()

    @property
    def taken(self) -> int:
        with self._change:
            return self._taken

    def close(self, seconds: float) -> bool:
        """Gives no more places, and waits until all are empty or the time is over; says which. Who waits for a place goes on waiting."""
        with self._change:
            self._closed = True
            return self._change.wait_for(lambda: self._taken == 0, seconds)

    def end(self) -> None:
        """Sends away who waits."""
        with self._change:
            self._closed = self._ended = True
            self._change.notify_all()

    def _wait(self, lane: Lane) -> None:
        with self._change:
            if lane is Lane.SINGLE:
                self._singles_waiting += 1
            try:
                self._change.wait_for(lambda: self._ended or self._is_free_for(lane))
                if self._ended:
                    raise Closed
                self._taken += 1
            finally:
                if lane is Lane.SINGLE:
                    self._singles_waiting -= 1
                    self._change.notify_all()

    def _is_free_for(self, lane: Lane) -> bool:
        if self._closed:
            return False
        if lane is Lane.SINGLE:
            return self._taken < self._places + self._reserved
        return self._taken < self._places and self._singles_waiting == 0
