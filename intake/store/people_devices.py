"""Paired phones of users: a code that is shown as a QR code and good for one phone and two minutes, the token it is exchanged for, new tokens, revoking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from intake.people.caller import actor_of_user
from intake.people.secret import SecretKind, new_secret, secret_hash
from intake.people.user import DEVICE_IDLE, PAIRING_TIME, Device, User, label
from intake.state import Actor, Role
from intake.store.audit import AuditEvent, AuditSubject, add_audit
from intake.store.ids import new_id
from intake.store.people_tables import DeviceRow, PairingRow, UserRow
from intake.store.people_users import user_of_id


def begin_pairing(session: Session, user_id: UUID, at: datetime) -> tuple[str, datetime]:
    """The code, and when it ends. A user has one at a time: an older one is good no more."""
    code, ends_at = new_secret(SecretKind.PAIRING), at + PAIRING_TIME
    session.execute(delete(PairingRow).where(PairingRow.user_id == user_id))
    session.execute(insert(PairingRow).values(secret_hash=secret_hash(code), user_id=user_id, ends_at=ends_at))
    return code, ends_at


def pair(session: Session, code: str, name: str, at: datetime) -> tuple[Device, str] | None:
    """The device and its token; of several who use a code at once, one gets it. None where the code was used, is too old, or its user is disabled.

    Raises RequestRefused for a name that is none; the code stays good then.
    """
    called = label(name)
    ours = delete(PairingRow).where(PairingRow.secret_hash == secret_hash(code)).returning(PairingRow.user_id, PairingRow.ends_at)
    pairing = session.execute(ours).one_or_none()
    if pairing is None or pairing.ends_at <= at:
        return None
    user = user_of_id(session, pairing.user_id)
    if user.disabled_at is not None:
        return None
    return grant_device(session, user, called, actor=Actor(actor_of_user(user.id), frozenset({Role.SUBMITTER})), at=at)


def grant_device(session: Session, user: User, name: str, *, actor: Actor, at: datetime) -> tuple[Device, str]:
    """A device of this user and its token. Raises RequestRefused for a name that is none."""
    token = new_secret(SecretKind.DEVICE)
    device = Device(new_id(), user.id, user.name, label(name), at, at, at + DEVICE_IDLE, None)
    session.execute(
        insert(DeviceRow).values(
            id=device.id,
            user_id=user.id,
            name=device.name,
            secret_hash=secret_hash(token),
            next_hash=None,
            paired_at=at,
            used_at=at,
            ends_at=device.ends_at,
            revoked_at=None,
        )
    )
    add_audit(session, user.tenant, AuditSubject.DEVICE, device.id, AuditEvent.PAIRED, actor=actor, at=at, after={"name": device.name, "user": user.name})
    return device, token


def devices_of(session: Session, tenant: str, user_id: UUID | None = None) -> Sequence[Device]:
    """Of one user or all of the tenant, revoked ones too, the newest first."""
    statement = select(DeviceRow, UserRow.name).join(UserRow, UserRow.id == DeviceRow.user_id).where(UserRow.tenant == tenant)
    if user_id is not None:
        statement = statement.where(DeviceRow.user_id == user_id)
    rows = session.execute(statement.order_by(DeviceRow.id.desc()))
    return tuple(Device(row.id, row.user_id, user, row.name, row.paired_at, row.used_at, row.ends_at, row.revoked_at) for row, user in rows)


def next_token(session: Session, device_id: UUID) -> str:
    """A new token. The old one works until the new one is used, since the answer that brings it may get lost."""
    token = new_secret(SecretKind.DEVICE)
    session.execute(update(DeviceRow).where(DeviceRow.id == device_id).values(next_hash=secret_hash(token)))
    return token


def use_device(session: Session, device_id: UUID, at: datetime) -> None:
    session.execute(update(DeviceRow).where(DeviceRow.id == device_id, DeviceRow.revoked_at.is_(None)).values(used_at=at, ends_at=at + DEVICE_IDLE))


def adopt_next_token(session: Session, device_id: UUID, given_hash: str) -> None:
    """The new token was used: the old one is good no more."""
    given = update(DeviceRow).where(DeviceRow.id == device_id, DeviceRow.next_hash == given_hash)
    session.execute(given.values(secret_hash=given_hash, next_hash=None))


def revoke_device(session: Session, tenant: str, device_id: UUID, *, actor: Actor, at: datetime, user_id: UUID | None = None) -> bool:
    """False where this tenant, or with `user_id` this user, has no such device that still works."""
    owners = select(UserRow.id).where(UserRow.tenant == tenant, *([] if user_id is None else [UserRow.id == user_id]))
    living = [DeviceRow.id == device_id, DeviceRow.revoked_at.is_(None), DeviceRow.user_id.in_(owners)]
    if session.scalar(update(DeviceRow).where(*living).values(revoked_at=at).returning(DeviceRow.id)) is None:
        return False
    add_audit(session, tenant, AuditSubject.DEVICE, device_id, AuditEvent.REVOKED, actor=actor, at=at)
    return True
