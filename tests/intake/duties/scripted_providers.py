"""Providers that answer what a test wants, asked as the real ones are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from intake.verification.verifier import Answer, InvoiceStatus, Outcome, Query

Said = Outcome | InvoiceStatus | Answer


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime(2024, 3, 11, 2, tzinfo=UTC))
    """Ten in the morning in Beijing."""

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)


@dataclass
class Scripted:
    """One provider after the other answers what comes next; the last answer is given again and again."""

    clock: Clock
    script: list[Said] = field(default_factory=lambda: [InvoiceStatus.NORMAL])
    providers: int = 1
    """Asked in a row, until one knows something about the invoice."""
    asked: list[Query] = field(default_factory=list)
    before: Callable[[], None] | None = None
    """Called while somebody is being asked."""

    def verify(self, query: Query, may_ask: Callable[[str], bool]) -> Sequence[Answer]:
        answers: list[Answer] = []
        for number in range(self.providers):
            name = f"provider {number + 1}"
            if not may_ask(name):
                break
            self.asked.append(query)
            if self.before is not None:
                self.before()
            answers.append(self._answer(name))
            if answers[-1].outcome in (Outcome.OK, Outcome.MISMATCH, Outcome.NOT_FOUND, Outcome.SAME_DAY):
                break
        return answers

    def _answer(self, name: str) -> Answer:
        said = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(said, Answer):
            return said
        if isinstance(said, InvoiceStatus):
            return Answer(Outcome.OK, name, self.clock.now, status=said, billed=True)
        return Answer(said, name, self.clock.now)
