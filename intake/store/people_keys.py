"""API keys of a tenant: made, listed, revoked. The secret is shown once and kept as a hash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from intake.people.refusals import scopes_not_allowed
from intake.people.scopes import KEY_SCOPES, Scope
from intake.people.secret import SecretKind, new_secret, secret_hash
from intake.people.user import ApiKey, label
from intake.state import Actor
from intake.store.audit import AuditEvent, AuditSubject, add_audit
from intake.store.ids import new_id
from intake.store.people_tables import ApiKeyRow


def make_key(
    session: Session, tenant: str, name: str, scopes: Iterable[Scope], *, actor: Actor, at: datetime, ends_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """The key and its secret. Raises RequestRefused for scopes that no key may carry, and for a name that is none."""
    wanted = frozenset(scopes)
    if not wanted or not wanted <= KEY_SCOPES:
        raise scopes_not_allowed()
    secret = new_secret(SecretKind.KEY)
    key = ApiKey(new_id(), tenant, label(name), wanted, actor.name, at, None, ends_at, None)
    session.execute(
        insert(ApiKeyRow).values(
            id=key.id,
            tenant=tenant,
            name=key.name,
            secret_hash=secret_hash(secret),
            scopes=" ".join(sorted(wanted)),
            made_by=actor.name,
            made_at=at,
            used_at=None,
            ends_at=ends_at,
            revoked_at=None,
        )
    )
    facts = {"name": key.name, "scopes": sorted(wanted), "ends_at": ends_at.isoformat() if ends_at else None}
    add_audit(session, tenant, AuditSubject.KEY, key.id, AuditEvent.CREATED, actor=actor, at=at, after=facts)
    return key, secret


def keys_of(session: Session, tenant: str) -> Sequence[ApiKey]:
    """Revoked ones too, the newest first."""
    return tuple(map(api_key, session.scalars(select(ApiKeyRow).where(ApiKeyRow.tenant == tenant).order_by(ApiKeyRow.id.desc()))))


def revoke_key(session: Session, tenant: str, key_id: UUID, *, actor: Actor, at: datetime) -> bool:
    """False where this tenant has no such key that still works."""
    living = [ApiKeyRow.id == key_id, ApiKeyRow.tenant == tenant, ApiKeyRow.revoked_at.is_(None)]
    if session.scalar(update(ApiKeyRow).where(*living).values(revoked_at=at).returning(ApiKeyRow.id)) is None:
        return False
    add_audit(session, tenant, AuditSubject.KEY, key_id, AuditEvent.REVOKED, actor=actor, at=at)
    return True


def use_key(session: Session, key_id: UUID, at: datetime) -> None:
    session.execute(update(ApiKeyRow).where(ApiKeyRow.id == key_id).values(used_at=at))


def api_key(row: ApiKeyRow) -> ApiKey:
    return ApiKey(row.id, row.tenant, row.name, frozenset(map(Scope, row.scopes.split())), row.made_by, row.made_at, row.used_at, row.ends_at, row.revoked_at)
