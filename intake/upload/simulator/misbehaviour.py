"""What a ledger may do wrong, and when the simulated one does it. Pure but for the seed it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from random import Random
from threading import Lock
from typing import Protocol


class Misbehaviour(StrEnum):
    NONE = "none"
    TIMES_OUT_AFTER = "times_out_after"
    """Books it, and never answers."""
    ERROR_AFTER = "error_after"
    """Books it, and answers 500."""
    DROPS_AFTER = "drops_after"
    """Books it, and closes the connection."""
    DROPS_BEFORE = "drops_before"
    """Closes the connection, and books nothing."""
    ERROR_BEFORE = "error_before"
    """Answers 500, and books nothing."""
    BOOKS_LATE = "books_late"
    """Accepts it; it can be found only after a while."""
    TIMES_OUT_BOOKS_LATE = "times_out_books_late"
    """Never answers, and books it after a while."""
    ANSWERS_TWICE = "answers_twice"
    """Two answers to one request."""
    ANSWERS_NONSENSE = "answers_nonsense"
    """Books it, and answers 200 with a page for people."""
    REFUSES = "refuses"
    """Does not know the supplier."""
    REFUSES_PERIOD = "refuses_period"
    """Its accounting period is closed."""
    LOSES = "loses"
    """Accepts it, and does not have it."""
    CHANGES_A_VALUE = "changes_a_value"
    """Books another total."""
    SLOW = "slow"
    THROTTLES = "throttles"


class Moods(Protocol):
    """Which misbehaviour is next. Safe for threads."""

    def next(self, key: str) -> Misbehaviour:
        """For a sending under this business key."""
        ...


class Scripted:
    """These, one after the other, and then none."""

    def __init__(self, *script: Misbehaviour) -> None:
        self._left = list(script)
        self._lock = Lock()

    def next(self, key: str) -> Misbehaviour:
        with self._lock:
            return self._left.pop(0) if self._left else Misbehaviour.NONE


class ByKey:
    """A script for each business key, so that it does not matter who comes first."""

    def __init__(self, scripts: Mapping[str, Sequence[Misbehaviour]]) -> None:
        self._scripts = {key: Scripted(*script) for key, script in scripts.items()}

    def next(self, key: str) -> Misbehaviour:
        script = self._scripts.get(key)
        return Misbehaviour.NONE if script is None else script.next(key)


class ByChance:
    """Each with its probability, 0..1; none with what is left."""

    def __init__(self, chances: Mapping[Misbehaviour, float], seed: int) -> None:
        assert sum(chances.values()) <= 1
        self._words = (*chances, Misbehaviour.NONE)
        self._weights = (*chances.values(), 1 - sum(chances.values()))
        self._random = Random(seed)  # noqa: S311 - no secret
        self._lock = Lock()

    def next(self, key: str) -> Misbehaviour:
        with self._lock:
            return self._random.choices(self._words, self._weights)[0]
