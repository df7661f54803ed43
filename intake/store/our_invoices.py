"""Our records as reconciliation compares them, in pages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from intake.state import InvoiceState
from intake.store.open_uploads import place_key
from intake.store.tables import DocumentRow, InvoiceRow
from intake.store.upload_tables import UploadRow
from intake.store.verification_tables import VerificationRow
from intake.upload.ledger import BusinessKey
from intake.upload.listing import Span
from intake.upload.reconcile import OurInvoice
from intake.verification.requirements import VERIFIABLE_KINDS
from intake.verification.verifier import InvoiceStatus

PAGE = 1_000
_KEYS_AT_ONCE = 500
_LISTABLE = frozenset(kind.value for kind in VERIFIABLE_KINDS)
_FALLEN = frozenset({InvoiceStatus.VOID, InvoiceStatus.RED_FULL})


@dataclass(frozen=True)
class OurRecord:
    """One of ours, and what is known of it besides what is compared."""

    id: UUID
    invoice: OurInvoice
    business: BusinessKey
    seller_name: str
    has_fallen: bool
    """The tax bureau last said that it is void, or reversed as a whole."""


def our_records(session: Session, tenant: str, span: Span, after: UUID | None = None) -> Sequence[OurRecord]:
    """A page of those with a date of issue in the span, in the order of their ids. A duplicate stands behind the record that holds its key, and is none."""
    wanted = [InvoiceRow.issue_date >= span.first, InvoiceRow.issue_date <= span.last]
    if after is not None:
        wanted.append(InvoiceRow.id > after)
    return tuple(_records(session, tenant, wanted, PAGE))


def records_with_keys(session: Session, tenant: str, keys: Collection[str]) -> Sequence[OurRecord]:
    """Of any day."""
    wanted = sorted(keys)
    found: list[OurRecord] = []
    for start in range(0, len(wanted), _KEYS_AT_ONCE):
        some = wanted[start : start + _KEYS_AT_ONCE]
        # A ticket without a number was sent under a key that follows from its file.
        sent = select(UploadRow.invoice_id).where(UploadRow.tenant == tenant, UploadRow.business_key.in_(some))
        found += _records(session, tenant, [InvoiceRow.invoice_key.in_(some) | InvoiceRow.id.in_(sent)], None)
    return tuple(found)


def _records(session: Session, tenant: str, wanted: Sequence[ColumnElement[bool]], limit: int | None) -> Iterator[OurRecord]:
    live = [InvoiceRow.tenant == tenant, InvoiceRow.deleted_at.is_(None), InvoiceRow.state != InvoiceState.DUPLICATE]
    statement = (
        select(InvoiceRow, DocumentRow.sha256, VerificationRow.status)
        .join(DocumentRow, DocumentRow.id == InvoiceRow.document_id)
        .outerjoin(VerificationRow, VerificationRow.invoice_id == InvoiceRow.id)
        .where(*live, *wanted)
    )
    for row, sha256, status in session.execute(statement.order_by(InvoiceRow.id).limit(limit)):
        key = row.invoice_key or place_key(sha256, row.page, row.position)
        compared = OurInvoice(
            key,
            row.state,
            row.moved_at,
            row.issue_date,
            row.amount,
            row.tax,
            row.total,
            row.seller_tax_id,
            row.buyer_tax_id,
            sha256,
            row.kind in _LISTABLE,
        )
        yield OurRecord(row.id, compared, BusinessKey(tenant, key, row.code, row.number), row.seller_name, status in _FALLEN)
