"""How fast one provider may be asked, in one process: a bucket of tokens that fills evenly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True)
class Rate:
    per_second: float = 5.0
    """Divide what the provider allows by the number of worker processes: each has a bucket of its own."""
    burst: int = 5
    """Questions that may be asked at once after a pause."""


class TokenBucket:
    """Safe for threads. `clock` is in seconds and never goes back (`time.monotonic`)."""

    def __init__(self, rate: Rate, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._lock = Lock()
        self._tokens = float(rate.burst)
        self._at = clock()

    def take(self, patience: float) -> float | None:
        """A token, to be used after so many seconds; None, and none is taken, where it would take longer than `patience`."""
        with self._lock:
            now = self._clock()
            self._tokens = min(float(self._rate.burst), self._tokens + (now - self._at) * self._rate.per_second)
            self._at = now
            wait = max(0.0, (1.0 - self._tokens) / self._rate.per_second)
            if wait > patience:
                return None
            self._tokens -= 1.0  # below zero: promised to who waits for it
            return wait
