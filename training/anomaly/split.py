"""Which examples are for testing, for ever.

An example's part follows from a hash of its form alone, so that data made later never moves one from one part to the other, and the test part is the frozen set
on which a new model is held against the standing one. Training examples whose seller also stands in the test part are left out: no form and no seller of the
test part was seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from training.anomaly.examples import Example

SEED = "forms/1"
TEST_SHARE = 0.3
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    train: Indices
    test: Indices
    left_out: int
    """Training examples whose seller is one of the test part's."""


def split(examples: Sequence[Example]) -> Split:
    """Raises ValueError when a part would be empty."""
    test = np.array([index for index, example in enumerate(examples) if is_for_testing(example.layout)], dtype=np.int64)
    sellers = {examples[index].seller for index in test}
    chosen = set(test.tolist())
    rest = [index for index in range(len(examples)) if index not in chosen]
    train = np.array([index for index in rest if examples[index].seller not in sellers], dtype=np.int64)
    if not len(test) or not len(train):
        raise ValueError(f"{len(train)} examples to train with and {len(test)} to test with: make more of them, of more forms")
    return Split(train, test, len(rest) - len(train))


def is_for_testing(layout: str) -> bool:
    return part_of(layout, SEED) < TEST_SHARE


def part_of(text: str, seed: str) -> float:
    """0..1, evenly spread over texts, always the same for one."""
    return int.from_bytes(sha256(f"{seed}/{text}".encode()).digest()[:8]) / 2**64


def folds(examples: Sequence[Example], train: Indices, count: int) -> NDArray[np.int64]:
    """A fold number for each training example. A form lies in one fold; the largest forms are dealt first, always to the smallest fold."""
    sizes: dict[str, int] = {}
    for index in train:
        sizes[examples[index].layout] = sizes.get(examples[index].layout, 0) + 1
    loads, fold_of = [0] * count, {}
    for layout in sorted(sizes, key=lambda name: (-sizes[name], name)):
        fold_of[layout] = loads.index(min(loads))
        loads[fold_of[layout]] += sizes[layout]
    return np.array([fold_of[examples[index].layout] for index in train], dtype=np.int64)
