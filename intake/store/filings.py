"""What documents are for: purpose, department, contract, as people say it. What was said before stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.policies.filing import Filing
from intake.state import Actor
from intake.store.answers import Done, Overtaken
from intake.store.company_tables import FilingRow
from intake.store.failures import is_unique_violation
from intake.store.tables import DocumentRow

NOTHING_SAID = 0


@dataclass(frozen=True)
class FilingVersion:
    version: int
    """Counts from 1; 0 where nobody said anything."""
    filing: Filing
    who: str
    said_at: datetime | None


def set_filing(session: Session, tenant: str, document_id: UUID, seen: int, filing: Filing, *, actor: Actor, at: datetime) -> Done | Overtaken:
    """`seen` is the last version that the caller knows, 0 for none. Overtaken where there is a later one, or no such document."""
    live = select(DocumentRow.id).where(DocumentRow.id == document_id, DocumentRow.tenant == tenant, DocumentRow.deleted_at.is_(None))
    if session.scalar(live) is None:
        return Overtaken()
    version = filing_of(session, tenant, document_id).version
    if version != seen:
        return Overtaken(version=version)
    row = insert(FilingRow).values(
        document_id=document_id,
        version=seen + 1,
        purpose=filing.purpose,
        department=filing.department,
        contract=filing.contract,
        who=actor.name,
        said_at=at,
    )
    try:
        with session.begin_nested():
            session.execute(row)
    except IntegrityError as error:
        if is_unique_violation(error):
            return Overtaken(version=seen + 1)
        raise
    return Done(seen + 1)


def filing_of(session: Session, tenant: str, document_id: UUID) -> FilingVersion:
    """What counts; empty, version 0, where nobody said anything or this tenant has no such document."""
    said = filings_said(session, tenant, document_id)
    return said[-1] if said else FilingVersion(NOTHING_SAID, Filing(), "", None)


def filings_said(session: Session, tenant: str, document_id: UUID) -> Sequence[FilingVersion]:
    """Everything that was said, oldest first."""
    mine = select(FilingRow).join(DocumentRow, DocumentRow.id == FilingRow.document_id).where(DocumentRow.id == document_id, DocumentRow.tenant == tenant)
    rows = session.scalars(mine.order_by(FilingRow.version))
    return tuple(FilingVersion(row.version, Filing(row.purpose, row.department, row.contract), row.who, row.said_at) for row in rows)
