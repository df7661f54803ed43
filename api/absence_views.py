"""What there is in place of an invoice that is not found by its number, as clients get it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.invoice_views import InvoiceBrief, invoice_briefs
from api.seen import as_sent
from intake.diagnosis.absence import WORDS, Trace, typed_number
from intake.people.caller import Caller
from intake.state import DocumentState
from intake.store.absence import FoundInstead, traces_of
from intake.store.documents import StoredDocument


@dataclass(frozen=True)
class TracedDocument:
    id: UUID
    name: str
    state: DocumentState
    received_at: datetime


@dataclass(frozen=True)
class TraceAnswer:
    """One of the things that may be the matter."""

    trace: Trace
    what_en: str
    what_zh: str
    remedy_en: str
    remedy_zh: str
    count: int
    """Of records; 0 where it is about none."""
    invoices: list[InvoiceBrief]
    """The newest of them."""
    documents: list[TracedDocument]


def trace_answers(session: Session, caller: Caller, number: str) -> list[TraceAnswer]:
    """Of a number that no invoice has, the likeliest first."""
    return [_answer(session, caller, found) for found in traces_of(session, caller.tenant, typed_number(number), caller.only_sender)]


def _answer(session: Session, caller: Caller, found: FoundInstead) -> TraceAnswer:
    words = WORDS[found.trace]
    documents = [_document(as_sent(session, caller, document)) for document in found.documents]
    briefs = invoice_briefs(session, caller, found.invoices)
    return TraceAnswer(found.trace, words.what, words.what_zh, words.remedy, words.remedy_zh, found.count, briefs, documents)


def _document(document: StoredDocument) -> TracedDocument:
    return TracedDocument(document.id, document.name, document.state, document.received_at)
