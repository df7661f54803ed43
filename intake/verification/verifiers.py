"""All providers as one: asked in order, each within its rate and left alone while it fails, until one says something about the invoice itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.verification.circuit_breaker import BreakerRules, CircuitBreaker
from intake.verification.rate_limit import Rate, TokenBucket
from intake.verification.verifier import Answer, Outcome, Query, Verifier

ASKS_THE_NEXT: Mapping[Outcome, bool] = {
    Outcome.OK: False,
    Outcome.MISMATCH: False,
    Outcome.NOT_FOUND: False,
    Outcome.SAME_DAY: False,
    Outcome.DAILY_LIMIT: False,
    Outcome.TOO_OLD: False,
    Outcome.BAD_REQUEST: False,
    Outcome.IN_PROGRESS: False,
    Outcome.UNSUPPORTED: True,
    Outcome.THROTTLED: True,
    Outcome.UPSTREAM_DOWN: True,
    Outcome.MAINTENANCE: True,
    Outcome.PERMISSION: True,
    Outcome.QUOTA: True,
    Outcome.UNREACHABLE: True,
}
"""False: the bureau itself has spoken, or every other provider would say the same. True: this provider could not tell, another one may."""

_STANDS = (
    Outcome.MAINTENANCE,
    Outcome.UPSTREAM_DOWN,
    Outcome.UNREACHABLE,
    Outcome.THROTTLED,
    Outcome.QUOTA,
    Outcome.PERMISSION,
    Outcome.UNSUPPORTED,
)
"""Which of several troubles counts: what passes by itself before what somebody must settle, and that a provider does not take it last of all."""


@dataclass(frozen=True)
class Member:
    provider: Verifier
    rate: Rate = Rate()
    breaker: BreakerRules = BreakerRules()


@dataclass(frozen=True)
class _Guarded:
    member: Member
    bucket: TokenBucket
    breaker: CircuitBreaker

    @property
    def provider(self) -> Verifier:
        return self.member.provider


class Verifiers:
    """Built once and kept: rates and failures are remembered here, for this process. Safe for threads."""

    def __init__(
        self,
        members: Sequence[Member],
        now: Callable[[], datetime],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        patience: float = 5.0,
    ) -> None:
        """`patience`: seconds that a question waits for its turn with one provider before the next is looked at."""
        self._members = tuple(_Guarded(member, TokenBucket(member.rate, clock), CircuitBreaker(member.breaker, clock)) for member in members)
        self._now = now
        self._clock = clock
        self._sleep = sleep
        self._patience = patience

    def changed_to(self, members: Sequence[Member]) -> Verifiers:
        """Others in their place. A member that stays, the very object, goes on at its rate, and is left alone for as long as it was to be."""
        changed = Verifiers(members, self._now, clock=self._clock, sleep=self._sleep, patience=self._patience)
        known = {id(guarded.member): guarded for guarded in self._members}
        changed._members = tuple(known.get(id(guarded.member), guarded) for guarded in changed._members)
        return changed

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(member.provider.name for member in self._members)

    @property
    def resting(self) -> tuple[str, ...]:
        """Providers that are left alone just now."""
        return tuple(member.provider.name for member in self._members if member.breaker.is_open)

    def verify(self, query: Query, may_ask: Callable[[str], bool]) -> Sequence[Answer]:
        """Asks one provider after the other until one says something about the invoice.

        `may_ask` is told the name of a provider right before each call; where it says no, nobody is asked any more. The last answer is the one that stands, the others
        come in the order they were given. Empty where nobody was asked: all who take the question rest or are asked as fast as they allow. A single UNSUPPORTED of no
        provider where nobody takes it at all.
        """
        takers = [member for member in self._members if member.provider.takes(query)]
        if not takers:
            message = f"no provider looks up {query.detail or query.kind.value} {query.area}".strip()
            return (Answer(Outcome.UNSUPPORTED, "", self._now(), message=message, sent=False),)
        answers: list[Answer] = []
        for member in takers:
            if not self._is_free(member):
                continue
            if not may_ask(member.provider.name):
                member.breaker.not_asked()
                break
            answers.append(self._ask(member, query))
            if not ASKS_THE_NEXT[answers[-1].outcome]:
                break
        return _standing_last(answers)

    def _is_free(self, member: _Guarded) -> bool:
        if not member.breaker.lets_pass():
            return False
        wait = member.bucket.take(self._patience)
        if wait is None:
            member.breaker.not_asked()
            return False
        if wait:
            self._sleep(wait)
        return True

    def _ask(self, member: _Guarded, query: Query) -> Answer:
        answer = member.provider.verify(query)
        member.breaker.heard(answer.outcome)
        return answer


def _standing_last(answers: Sequence[Answer]) -> Sequence[Answer]:
    if not answers or answers[-1].outcome not in _STANDS:
        return tuple(answers)
    stands = min(answers, key=lambda answer: _STANDS.index(answer.outcome))
    return (*(answer for answer in answers if answer is not stands), stands)
