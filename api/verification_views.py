"""Where an invoice stands with the tax bureau, as clients get it: state, next time and why, every question with its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.verification_settings import VerificationSettings
from intake.behaviour.history import CHINA_TIME
from intake.duties.verification_settling import ASKED_STATES
from intake.duties.verifying import current_outage
from intake.state import InvoiceState
from intake.store.invoices import StoredInvoice
from intake.store.standing_invoice import standing_invoice
from intake.store.verification_budget import spent_on
from intake.store.verification_questions import Attempt, attempts_of
from intake.store.verifications import Alert, Standing, alerts_of, find_standing
from intake.verification.budget import PER_DAY
from intake.verification.differences import Verdict, differences_of_invoice
from intake.verification.query import query_of_invoice
from intake.verification.query_identity import budget_key
from intake.verification.reasons import SENTENCES, WaitReason
from intake.verification.verifier import InvoiceStatus, Outcome, Query


@dataclass(frozen=True)
class AttemptAnswer:
    """One question to one provider."""

    provider: str
    asked_at: datetime
    asked_by: str
    outcome: Outcome | None
    """Null while it is under way, and for ever where the process that asked died: it counts all the same."""
    status: InvoiceStatus | None
    provider_code: str
    message: str
    billed: bool


@dataclass(frozen=True)
class DifferenceAnswer:
    field: str
    label_en: str
    label_zh: str
    ours: str
    theirs: str
    is_accepted: bool
    """Written differently, meant the same; one of them empty: one side does not have it."""
    row: int | None
    """Line of goods, from 1; null for fields of the whole invoice."""


@dataclass(frozen=True)
class AlertAnswer:
    """After it was booked, it was found to stand no more."""

    found_at: datetime
    before: InvoiceStatus
    status: InvoiceStatus | None
    """Null where the bureau does not know it any more, or not with these values."""
    reason: WaitReason | None


@dataclass(frozen=True)
class VerificationAnswer:
    invoice_id: UUID
    state: InvoiceState
    status: InvoiceStatus | None
    """As the bureau last said."""
    reason: WaitReason | None
    """Why it waits, or why a person has to look."""
    reason_en: str
    reason_zh: str
    next_at: datetime | None
    """When it is looked up by itself; null where it is not."""
    asked_at: datetime | None
    """The last time."""
    has_provider: bool
    spent_today: int
    """Questions of this day, Beijing time, by anybody as far as is known."""
    most_a_day: int
    attempts: list[AttemptAnswer]
    """Oldest first."""
    differences: list[DifferenceAnswer]
    """What the bureau has otherwise, by its last good answer."""
    alerts: list[AlertAnswer]


def verification_answer(session: Session, invoice: StoredInvoice, settings: VerificationSettings, now: datetime) -> VerificationAnswer:
    """`invoice` is one that the caller may see."""
    standing = find_standing(session, invoice.tenant, invoice.id)
    attempts = attempts_of(session, invoice.tenant, invoice.id)
    values = standing_invoice(session, invoice.tenant, invoice.id)
    query = query_of_invoice(values, now.astimezone(CHINA_TIME).date()) if values is not None else None
    good = next((each.answer for each in reversed(attempts) if each.answer is not None and each.answer.outcome is Outcome.OK), None)
    found = differences_of_invoice(values, good) if good is not None and values is not None else ()
    begins_anew = invoice.state is InvoiceState.APPROVED
    reason = standing.reason if standing is not None and not begins_anew else None
    english, chinese = SENTENCES[reason] if reason is not None else ("", "")
    return VerificationAnswer(
        invoice.id,
        invoice.state,
        standing.status if standing is not None else None,
        reason,
        english,
        chinese,
        _next_at(session, invoice, standing, settings, now),
        standing.asked_at if standing is not None else None,
        bool(settings.providers),
        spent_on(session, budget_key(query), now) if isinstance(query, Query) else 0,
        PER_DAY,
        list(_attempts(attempts)),
        [DifferenceAnswer(each.field, each.label.en, each.label.zh, each.ours, each.theirs, each.verdict is Verdict.ACCEPTED, each.row) for each in found],
        [_alert(each) for each in alerts_of(session, invoice.tenant, invoice.id)],
    )


def _next_at(session: Session, invoice: StoredInvoice, standing: Standing | None, settings: VerificationSettings, now: datetime) -> datetime | None:
    """Not before maintenance and outages are over."""
    if invoice.state not in ASKED_STATES or standing is None or standing.due_at is None or not settings.providers:
        return None
    closed_until = settings.rules.schedule.calendar.closed_until(standing.due_at)
    outage = current_outage(session, now)
    moments = (standing.due_at, closed_until, outage.until if outage is not None else None)
    return max(moment for moment in moments if moment is not None)


def _attempts(attempts: Sequence[Attempt]) -> Sequence[AttemptAnswer]:
    return [
        AttemptAnswer(
            each.provider,
            each.asked_at,
            each.asked_by,
            each.answer.outcome if each.answer else None,
            each.answer.status if each.answer else None,
            each.answer.provider_code if each.answer else "",
            each.answer.message if each.answer else "",
            each.answer.billed if each.answer else False,
        )
        for each in attempts
    ]


def _alert(alert: Alert) -> AlertAnswer:
    return AlertAnswer(alert.found_at, alert.before, alert.status, alert.reason)
