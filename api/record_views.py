"""One invoice with all that proves what it is and what was done with it, as clients get it: for looking it up, not for deciding about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from api.invoice_views import OF_OTHERS, InvoiceAnswer, InvoiceBrief, invoice_answer, invoice_briefs
from api.review_views import check_answer, names_of_people, pages_of, people_in
from api.seen import as_sent, sees_document
from intake.invoice import Finding
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.state import MAY_DELETE, MAY_RESTORE, SENT_STATES
from intake.store.documents import StoredDocument
from intake.store.earlier_invoices import duplicates_after, duplicates_of, marked_duplicates_of
from intake.store.invoices import StoredInvoice, find_invoice, invoices_of_document
from intake.store.people_ownership import senders_of_document
from intake.store.upload_events import events_of_invoice
from intake.store.verification_questions import attempts_of
from intake.store.words import Door


class Relation(StrEnum):
    """How another invoice is related to this one."""

    FIRST_RECORD = "first_record"
    """This one is a duplicate of it."""
    COPY = "copy"
    """It is marked as a duplicate of this one."""
    SAME = "same"
    """The same code and number, as with the grades of duplicates that follow."""
    CONFLICT = "conflict"
    NEAR = "near"
    REVERSAL = "reversal"
    """One is the red invoice that cancels the other."""


@dataclass(frozen=True)
class RelatedAnswer:
    relation: Relation
    invoice: InvoiceBrief | None
    """Null where you may not see it."""
    differing: list[str]
    """Fields that say something else."""


@dataclass(frozen=True)
class RecordDocument:
    """The file that it came in."""

    id: UUID
    name: str
    media_type: str
    size: int
    """Bytes."""
    sha256: str
    door: Door
    received_at: datetime
    sent_by: list[str]
    """Actors; those of other people only where you may see all of the tenant."""
    pages: list[int]
    """Those on which something of the invoice was read."""
    others: list[InvoiceBrief]
    """The other invoices in it."""
    deleted_at: datetime | None


@dataclass(frozen=True)
class RecordAnswer:
    invoice: InvoiceAnswer
    document: RecordDocument
    findings: list[Finding]
    """About the values that stand, by the rules, your companies and other records."""
    related: list[RelatedAnswer]
    names: dict[str, str]
    """Of the people in the history: `user:...` -> name; only your own where you see only what you sent."""
    may_delete: bool
    """Whether you may delete it now."""
    may_restore: bool


def record_answer(session: Session, caller: Caller, invoice: StoredInvoice, document: StoredDocument, at: datetime) -> RecordAnswer:
    """`invoice` and its document are ones that the caller may see, deleted or not."""
    answer = invoice_answer(session, caller, invoice)
    sees_all = caller.only_sender is None
    checked = check_answer(session, caller, invoice, {}, at)
    senders = senders_of_document(session, caller.tenant, document.id)
    shown = as_sent(session, caller, document)
    others = [other for other in invoices_of_document(session, caller.tenant, document.id) if other.id != invoice.id]
    decides, is_deleted = caller.may(Scope.DECIDE), invoice.deleted_at is not None
    return RecordAnswer(
        answer,
        RecordDocument(
            document.id,
            shown.name,
            document.media_type,
            document.size,
            document.sha256,
            shown.door,
            shown.received_at,
            sorted(sender for sender in senders if caller.sees(sender)),
            pages_of(answer.result),
            invoice_briefs(session, caller, others),
            document.deleted_at,
        ),
        [finding for finding in checked.findings if sees_all or finding.rule not in OF_OTHERS],
        list(_related(session, caller, invoice)),
        _names(session, caller, invoice, answer, senders),
        decides and caller.actor.may(MAY_DELETE) and not is_deleted and invoice.state not in SENT_STATES,
        decides and caller.actor.may(MAY_RESTORE) and is_deleted and document.deleted_at is None,
    )


def _names(session: Session, caller: Caller, invoice: StoredInvoice, answer: InvoiceAnswer, senders: frozenset[str]) -> dict[str, str]:
    if caller.only_sender is not None:
        return {caller.actor.name: caller.user_name}
    asked = {attempt.asked_by for attempt in attempts_of(session, caller.tenant, invoice.id)}
    sent = {event.who for event in events_of_invoice(session, caller.tenant, invoice.id)}
    mentioned = people_in(answer) | senders | asked | sent
    return {who: name for who, name in names_of_people(session, caller).items() if who in mentioned}


def _related(session: Session, caller: Caller, invoice: StoredInvoice) -> Iterator[RelatedAnswer]:
    """Each record once, by the closest of its relations."""
    told: set[UUID] = set()
    for relation, other, differing in _relations(session, invoice):
        if other in told:
            continue
        told.add(other)
        brief = _seen_brief(session, caller, other)
        yield RelatedAnswer(relation, brief, list(differing) if brief else [])


def _relations(session: Session, invoice: StoredInvoice) -> Iterator[tuple[Relation, UUID, tuple[str, ...]]]:
    if invoice.duplicate_of is not None:
        yield Relation.FIRST_RECORD, invoice.duplicate_of, ()
    for copy in marked_duplicates_of(session, invoice.tenant, invoice.id):
        yield Relation.COPY, copy, ()
    before = duplicates_of(session, invoice.tenant, invoice.id, invoice.received_at.date())
    for each in (*before, *duplicates_after(session, invoice.tenant, invoice.id)):
        yield Relation(each.grade.value), each.other, each.differing


def _seen_brief(session: Session, caller: Caller, invoice_id: UUID) -> InvoiceBrief | None:
    other = find_invoice(session, caller.tenant, invoice_id, deleted=True)
    if other is None or not sees_document(session, caller, other.document_id):
        return None
    return invoice_briefs(session, caller, [other])[0]
