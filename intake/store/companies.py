"""A tenant's own companies as they are kept: every version of each, none ever changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.policies.company import CompanyVersion, clean_company
from intake.policies.refusals import company_changed_meanwhile
from intake.state import Actor
from intake.store.audit import AuditEvent, AuditSubject, add_audit
from intake.store.company_tables import CompanyVersionRow
from intake.store.failures import is_unique_violation
from intake.store.ids import new_id


def add_company(session: Session, tenant: str, title: str, tax_id: str, effective: date, *, actor: Actor, at: datetime) -> CompanyVersion:
    """Raises RequestRefused for no title, and for a tax id whose check digits fail."""
    title, tax_id = clean_company(title, tax_id)
    version = CompanyVersion(new_id(), 1, title, tax_id, effective)
    _insert(session, tenant, version, actor, at)
    add_audit(session, tenant, AuditSubject.COMPANY, version.company_id, AuditEvent.CREATED, actor=actor, at=at, after=_facts(version))
    return version


def change_company(
    session: Session,
    tenant: str,
    company_id: UUID,
    seen: int,
    *,
    title: str,
    tax_id: str,
    effective: date,
    active: bool,
    actor: Actor,
    at: datetime,
) -> CompanyVersion | None:
    """What holds from `effective` on; what held before stays as it was. None where this tenant has no such company.

    `seen` is the last version that the caller knows. Raises RequestRefused where there is a later one, for no title, and for a tax id whose check digits fail.
    """
    title, tax_id = clean_company(title, tax_id)
    known = versions_of(session, tenant, company_id)
    if not known:
        return None
    last = known[-1]
    if last.version != seen:
        raise company_changed_meanwhile()
    version = CompanyVersion(company_id, seen + 1, title, tax_id, effective, active)
    try:
        with session.begin_nested():
            _insert(session, tenant, version, actor, at)
    except IntegrityError as error:
        if is_unique_violation(error):
            raise company_changed_meanwhile() from error
        raise
    before, after = _facts(last), _facts(version)
    add_audit(session, tenant, AuditSubject.COMPANY, company_id, AuditEvent.CHANGED, actor=actor, at=at, before=before, after=after)
    return version


def versions_of(session: Session, tenant: str, company_id: UUID) -> Sequence[CompanyVersion]:
    """Oldest first; empty where this tenant has no such company."""
    mine = [CompanyVersionRow.tenant == tenant, CompanyVersionRow.company_id == company_id]
    return tuple(map(_version, session.scalars(select(CompanyVersionRow).where(*mine).order_by(CompanyVersionRow.version))))


def companies_of(session: Session, tenant: str) -> Sequence[Sequence[CompanyVersion]]:
    """All versions of each company, the company that was entered first before."""
    statement = select(CompanyVersionRow).where(CompanyVersionRow.tenant == tenant).order_by(CompanyVersionRow.company_id, CompanyVersionRow.version)
    versions = map(_version, session.scalars(statement))
    return tuple(tuple(group) for _, group in groupby(versions, key=lambda version: version.company_id))


def _insert(session: Session, tenant: str, version: CompanyVersion, actor: Actor, at: datetime) -> None:
    session.execute(
        insert(CompanyVersionRow).values(
            company_id=version.company_id,
            version=version.version,
            tenant=tenant,
            title=version.title,
            tax_id=version.tax_id,
            effective=version.effective,
            active=version.active,
            who=actor.name,
            said_at=at,
        )
    )


def _facts(version: CompanyVersion) -> Mapping[str, object]:
    return {"title": version.title, "tax_id": version.tax_id, "effective": version.effective.isoformat(), "active": version.active}


def _version(row: CompanyVersionRow) -> CompanyVersion:
    return CompanyVersion(row.company_id, row.version, row.title, row.tax_id, row.effective, row.active)
