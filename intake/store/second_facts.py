"""Why a second person must look at an invoice, as far as the firm's policy asks for the reason."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.document import Format
from intake.policies.firm_policy import FirmPolicy
from intake.policies.second_review import KEYED_FIELDS, SecondFacts, SecondTrigger
from intake.result import Result
from intake.state import SETTLED_STATES
from intake.store.field_values import values_said
from intake.store.invoices import StoredInvoice, result_of_invoice
from intake.store.standing_value import standing_value
from intake.store.tables import InvoiceRow
from intake.store.words import ValueRole

_PARTS = 10_000


def second_facts(session: Session, invoice: StoredInvoice, policy: FirmPolicy) -> SecondFacts:
    """Asks nothing of the store that the policy does not ask for."""
    if not policy.second_triggers and not policy.second_share:
        return SecondFacts()
    result = result_of_invoice(session, invoice.tenant, invoice.id) or {}
    found = set(_found(session, invoice, result, policy))
    return SecondFacts(tuple(trigger for trigger in policy.second_triggers if trigger in found), in_sample(invoice.id, policy.second_share))


def in_sample(invoice_id: UUID, share: float) -> bool:
    """The same answer whenever it is asked; the random bits of the id decide."""
    return (invoice_id.int & 0xFFFFFFFF) % _PARTS < share * _PARTS


def _found(session: Session, invoice: StoredInvoice, result: Result, policy: FirmPolicy) -> Iterator[SecondTrigger]:
    asked = policy.second_triggers
    if result.get("format") == Format.ENTRY:
        yield SecondTrigger.ENTERED
    if (result.get("anomaly") or {}).get("flagged"):
        yield SecondTrigger.ANOMALY
    if SecondTrigger.CHANGED in asked and _changed_by_a_person(session, invoice, result):
        yield SecondTrigger.CHANGED
    if SecondTrigger.NEW_SELLER in asked and not _knows_seller(session, invoice):
        yield SecondTrigger.NEW_SELLER


def _changed_by_a_person(session: Session, invoice: StoredInvoice, result: Result) -> bool:
    said = values_said(session, invoice.tenant, invoice.id)
    for name in KEYED_FIELDS:
        standing = standing_value(said.get(name, ()))
        read = (result.get("fields", {}).get(name) or {}).get("value") or ""
        if standing is not None and standing.role is ValueRole.SET and (standing.value or "") != read:
            return True
    return False


def _knows_seller(session: Session, invoice: StoredInvoice) -> bool:
    """A seller without a tax id is never known."""
    settled = [InvoiceRow.tenant == invoice.tenant, InvoiceRow.state.in_(SETTLED_STATES), InvoiceRow.deleted_at.is_(None), InvoiceRow.id != invoice.id]
    same = select(InvoiceRow.id).where(*settled, InvoiceRow.seller_tax_id == invoice.columns.seller_tax_id).limit(1)
    return bool(invoice.columns.seller_tax_id) and session.scalar(same) is not None
