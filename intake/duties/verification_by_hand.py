"""What people do about the verification of one invoice: ask for it now, or enter what they saw on the tax bureau's own page. In the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.approving import approve
from intake.behaviour.history import CHINA_TIME
from intake.duties.verification_settling import ASKED_STATES, VERIFIER, settle
from intake.duties.verifying import Occasion
from intake.invoice import Invoice
from intake.state import Actor, InvoiceState, Role
from intake.store.answers import Done, InvoiceMoveAnswer, NotAllowed, NotNow, Overtaken
from intake.store.invoices import StoredInvoice, find_invoice
from intake.store.moves import move_invoice
from intake.store.standing_invoice import standing_invoice
from intake.store.verification_budget import spent_on
from intake.store.verification_questions import answer, ask_by_hand
from intake.store.verifications import Due, Standing, begin, find_standing
from intake.verification.budget import PER_DAY
from intake.verification.manual import PROVIDER, ManualCheck, answer_of_check
from intake.verification.query import query_of_invoice
from intake.verification.query_identity import budget_key
from intake.verification.query_problems import QueryProblem, Unaskable
from intake.verification.reasons import WaitReason
from intake.verification.rules import VerificationRules
from intake.verification.schedule import Progress, Wait, budget_spent, closed
from intake.verification.verifier import Query
from intake.verification_finding import compared, finding_of

MAY_ENTER = frozenset({Role.FINANCE})
_WITHOUT_LOOK_UP = (InvoiceState.IN_REVIEW, InvoiceState.APPROVED)
"""Where an invoice may be besides, when somebody enters a check."""


@dataclass(frozen=True)
class MustWait:
    """Nobody may be asked before that."""

    wait: Wait


@dataclass(frozen=True)
class NotAskable:
    """It can't be asked about as it stands; nothing was sent."""

    problems: tuple[QueryProblem, ...]


@dataclass(frozen=True)
class ToBeAsked:
    """The job to be put into the queue."""

    due: Due
    occasion: Occasion


CheckAgain = ToBeAsked | MustWait | NotAskable | NotNow | NotAllowed | Overtaken


def check_again(session: Session, invoice: StoredInvoice, *, actor: Actor, now: datetime, rules: VerificationRules) -> CheckAgain:
    """What is to be done for somebody who wants it looked up now. One under review is approved by that; one being looked up right now is Overtaken.

    Raises RequestRefused where the firm's policy does not let it be approved.
    """
    if invoice.state not in (*ASKED_STATES, *_WITHOUT_LOOK_UP):
        return NotNow(invoice.state)
    values = standing_invoice(session, invoice.tenant, invoice.id)
    assert values is not None
    query = query_of_invoice(values, now.astimezone(CHINA_TIME).date())
    if isinstance(query, Unaskable):
        return NotAskable(query.problems)
    wait = _wait(session, query, now, rules)
    if wait is not None:
        return MustWait(wait)
    if invoice.state in ASKED_STATES:
        standing = find_standing(session, invoice.tenant, invoice.id)
        if standing is None or _is_being_asked(standing, now):
            return Overtaken(invoice.state, invoice.version)
        return ToBeAsked(Due(invoice.tenant, invoice.id, standing.version), Occasion.NOW)
    if invoice.state is InvoiceState.APPROVED:
        return ToBeAsked(Due(invoice.tenant, invoice.id, invoice.version), Occasion.APPROVED)
    approved = _approve(session, invoice, actor, now)
    if not isinstance(approved, Done):
        return approved if isinstance(approved, NotAllowed | Overtaken) else NotNow(invoice.state)
    return ToBeAsked(Due(invoice.tenant, invoice.id, approved.version), Occasion.APPROVED)


