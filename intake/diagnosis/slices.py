"""What failures have in common: the smallest slice of all look-ups, or of all sendings (a kind, a region, a day, a provider, a
ledger, a seller, an operator, or several of these together) that explains them. Pure.

A slice explains failures as far as telling it apart makes the answers more probable: the gain of two failure rates, inside and outside, over one rate for all (a likelihood
ratio). Of slices with the same gain the one with fewest conditions is told. Whether it could be chance, the hypergeometric tail says (Fisher's exact test, one-sided), times the
number of slices that were looked at (Bonferroni).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from math import log

from intake.diagnosis.chance import chance_of

Conditions = tuple[tuple[str, str], ...]
"""Attribute and value, each attribute once; empty for everything."""

ATTRIBUTES = ("provider", "ledger", "seller", "region", "kind", "day", "operator")
"""In the order in which one is told where several fit equally."""
MOST_CONDITIONS = 3
LEAST_FAILURES = 5
"""Fewer are a matter of each invoice."""
LEAST_RATE = 0.5
"""Of a slice that fails."""
SIGNIFICANT = 0.001
"""Largest probability of chance, corrected for the number of slices looked at."""
_TESTED = 40
"""Slices with the highest gain, for which the exact test is made."""


@dataclass(frozen=True)
class LookUp:
    """One answer of a provider, or one sending to a ledger, as far as slices go."""

    at: datetime
    attributes: Mapping[str, str]
    """Of `ATTRIBUTES`; "" where not known."""
    outcome: str
    failed: bool


@dataclass(frozen=True)
class Slice:
    conditions: Conditions
    failed: int
    total: int
    failed_elsewhere: int
    total_elsewhere: int
    chance: float
    """Probability that a slice as bad as this one turns up among all that were looked at, by chance alone; 1 for the slice of everything, which can't be compared."""
    since: datetime | None
    """From then on it fails and before it did not; None where no such moment stands out."""
    outcomes: Mapping[str, int]
    """Of the failures, the most frequent first."""


@dataclass(frozen=True)
class _Count:
    failed: int
    total: int

    def without(self, other: _Count) -> _Count:
        return _Count(self.failed - other.failed, self.total - other.total)


def failing_slices(look_ups: Sequence[LookUp], most: int = 5) -> tuple[Slice, ...]:
    """The one that explains most first; each further one explains what the ones before leave. Empty where nothing stands out."""
    found: list[Slice] = []
    left = list(look_ups)
    while len(found) < most:
        worst = _worst(left)
        if worst is None:
            break
        found.append(worst)
        left = [each for each in left if not _is_in(each, worst.conditions)]
    return tuple(found)


def _worst(look_ups: Sequence[LookUp]) -> Slice | None:
    whole = _Count(sum(each.failed for each in look_ups), len(look_ups))
    if whole.failed < LEAST_FAILURES:
        return None
    counts = _counts(look_ups)
    bad = [(conditions, count) for conditions, count in counts.items() if _is_bad(count, whole)]
    bad.sort(key=lambda each: (-round(_gain(each[1], whole), 6), len(each[0]), [ATTRIBUTES.index(name) for name, _ in each[0]]))
    for conditions, count in bad[:_TESTED]:
        chance = min(1.0, chance_of(count.failed, count.total, whole.failed, whole.total) * len(counts))
        if chance < SIGNIFICANT:
            return _slice(look_ups, conditions, count, whole, chance)
    if whole.failed >= LEAST_RATE * whole.total:
        return _slice(look_ups, (), whole, whole, 1.0)
    return None


def _counts(look_ups: Sequence[LookUp]) -> Mapping[Conditions, _Count]:
    """Of every slice with at least one failure."""
    total: Counter[Conditions] = Counter()
    failed: Counter[Conditions] = Counter()
    for each in look_ups:
        for conditions in _slices_with(each):
            total[conditions] += 1
            failed[conditions] += each.failed
    return {conditions: _Count(failed[conditions], count) for conditions, count in total.items() if failed[conditions]}


def _slices_with(look_up: LookUp) -> Iterator[Conditions]:
    known = [(name, value) for name in ATTRIBUTES if (value := look_up.attributes.get(name, ""))]
    for size in range(1, MOST_CONDITIONS + 1):
        yield from combinations(known, size)


def _is_bad(count: _Count, whole: _Count) -> bool:
    if count.failed < LEAST_FAILURES or count.failed < LEAST_RATE * count.total or count.total == whole.total:
        return False
    rest = whole.without(count)
    return count.failed * rest.total > rest.failed * count.total


def _slice(look_ups: Sequence[LookUp], conditions: Conditions, count: _Count, whole: _Count, chance: float) -> Slice:
    inside = sorted((each for each in look_ups if _is_in(each, conditions)), key=lambda each: each.at)
    rest = whole.without(count)
    outcomes = Counter(each.outcome for each in inside if each.failed)
    return Slice(conditions, count.failed, count.total, rest.failed, rest.total, chance, _since(inside), dict(outcomes.most_common()))


def _since(inside: Sequence[LookUp]) -> datetime | None:
    """`inside` is sorted by time. The moment that parts best what did not fail from what does."""
    whole = _Count(sum(each.failed for each in inside), len(inside))
    best, failed_before = (0.0, 0), 0
    for place, each in enumerate(inside):
        after = _Count(whole.failed - failed_before, whole.total - place)
        if each.failed and place and after.failed >= LEAST_RATE * after.total and failed_before * after.total < after.failed * place:
            best = max(best, (_gain(after, whole), place))
        failed_before += each.failed
    if best[1]:
        return inside[best[1]].at
    return inside[0].at if inside[0].failed else None


def _is_in(look_up: LookUp, conditions: Conditions) -> bool:
    return all(look_up.attributes.get(name, "") == value for name, value in conditions)


def _gain(count: _Count, whole: _Count) -> float:
    """Natural logarithm of the likelihood ratio of two rates to one."""
    return _fit(count) + _fit(whole.without(count)) - _fit(whole)


def _fit(count: _Count) -> float:
    """Logarithm of the greatest likelihood of so many failures."""
    passed = count.total - count.failed
    return sum(part * log(part / count.total) for part in (count.failed, passed) if part)
