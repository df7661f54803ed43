"""A tenant's policy as it is kept: every version, none ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.policies.firm_policy import FirmPolicy, PolicyVersion, policy_json, policy_of_json, policy_on
from intake.policies.refusals import policy_changed_meanwhile, policy_day_past
from intake.state import Actor
from intake.store.audit import AuditEvent, AuditSubject, add_audit
from intake.store.company_tables import PolicyVersionRow
from intake.store.failures import is_unique_violation


def set_policy(session: Session, tenant: str, seen: int, policy: FirmPolicy, effective: date, *, today: date, actor: Actor, at: datetime) -> PolicyVersion:
    """What holds from `effective` on. `seen` is the last version that the caller knows, 0 for none.

    Raises RequestRefused where there is a later one, and for a day before today: what was decided was decided by the policy of that day.
    """
    if effective < today:
        raise policy_day_past()
    known = policies_of(session, tenant)
    last = known[-1] if known else None
    if (last.version if last else 0) != seen:
        raise policy_changed_meanwhile()
    version = PolicyVersion(seen + 1, effective, policy)
    try:
        with session.begin_nested():
            session.execute(
                insert(PolicyVersionRow).values(
                    tenant=tenant, version=version.version, effective=effective, policy=policy_json(policy), who=actor.name, said_at=at
                )
            )
    except IntegrityError as error:
        if is_unique_violation(error):
            raise policy_changed_meanwhile() from error
        raise
    before = {"effective": last.effective.isoformat(), **policy_json(last.policy)} if last else {}
    after = {"effective": effective.isoformat(), **policy_json(policy)}
    add_audit(session, tenant, AuditSubject.POLICY, version.version, AuditEvent.CHANGED, actor=actor, at=at, before=before, after=after)
    return version


def policies_of(session: Session, tenant: str) -> Sequence[PolicyVersion]:
    """Oldest first."""
    rows = session.scalars(select(PolicyVersionRow).where(PolicyVersionRow.tenant == tenant).order_by(PolicyVersionRow.version))
    return tuple(PolicyVersion(row.version, row.effective, policy_of_json(row.policy)) for row in rows)


def policy_of_tenant(session: Session, tenant: str, day: date) -> PolicyVersion:
    """The one that holds on a day; `NO_POLICY` where the tenant has said nothing."""
    return policy_on(policies_of(session, tenant), day)
