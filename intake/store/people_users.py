"""Users as they are kept: made, looked up, disabled; a tenant never loses its last administrator."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.people.caller import actor_of_user
from intake.people.refusals import first_user_must_be_administrator, last_administrator, name_taken, role_needed
from intake.people.scopes import PERSONS_ROLES
from intake.people.user import User
from intake.state import Actor, Role, machine
from intake.store.audit import AuditEvent, AuditSubject, add_audit
from intake.store.failures import is_unique_violation
from intake.store.ids import new_id
from intake.store.people_tables import DeviceRow, PairingRow, SessionRow, UserRoleRow, UserRow

INSTALLER = machine("installer")
"""Who makes the first administrator."""


@dataclass(frozen=True)
class NewUser:
    tenant: str
    name: str
    """Both as `intake.people.names` has them."""
    roles: frozenset[Role]
    password_hash: str
    must_change_password: bool = True


def add_user(session: Session, new: NewUser, *, actor: Actor, at: datetime) -> User:
    """Raises RequestRefused for a name that the tenant has, for no roles, and where a tenant's first user is no administrator."""
    roles = _checked(new.roles)
    if Role.ADMINISTRATOR not in roles and session.scalar(select(UserRow.id).where(UserRow.tenant == new.tenant).limit(1)) is None:
        raise first_user_must_be_administrator(new.tenant)
    user = User(new_id(), new.tenant, new.name, roles, new.must_change_password, at, at, None)
    try:
        with session.begin_nested():
            session.execute(
                insert(UserRow).values(
                    id=user.id,
                    tenant=user.tenant,
                    name=user.name,
                    password_hash=new.password_hash,
                    must_change_password=user.must_change_password,
                    created_at=at,
                    password_set_at=at,
                    disabled_at=None,
                )
            )
    except IntegrityError as error:
        if is_unique_violation(error):
            raise name_taken(new.name) from error
        raise
    _add_roles(session, user.id, roles)
    add_audit(session, user.tenant, AuditSubject.USER, user.id, AuditEvent.CREATED, actor=actor, at=at, after={"name": user.name, "roles": sorted(roles)})
    return user


def is_without_users(session: Session) -> bool:
    """Nobody can log in yet: the installation needs its first administrator."""
    return session.scalar(select(UserRow.id).limit(1)) is None


def find_user(session: Session, tenant: str, user_id: UUID) -> User | None:
    return next(iter(_users(session, UserRow.tenant == tenant, UserRow.id == user_id)), None)


def find_user_by_name(session: Session, tenant: str, name: str) -> User | None:
    """The name as `intake.people.names.user_name` has it."""
    return next(iter(_users(session, UserRow.tenant == tenant, UserRow.name == name)), None)


def user_of_id(session: Session, user_id: UUID) -> User:
    """One that is known to be there."""
    return _users(session, UserRow.id == user_id)[0]


def users_of(session: Session, tenant: str) -> Sequence[User]:
    """Disabled ones too, by name."""
    return _users(session, UserRow.tenant == tenant)


def password_hash_of(session: Session, user_id: UUID) -> str:
    return session.execute(select(UserRow.password_hash).where(UserRow.id == user_id)).scalar_one()


def set_roles(session: Session, tenant: str, user_id: UUID, roles: Iterable[Role], *, actor: Actor, at: datetime) -> User | None:
    """None where this tenant has no such user. Raises RequestRefused for no roles, and where no administrator would be left."""
    wanted = _checked(roles)
    _lock_administrators(session, tenant)
    user = find_user(session, tenant, user_id)
    if user is None or user.roles == wanted:
        return user
    if Role.ADMINISTRATOR not in wanted:
        _refuse_last(session, tenant, user)
    session.execute(delete(UserRoleRow).where(UserRoleRow.user_id == user_id))
    _add_roles(session, user_id, wanted)
    before, after = {"roles": sorted(user.roles)}, {"roles": sorted(wanted)}
    add_audit(session, tenant, AuditSubject.USER, user_id, AuditEvent.CHANGED, actor=actor, at=at, before=before, after=after)
    return find_user(session, tenant, user_id)


def disable_user(session: Session, tenant: str, user_id: UUID, *, actor: Actor, at: datetime) -> User | None:
    """Logged out everywhere, phones included, and may not log in again. None where this tenant has no such user. Raises RequestRefused for the last administrator."""
    _lock_administrators(session, tenant)
    user = find_user(session, tenant, user_id)
    if user is None or user.disabled_at is not None:
        return user
    _refuse_last(session, tenant, user)
    session.execute(update(UserRow).where(UserRow.id == user_id).values(disabled_at=at))
    _end_logins(session, user_id, at, phones=True)
    add_audit(session, tenant, AuditSubject.USER, user_id, AuditEvent.DISABLED, actor=actor, at=at)
    return find_user(session, tenant, user_id)


