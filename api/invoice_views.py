"""Invoices, as clients get them: in lists, and one by one with everything that is known about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import WithJsonSchema
from sqlalchemy.orm import Session

from api.schemas import component
from api.seen import sees_document
from api.sending_views import SendingBrief, sending_brief
from api.timeline import MACHINE
from intake.domain.money import format_fen
from intake.invoice import Decision, Severity
from intake.people.caller import Caller
from intake.policies.duplicates import Grade
from intake.state import CORRECTABLE_STATES, INVOICE_MOVES, MAY_CORRECT, InvoiceState, targets
from intake.store.agreements import Agreement, agreement_of
from intake.store.earlier_invoices import duplicates_of
from intake.store.field_values import values_said
from intake.store.history import HistoryEntry, history_of_invoice
from intake.store.invoices import StoredInvoice, find_invoice, result_of_invoice, rules_of_invoices
from intake.store.line_items import CELLS, ITEMS, items_set
from intake.store.standing_value import FieldValue, open_proposals, standing_value
from intake.store.uploads import uploads_of_invoice
from intake.store.words import HistoryEvent, ValueRole

Json = dict[str, Any]
OF_OTHERS = frozenset({"R20", "R21", "P01", "P02", "P03"})
"""Rules that compare an invoice with others, or with what was learned from others."""


@dataclass(frozen=True)
class Broken:
    """A rule with findings on the invoice."""

    rule: str
    severity: Severity


@dataclass(frozen=True)
class InvoiceBrief:
    """An invoice with the values that stand; "" or null for what was not read."""

    id: UUID
    document_id: UUID
    page: int
    index: int
    """Of the invoice on its page, from 0."""
    state: InvoiceState
    kind: str
    decision: Decision
    invoice_code: str
    invoice_number: str
    issue_date: date | None
    amount: str | None
    tax: str | None
    total: str | None
    buyer_name: str
    buyer_tax_id: str
    seller_name: str
    seller_tax_id: str
    findings: list[Broken]
    received_at: datetime
    moved_at: datetime
    version: int
    duplicate_of: UUID | None
    """The first record of this invoice, where this one is a duplicate and you may see that."""
    deleted_at: datetime | None


@dataclass(frozen=True)
class Proposal:
    """What a machine says and does not stand."""

    value: str | None
    source: str
    confidence: float | None
    who: str
    said_at: datetime
    why: str


@dataclass(frozen=True)
class SetBy:
    """Who set a value by hand."""

    who: str
    said_at: datetime
    why: str


@dataclass(frozen=True)
class FieldAnswer:
    value: str | None
    """What stands; null for what nobody could read."""
    read: Annotated[Json | None, WithJsonSchema({"anyOf": [component("ResultField"), {"type": "null"}]})]
    """What the last reading says, with confidence, box and evidence; null where it says nothing."""
    set_by: SetBy | None
    proposals: list[Proposal]


@dataclass(frozen=True)
class HistoryAnswer:
    event: HistoryEvent
    source: str
    target: str
    who: str
    why: str
    happened_at: datetime


@dataclass(frozen=True)
class DuplicateAnswer:
    grade: Grade
    invoice_id: UUID | None
    """Null where you may not see it."""
    differing: list[str]
    """Fields that say something else."""


@dataclass(frozen=True)
class Agreed:
    """One of two people who must approve an invoice."""

    who: str
    at: datetime


@dataclass(frozen=True)
class InvoiceAnswer:
    invoice: InvoiceBrief
    fields: dict[str, FieldAnswer]
    items: list[dict[str, str]]
    """The lines of goods that stand: cells by name, as printed."""
    items_set_by: SetBy | None
    """Who set all of them by hand; null where they are as they were read."""
    result: Annotated[Json, WithJsonSchema(component("Result"))]
    """All of what the last reading said, in the public result format."""
    duplicates: list[DuplicateAnswer]
    """Invoices that came in before and may be this one."""
    agreed: Agreed | None
    """Where two must approve it, the one who did; null where nobody did yet, or something was changed since."""
    history: list[HistoryAnswer]
    """Oldest first."""
    sendings: list[SendingBrief]
    """What was handed to ledgers, oldest revision first; `GET /v1/invoices/ID/sendings` has history and proof."""
    moves: list[InvoiceState]
    """Where you may move it now."""
    may_correct: bool
    """Whether you may change its values now."""


def invoice_briefs(session: Session, caller: Caller, invoices: Sequence[StoredInvoice]) -> list[InvoiceBrief]:
    """In the given order; they are ones that the caller may see."""
    rules = rules_of_invoices(session, [invoice.id for invoice in invoices])
    return [_brief(session, caller, invoice, rules.get(invoice.id, {})) for invoice in invoices]


def invoice_answer(session: Session, caller: Caller, invoice: StoredInvoice) -> InvoiceAnswer:
    """`invoice` is one that the caller may see."""
    said = values_said(session, caller.tenant, invoice.id)
    result = _without_others(caller, result_of_invoice(session, caller.tenant, invoice.id) or {})
    read: Mapping[str, Json] = result["fields"]
    names = [*read, *(name for name in said if name not in read and name != ITEMS)]
    lines = items_set(said)
    may_change = invoice.deleted_at is None
    return InvoiceAnswer(
        invoice_briefs(session, caller, [invoice])[0],
        {name: _field(read.get(name), said.get(name, ())) for name in names},
        [_cells(line) for line in (result["items"] if lines is None else lines[1])],
        None if lines is None else SetBy(lines[0].who, lines[0].said_at, lines[0].why),
        result,
        _duplicates(session, caller, invoice),
        _agreed(agreement_of(session, caller.tenant, invoice.id)),
        [_entry(caller, entry) for entry in history_of_invoice(session, caller.tenant, invoice.id)],
        [sending_brief(upload) for upload in uploads_of_invoice(session, caller.tenant, invoice.id)],
        list(targets(INVOICE_MOVES, invoice.state, caller.actor)) if may_change else [],
        may_change and invoice.state in CORRECTABLE_STATES and caller.actor.may(MAY_CORRECT),
    )


def standing_values(said: Mapping[str, Sequence[FieldValue]]) -> dict[str, str | None]:
    """Field -> the value that stands; fields about which nothing stands are left out."""
    return {name: value.value for name, values in said.items() if (value := standing_value(values)) is not None}


def yuan(fen: int | None) -> str | None:
    return None if fen is None else format_fen(fen)


def _brief(session: Session, caller: Caller, invoice: StoredInvoice, rules: Mapping[str, Severity]) -> InvoiceBrief:
    columns = invoice.columns
    return InvoiceBrief(
        invoice.id,
        invoice.document_id,
        invoice.page,
        invoice.index,
        invoice.state,
        invoice.kind,
        invoice.decision,
        columns.code,
        columns.number,
        columns.issue_date,
        yuan(columns.amount),
        yuan(columns.tax),
        yuan(columns.total),
        columns.buyer_name,
        columns.buyer_tax_id,
        columns.seller_name,
        columns.seller_tax_id,
        [Broken(rule, severity) for rule, severity in rules.items()],
        invoice.received_at,
        invoice.moved_at,
        invoice.version,
        seen_or_none(session, caller, invoice.duplicate_of),
        invoice.deleted_at,
    )


def seen_or_none(session: Session, caller: Caller, invoice_id: UUID | None) -> UUID | None:
    """The same where the caller may see that invoice, None where not."""
    if invoice_id is None or caller.only_sender is None:
        return invoice_id
    invoice = find_invoice(session, caller.tenant, invoice_id, deleted=True)
    return invoice_id if invoice is not None and sees_document(session, caller, invoice.document_id) else None


def _field(read: Json | None, said: Sequence[FieldValue]) -> FieldAnswer:
    standing = standing_value(said)
    by_person = standing is not None and standing.role is ValueRole.SET
    set_by = SetBy(standing.who, standing.said_at, standing.why) if standing is not None and by_person else None
    proposals = [Proposal(each.value, each.source, each.confidence, each.who, each.said_at, each.why) for each in open_proposals(said)]
    return FieldAnswer(standing.value if standing else None, read, set_by, proposals)


def _cells(line: Mapping[str, Any]) -> dict[str, str]:
    return {name: line[name] for name in CELLS if name in line}


def _without_others(caller: Caller, result: Json) -> Json:
    """How an invoice compares with those of other people is not for callers who may not see these; that it does, `duplicates` and the list of rules say."""
    if caller.only_sender is None:
        return result
    return {**result, "behaviour": None, "findings": [finding for finding in result["findings"] if finding["rule"] not in OF_OTHERS]}


def _agreed(agreement: Agreement | None) -> Agreed | None:
    return None if agreement is None else Agreed(agreement.who, agreement.said_at)


def _duplicates(session: Session, caller: Caller, invoice: StoredInvoice) -> list[DuplicateAnswer]:
    found = duplicates_of(session, caller.tenant, invoice.id, invoice.received_at.date())
    seen = [(each, seen_or_none(session, caller, each.other)) for each in found]
    return [DuplicateAnswer(each.grade, other, list(each.differing) if other else []) for each, other in seen]


def _entry(caller: Caller, entry: HistoryEntry) -> HistoryAnswer:
    # Machines name other records in their reasons.
    why = "" if caller.only_sender is not None and entry.who.startswith(MACHINE) else entry.why
    return HistoryAnswer(entry.event, entry.source, entry.target, entry.who, why, entry.happened_at)
