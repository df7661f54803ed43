"""Look-ups of a period, with what they may have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.diagnosis.slices import LookUp
from intake.store.tables import InvoiceRow, ReceiptRow
from intake.store.verification_tables import AnswerRow, QuestionRow
from intake.verification.verifier import Outcome

_GOOD = (Outcome.OK, Outcome.SAME_DAY)
"""The bureau works, and nothing is wrong with the invoice as we have it."""


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
