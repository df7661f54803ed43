"""Invoices with nothing to be looked at, as groups of one seller and one kind: what a reviewer may approve at a glance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from api.four_eyes import policy_now
from api.invoice_views import FieldAnswer, InvoiceAnswer, Json, invoice_answer
from api.review_views import check_answer
from intake.invoice import Severity
from intake.people.caller import Caller
from intake.policies.assess import NeedKind
from intake.store.invoices import StoredInvoice, find_invoice
from intake.store.review_queue import Reviewer, Waiting, invoices_under_review, review_queue

MOST_AT_ONCE = 25
SHOWN = ("invoice_code", "invoice_number", "issue_date", "buyer_name", "buyer_tax_id", "amount", "tax", "total")
"""What a mistake costs, as far as the kind has it."""
_MOST_LOOKED_AT = 200
_LEAST_OF_GROUP = 2
_NO_DOUBTS = frozenset({"kind_needs_a_person"})
"""Obstacles that say nothing against an invoice but that a person is to look."""


@dataclass(frozen=True)
class BulkField:
    value: str
    page: int
    box: list[list[float]] | None
    """Pixels of the original page; null where it stands nowhere in print."""


@dataclass(frozen=True)
class BulkInvoice:
    invoice_id: UUID
    document_id: UUID
    version: int
    number: str
    received_at: datetime
    fields: dict[str, BulkField]


@dataclass(frozen=True)
class BulkGroup:
    """Of one seller and one kind."""

    seller_name: str
    kind: str
    invoices: list[BulkInvoice]
    """The first of them, in the order of the queue: no more than are approved at once."""
    waiting: int
    """How many there are, as far as was looked."""


def bulk_groups(session: Session, caller: Caller, at: datetime) -> list[BulkGroup]:
    """The largest first; groups of one are left out."""
    found: dict[tuple[str, str], list[BulkInvoice]] = defaultdict(list)
    for invoice in _candidates(session, caller, at):
        answer = clear_invoice(session, caller, invoice, at)
        if answer is not None:
            found[invoice.columns.seller_name, invoice.kind].append(_shown(invoice, answer))
    groups = [BulkGroup(seller, kind, invoices[:MOST_AT_ONCE], len(invoices)) for (seller, kind), invoices in found.items()]
    return sorted((group for group in groups if group.waiting >= _LEAST_OF_GROUP), key=lambda group: -group.waiting)


def clear_invoice(session: Session, caller: Caller, invoice: StoredInvoice, at: datetime) -> InvoiceAnswer | None:
    """The invoice, where nothing in it is to be looked at: no finding, no doubt, nothing proposed, and no need of the policy but that somebody looks."""
    checked = check_answer(session, caller, invoice, {}, at)
    if any(finding.severity is not Severity.INFO for finding in checked.findings) or any(need.kind is not NeedKind.REVIEWER for need in checked.needs):
        return None
    answer = invoice_answer(session, caller, invoice)
    doubts = {obstacle["code"] for obstacle in answer.result.get("obstacles") or ()} - _NO_DOUBTS
    anomaly = answer.result.get("anomaly")
    if doubts or (anomaly and anomaly["flagged"]) or any(map(_is_doubtful, answer.fields.values())):
        return None
    return answer


def _candidates(session: Session, caller: Caller, at: datetime) -> Iterator[StoredInvoice]:
    """Of documents without a finding that nobody has before them, those whose seller has several."""
    policy = policy_now(session, caller, at)
    reviewer, allowed = Reviewer(caller.actor.name, policy.own_review), timedelta(hours=policy.review_hours)
    waiting = review_queue(session, caller.tenant, reviewer, at, allowed, limit=_MOST_LOOKED_AT, only_free=True)
    documents = list(_of_large_groups(each for each in waiting if each.findings == 0 and each.seller))
    invoices = invoices_under_review(session, caller.tenant, documents, caller.actor.name)
    for document in documents:
        for invoice_id in invoices.get(document, ()):
            invoice = find_invoice(session, caller.tenant, invoice_id)
            if invoice is not None:
                yield invoice


def _of_large_groups(waiting: Iterable[Waiting]) -> Iterator[UUID]:
    of_seller: dict[str, list[Waiting]] = defaultdict(list)
    for each in waiting:
        of_seller[each.seller].append(each)
    for documents in of_seller.values():
        if sum(each.invoices for each in documents) >= _LEAST_OF_GROUP:
            yield from (each.document_id for each in documents)


def _is_doubtful(field: FieldAnswer) -> bool:
    return bool(field.proposals) or (field.read is not None and field.set_by is None and field.read.get("state") == "unreadable")


def _shown(invoice: StoredInvoice, answer: InvoiceAnswer) -> BulkInvoice:
    fields = {name: _field(answer.fields[name], invoice.page) for name in SHOWN if name in answer.fields and answer.fields[name].value}
    return BulkInvoice(invoice.id, invoice.document_id, invoice.version, invoice.columns.number, invoice.received_at, fields)


def _field(field: FieldAnswer, page: int) -> BulkField:
    place = _print_of(field.read)
    return BulkField(field.value or "", int((place or {}).get("page") or page), place["box"] if place else None)


def _print_of(read: Json | None) -> Json | None:
    """What says where it is printed: the reading itself, or of what rests on a QR code the print that says the same."""
    if read is None:
        return None
    spoken: Sequence[Json] = (read, *(each for each in read.get("evidence", ()) if each.get("value") == read.get("value")))
    return next((each for each in spoken if each.get("box") and each.get("source") != "qr"), None)
