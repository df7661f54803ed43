"""How alike two names of firms are."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from intake.domain.names import comparison_key
from intake.parties.characters import SIMPLIFIED, are_look_alikes

LOOK_ALIKE_COST = 0.35
"""Of taking a character for one that looks like it; any other change of a character costs 1."""
MOST_DIFFERENT = 2.0
"""Characters. Names further apart are different names."""
SHORTEST = 5
"""Characters of a name that is compared at all: with fewer, every other name is near."""
RAREST_PAIRS = 5
"""Pairs of characters that are looked up. Two changed characters spoil four pairs at most, so one of five distinct ones is left."""
MOST_COMPARED = 200
"""Names compared character by character for one question, those with the most pairs in common."""


def name_key(name: str) -> str:
    """What stays equal between two printings of one name: no width, case, brackets, punctuation or blanks, and traditional forms simplified."""
    return comparison_key(name).translate(SIMPLIFIED)


def difference(one: str, other: str) -> float:
    """Characters by which two keys differ, look-alikes counted as `LOOK_ALIKE_COST`; the same in both directions."""
    if one == other:
        return 0.0
    cost = 0.0
    first, second = sorted((one, other))  # of several shortest alignments another may be found the other way round
    for edit in Levenshtein.editops(first, second):
        alike = edit.tag == "replace" and are_look_alikes(first[edit.src_pos], second[edit.dest_pos])
        cost += LOOK_ALIKE_COST if alike else 1.0
    return cost


def most_different(key: str) -> float:
    """How far a name of this length may be from what was printed: one character in five, `MOST_DIFFERENT` at most."""
    return min(MOST_DIFFERENT, len(key) / 5)


def pairs_of(key: str) -> tuple[str, ...]:
    """Neighbouring characters, each pair once; the ends of the name stand beside marks."""
    whole = f"^{key}$"
    return tuple(dict.fromkeys(whole[at : at + 2] for at in range(len(whole) - 1)))
