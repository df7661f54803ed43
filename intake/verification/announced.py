"""Announced maintenance as people write it: `1-5 22:00-06:00` each week (1 is Monday), `2024-03-16T22:00/2024-03-17T06:00` once; Beijing time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time

from intake.behaviour.history import CHINA_TIME
from intake.verification.maintenance import Calendar, WeeklyWindow, Window
from intake.verification.problems import maintenance_malformed

_WEEKLY = re.compile(r"([1-7])(?:-([1-7]))? +(\d\d:\d\d)-(\d\d:\d\d)")
_ONCE = re.compile(r"(\S+)/(\S+)")


def read_calendar(texts: Iterable[str]) -> Calendar:
    """Raises SetupError (`maintenance_malformed`)."""
    windows = [_window(text.strip()) for text in texts]
    return Calendar(tuple(window for window in windows if isinstance(window, Window)), tuple(window for window in windows if isinstance(window, WeeklyWindow)))


def _window(text: str) -> Window | WeeklyWindow:
    try:
        if weekly := _WEEKLY.fullmatch(text):
            first, last = int(weekly[1]), int(weekly[2] or weekly[1])
            if first <= last:
                return WeeklyWindow(frozenset(range(first, last + 1)), time.fromisoformat(weekly[3]), time.fromisoformat(weekly[4]))
        elif once := _ONCE.fullmatch(text):
            begins, ends = _moment(once[1]), _moment(once[2])
            if begins < ends:
                return Window(begins, ends)
    except ValueError:
        pass  # no such day or hour: told below
    raise maintenance_malformed(text)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA_TIME)
