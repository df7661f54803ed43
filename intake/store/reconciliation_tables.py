"""The tables of reconciliation: runs, what they found, what became of that, and the lists that people handed in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.column_types import PlainText, words
from intake.store.tables import KEY, SHORT, Base
from intake.upload.discrepancies import Discrepancy
from intake.upload.list_file import ListKind
from intake.upload.reconciliation_words import FindingState, RunState

RUN_DUE = "next_at IS NOT NULL"
_NAME = 64
THEIR_ID = 200
"""Characters; whatever is longer is cut off."""
_SHA256 = 64


class RunRow(Base):
    """One comparison of the lists of a tenant over some days of issue."""

    __tablename__ = "reconciliation_runs"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    night: Mapped[date | None]
    """The day, in China, whose nightly run it is; None where somebody asked for it."""
    asked_by: Mapped[str] = mapped_column(String(_NAME))
    first: Mapped[date]
    last: Mapped[date]
    state: Mapped[RunState] = mapped_column(words(RunState))
    ledger: Mapped[str] = mapped_column(String(_NAME))
    """"" where the tenant has none."""
    is_listed: Mapped[bool]
    """The ledger told all that it has; else it was asked for each invoice."""
    lists: Mapped[int]
    """Handed-in lists that took part."""
    ours: Mapped[int]
    theirs: Mapped[int]
    agreed: Mapped[int]
    found: Mapped[int]
    """Differences that were there, accepted ones included."""
    days: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(PlainText())
    """Why it waits, or failed."""
    attempts: Mapped[int]
    next_at: Mapped[datetime | None]
    """When there is something to do; while it runs, when it counts as dead."""
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int]

    __table_args__ = (
        Index("uq_reconciliation_runs_night", "tenant", "night", unique=True),
        Index("ix_reconciliation_runs_tenant", "tenant", "id"),
        Index("ix_reconciliation_runs_due", "next_at", sqlite_where=text(RUN_DUE), postgresql_where=text(RUN_DUE)),
    )


class DifferenceRow(Base):
    """One thing that is wrong with one invoice: found again the next night, it is the same row."""

    __tablename__ = "reconciliation_findings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    kind: Mapped[Discrepancy] = mapped_column(words(Discrepancy))
    key: Mapped[str] = mapped_column(PlainText(KEY))
    state: Mapped[FindingState] = mapped_column(words(FindingState))
    invoice_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"), index=True)
    day: Mapped[date | None]
    fen: Mapped[int] = mapped_column(BigInteger)
    ours: Mapped[str] = mapped_column(PlainText())
    theirs: Mapped[str] = mapped_column(PlainText())
    their_id: Mapped[str] = mapped_column(PlainText(THEIR_ID))
    seller: Mapped[str] = mapped_column(PlainText())
    """As a list or our record names it; "" where neither does."""
    first_run: Mapped[UUID] = mapped_column(ForeignKey("reconciliation_runs.id"))
    last_run: Mapped[UUID] = mapped_column(ForeignKey("reconciliation_runs.id"), index=True)
    """The last one that found it."""
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(_NAME))
    """Who last settled, accepted or opened it again; "" for a run."""
    why: Mapped[str] = mapped_column(PlainText())
    version: Mapped[int]

    __table_args__ = (
        Index("uq_reconciliation_findings_identity", "tenant", "key", "kind", unique=True),
        Index("ix_reconciliation_findings_state", "tenant", "state", "id"),
        Index("ix_reconciliation_findings_day", "tenant", "day"),
    )


class DifferenceEventRow(Base):
    """A finding went from state to state. Never changed, never deleted."""

    __tablename__ = "reconciliation_events"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("reconciliation_findings.id"))
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("reconciliation_runs.id"), index=True)
    """Of the run that found it, or found it no more; None for a person."""
    source: Mapped[str] = mapped_column(String(20))
    """"" where it was found for the first time."""
    target: Mapped[FindingState] = mapped_column(words(FindingState))
    ours: Mapped[str] = mapped_column(PlainText())
    theirs: Mapped[str] = mapped_column(PlainText())
    who: Mapped[str] = mapped_column(String(_NAME))
    why: Mapped[str] = mapped_column(PlainText())
    happened_at: Mapped[datetime]

    __table_args__ = (Index("ix_reconciliation_events_finding", "finding_id", "id"),)


class ListRow(Base):
    """A list that was handed in."""

    __tablename__ = "reconciliation_lists"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    kind: Mapped[ListKind] = mapped_column(words(ListKind))
    name: Mapped[str] = mapped_column(PlainText())
    """As its sender calls the file."""
    sha256: Mapped[str] = mapped_column(String(_SHA256))
    first: Mapped[date]
    last: Mapped[date]
    sellers: Mapped[list[str]] = mapped_column(JSON)
    buyers: Mapped[list[str]] = mapped_column(JSON)
    count: Mapped[int]
    handed_in_by: Mapped[str] = mapped_column(String(_NAME))
    handed_in_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    """Taken back by a person: it takes part in no run any more."""

    __table_args__ = (Index("ix_reconciliation_lists_tenant", "tenant", "id"),)


class ListLineRow(Base):
    """One line of such a list."""

    __tablename__ = "reconciliation_list_lines"

    list_id: Mapped[UUID] = mapped_column(ForeignKey("reconciliation_lists.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(PlainText(KEY))
    other_key: Mapped[str] = mapped_column(PlainText(KEY))
    issue_date: Mapped[date | None]
    amount: Mapped[int | None] = mapped_column(BigInteger)
    tax: Mapped[int | None] = mapped_column(BigInteger)
    total: Mapped[int | None] = mapped_column(BigInteger)
    seller_tax_id: Mapped[str] = mapped_column(PlainText(SHORT))
    seller_name: Mapped[str] = mapped_column(PlainText())
    buyer_tax_id: Mapped[str] = mapped_column(PlainText(SHORT))
    stands: Mapped[bool]
    their_id: Mapped[str] = mapped_column(PlainText(THEIR_ID))
