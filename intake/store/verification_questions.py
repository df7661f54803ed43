"""What was asked about invoices and what was answered: a question is written before it is asked, so that one whose process died still counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, case, func, insert, select
from sqlalchemy.orm import Session

from intake.store.ids import new_id
from intake.store.verification_budget import count_answer, spend
from intake.store.verification_tables import AnswerRow, QuestionRow
from intake.verification.maintenance import Heard
from intake.verification.query_identity import budget_key, fingerprint, query_values, region_of
from intake.verification.verifier import Answer, InvoiceStatus, Outcome, Query


@dataclass(frozen=True)
class Attempt:
    """One question to one provider, and what became of it."""

    question_id: UUID
    provider: str
    asked_at: datetime
    asked_by: str
    query: Mapping[str, Any]
    """`intake.verification.query_identity.query_values`."""
    answer: Answer | None
    """None while it is under way, and for ever where its process died."""


def ask(session: Session, tenant: str, invoice_id: UUID, query: Query, provider: str, *, by: str, at: datetime) -> UUID | None:
    """Writes down that this question is about to be asked. None, and nothing is written, where the day's budget of the invoice is spent."""
    if not spend(session, budget_key(query), at):
        return None
    return _add(session, tenant, invoice_id, query, provider, by, at)


def ask_by_hand(session: Session, tenant: str, invoice_id: UUID, query: Query, provider: str, *, by: str, at: datetime) -> UUID:
    """The same for a question that a person has asked already: it counts as far as there is room, and is never refused."""
    spend(session, budget_key(query), at)
    return _add(session, tenant, invoice_id, query, provider, by, at)


def answer(session: Session, question_id: UUID, query: Query, said: Answer, at: datetime, *, asked_at: datetime) -> None:
    """Keeps what became of a question, and corrects the count of the day it was asked on."""
    row = {
        "question_id": question_id,
        "answered_at": at,
        "outcome": said.outcome,
        "status": said.status,
        "provider_code": said.provider_code[:64],
        "message": said.message,
        "checked_today": said.checked_today,
        "billed": said.billed,
        "said": {"face": dict(said.face), "items": [dict(item) for item in said.items], "sent": said.sent},
    }
    session.execute(insert(AnswerRow).values(row))
    count_answer(session, budget_key(query), said, asked_at)


def attempts_of(session: Session, tenant: str, invoice_id: UUID) -> Sequence[Attempt]:
    """Oldest first; empty where this tenant has no such invoice."""
    statement = _attempts().where(QuestionRow.tenant == tenant, QuestionRow.invoice_id == invoice_id).order_by(QuestionRow.id)
    return tuple(_attempt(row) for row in session.execute(statement))


def good_answer(session: Session, tenant: str, query: Query, since: datetime) -> Attempt | None:
    """The last time since then that the bureau said to exactly this question what became of the invoice, whichever record of the tenant it was asked for."""
    same = [QuestionRow.tenant == tenant, QuestionRow.fingerprint == fingerprint(query), QuestionRow.asked_at >= since]
    row = session.execute(_attempts().where(*same, AnswerRow.outcome == Outcome.OK).order_by(QuestionRow.id.desc()).limit(1)).one_or_none()
    return _attempt(row) if row else None


def heard_lately(session: Session, since: datetime, limit: int) -> Sequence[Heard]:
    """Of all tenants, since they share the way to the bureau; the last first."""
    statement = select(AnswerRow.answered_at, QuestionRow.invoice_id, AnswerRow.outcome).join(QuestionRow, QuestionRow.id == AnswerRow.question_id)
    rows = session.execute(statement.where(AnswerRow.answered_at >= since).order_by(AnswerRow.answered_at.desc()).limit(limit))
    return tuple(Heard(at, invoice_id, outcome) for at, invoice_id, outcome in rows)


@dataclass(frozen=True)
class ProviderCount:
    """How one provider did."""

    provider: str
    asked: int
    billed: int
    unanswered: int
    outcomes: Mapping[Outcome, int]


def count_by_provider(session: Session, tenant: str, since: datetime) -> Sequence[ProviderCount]:
    """Questions asked since then, in the order of the providers' names."""
    billed = func.sum(case((AnswerRow.billed, 1), else_=0))
    statement = (
        select(QuestionRow.provider, AnswerRow.outcome, func.count(), billed)
        .outerjoin(AnswerRow, AnswerRow.question_id == QuestionRow.id)
        .where(QuestionRow.tenant == tenant, QuestionRow.asked_at >= since)
        .group_by(QuestionRow.provider, AnswerRow.outcome)
        .order_by(QuestionRow.provider)
    )
    rows = [tuple(row) for row in session.execute(statement)]
    return tuple(_count(provider, [row for row in rows if row[0] == provider]) for provider in dict.fromkeys(row[0] for row in rows))


def last_heard(session: Session, provider: str, since: datetime) -> Heard | None:
    """Its last answer since then, to whichever tenant."""
    statement = select(AnswerRow.answered_at, QuestionRow.invoice_id, AnswerRow.outcome).join(QuestionRow, QuestionRow.id == AnswerRow.question_id)
    row = session.execute(
        statement.where(QuestionRow.provider == provider, AnswerRow.answered_at >= since).order_by(AnswerRow.answered_at.desc()).limit(1)
    ).one_or_none()
    return None if row is None else Heard(*row)


def _count(provider: str, rows: Sequence[tuple[Any, ...]]) -> ProviderCount:
    outcomes = {outcome: count for _, outcome, count, _ in rows if outcome is not None}
    return ProviderCount(
        provider,
        sum(count for _, _, count, _ in rows),
        sum(billed or 0 for *_, billed in rows),
        sum(count for _, outcome, count, _ in rows if outcome is None),
        outcomes,
    )


def _add(session: Session, tenant: str, invoice_id: UUID, query: Query, provider: str, by: str, at: datetime) -> UUID:
    question_id = new_id()
    row = {
        "id": question_id,
        "tenant": tenant,
        "invoice_id": invoice_id,
        "fingerprint": fingerprint(query),
        "query": dict(query_values(query)),
        "kind": query.kind.value,
        "region": region_of(query.code, query.number),
        "issued": query.issue_date,
        "provider": provider[:64],
        "asked_at": at,
        "asked_by": by,
    }
    session.execute(insert(QuestionRow).values(row))
    return question_id


_Columns = tuple[
    UUID, str, datetime, str, dict[str, Any], Outcome | None, InvoiceStatus | None, str | None, str | None, int | None, bool | None, dict[str, Any] | None
]


def _attempts() -> Select[*_Columns]:
    question, answered = QuestionRow, AnswerRow
    statement: Select[Any] = select(
        question.id,
        question.provider,
        question.asked_at,
        question.asked_by,
        question.query,
        answered.outcome,
        answered.status,
        answered.provider_code,
        answered.message,
        answered.checked_today,
        answered.billed,
        answered.said,
    )
    return statement.outerjoin(answered, answered.question_id == question.id)


def _attempt(row: Row[*_Columns]) -> Attempt:
    return Attempt(row.id, row.provider, row.asked_at, row.asked_by, row.query, _answer(row))


def _answer(row: Row[*_Columns]) -> Answer | None:
    if row.outcome is None:
        return None
    return Answer(
        row.outcome,
        row.provider,
        row.asked_at,
        row.provider_code or "",
        row.message or "",
        row.status,
        row.said["face"],
        tuple(row.said["items"]),
        row.checked_today,
        bool(row.billed),
        row.said["sent"],
    )
