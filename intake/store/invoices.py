"""Invoices as they are kept: what a reading found becomes a record, and records are looked up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from intake.invoice import Decision, Severity
from intake.policies.duplicates import ComparedInvoice, duplicate_findings
from intake.result import Result, with_findings
from intake.state import CORRECTABLE_STATES, RELEASED_STATES, STATE_OF_DECISION, Actor, InvoiceState
from intake.store.answers import Overtaken
from intake.store.compare_and_set import set_invoice_state
from intake.store.earlier_invoices import compared_invoice, compared_values, duplicates_before
from intake.store.field_values import add_machine_values
from intake.store.held_keys import change_or_find_holder, follow, reopen_duplicates
from intake.store.history import HistoryEntry, add_to_invoice
from intake.store.ids import new_id
from intake.store.invoice_columns import InvoiceColumns, columns_of, invoice_columns
from intake.store.learning import learn_from_move
from intake.store.locked_invoice import LockedInvoice, lock_invoice, write_columns
from intake.store.tables import FindingRow, InvoiceResultRow, InvoiceRow
from intake.store.words import HistoryEvent

_DECISION_ZH = {Decision.ACCEPT: "通过", Decision.REVIEW: "待复核", Decision.REJECT: "退回"}
_GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True)
class StoredInvoice:
    id: UUID
    tenant: str
    document_id: UUID
    reading_id: UUID
    page: int
    """Counts from 1."""
    index: int
    """Counts from 0 on its page."""
    state: InvoiceState
    moved_at: datetime
    version: int
    """Grows with every change; what a caller has seen, for compare and set."""
    duplicate_of: UUID | None
    received_at: datetime
    deleted_at: datetime | None
    kind: str
    decision: Decision
    columns: InvoiceColumns
    """The values that stand."""


def add_found_invoice(
    session: Session, tenant: str, document_id: UUID, received_at: datetime, reading_id: UUID, result: Result, actor: Actor, at: datetime
) -> UUID:
    """Keep one invoice that a reading found, given in the public result format. Found at the same place of the document before, it is that record, read again.

    A new record begins where its decision says, or as a duplicate where another live record of the tenant holds its key. Of a record that is read again, values under
    review follow the new reading; later on, and where a person spoke, the reading only proposes.
    """
    known = session.execute(
        select(InvoiceRow.id, InvoiceRow.tenant).where(
            InvoiceRow.document_id == document_id, InvoiceRow.page == result["page"], InvoiceRow.position == result["index"]
        )
    ).one_or_none()
    if known is not None:
        _read_again(session, tenant, known.id, reading_id, result, actor, at)
        return UUID(str(known.id))
    return _add(session, tenant, document_id, received_at, reading_id, result, actor, at)


def find_invoice(session: Session, tenant: str, invoice_id: UUID, *, deleted: bool = False) -> StoredInvoice | None:
    """With `deleted`, also one that is deleted."""
    statement = select(InvoiceRow).where(InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant)
    row = session.scalar(statement if deleted else statement.where(InvoiceRow.deleted_at.is_(None)))
    return stored_invoice(row) if row else None


def invoices_of_document(session: Session, tenant: str, document_id: UUID) -> Sequence[StoredInvoice]:
    """In the order they stand in it."""
    statement = select(InvoiceRow).where(InvoiceRow.document_id == document_id, InvoiceRow.tenant == tenant, InvoiceRow.deleted_at.is_(None))
    return tuple(stored_invoice(row) for row in session.scalars(statement.order_by(InvoiceRow.page, InvoiceRow.position)))


def result_of_invoice(session: Session, tenant: str, invoice_id: UUID, reading_id: UUID | None = None) -> Result | None:
    """What a reading said, the last one that counts where none is named."""
    statement = (
        select(InvoiceResultRow.result)
        .join(InvoiceRow, InvoiceRow.id == InvoiceResultRow.invoice_id)
        .where(InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant, InvoiceResultRow.reading_id == (reading_id or InvoiceRow.reading_id))
    )
    return session.scalar(statement)


def rules_of_invoices(session: Session, invoice_ids: Sequence[UUID]) -> dict[UUID, dict[str, Severity]]:
    """Invoice -> rules with findings, in order, and the gravest severity of each; invoices without are left out."""
    found: dict[UUID, dict[str, Severity]] = {}
    statement = select(FindingRow).where(FindingRow.invoice_id.in_(invoice_ids)).order_by(FindingRow.invoice_id, FindingRow.rule)
    for row in session.scalars(statement):
        found.setdefault(row.invoice_id, {})[row.rule] = row.severity
    return found


def invoices_waiting(session: Session, state: InvoiceState, limit: int) -> Sequence[StoredInvoice]:
    """Of all tenants, those that came in first before."""
    statement = select(InvoiceRow).where(InvoiceRow.state == state, InvoiceRow.deleted_at.is_(None)).order_by(InvoiceRow.received_at).limit(limit)
    return tuple(stored_invoice(row) for row in session.scalars(statement))


def stored_invoice(row: InvoiceRow) -> StoredInvoice:
    return StoredInvoice(
        row.id,
        row.tenant,
        row.document_id,
        row.reading_id,
        row.page,
        row.position,
        row.state,
        row.moved_at,
        row.version,
        row.duplicate_of,
        row.received_at,
        row.deleted_at,
        row.kind,
        row.decision,
        columns_of(row),
    )


def _add(session: Session, tenant: str, document_id: UUID, received_at: datetime, reading_id: UUID, result: Result, actor: Actor, at: datetime) -> UUID:
    invoice_id, read = new_id(), result
    values = {name: field["value"] for name, field in result["fields"].items()}
    columns = invoice_columns(values)
    mine = compared_values(invoice_id, columns, values.get("remarks") or "")
    result = _with_duplicates(session, tenant, mine, received_at, read)
    decision = Decision(result["decision"])
    row: dict[str, Any] = {
        "id": invoice_id,
        "tenant": tenant,
        "document_id": document_id,
        "reading_id": reading_id,
        "page": result["page"],
        "position": result["index"],
        "state": STATE_OF_DECISION[decision],
        "moved_at": at,
        "version": 1,
        "duplicate_of": None,
        "received_at": received_at,
        "deleted_at": None,
        "kind": result["kind"],
        "decision": decision,
        **asdict(columns),
    }

    def claim() -> bool:
        session.execute(insert(InvoiceRow).values(row))
        return True

    why = f"found by reading, decision {decision.value} · 识别所得，结论：{_DECISION_ZH[decision]}"
    if row["state"] in RELEASED_STATES or columns.invoice_key is None:
        session.execute(insert(InvoiceRow).values(row))
    else:
        claimed = change_or_find_holder(session, tenant, columns.invoice_key, claim)
        if isinstance(claimed, UUID):
            result = _with_duplicates(session, tenant, mine, received_at, read)  # whoever was faster is there by now
            row.update(state=InvoiceState.DUPLICATE, duplicate_of=claimed, decision=Decision(result["decision"]))
            why = f"found by reading, the same invoice as {claimed} · 识别所得，与 {claimed} 为同一张发票"
            session.execute(insert(InvoiceRow).values(row))
    created = HistoryEntry(HistoryEvent.CREATED, "", row["state"], actor.name, why, at)
    add_to_invoice(session, tenant, invoice_id, created)
    _keep_result(session, invoice_id, reading_id, result)
    add_machine_values(session, invoice_id, 1, result["fields"], reading_id, actor, at, proposals=False)
    _replace_findings(session, invoice_id, result)
    learn_from_move(session, tenant, invoice_id, created)
    return invoice_id


def _read_again(session: Session, tenant: str, invoice_id: UUID, reading_id: UUID, result: Result, actor: Actor, at: datetime) -> None:
    locked = lock_invoice(session, tenant, invoice_id)
    if isinstance(locked, Overtaken):  # deleted: it stays as it was
        return
    may_change = locked.state in CORRECTABLE_STATES
    add_machine_values(session, invoice_id, locked.version, result["fields"], reading_id, actor, at, proposals=not may_change)
    if may_change:
        _follow_reading(session, locked, actor, at)
    mine = compared_invoice(session, tenant, invoice_id)
    assert mine is not None  # it is locked
    received_at = session.execute(select(InvoiceRow.received_at).where(InvoiceRow.id == invoice_id)).scalar_one()
    result = _with_duplicates(session, tenant, mine, received_at, result)
    _keep_result(session, invoice_id, reading_id, result)
    if may_change:
        values = {"reading_id": reading_id, "kind": result["kind"], "decision": Decision(result["decision"])}
        session.execute(update(InvoiceRow).where(InvoiceRow.id == invoice_id).values(values))
        _replace_findings(session, invoice_id, result)


def _follow_reading(session: Session, locked: LockedInvoice, actor: Actor, at: datetime) -> None:
    """Columns, key and state of an invoice whose values stand anew."""
    tenant, invoice_id = locked.tenant, locked.id
    holder = write_columns(session, locked, at)
    if holder is not None:
        # Read rightly at last, it is an invoice that another record holds. As a duplicate it holds no key, so that its columns can be written.
        why = f"read again, the same invoice as {holder}"
        entry = HistoryEntry(HistoryEvent.MOVED, locked.state, InvoiceState.DUPLICATE, actor.name, why, at)
        set_invoice_state(session, tenant, invoice_id, entry, duplicate_of=holder)
        if locked.invoice_key is not None:
            reopen_duplicates(session, tenant, invoice_id, at, locked.invoice_key)
        follow(session, tenant, invoice_id, holder)
        write_columns(session, replace(locked, state=InvoiceState.DUPLICATE, invoice_key=None), at)


def _with_duplicates(session: Session, tenant: str, mine: ComparedInvoice, received_at: datetime, result: Result) -> Result:
    """R20: what came in before is compared in the transaction that makes the record, so that of two only the first is the first."""
    return with_findings(result, duplicate_findings(duplicates_before(session, tenant, mine, received_at.date())))


def _keep_result(session: Session, invoice_id: UUID, reading_id: UUID, result: Result) -> None:
    session.execute(insert(InvoiceResultRow).values(invoice_id=invoice_id, reading_id=reading_id, result=result))


def _replace_findings(session: Session, invoice_id: UUID, result: Result) -> None:
    session.execute(delete(FindingRow).where(FindingRow.invoice_id == invoice_id))
    gravest = _gravest(result["findings"])
    if gravest:
        session.execute(insert(FindingRow), [{"invoice_id": invoice_id, "rule": rule, "severity": severity} for rule, severity in gravest.items()])


def _gravest(findings: Iterable[Result]) -> dict[str, Severity]:
    """Rule -> gravest severity of its findings."""
    found: dict[str, Severity] = {}
    for finding in findings:
        rule, severity = str(finding["rule"]), Severity(finding["severity"])
        found[rule] = min(severity, found.get(rule, severity), key=_GRAVEST_FIRST.index)
    return found
