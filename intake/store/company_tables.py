"""The tables of companies, policies and what documents are for. All of them only grow: a change is another row."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.column_types import PlainText
from intake.store.tables import SHORT, Base

_NAME = 64
_TEXT = 200


class CompanyVersionRow(Base):
    """What a company is called from a day on."""

    __tablename__ = "company_versions"

    company_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    title: Mapped[str] = mapped_column(PlainText(_TEXT))
    tax_id: Mapped[str] = mapped_column(String(SHORT))
    effective: Mapped[date]
    active: Mapped[bool]
    who: Mapped[str] = mapped_column(String(_NAME))
    said_at: Mapped[datetime]

    __table_args__ = (Index("ix_company_versions_tenant", "tenant", "company_id", "version"),)


class PolicyVersionRow(Base):
    """A tenant's policy from a day on."""

    __tablename__ = "policy_versions"

    tenant: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    effective: Mapped[date]
    policy: Mapped[dict[str, Any]] = mapped_column(JSON)
    who: Mapped[str] = mapped_column(String(_NAME))
    said_at: Mapped[datetime]


class FilingRow(Base):
    """What a document is for, as somebody said it; the last version counts."""

    __tablename__ = "filings"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    purpose: Mapped[str] = mapped_column(PlainText(_TEXT))
    department: Mapped[str] = mapped_column(PlainText(_TEXT))
    contract: Mapped[str] = mapped_column(PlainText(_TEXT))
    who: Mapped[str] = mapped_column(String(_NAME))
    said_at: Mapped[datetime]
