"""Calls and their costs in memory, for one process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from intake.verification.verifier import Answer, Outcome


@dataclass(frozen=True)
class Calls:
    asked: int
    billed: int
    outcomes: Mapping[Outcome, int]


class MemoryCallCount:
    """A `intake.verification.verifiers.CallCount`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._outcomes: Counter[tuple[str, Outcome]] = Counter()
        self._billed: Counter[str] = Counter()

    def count(self, answer: Answer) -> None:
        with self._lock:
            self._outcomes[(answer.provider, answer.outcome)] += 1
            self._billed[answer.provider] += answer.billed

    def of(self, provider: str) -> Calls:
        with self._lock:
            outcomes = {outcome: count for (name, outcome), count in self._outcomes.items() if name == provider}
            return Calls(sum(outcomes.values()), self._billed[provider], outcomes)
