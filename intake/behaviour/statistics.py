"""How surprising a value is, given few or many earlier ones.

Every quantity is estimated for the seller, shrunk towards the same buyer's other sellers, and those towards shipped defaults, so that the first invoice of all
can be judged and each further one sharpens the judgement. A surprise is in nats and 0 for what is usual: 3 means about one in twenty such, 7 one in a thousand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, lgamma, log, log1p, sqrt
from statistics import median

MOST = 12.0
"""Nats. Beyond this nothing is more surprising: the model is never that right."""
_MAD_TO_SIGMA = 1.4826
"""Median absolute deviation of a normal distribution -> its standard deviation."""


def surprise_of(probability: float, usual: float = 0.0) -> float:
    """Nats by which an event of this probability is less likely than `usual` nats, 0..`MOST`."""
    return min(max(-log(max(probability, 1e-9)) - usual, 0.0), MOST)


@dataclass(frozen=True, slots=True)
class Spread:
    """Location and scale of a number, as a Student t distribution (the predictive distribution of a normal with conjugate prior; robust location and scale
    stand for mean and deviation: Gelman et al., Bayesian Data Analysis, ch. 3.3).
    """

    location: float
    scale: float
    """Of single values around the location, above 0."""
    degrees: float
    """Of freedom: how well the scale is known."""
    weight: float
    """Number of values that the knowledge of the location is worth."""

    def with_values(self, values: Sequence[float]) -> Spread:
        """The same after seeing these."""
        count = len(values)
        if not count:
            return self
        middle = median(values)
        weight, degrees = self.weight + count, self.degrees + count
        # The median absolute deviation of one or two values is 0 whatever their distribution, so the squares are kept for them.
        squares = sum((value - middle) ** 2 for value in values)
        robust = count * (_MAD_TO_SIGMA * median(abs(value - middle) for value in values)) ** 2 if count > 4 else squares
        between = self.weight * count / weight * (middle - self.location) ** 2
        # A far-off location says that the seller is another one than the prior's, not that it scatters: it counts for one observation at most.
        scale2 = (self.degrees * self.scale**2 + robust + min(between, self.scale**2)) / degrees
        return Spread((self.weight * self.location + count * middle) / weight, sqrt(scale2), degrees, weight)

    def deviation(self, value: float) -> float:
        """Distance from the location in predictive standard deviations, with its sign."""
        return (value - self.location) / (self.scale * sqrt(1 + 1 / self.weight))

    def surprise(self, value: float) -> float:
        """Log density lost against the location's, less the half nat that is lost on average."""
        z2 = self.deviation(value) ** 2
        return min(max((self.degrees + 1) / 2 * log1p(z2 / self.degrees) - 0.5, 0.0), MOST)


@dataclass(frozen=True)
class Shares:
    """How often each of a set of words occurs: Dirichlet-multinomial, `strength` values' worth of a parent's shares as its prior."""

    counts: Mapping[str, float] = field(default_factory=dict)
    strength: float = 1.0
    parent: Shares | None = None
    unseen: float = 0.02
    """Share of a word that nobody ever saw, where there is no parent."""

    @cached_property
    def total(self) -> float:
        return sum(self.counts.values())

    def share(self, word: str) -> float:
        """Probability that the next one is this word."""
        above = self.parent.share(word) if self.parent is not None else self.unseen
        return (self.counts.get(word, 0) + self.strength * above) / (self.total + self.strength)

    def usual(self) -> float:
        """Average surprise of a word, nats: the entropy over the words that were seen, the rest taken as one."""
        shares = [self.share(word) for word in {**self.counts, **(self.parent.counts if self.parent is not None else {})}]
        rest = max(1.0 - sum(shares), 0.0)
        return -sum(share * log(share) for share in (*shares, rest) if share > 0)

    def surprise(self, word: str) -> float:
        """How much less likely the word is than words usually are."""
        return surprise_of(self.share(word), self.usual())


def shares_of(words: Iterable[str], strength: float, parent: Shares | None = None, unseen: float = 0.02) -> Shares:
    """Shares of the words that were seen."""
    return Shares(Counter(words), strength, parent, unseen)


def chance(hits: int, tries: int, prior: float, strength: float) -> float:
    """Probability of a hit after `hits` of `tries`, with a prior worth `strength` tries."""
    return (hits + strength * prior) / (tries + strength)


def tail_of_count(count: int, events: float, exposure: float, window: float) -> float:
    """Probability of at least `count` events in `window`, after `events` in `exposure` (both with their priors in them; the same unit of time).

    Gamma-Poisson: negative binomial with size `events` and success probability exposure / (exposure + window).
    """
    success = exposure / (exposure + window)
    below = sum(exp(lgamma(events + k) - lgamma(events) - lgamma(k + 1) + events * log(success) + k * log1p(-success)) for k in range(count))
    return max(1.0 - below, 1e-9)
