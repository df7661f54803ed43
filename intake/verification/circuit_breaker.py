"""Leaves a provider alone that fails again and again, and tries it with one question after a while."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from intake.verification.verifier import Outcome

FAILURES = frozenset({Outcome.UPSTREAM_DOWN, Outcome.UNREACHABLE, Outcome.MAINTENANCE, Outcome.PERMISSION, Outcome.QUOTA})
"""Answers that the next question would get as well."""


@dataclass(frozen=True)
class BreakerRules:
    failures: int = 5
    """In a row."""
    rest_seconds: float = 60.0


class CircuitBreaker:
    """Closed: questions pass. Open: none does. After a rest one passes, and its answer closes or opens it again. Safe for threads; `clock` as `time.monotonic`."""

    def __init__(self, rules: BreakerRules, clock: Callable[[], float]) -> None:
        self._rules = rules
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._open_until: float | None = None
        self._probing_until: float | None = None

    @property
    def is_open(self) -> bool:
        with self._lock:
            return self._open_until is not None

    def lets_pass(self) -> bool:
        """True is a promise to tell `heard` what came of it. A probe of which nothing is heard is given up after another rest."""
        with self._lock:
            now = self._clock()
            if self._open_until is None:
                return True
            if now < self._open_until or (self._probing_until is not None and now < self._probing_until):
                return False
            self._probing_until = now + self._rules.rest_seconds
            return True

    def heard(self, outcome: Outcome) -> None:
        with self._lock:
            self._probing_until = None
            if outcome not in FAILURES:
                self._failures, self._open_until = 0, None
                return
            self._failures += 1
            if self._failures >= self._rules.failures:
                self._open_until = self._clock() + self._rules.rest_seconds

    def not_asked(self) -> None:
        """It was let pass and nothing came of it: somebody else may try."""
        with self._lock:
            self._probing_until = None
