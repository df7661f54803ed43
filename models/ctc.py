"""From a recogniser's answers to characters.

A line is answered in steps, from left to right. Every step says how likely each character is, or none (index 0, "nothing"). A run of one character over several
steps is that character once (connectionist temporal classification: Graves et al., 2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.onnx_model import Tensor
from models.text import CharScore

NOTHING = 0
ALTERNATIVES = 3
BEYOND_DOUBT = 0.98
LEAST_PROBABILITY = 0.001
"""Readings less likely than this aren't worth keeping as alternatives."""


class Spelling(NamedTuple):
    chars: tuple[CharScore, ...]
    certainty: float
    """How sure the reading is, 0..1: its probability over all ways to spell it along the steps, as the geometric mean per character.

    Unlike the scores of its characters, this also falls when a character may have been passed over. Where the likeliest way alone is `BEYOND_DOUBT`, the
    others are not added up: the certainty is then a little less than the whole.
    """


def decode(answer: Tensor, alphabet: Sequence[str], steps: float) -> Spelling:
    """The likeliest character of every run (greedy decoding).

    `answer` has shape (steps, alphabet), each row probabilities; `alphabet[0]` is "". The line's print ends after `steps` steps, the rest is padding: places
    along the line are fractions of that.
    """
    best = answer.argmax(axis=1)
    probabilities = answer[np.arange(len(answer)), best]
    runs = _runs(best)
    chars: list[CharScore] = []
    for start, end in runs:
        index = int(best[start])
        peak = answer[start + int(probabilities[start:end].argmax())]
        center = min(1.0, (start + end) / 2 / steps)
        chars.append(CharScore(alphabet[index], float(peak[index]), center, _alternatives(peak, index, alphabet)))
    return Spelling(tuple(chars), _certainty(answer, probabilities, [int(best[start]) for start, _ in runs]))


def _certainty(answer: Tensor, probabilities: Tensor, labels: Sequence[int]) -> float:
    likeliest = float(np.log(np.maximum(probabilities, np.finfo(answer.dtype).tiny)).sum())
    mean = exp(likeliest / max(1, len(labels)))
    return mean if mean >= BEYOND_DOUBT else exp(log_probability(answer, labels) / max(1, len(labels)))


def log_probability(answer: Tensor, labels: Sequence[int]) -> float:
    """Logarithm of the probability that the line reads `labels`: CTC's forward recursion, rescaled at each step; -inf for what can't be."""
    spelled = np.full(2 * len(labels) + 1, NOTHING)
    spelled[1::2] = labels
    may_skip = np.zeros(len(spelled))
    may_skip[2:] = (spelled[2:] != NOTHING) & (spelled[2:] != spelled[:-2])
    emitted = answer[:, spelled].astype(np.float64)
    # Two zeros in front, so that "one back" and "two back" need no special case.
    reached = np.zeros(len(spelled) + 2)
    reached[2:4] = emitted[0, :2]
    total = 0.0
    for step in range(len(answer)):
        if step:
            reached[2:] = (reached[2:] + reached[1:-1] + may_skip * reached[:-2]) * emitted[step]
        mass = float(reached.sum())
        if mass <= 0:
            return -np.inf
        reached /= mass
        total += log(mass)
    end = float(reached[-2:].sum()) if labels else float(reached[-1])
    return total + log(end) if end > 0 else -np.inf


def _runs(best: NDArray[np.intp]) -> list[tuple[int, int]]:
    """(start, end) of every run of one character."""
    bounds = [0, *(np.flatnonzero(np.diff(best)) + 1), len(best)]
    return [(int(start), int(end)) for start, end in pairwise(bounds) if end > start and best[start] != NOTHING]


def _alternatives(peak: NDArray[np.float32], taken: int, alphabet: Sequence[str]) -> tuple[tuple[str, float], ...]:
    if 1.0 - peak[taken] <= LEAST_PROBABILITY:
        return ()
    likely = (int(index) for index in np.flatnonzero(peak > LEAST_PROBABILITY))
    ranked = sorted((index for index in likely if index != taken), key=lambda index: -peak[index])
    return tuple((alphabet[index], float(peak[index])) for index in ranked[:ALTERNATIVES])
