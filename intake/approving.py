"""A person approves an invoice: what the firm's policy asks on that day is asked here, whichever way the approval came."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.policies.assess import Need, NeedKind, needs_of
from intake.policies.firm_policy import FirmPolicy
from intake.policies.refusals import keying_needed, kind_blocked, not_the_second, policy_not_met, second_reviewer_needed
from intake.policies.second_review import Keyed, SecondLook
from intake.state import INVOICE_MOVES, Actor, InvoiceState, Role, allowed_roles
from intake.store.agreements import agree, agreement_of
from intake.store.answers import InvoiceMoveAnswer, NotAllowed
from intake.store.filings import filing_of
from intake.store.firm_policies import policy_of_tenant
from intake.store.invoices import StoredInvoice
from intake.store.moves import move_invoice
from intake.store.second_facts import second_facts
from intake.store.standing_invoice import standing_invoice

SECOND_ROLES = frozenset({Role.SECOND_REVIEWER, Role.FINANCE, Role.ADMINISTRATOR})
"""Of two people who approve, one has one of these."""
_TO_BE_SETTLED = frozenset({NeedKind.FIELDS, NeedKind.FILING, NeedKind.BETTER_PICTURE})
"""What a person who approves can't replace by looking."""


def approve(session: Session, invoice: StoredInvoice, *, actor: Actor, why: str, at: datetime, today: date, keyed: Keyed | None = None) -> InvoiceMoveAnswer:
    """Moves an invoice under review to `approved`, if it is still at this version. Where two must agree, the first one's word is kept, and the invoice stays where it is.

    `keyed`: what it is where two people key blind. Raises RequestRefused where the policy of the day does not allow it.
    """
    source, target = InvoiceState.IN_REVIEW, InvoiceState.APPROVED
    roles = allowed_roles(INVOICE_MOVES, source, target)
    if not actor.may(roles):
        return NotAllowed(roles)
    policy = policy_of_tenant(session, invoice.tenant, today).policy
    needs = _needs(session, invoice, policy, today)
    if any(need.kind is NeedKind.BLOCKED for need in needs):
        raise kind_blocked()
    if unmet := [need for need in needs if need.kind in _TO_BE_SETTLED]:
        raise policy_not_met(unmet)
    if keyed not in (Keyed.SAME, Keyed.SETTLED) and any(need.kind is NeedKind.SECOND_REVIEWER for need in needs):
        if keyed is None and policy.second_look is SecondLook.BLIND:
            raise keying_needed()
        first = agreement_of(session, invoice.tenant, invoice.id)
        may_be_second = actor.may(SECOND_ROLES)
        if first is None:
            return agree(session, invoice.tenant, invoice.id, actor=actor, may_be_second=may_be_second, why=why, at=at, version=invoice.version)
        if first.who == actor.name:
            raise second_reviewer_needed()
        if not (may_be_second or first.may_be_second):
            raise not_the_second()
    return move_invoice(session, invoice.tenant, invoice.id, source, target, actor=actor, why=why, at=at, version=invoice.version)


def _needs(session: Session, invoice: StoredInvoice, policy: FirmPolicy, today: date) -> tuple[Need, ...]:
    values = standing_invoice(session, invoice.tenant, invoice.id)
    assert values is not None  # it is a record of this tenant
    filing = filing_of(session, invoice.tenant, invoice.document_id).filing
    return needs_of(values, filing, policy, today, second_facts(session, invoice, policy))
