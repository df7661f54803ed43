"""Whether a share may be larger here than elsewhere by chance alone: Fisher's exact test, one-sided, the tail of the hypergeometric distribution. Pure."""

from __future__ import annotations

from math import exp, lgamma


def chance_of(count: int, of: int, all_count: int, all_of: int) -> float:
    """Probability that of `of` drawn from `all_of` without putting back at least `count` are among the `all_count` that are meant."""
    most = min(of, all_count)
    every = _log_choose(all_of, of)
    return min(
        1.0,
        sum(
            exp(_log_choose(all_count, drawn) + _log_choose(all_of - all_count, of - drawn) - every)
            for drawn in range(count, most + 1)
            if of - drawn <= all_of - all_count
        ),
    )


def _log_choose(all_of: int, some: int) -> float:
    return lgamma(all_of + 1) - lgamma(some + 1) - lgamma(all_of - some + 1)
