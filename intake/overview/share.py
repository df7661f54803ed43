"""How often something happens in one place, beside how often it happens elsewhere. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from intake.diagnosis.chance import chance_of

LEAST = 3
"""Fewer are a matter of each case."""
SMALL = 20
"""Of so few the share may be anything."""
SURE = 0.001
"""Probability of chance from which on it is told as a possibility only; small, since many shares are looked at."""
_FACTOR = 1.5
"""It stands out where it is that much more frequent than elsewhere,"""
_MUCH = 0.2
"""or that frequent, where there is no elsewhere."""


@dataclass(frozen=True)
class Share:
    count: int
    of: int
    elsewhere: int
    of_elsewhere: int

    @property
    def chance(self) -> float:
        """Probability that a share as large comes about although it is as frequent here as elsewhere; 1 where there is no elsewhere."""
        return chance_of(self.count, self.of, self.count + self.elsewhere, self.of + self.of_elsewhere)

    @property
    def is_small(self) -> bool:
        """Too few cases, or too little difference to those elsewhere, to be relied on."""
        return self.of < SMALL or (self.of_elsewhere > 0 and self.chance >= SURE)


def stands_out(share: Share) -> bool:
    """There are some, and they are more frequent than elsewhere."""
    if share.count < LEAST:
        return False
    if share.of_elsewhere == 0:
        return share.count >= _MUCH * share.of
    return share.count * share.of_elsewhere > _FACTOR * share.elsewhere * share.of
