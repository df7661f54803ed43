"""Runs, differences and handed-in lists, as clients get them: each difference with its cause, the step that mends it and where that is done, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from intake.domain.money import format_fen
from intake.store.reconciliation_findings import FindingEvent, StoredFinding
from intake.store.reconciliation_lists import StoredList
from intake.store.reconciliation_runs import StoredRun
from intake.upload.discrepancies import LABELS, SEVERE, Discrepancy, Remedy, letter_to_seller
from intake.upload.list_file import ListKind
from intake.upload.reconcile import DaySums
from intake.upload.reconciliation_words import FindingState, RunState

_D = Discrepancy
_TAKE_BACK = {"to": "in_review"}
_NOW = {"do": "now"}


@dataclass(frozen=True)
class DayAnswer:
    """Of one day of issue."""

    day: date
    ours: int
    theirs: int
    agreed: int
    ours_sum: str
    theirs_sum: str
    found: dict[Discrepancy, int]


@dataclass(frozen=True)
class RunBrief:
    id: UUID
    first: date
    last: date
    state: RunState
    night: date | None
    """Whose nightly run it is; null where somebody asked for it."""
    asked_by: str
    ledger: str
    """"" where none is set up."""
    is_listed: bool
    """The ledger told all that it has; else it was asked for each invoice, and what only it has is not known."""
    lists: int
    ours: int
    theirs: int
    agreed: int
    found: int
    """Differences that were there, accepted ones included."""
    reason: str
    """Why it waits, or failed."""
    attempts: int
    next_at: datetime | None
    opened_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class RunAnswer:
    run: RunBrief
    days: list[DayAnswer]


@dataclass(frozen=True)
class RemedyAnswer:
    """The one step that mends it."""

    remedy: Remedy
    step_en: str
    step_zh: str
    method: str
    """Of the request that does it; "" where it is done in the ledger or outside."""
    path: str
    body: dict[str, Any] | None
    letter_en: str
    """To be sent to the seller; "" where there is nothing to ask."""
    letter_zh: str


@dataclass(frozen=True)
class DifferenceFound:
    id: UUID
    kind: Discrepancy
    label_en: str
    label_zh: str
    is_severe: bool
    state: FindingState
    key: str
    invoice_id: UUID | None
    """Of ours; null where there is none."""
    day: date | None
    sum: str
    """What is at stake: the total, or by how much it differs."""
    ours: str
    theirs: str
    their_id: str
    seller: str
    cause_en: str
    cause_zh: str
    remedy: RemedyAnswer
    first_run: UUID
    last_run: UUID
    first_seen_at: datetime
    last_seen_at: datetime
    moved_at: datetime
    decided_by: str
    """Who settled, accepted or opened it again; "" for a run."""
    why: str
    version: int


@dataclass(frozen=True)
class DifferenceStep:
    source: str
    target: FindingState
    run_id: UUID | None
    ours: str
    theirs: str
    who: str
    why: str
    happened_at: datetime


@dataclass(frozen=True)
class DifferenceDetail:
    difference: DifferenceFound
    history: list[DifferenceStep]
    """Oldest first."""


@dataclass(frozen=True)
class ListAnswer:
    id: UUID
    kind: ListKind
    name: str
    sha256: str
    first: date
    last: date
    sellers: list[str]
    """Tax ids whose invoices it covers; empty for everybody's."""
    buyers: list[str]
    count: int
    handed_in_by: str
    handed_in_at: datetime


def run_brief(run: StoredRun) -> RunBrief:
    counted = run.counted
    return RunBrief(
        run.id,
        run.span.first,
        run.span.last,
        run.state,
        run.night,
        run.asked_by,
        run.ledger,
        counted.is_listed,
        counted.lists,
        counted.ours,
        counted.theirs,
        counted.agreed,
        counted.found,
        run.reason,
        run.attempts,
        run.next_at,
        run.opened_at,
        run.ended_at,
    )


def run_answer(run: StoredRun) -> RunAnswer:
    return RunAnswer(run_brief(run), [_day(day, sums) for day, sums in sorted(run.counted.days.items())])


def difference_found(stored: StoredFinding) -> DifferenceFound:
    finding = stored.finding
    label, advice = LABELS[finding.kind], finding.advice
    return DifferenceFound(
        stored.id,
        finding.kind,
        label[0],
        label[1],
        finding.kind in SEVERE,
        stored.state,
        finding.key,
        stored.invoice_id,
        finding.day,
        format_fen(finding.fen),
        finding.ours,
        finding.theirs,
        finding.their_id,
        stored.seller,
        advice.cause,
        advice.cause_zh,
        _remedy(stored),
        stored.first_run,
        stored.last_run,
        stored.first_seen_at,
        stored.last_seen_at,
        stored.moved_at,
        stored.decided_by,
        stored.why,
        stored.version,
    )


def difference_answer(stored: StoredFinding, events: Sequence[FindingEvent]) -> DifferenceDetail:
    steps = [DifferenceStep(each.source, each.target, each.run_id, each.ours, each.theirs, each.who, each.why, each.happened_at) for each in events]
    return DifferenceDetail(difference_found(stored), steps)


def list_answer(stored: StoredList) -> ListAnswer:
    span = stored.span
    sellers, buyers = list(stored.sellers), list(stored.buyers)
    return ListAnswer(
        stored.id, stored.kind, stored.name, stored.sha256, span.first, span.last, sellers, buyers, stored.count, stored.handed_in_by, stored.handed_in_at
    )


def _day(day: date, sums: DaySums) -> DayAnswer:
    return DayAnswer(day, sums.ours, sums.theirs, sums.agreed, format_fen(sums.ours_fen), format_fen(sums.theirs_fen), dict(sums.found))


def _remedy(stored: StoredFinding) -> RemedyAnswer:
    finding, advice = stored.finding, stored.finding.advice
    letters = ("", "")
    if advice.remedy is Remedy.ASK_SELLER:
        letters = letter_to_seller(stored.seller, finding.key.rpartition("-")[2], finding.day, format_fen(finding.fen))
    return RemedyAnswer(advice.remedy, advice.step, advice.step_zh, *_request(stored), *letters)


def _request(stored: StoredFinding) -> tuple[str, str, dict[str, Any] | None]:
    """Method, path and body; what is mended in the ledger or by a letter has none."""
    kind, remedy = stored.finding.kind, stored.finding.advice.remedy
    if remedy is Remedy.SUPPLEMENT:
        return "POST", "/v1/entries", None
    if stored.invoice_id is None:
        return "", "", None
    invoice = f"/v1/invoices/{stored.invoice_id}"
    if kind in (_D.MISSING_THERE, _D.CANCELLED_THERE):
        return "POST", f"{invoice}/moves", _TAKE_BACK  # what was booked is taken back first, with a reason; approved again, it is sent anew
    match remedy:
        case Remedy.RESEND | Remedy.READ_BACK:
            return "POST", f"{invoice}/sendings", _NOW
        case Remedy.VERIFY:
            return "POST", f"{invoice}/verification", {}
        case Remedy.CORRECT_HERE:
            return "PATCH", invoice, None
        case Remedy.REVIEW:
            return "GET", invoice, None
    return "", "", None
