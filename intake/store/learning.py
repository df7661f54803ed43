"""What a settled invoice teaches, in the transaction that settles it, and what is taken back when it is settled no more: history and known parties.

History holds every settled invoice. Its parties become known only by the word of a person or of the tax bureau, never by the confidence of a machine.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.behaviour.history import CHINA_TIME, past_invoice
from intake.invoice import Invoice, Kind
from intake.parties.sightings import sightings_of
from intake.state import SETTLED_STATES, InvoiceState, is_machine_name
from intake.store.history import HistoryEntry
from intake.store.parties import forget_sightings, keep_sightings
from intake.store.past_invoices import forget_past_invoice, keep_past_invoice
from intake.store.standing_invoice import standing_invoice
from intake.store.tables import DocumentRow, HistoryRow, InvoiceRow

_AFTER_VERIFICATION = (InvoiceState.VERIFIED, InvoiceState.UPLOADING, InvoiceState.CONFIRMED)


def learn_from_move(session: Session, tenant: str, invoice_id: UUID, entry: HistoryEntry) -> None:
    """To be called after an invoice was made or moved, in the same transaction. `entry` is its line of history."""
    was, target = entry.source in SETTLED_STATES, InvoiceState(entry.target)
    if was and target not in SETTLED_STATES:
        forget_invoice(session, tenant, invoice_id)
    confirmed = target is InvoiceState.VERIFIED or (target is InvoiceState.APPROVED and not is_machine_name(entry.who))
    if target in SETTLED_STATES and (not was or confirmed):
        learn_invoice(session, tenant, invoice_id, entry.happened_at, confirmed=confirmed)


def learn_invoice(session: Session, tenant: str, invoice_id: UUID, at: datetime, *, confirmed: bool) -> None:
    """`confirmed`: a person or the tax bureau says that its values are right."""
    invoice = standing_invoice(session, tenant, invoice_id)
    if invoice is None or invoice.kind is Kind.NOT_INVOICE:
        return
    place = (
        select(DocumentRow.sha256, InvoiceRow.page, InvoiceRow.position, InvoiceRow.received_at)
        .join(InvoiceRow, InvoiceRow.document_id == DocumentRow.id)
        .where(InvoiceRow.id == invoice_id)
    )
    sha256, page, index, received_at = session.execute(place).one()
    keep_past_invoice(session, tenant, past_invoice(invoice, received_at, f"{sha256}:{page}:{index}"), invoice_id)
    if confirmed:
        _learn_parties(session, tenant, invoice_id, invoice, at, sha256)


def is_confirmed(session: Session, invoice_id: UUID, state: InvoiceState) -> bool:
    """Whether a settled invoice was approved by a person last, or the tax bureau agreed."""
    approved = [HistoryRow.invoice_id == invoice_id, HistoryRow.target == InvoiceState.APPROVED, HistoryRow.source != HistoryRow.target]
    who = session.scalar(select(HistoryRow.who).where(*approved).order_by(HistoryRow.id.desc()).limit(1))
    return state in _AFTER_VERIFICATION or (who is not None and not is_machine_name(who))


def forget_invoice(session: Session, tenant: str, invoice_id: UUID) -> None:
    forget_past_invoice(session, invoice_id)
    forget_sightings(session, tenant, invoice_id)


def _learn_parties(session: Session, tenant: str, invoice_id: UUID, invoice: Invoice, at: datetime, sha256: str) -> None:
    keep_sightings(session, tenant, sightings_of(invoice, at.astimezone(CHINA_TIME).date(), sha256), invoice_id)
