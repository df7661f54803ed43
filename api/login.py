"""Logging in and changing one's password: the steps between the store and the hashing of passwords, which takes too long to be done in a transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Gate
from api.access_problems import login_failed, too_many_logins
from api.errors import RequestError
from intake.errors import RequestRefused
from intake.people.caller import Caller, actor_of_user
from intake.people.names import tenant_name, user_name
from intake.people.password_policy import as_typed, check_password
from intake.people.refusals import password_unchanged, password_wrong
from intake.people.user import User
from intake.state import Actor
from intake.store.people_sessions import begin_session, end_session, note_failed_login, take_back_try, take_try
from intake.store.people_users import find_user, find_user_by_name, password_hash_of, renew_hash, set_password


@dataclass(frozen=True)
class Login:
    """A login that has begun."""

    user: User
    session_id: UUID
    secret: str
    """For the cookie."""


@dataclass(frozen=True)
class From:
    """Where a login comes from."""

    address: str
    agent: str
    earlier: Caller | None = None
    """The login that the same browser had before: it ends."""


@dataclass(frozen=True)
class _Known:
    user: User
    hash: str


def log_in(gate: Gate, tenant: str, name: str, password: str, origin: From) -> Login:
    """Raises RequestError, the same and after the same time for a wrong name and a wrong password; and what `Passwords.verify` raises."""
    now = gate.now()
    tenant, name = _as_kept(tenant, name)
    with gate.database.write() as session:
        wait = take_try(session, gate.throttle, tenant, name, origin.address, now)
        known = None if wait else _known(session, tenant, name)
    if wait:
        raise RequestError(too_many_logins(wait))
    fits, renewed = gate.passwords.verify(password, known.hash if known else None)
    # Found or not, the same work from here on: an entry and a commit.
    with gate.database.write() as session:
        # Somebody may have disabled the user, or changed the password, while this one was looked at.
        if known is not None and fits and _known(session, tenant, name) == known:
            take_back_try(session, tenant, name, origin.address)
            if renewed is not None:
                renew_hash(session, known.user.id, known.hash, renewed)
            return _begin(session, known.user, origin, now)
        note_failed_login(session, tenant, known.user.id if known else None, address=origin.address, at=now)
    raise RequestError(login_failed())


def change_password(gate: Gate, caller: Caller, user_id: UUID, old: str, new: str, origin: From) -> Login:
    """A new login; all others of the user end, those of phones go on. Raises RequestRefused for a wrong old password and a weak new one, RequestError for too many tries."""
    if as_typed(new) == as_typed(old):
        raise password_unchanged()
    check_password(new, caller.user_name, caller.tenant)
    now = gate.now()
    with gate.database.write() as session:
        wait = take_try(session, gate.throttle, caller.tenant, caller.user_name, origin.address, now)
        known = password_hash_of(session, user_id)
    if wait:
        raise RequestError(too_many_logins(wait))
    fits, _ = gate.passwords.verify(old, known)
    if not fits:
        raise password_wrong()
    hashed = gate.passwords.hash(new)
    with gate.database.write() as session:
        user = find_user(session, caller.tenant, user_id)
        if user is None or user.disabled_at is not None or password_hash_of(session, user_id) != known:
            raise password_wrong()
        take_back_try(session, caller.tenant, caller.user_name, origin.address)
        set_password(session, user, hashed, one_time=False, actor=caller.actor, at=now)
        return _begin(session, replace(user, must_change_password=False), origin, now)


def _begin(session: Session, user: User, origin: From, at: datetime) -> Login:
    if origin.earlier is not None:
        end_session(session, origin.earlier.tenant, origin.earlier.credential_id, actor=origin.earlier.actor, at=at)
    actor = Actor(actor_of_user(user.id), user.roles)
    session_id, secret = begin_session(session, user, actor=actor, address=origin.address, agent=origin.agent, at=at)
    return Login(user, session_id, secret)


def _known(session: Session, tenant: str, name: str) -> _Known | None:
    user = find_user_by_name(session, tenant, name)
    return None if user is None or user.disabled_at is not None else _Known(user, password_hash_of(session, user.id))


def _as_kept(tenant: str, name: str) -> tuple[str, str]:
    """What can be no name is nobody's, and is counted and refused like any other."""
    try:
        return tenant_name(tenant), user_name(name)
    except RequestRefused:
        return "", name
