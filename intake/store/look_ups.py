"""Look-ups of a period, and sendings, with what they may have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.diagnosis.slices import LookUp
from intake.store.ledger_health import ailing_ledgers
from intake.store.tables import InvoiceRow, ReceiptRow
from intake.store.upload_tables import UploadRow
from intake.store.verification_tables import AnswerRow, QuestionRow
from intake.upload.outbox import WAITING_STATES, SendingCause, UploadState
from intake.verification.query_identity import region_of
from intake.verification.verifier import Outcome

_GOOD = (Outcome.OK, Outcome.SAME_DAY)
"""The bureau works, and nothing is wrong with the invoice as we have it."""
_HINDERED = (SendingCause.UNAVAILABLE, SendingCause.NO_ANSWER, SendingCause.INTERRUPTED, SendingCause.NEVER_ARRIVED, SendingCause.NO_LEDGER)


def look_ups_between(session: Session, tenant: str, since: datetime, until: datetime, limit: int) -> Sequence[LookUp]:
    """Of each invoice the last answer of each provider, of the last `limit` answers to questions in that time, both ends included."""
    statement = (
        select(QuestionRow, AnswerRow.outcome, ReceiptRow.sender)
        .join(AnswerRow, AnswerRow.question_id == QuestionRow.id)
        .join(InvoiceRow, InvoiceRow.id == QuestionRow.invoice_id)
        .outerjoin(ReceiptRow, (ReceiptRow.document_id == InvoiceRow.document_id) & ReceiptRow.first)
        .where(QuestionRow.tenant == tenant, QuestionRow.asked_at >= since, QuestionRow.asked_at <= until)
        .order_by(QuestionRow.asked_at.desc())
        .limit(limit)
    )
    found: dict[tuple[object, str], LookUp] = {}
    for question, outcome, sender in session.execute(statement):
        attributes = {
            "provider": question.provider,
            "region": question.region,
            "kind": question.kind,
            "day": question.issued.isoformat(),
            "operator": sender or "",
        }
        found.setdefault((question.invoice_id, question.provider), LookUp(question.asked_at, attributes, outcome.value, outcome not in _GOOD))
    return tuple(found.values())


def sendings_between(session: Session, tenant: str, since: datetime, until: datetime, limit: int) -> Sequence[LookUp]:
    """Of each invoice the last of the last `limit` sendings that moved in that time, both ends included. Failed are those that a person has, and those that wait for the ledger."""
    statement = (
        select(UploadRow, InvoiceRow, ReceiptRow.sender)
        .join(InvoiceRow, InvoiceRow.id == UploadRow.invoice_id)
        .outerjoin(ReceiptRow, (ReceiptRow.document_id == InvoiceRow.document_id) & ReceiptRow.first)
        .where(UploadRow.tenant == tenant, UploadRow.moved_at >= since, UploadRow.moved_at <= until, UploadRow.cause != SendingCause.WITHDRAWN)
        .order_by(UploadRow.id.desc())
        .limit(limit)
    )
    found: dict[UUID, LookUp] = {}
    ailing = {ledger: health for (owner, ledger), health in ailing_ledgers(session).items() if owner == tenant and health.paused_until > until}
    for upload, invoice, sender in session.execute(statement):
        attributes = {
            "ledger": upload.ledger,
            "seller": invoice.seller_tax_id or invoice.seller_name,
            "region": region_of(invoice.code, invoice.number),
            "kind": invoice.kind,
            "day": invoice.issue_date.isoformat() if invoice.issue_date else "",
            "operator": sender or "",
        }
        is_hindered = upload.state in WAITING_STATES and (upload.ledger in ailing or (not upload.ledger and bool(ailing)))
        outcome = SendingCause.UNAVAILABLE.value if is_hindered else upload.cause.value or upload.state.value
        failed = is_hindered or upload.state in (UploadState.REJECTED, UploadState.DEAD) or upload.cause in _HINDERED
        found.setdefault(invoice.id, LookUp(upload.moved_at, attributes, outcome, failed))
    return tuple(found.values())