def enable_user(session: Session, tenant: str, user_id: UUID, *, actor: Actor, at: datetime) -> User | None:
    """May log in again, with the old password. None where this tenant has no such user."""
    changed = update(UserRow).where(UserRow.id == user_id, UserRow.tenant == tenant, UserRow.disabled_at.is_not(None)).values(disabled_at=None)
    if session.scalar(changed.returning(UserRow.id)) is not None:
        add_audit(session, tenant, AuditSubject.USER, user_id, AuditEvent.ENABLED, actor=actor, at=at)
    return find_user(session, tenant, user_id)


def set_password(session: Session, user: User, password_hash: str, *, one_time: bool, actor: Actor, at: datetime) -> None:
    """Logged out everywhere: who sets a password may do so because somebody else knows the old one. Phones, too, where somebody else than the user sets it."""
    session.execute(update(UserRow).where(UserRow.id == user.id).values(password_hash=password_hash, must_change_password=one_time, password_set_at=at))
    _end_logins(session, user.id, at, phones=actor.name != actor_of_user(user.id))
    add_audit(session, user.tenant, AuditSubject.USER, user.id, AuditEvent.PASSWORD_SET, actor=actor, at=at, after={"one_time": one_time})


def renew_hash(session: Session, user_id: UUID, known: str, renewed: str) -> None:
    """The same password at today's costs, unless it was changed meanwhile."""
    session.execute(update(UserRow).where(UserRow.id == user_id, UserRow.password_hash == known).values(password_hash=renewed))


def log_out_everywhere(session: Session, tenant: str, user_id: UUID, *, actor: Actor, at: datetime) -> None:
    """All logins of a user end, and those of its phones."""
    _end_logins(session, user_id, at, phones=True)
    add_audit(session, tenant, AuditSubject.USER, user_id, AuditEvent.LOGGED_OUT, actor=actor, at=at, after={"everywhere": True})


def _end_logins(session: Session, user_id: UUID, at: datetime, *, phones: bool) -> None:
    session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))
    session.execute(delete(PairingRow).where(PairingRow.user_id == user_id))
    if phones:
        session.execute(update(DeviceRow).where(DeviceRow.user_id == user_id, DeviceRow.revoked_at.is_(None)).values(revoked_at=at))


def _checked(roles: Iterable[Role]) -> frozenset[Role]:
    wanted = frozenset(roles)
    if not wanted or not wanted <= PERSONS_ROLES:
        raise role_needed()
    return wanted


def _add_roles(session: Session, user_id: UUID, roles: Collection[Role]) -> None:
    session.execute(insert(UserRoleRow), [{"user_id": user_id, "role": role} for role in sorted(roles)])


def _lock_administrators(session: Session, tenant: str) -> None:
    """Until the transaction ends, nobody else takes an administrator away: two who disable each other at once must not both succeed."""
    administrators = select(UserRoleRow.user_id).where(UserRoleRow.role == Role.ADMINISTRATOR)
    session.execute(select(UserRow.id).where(UserRow.tenant == tenant, UserRow.id.in_(administrators)).order_by(UserRow.id).with_for_update())


def _refuse_last(session: Session, tenant: str, user: User) -> None:
    if Role.ADMINISTRATOR not in user.roles or user.disabled_at is not None:
        return
    others = (
        select(func.count())
        .select_from(UserRow)
        .join(UserRoleRow)
        .where(UserRow.tenant == tenant, UserRow.id != user.id, UserRow.disabled_at.is_(None), UserRoleRow.role == Role.ADMINISTRATOR)
    )
    if session.execute(others).scalar_one() == 0:
        raise last_administrator()


def _users(session: Session, *conditions: ColumnElement[bool]) -> Sequence[User]:
    rows = session.scalars(select(UserRow).where(*conditions).order_by(UserRow.name)).all()
    roles: dict[UUID, set[Role]] = {row.id: set() for row in rows}
    for user_id, role in session.execute(select(UserRoleRow.user_id, UserRoleRow.role).where(UserRoleRow.user_id.in_(roles))):
        roles[user_id].add(role)
    return tuple(
        User(row.id, row.tenant, row.name, frozenset(roles[row.id]), row.must_change_password, row.created_at, row.password_set_at, row.disabled_at)
        for row in rows
    )