def enter_check(
    session: Session, invoice: StoredInvoice, check: ManualCheck, *, actor: Actor, now: datetime, rules: VerificationRules
) -> Done | Overtaken | NotAllowed | NotNow:
    """A person's check with its evidence is an answer like any provider's, and what follows from it is the same.

    Raises RequestRefused for a check that is not complete, and where the firm's policy does not let an invoice under review be approved.
    """
    if not actor.may(MAY_ENTER):
        return NotAllowed(MAY_ENTER)
    if invoice.state not in (*ASKED_STATES, *_WITHOUT_LOOK_UP):
        return NotNow(invoice.state)
    values = standing_invoice(session, invoice.tenant, invoice.id)
    assert values is not None
    query = _question_of(values, invoice, now)
    said = answer_of_check(check, query, now)
    if invoice.state in _WITHOUT_LOOK_UP:
        begun = _begin_by_hand(session, invoice, actor, now)
        if not isinstance(begun, StoredInvoice):
            return begun
        invoice = begun
        standing = begin(session, invoice.tenant, invoice.id, now + rules.lease, now)
    else:
        found = find_standing(session, invoice.tenant, invoice.id)
        standing = found or begin(session, invoice.tenant, invoice.id, now + rules.lease, now)
    question = ask_by_hand(session, invoice.tenant, invoice.id, query, PROVIDER, by=actor.name, at=now)
    answer(session, question, query, said, now, asked_at=now)
    finding = finding_of(said, question, query.issue_date, Progress(now), now, rules.schedule, 0.0)
    if invoice.state is InvoiceState.VERIFYING:
        finding = compared(finding, values, said, keeps_differences=False)
    if not settle(session, invoice, standing, finding, by=actor, now=now, rules=rules):
        return Overtaken(invoice.state, invoice.version)
    after = find_invoice(session, invoice.tenant, invoice.id)
    assert after is not None
    return Done(after.version)


def _wait(session: Session, query: Query, now: datetime, rules: VerificationRules) -> Wait | None:
    if spent_on(session, budget_key(query), now) >= PER_DAY:
        return budget_spent(now, 0.0)
    return closed(now, rules.schedule, 0.0)


def _is_being_asked(standing: Standing, now: datetime) -> bool:
    return standing.reason is WaitReason.BEING_ASKED and standing.due_at is not None and standing.due_at > now


def _approve(session: Session, invoice: StoredInvoice, actor: Actor, now: datetime) -> InvoiceMoveAnswer:
    """As the firm's policy has it: where two must agree, the first one's word is kept and nothing else happens yet. Raises RequestRefused."""
    return approve(session, invoice, actor=actor, why="to be looked up again · 再次查验", at=now, today=now.astimezone(CHINA_TIME).date())


def _begin_by_hand(session: Session, invoice: StoredInvoice, actor: Actor, now: datetime) -> StoredInvoice | Overtaken | NotAllowed | NotNow:
    """As an invoice under verification."""
    if invoice.state is InvoiceState.IN_REVIEW:
        approved = _approve(session, invoice, actor, now)
        if not isinstance(approved, Done):
            return approved if isinstance(approved, NotAllowed | Overtaken) else NotNow(invoice.state)
    why = "looked up by hand · 人工查验"
    moved = move_invoice(session, invoice.tenant, invoice.id, InvoiceState.APPROVED, InvoiceState.VERIFYING, actor=VERIFIER, why=why, at=now)
    if not isinstance(moved, Done):
        return moved if isinstance(moved, NotAllowed | Overtaken) else NotNow(invoice.state)
    found = find_invoice(session, invoice.tenant, invoice.id)
    return found or Overtaken()


def _question_of(values: Invoice, invoice: StoredInvoice, now: datetime) -> Query:
    """What was looked at, also where a machine could not ask for it."""
    query = query_of_invoice(values, now.astimezone(CHINA_TIME).date())
    if not isinstance(query, Unaskable):
        return query
    columns = invoice.columns
    issued: date = columns.issue_date or now.astimezone(CHINA_TIME).date()
    return Query(values.kind, columns.code, columns.number, issued, columns.amount, columns.total)
