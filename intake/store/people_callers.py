"""From the secret that a caller shows to who it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intake.people.caller import Caller, Credential, actor_of_key, actor_of_user
from intake.people.scopes import DEVICE_SCOPES, Scope, roles_of_key, scopes_of
from intake.people.secret import SecretKind, kind_of_secret, secret_hash
from intake.people.user import NOTE_USE_AFTER
from intake.state import Actor, Role
from intake.store.people_devices import adopt_next_token, use_device
from intake.store.people_keys import use_key
from intake.store.people_sessions import use_session
from intake.store.people_tables import ApiKeyRow, DeviceRow, SessionRow, UserRoleRow, UserRow


@dataclass(frozen=True)
class Found:
    caller: Caller
    use_to_be_noted: bool
    """`note_use` is due: the last use that was written down is some minutes old, or a new token was used for the first time."""
    next_hash: str | None = None
    """Of a new token that was used for the first time."""


def find_caller(session: Session, secret: str, at: datetime) -> Found | None:
    """None for a secret that nobody has, that was revoked or came to its end, and for users who are disabled."""
    match kind_of_secret(secret):
        case SecretKind.SESSION:
            return _of_session(session, secret_hash(secret), at)
        case SecretKind.KEY:
            return _of_key(session, secret_hash(secret), at)
        case SecretKind.DEVICE:
            return _of_device(session, secret_hash(secret), at)
    return None


def note_use(session: Session, found: Found, at: datetime) -> None:
    """The credential lives on from now, where its time is counted from its last use."""
    caller = found.caller
    match caller.credential:
        case Credential.SESSION:
            use_session(session, caller.credential_id, at)
        case Credential.KEY:
            use_key(session, caller.credential_id, at)
        case Credential.DEVICE:
            use_device(session, caller.credential_id, at)
            if found.next_hash is not None:
                adopt_next_token(session, caller.credential_id, found.next_hash)


def _of_session(session: Session, shown: str, at: datetime) -> Found | None:
    row = session.execute(
        select(SessionRow.id, SessionRow.used_at, UserRow)
        .join(UserRow, UserRow.id == SessionRow.user_id)
        .where(SessionRow.secret_hash == shown, SessionRow.ends_at > at, UserRow.disabled_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    session_id, used_at, user = row
    roles = frozenset(session.scalars(select(UserRoleRow.role).where(UserRoleRow.user_id == user.id)))
    caller = Caller(
        user.tenant,
        Actor(actor_of_user(user.id), roles),
        scopes_of(roles),
        Credential.SESSION,
        session_id,
        user.id,
        user.name,
        user.must_change_password,
    )
    return Found(caller, _is_due(used_at, at))


def _of_key(session: Session, shown: str, at: datetime) -> Found | None:
    living = [ApiKeyRow.secret_hash == shown, ApiKeyRow.revoked_at.is_(None), or_(ApiKeyRow.ends_at.is_(None), ApiKeyRow.ends_at > at)]
    row = session.scalar(select(ApiKeyRow).where(*living))
    if row is None:
        return None
    scopes = frozenset(map(Scope, row.scopes.split()))
    caller = Caller(row.tenant, Actor(actor_of_key(row.id), roles_of_key(scopes)), scopes, Credential.KEY, row.id, None, row.name)
    return Found(caller, _is_due(row.used_at, at))


def _of_device(session: Session, shown: str, at: datetime) -> Found | None:
    row = session.execute(
        select(DeviceRow.id, DeviceRow.next_hash, DeviceRow.used_at, UserRow.id.label("user_id"), UserRow.tenant, UserRow.name)
        .join(UserRow, UserRow.id == DeviceRow.user_id)
        .where(or_(DeviceRow.secret_hash == shown, DeviceRow.next_hash == shown), DeviceRow.revoked_at.is_(None), DeviceRow.ends_at > at)
        .where(UserRow.disabled_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    user_id: UUID = row.user_id
    actor = Actor(actor_of_user(user_id), frozenset({Role.SUBMITTER}))
    caller = Caller(row.tenant, actor, DEVICE_SCOPES, Credential.DEVICE, row.id, user_id, row.name)
    new_token = row.next_hash == shown
    return Found(caller, new_token or _is_due(row.used_at, at), shown if new_token else None)


def _is_due(used_at: datetime | None, at: datetime) -> bool:
    return used_at is None or at - used_at >= NOTE_USE_AFTER
