"""Whoever sent a document does not approve what is in it (四眼原则), unless the firm's policy allows that."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.document_problems import own_document
from api.errors import RequestError
from intake.behaviour.history import CHINA_TIME
from intake.people.caller import Caller
from intake.policies.firm_policy import FirmPolicy
from intake.state import InvoiceState
from intake.store.firm_policies import policy_of_tenant
from intake.store.people_ownership import senders_of_invoice


def refuse_own(session: Session, caller: Caller, invoice_id: UUID, target: InvoiceState, at: datetime) -> None:
    """Before a move to `target`. Raises RequestError where it is an approval of what the caller sent; to take back or reject what one sent is nobody's loss."""
    if target is InvoiceState.APPROVED and is_own(session, caller, invoice_id) and not policy_now(session, caller, at).own_review:
        raise RequestError(own_document())


def is_own(session: Session, caller: Caller, invoice_id: UUID) -> bool:
    """Whether the caller sent the document that it is in, first or later."""
    return caller.actor.name in senders_of_invoice(session, caller.tenant, invoice_id)


def policy_now(session: Session, caller: Caller, at: datetime) -> FirmPolicy:
    return policy_of_tenant(session, caller.tenant, at.astimezone(CHINA_TIME).date()).policy
