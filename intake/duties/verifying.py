"""Which short job asks the tax bureau about an invoice, and what becomes of the invoice.

    approved   --verify job-->  verifying, and then, as the schedule says (`intake.verification.schedule`):
    verifying                   -->  verified      the bureau knows it, and it stands
                                -->  void          cancelled, or reversed as a whole
                                -->  in_review     a person has to look; the reason stands with it
                                -->  verifying     asked again at the time that stands with it
    verified, uploading, confirmed                 looked up again each month; an alert where it no longer stands

The rows of `intake.store.verifications` are the truth. A job takes an invoice for some minutes, writes every question down before it is asked, and puts the invoice down with
what came of it. Killed at any instant it loses nothing but the answer: the question counts, and the invoice is due again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from logging import getLogger
from random import random
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars

from intake.behaviour.history import CHINA_TIME
from intake.duties.verification_settling import ASKED_STATES, VERIFIER, settle
from intake.engine import Job, JobQueue, Jobs
from intake.errors import StoreUnavailable
from intake.invoice import Invoice
from intake.state import InvoiceState
from intake.store.answers import Done
from intake.store.invoices import StoredInvoice, find_invoice
from intake.store.learning import is_confirmed
from intake.store.moves import move_invoice
from intake.store.session import Database
from intake.store.standing_invoice import standing_invoice
from intake.store.verification_budget import spent_on
from intake.store.verification_questions import answer, ask, good_answer, heard_lately
from intake.store.verifications import Due, Result, Standing, begin, find_standing, put_down, take
from intake.verification.budget import PER_DAY
from intake.verification.maintenance import LOOK_BACK, MOST_HEARD, Outage, outage_in
from intake.verification.query import query_of_invoice
from intake.verification.query_identity import budget_key
from intake.verification.query_problems import Unaskable
from intake.verification.reasons import FOR_PERSONS, WaitReason
from intake.verification.rules import VerificationRules
from intake.verification.schedule import Person, Progress, Verified, Wait, budget_spent, closed, nobody_free
from intake.verification.verifier import Answer, Query
from intake.verification_finding import Finding, compared, finding_of
from intake.workflow import kept

VERIFY = "verify"
QUEUE = JobQueue(VERIFY, at_once=4, poll_seconds=1.0)
_SYNC = frozenset({WaitReason.NOT_SYNCED, WaitReason.SAME_DAY})
_NOT_LOOKED_UP = "the tax bureau does not look up this kind; a person approved it · 税务机关不提供该票种查验，已由人工通过"


class Asks(Protocol):
    """All providers as one."""

    def verify(self, query: Query, may_ask: Callable[[str], bool]) -> Sequence[Answer]:
        """Asks one provider after the other until one says something about the invoice. `may_ask` is told the name of a provider right before each call, and where it says no,
        nobody is asked any more. The answers, in the order they came; empty where nobody was asked.
        """
        ...


class Occasion(StrEnum):
    """Why an invoice is asked about."""

    APPROVED = "approved"
    DUE = "due"
    NOW = "now"
    """A person does not want to wait."""


def verify_job(due: Due, occasion: Occasion, by: str = VERIFIER.name) -> Job:
    """Of one version of the invoice or its verification: once that moved on, the job finds nothing to do. `by`: on whose behalf, as history names actors."""
    return Job(
        f"{VERIFY}:{due.invoice_id}:{occasion.value}:{due.version}", VERIFY, QUEUE, (due.tenant, str(due.invoice_id), str(due.version), occasion.value, by)
    )


@dataclass(frozen=True)
class VerifyingParts:
    """What verifying takes; made in `api/build_service.py`."""

    database: Database
    jobs: Jobs
    asks: Asks
    clock: Callable[[], datetime]
    rules: VerificationRules = field(default_factory=VerificationRules)
    chance: Callable[[], float] = random


@dataclass(frozen=True)
class Plan:
    """An invoice that is ours for some minutes, and what to ask about it."""

    invoice: StoredInvoice
    standing: Standing
    values: Invoice
    query: Query
    progress: Progress
    occasion: Occasion
    keeps_differences: bool
    until: datetime
    """No question is begun after that."""


def current_outage(session: Session, now: datetime) -> Outage | None:
    """An outage whose pause may be over by now."""
    return outage_in(heard_lately(session, now - LOOK_BACK, MOST_HEARD))


class InvoiceVerifying:
    """The verify job. Safe for threads."""

    def __init__(self, parts: VerifyingParts) -> None:
        self._parts = parts

    def run(self, tenant: str, invoice_id: str, version: str, occasion: str, by: str) -> None:
        """The arguments of `verify_job`."""
        try:
            with bound_contextvars(tenant=tenant, invoice=invoice_id):
                plan = self._begin(Due(tenant, UUID(invoice_id), int(version)), Occasion(occasion))
                if plan is not None:
                    self._ask(plan, by)
        except StoreUnavailable as error:
            # The sweep finds the invoice, wherever it stayed.
            getLogger(__name__).warning("invoice %s is asked about later: %s", invoice_id, error.message)

    def _begin(self, due: Due, occasion: Occasion) -> Plan | None:
        """None where there is nothing to ask any more, or not now."""
        now = self._parts.clock()
        with self._parts.database.write() as session:
            invoice = find_invoice(session, due.tenant, due.invoice_id)
            if occasion is Occasion.APPROVED:
                return self._first(session, invoice, due, now) if invoice is not None else None
            standing = take(session, due, now + self._parts.rules.lease, now, early=occasion is Occasion.NOW)
            if standing is None:
                return None
            if invoice is None or invoice.state not in ASKED_STATES:
                put_down(session, standing, Result(None, standing.reason, standing.progress))
                return None
            is_waiting = standing.reason is not None and standing.reason not in FOR_PERSONS
            progress = standing.progress if is_waiting else Progress(now)  # a new round, where the last one had an end
            return self._plan(session, invoice, standing, progress, occasion, now, _Approval())

    def _first(self, session: Session, invoice: StoredInvoice, due: Due, now: datetime) -> Plan | None:
        """Of an approved invoice."""
        person_approved = is_confirmed(session, invoice.id, invoice.state)
        before = find_standing(session, invoice.tenant, invoice.id)
        keeps_differences = person_approved and before is not None and before.reason is WaitReason.DIFFERS
        moved = move_invoice(
            session,
            invoice.tenant,
            invoice.id,
            InvoiceState.APPROVED,
            InvoiceState.VERIFYING,
            actor=VERIFIER,
            why="to be looked up at the tax bureau · 待查验",
            at=now,
            version=due.version,
        )
        if not isinstance(moved, Done):
            return None
        begun = find_invoice(session, invoice.tenant, invoice.id)
        assert begun is not None
        standing = begin(session, invoice.tenant, invoice.id, now + self._parts.rules.lease, now)
        occasion = _Approval(person_approved, keeps_differences)
        return self._plan(session, begun, standing, Progress(now), Occasion.APPROVED, now, occasion)

    def _plan(
        self, session: Session, invoice: StoredInvoice, standing: Standing, progress: Progress, occasion: Occasion, now: datetime, approval: _Approval
    ) -> Plan | None:
        """None where what follows is known without a question, and was written down."""
        rules = self._parts.rules
        values = standing_invoice(session, invoice.tenant, invoice.id)
        assert values is not None
        query = query_of_invoice(values, now.astimezone(CHINA_TIME).date())
        if isinstance(query, Unaskable):
            settle(session, invoice, standing, _unaskable(query, invoice, progress, approval), by=VERIFIER, now=now, rules=rules)
            return None
        plan = Plan(invoice, standing, values, query, progress, occasion, approval.keeps_differences, now + rules.lease / 2)
        known = good_answer(session, invoice.tenant, query, now - rules.good_for) if occasion is Occasion.APPROVED else None
        if known is not None and known.answer is not None:
            settle(session, invoice, standing, self._finding(plan, known.answer, known.question_id, now), by=VERIFIER, now=now, rules=rules)
            return None
        wait = self._wait(session, query, occasion, now)
        if wait is None:
            return plan
        if occasion is Occasion.NOW:
            put_down(session, standing, Result(_later(standing.due_at, wait.until), standing.reason or wait.reason, standing.progress))
        else:
            settle(session, invoice, standing, Finding(wait, progress, query.issue_date), by=VERIFIER, now=now, rules=rules)
        return None

    def _wait(self, session: Session, query: Query, occasion: Occasion, now: datetime) -> Wait | None:
        """None where it may be asked now."""
        chance = self._parts.chance()
        if spent_on(session, budget_key(query), now) >= PER_DAY:
            return budget_spent(now, chance)
        wait = closed(now, self._parts.rules.schedule, chance)
        if wait is not None or occasion is Occasion.NOW:
            return wait
        outage = current_outage(session, now)
        if outage is None or now >= outage.until:
            return None
        return Wait(outage.until, WaitReason(outage.outcome.value))

    def _ask(self, plan: Plan, by: str) -> None:
        parts, asked = self._parts, _Asked()

        def may_ask(provider: str) -> bool:
            at = parts.clock()
            if at >= plan.until:
                return False
            with parts.database.write() as session:
                question = ask(session, plan.invoice.tenant, plan.invoice.id, plan.query, provider, by=by, at=at)
            asked.add(provider, question, at)
            return question is not None

        answers = parts.asks.verify(plan.query, may_ask)
        kept(partial(self._record, plan, answers, asked))

    def _record(self, plan: Plan, answers: Sequence[Answer], asked: _Asked) -> None:
        """Ends the question in one transaction. Safe to do twice: the second time somebody else seems to have the invoice."""
        parts, now = self._parts, self._parts.clock()
        with parts.database.write() as session:
            last: tuple[UUID, Answer] | None = None
            for said, question in asked.matched(answers):
                answer(session, question.id, plan.query, said, now, asked_at=question.at)
                last = question.id, said
            finding = self._after(plan, answers, last, asked, now)
            invoice = find_invoice(session, plan.invoice.tenant, plan.invoice.id)
            if invoice is None or invoice.state not in ASKED_STATES:
                put_down(session, plan.standing, Result(None, plan.standing.reason, plan.progress))
                return
            settle(session, invoice, plan.standing, finding, by=VERIFIER, now=now, rules=parts.rules)

    def _after(self, plan: Plan, answers: Sequence[Answer], last: tuple[UUID, Answer] | None, asked: _Asked, now: datetime) -> Finding:
        rules, chance = self._parts.rules.schedule, self._parts.chance()
        if not answers and asked.refused:
            return Finding(budget_spent(now, chance), plan.progress, plan.query.issue_date)
        if not answers:
            then, progress = nobody_free(plan.progress, now, rules, chance)
            return Finding(then, progress, plan.query.issue_date)
        question_id, said = last if last is not None else (None, answers[-1])
        finding = self._finding(plan, said, question_id, now)
        before = plan.standing
        early = plan.occasion is Occasion.NOW and before.due_at is not None and before.due_at > now
        if early and isinstance(finding.then, Wait) and finding.then.reason in _SYNC and before.reason in _SYNC:
            # Who asks ahead of time takes none of the waits that the invoice is given.
            assert before.due_at is not None and before.reason is not None
            return Finding(Wait(before.due_at, before.reason), before.progress, plan.query.issue_date, question_id)
        return finding

    def _finding(self, plan: Plan, said: Answer, question_id: UUID | None, now: datetime) -> Finding:
        rules = self._parts.rules.schedule
        finding = finding_of(said, question_id, plan.query.issue_date, plan.progress, now, rules, self._parts.chance())
        if plan.invoice.state is not InvoiceState.VERIFYING:
            return finding
        return compared(finding, plan.values, said, keeps_differences=plan.keeps_differences)


@dataclass(frozen=True)
class _Approval:
    """Who let the invoice go on to verification."""

    by_person: bool = False
    keeps_differences: bool = False
    """A person who knew what the bureau has otherwise."""


@dataclass(frozen=True)
class _Question:
    id: UUID
    at: datetime


class _Asked:
    """The questions of one run, as they were written down."""

    def __init__(self) -> None:
        self._questions: dict[str, list[_Question]] = {}
        self.refused = False
        """The budget was spent before somebody could be asked."""

    def add(self, provider: str, question_id: UUID | None, at: datetime) -> None:
        if question_id is None:
            self.refused = True
        else:
            self._questions.setdefault(provider, []).append(_Question(question_id, at))

    def matched(self, answers: Sequence[Answer]) -> list[tuple[Answer, _Question]]:
        """Each answer with its question; one that nobody asked for is left out."""
        left = {provider: list(questions) for provider, questions in self._questions.items()}
        return [(said, left[said.provider].pop(0)) for said in answers if left.get(said.provider)]


def _unaskable(query: Unaskable, invoice: StoredInvoice, progress: Progress, approval: _Approval) -> Finding:
    """What follows without spending a call."""
    codes = {problem.code for problem in query.problems}
    if codes == {"kind_not_looked_up"} and approval.by_person:
        return Finding(Verified(), progress, None, why=_NOT_LOOKED_UP)
    reason = WaitReason.UNSUPPORTED if "kind_not_looked_up" in codes else WaitReason.TOO_OLD if codes == {"too_old"} else WaitReason.FORMAT
    why = " ".join(problem.message for problem in query.problems) + " · " + "".join(problem.message_zh for problem in query.problems)
    return Finding(Person(reason), progress, invoice.columns.issue_date, why=why)


def _later(due_at: datetime | None, other: datetime) -> datetime:
    return max(due_at, other) if due_at is not None else other
