"""Where a reconciliation and what it found stand. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class RunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    """Given up for this time: the ledger could not be asked."""


class FindingState(StrEnum):
    OPEN = "open"
    SETTLED = "settled"
    """Gone by itself, or somebody says that it is mended: found again, it is open again."""
    ACCEPTED = "accepted"
    """Somebody says why it may stay as it is: found again with the same values, it stays accepted."""


_S = FindingState
FINDING_MOVES: Mapping[FindingState, frozenset[FindingState]] = {
    _S.OPEN: frozenset({_S.SETTLED, _S.ACCEPTED}),
    _S.SETTLED: frozenset({_S.OPEN}),
    _S.ACCEPTED: frozenset({_S.OPEN}),
}
"""What a person may do, each time with a reason."""

FINDING_LABELS: Mapping[FindingState, tuple[str, str]] = {
    _S.OPEN: ("open", "待处理"),
    _S.SETTLED: ("settled", "已消除"),
    _S.ACCEPTED: ("accepted", "已接受"),
}
RUN_LABELS: Mapping[RunState, tuple[str, str]] = {
    RunState.QUEUED: ("waits", "等待中"),
    RunState.RUNNING: ("running", "对账中"),
    RunState.FINISHED: ("finished", "已完成"),
    RunState.FAILED: ("failed", "失败"),
}
