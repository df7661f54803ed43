"""Lists that people handed in to be compared with: kept line by line, taken part in by every run over their days, until somebody takes them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from intake.store.ids import new_id
from intake.store.reconciliation_tables import THEIR_ID, ListLineRow, ListRow
from intake.store.tables import KEY, SHORT
from intake.upload.list_file import InvoiceList, ListKind, ListLine
from intake.upload.listing import Span

_AT_ONCE = 2_000


@dataclass(frozen=True)
class StoredList:
    id: UUID
    kind: ListKind
    name: str
    sha256: str
    span: Span
    sellers: tuple[str, ...]
    buyers: tuple[str, ...]
    count: int
    """Of its lines."""
    handed_in_by: str
    handed_in_at: datetime


def add_list(session: Session, tenant: str, handed_in: InvoiceList, name: str, sha256: str, who: str, at: datetime) -> tuple[StoredList, bool]:
    """The same bytes said to be the same kind of list again are the list that is there, if it covers the same days. The list, and whether it is new."""
    span = handed_in.span
    same = [ListRow.tenant == tenant, ListRow.sha256 == sha256, ListRow.kind == handed_in.kind, ListRow.first == span.first, ListRow.last == span.last]
    known = session.scalar(select(ListRow).where(*same, ListRow.withdrawn_at.is_(None)))
    if known is not None:
        return _stored(known), False
    row = ListRow(
        id=new_id(),
        tenant=tenant,
        kind=handed_in.kind,
        name=name,
        sha256=sha256,
        first=span.first,
        last=span.last,
        sellers=sorted(handed_in.sellers),
        buyers=sorted(handed_in.buyers),
        count=len(handed_in.lines),
        handed_in_by=who,
        handed_in_at=at,
        withdrawn_at=None,
    )
    session.add(row)
    session.flush()
    lines = [_values(row.id, line) for line in handed_in.lines]
    for start in range(0, len(lines), _AT_ONCE):
        session.execute(insert(ListLineRow), lines[start : start + _AT_ONCE])
    return _stored(row), True


def lists_of(session: Session, tenant: str, *, limit: int, after: UUID | None = None) -> tuple[Sequence[StoredList], UUID | None]:
    """Newest first, and where to go on."""
    statement = select(ListRow).where(*_standing(tenant))
    if after is not None:
        statement = statement.where(ListRow.id < after)
    found = [_stored(row) for row in session.scalars(statement.order_by(ListRow.id.desc()).limit(limit + 1))]
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def lists_over(session: Session, tenant: str, span: Span) -> Sequence[StoredList]:
    """Those with days in common, oldest first: what a later one says of an invoice counts."""
    common = [ListRow.first <= span.last, ListRow.last >= span.first]
    return tuple(_stored(row) for row in session.scalars(select(ListRow).where(*_standing(tenant), *common).order_by(ListRow.id)))


def lines_of(session: Session, list_id: UUID) -> Sequence[ListLine]:
    """In their order."""
    return tuple(map(_line, session.scalars(select(ListLineRow).where(ListLineRow.list_id == list_id).order_by(ListLineRow.line))))


def withdraw_list(session: Session, tenant: str, list_id: UUID, at: datetime) -> bool:
    """False where there is none."""
    taken_back = update(ListRow).where(ListRow.id == list_id, *_standing(tenant)).values(withdrawn_at=at).returning(ListRow.id)
    return session.scalar(taken_back) is not None


def _standing(tenant: str) -> tuple[ColumnElement[bool], ...]:
    return (ListRow.tenant == tenant, ListRow.withdrawn_at.is_(None))


def _values(list_id: UUID, line: ListLine) -> dict[str, object]:
    return {
        "list_id": list_id,
        "line": line.line,
        "key": line.key[:KEY],
        "other_key": line.other_key[:KEY],
        "issue_date": line.issue_date,
        "amount": line.amount,
        "tax": line.tax,
        "total": line.total,
        "seller_tax_id": line.seller_tax_id[:SHORT],
        "seller_name": line.seller_name,
        "buyer_tax_id": line.buyer_tax_id[:SHORT],
        "stands": line.stands,
        "their_id": line.their_id[:THEIR_ID],
    }


def _line(row: ListLineRow) -> ListLine:
    return ListLine(
        row.line,
        row.key,
        row.issue_date,
        row.amount,
        row.tax,
        row.total,
        row.seller_tax_id,
        row.seller_name,
        row.buyer_tax_id,
        row.stands,
        row.their_id,
        row.other_key,
    )


def _stored(row: ListRow) -> StoredList:
    return StoredList(
        row.id,
        row.kind,
        row.name,
        row.sha256,
        Span(row.first, row.last),
        tuple(row.sellers),
        tuple(row.buyers),
        row.count,
        row.handed_in_by,
        row.handed_in_at,
    )
