"""What people and programs send, and what is the matter with it more often than with what others send. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from intake.overview.share import Share, stands_out


@dataclass(frozen=True)
class SenderCount:
    sender: str
    """Name of the actor."""
    files: int
    again: int
    """Of these, the ones whose bytes were here already."""
    unread: int
    """Those that could not be read."""
    invoices: int
    retake: int
    """Of these, the ones whose picture should be taken again."""
    poor: int
    """Those whose picture is usable, and not good."""
    rejected: int
    duplicates: int


class Habit(StrEnum):
    """What somebody does more often than others."""

    RETAKE = "retake"
    UNREAD = "unread"
    AGAIN = "again"
    DUPLICATES = "duplicates"
    REJECTED = "rejected"


@dataclass(frozen=True)
class SenderPattern:
    sender: str
    habit: Habit
    share: Share


def sender_patterns(counts: Sequence[SenderCount], most: int) -> tuple[SenderPattern, ...]:
    """The `most` that say most, the surest first."""
    found = []
    for habit in Habit:
        everywhere = [_case(count, habit) for count in counts]
        all_cases, all_of = sum(cases for cases, _ in everywhere), sum(of for _, of in everywhere)
        for count in counts:
            cases, of = _case(count, habit)
            share = Share(cases, of, all_cases - cases, all_of - of)
            if stands_out(share):
                found.append(SenderPattern(count.sender, habit, share))
    found.sort(key=lambda pattern: (pattern.share.chance, -pattern.share.count, pattern.sender, pattern.habit))
    return tuple(found[:most])


def _case(count: SenderCount, habit: Habit) -> tuple[int, int]:
    """How often, and of how many."""
    cases: Mapping[Habit, tuple[int, int]] = {
        Habit.RETAKE: (count.retake, count.invoices),
        Habit.UNREAD: (count.unread, count.files),
        Habit.AGAIN: (count.again, count.files),
        Habit.DUPLICATES: (count.duplicates, count.invoices),
        Habit.REJECTED: (count.rejected, count.invoices),
    }
    return cases[habit]
