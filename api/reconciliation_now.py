"""Reconciliation as it stands: the last finished run of each ledger, and the differences that are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.reconciliation_views import DifferenceFound, RunBrief, difference_found, run_brief
from intake.store.reconciliation_findings import FindingQuery, findings_of
from intake.store.reconciliation_runs import StoredRun, runs_of
from intake.store.session import Database
from intake.upload.reconciliation_words import FindingState

MOST_DIFFERENCES = 5_000
_LAST_RUNS = 50
"""Among which the last of each ledger is looked for."""


@dataclass(frozen=True)
class ReconciliationNow:
    runs: list[RunBrief]
    """The last of each ledger, newest first."""
    differences: list[DifferenceFound]
    """Open ones, newest first; no more than `MOST_DIFFERENCES`."""
    has_more: bool


def reconciliation_now(database: Database, tenant: str) -> ReconciliationNow:
    with database.read() as session:
        runs, _ = runs_of(session, tenant, limit=_LAST_RUNS)
        found, more = findings_of(session, tenant, FindingQuery((FindingState.OPEN,)), limit=MOST_DIFFERENCES)
    return ReconciliationNow([run_brief(run) for run in _last_of_each(runs)], [difference_found(each) for each in found], more is not None)


def _last_of_each(runs: Sequence[StoredRun]) -> Sequence[StoredRun]:
    """`runs` are newest first."""
    last: dict[str, StoredRun] = {}
    for run in runs:
        last.setdefault(run.ledger, run)
    return tuple(last.values())
