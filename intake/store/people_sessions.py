"""Logins: begun with a new secret, used, ended. And how often they failed."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from intake.people.secret import SecretKind, new_secret, secret_hash
from intake.people.throttle import Failures, Subject, ThrottleRules, address_of, seconds_to_wait
from intake.people.user import SESSION_IDLE, SESSION_LONGEST, User
from intake.state import Actor, machine
from intake.store.audit import AuditEvent, AuditSubject, add_audit
from intake.store.failures import store_busy
from intake.store.ids import new_id
from intake.store.insert_of import insert_of
from intake.store.people_tables import LoginFailureRow, PairingRow, SessionRow

_ADDRESS, _AGENT = 64, 200
_DOOR = machine("login")
_TRIES = 3
"""A row may be cleared away between our making sure of it and our locking it."""


def begin_session(session: Session, user: User, *, actor: Actor, address: str, agent: str, at: datetime) -> tuple[UUID, str]:
    """The id of a new login and its secret, which is kept nowhere else than with whoever logs in. Logins that came to their end are cleared away."""
    session.execute(delete(SessionRow).where(SessionRow.ends_at <= at))
    secret, session_id = new_secret(SecretKind.SESSION), new_id()
    session.execute(
        insert(SessionRow).values(
            id=session_id,
            user_id=user.id,
            secret_hash=secret_hash(secret),
            started_at=at,
            used_at=at,
            ends_at=at + SESSION_IDLE,
            address=address[:_ADDRESS],
            agent=agent[:_AGENT],
        )
    )
    seen = {"address": address[:_ADDRESS], "agent": agent[:_AGENT]}
    add_audit(session, user.tenant, AuditSubject.USER, user.id, AuditEvent.LOGGED_IN, actor=actor, at=at, after=seen)
    return session_id, secret


def end_session(session: Session, tenant: str, session_id: UUID, *, actor: Actor, at: datetime) -> None:
    user_id = session.scalar(delete(SessionRow).where(SessionRow.id == session_id).returning(SessionRow.user_id))
    if user_id is not None:
        add_audit(session, tenant, AuditSubject.USER, user_id, AuditEvent.LOGGED_OUT, actor=actor, at=at)


def use_session(session: Session, session_id: UUID, at: datetime) -> None:
    """It lives on from now, never beyond its longest time."""
    started = session.scalar(select(SessionRow.started_at).where(SessionRow.id == session_id))
    if started is not None:
        ends = min(at + SESSION_IDLE, started + SESSION_LONGEST)
        session.execute(update(SessionRow).where(SessionRow.id == session_id).values(used_at=at, ends_at=ends))


def take_try(session: Session, rules: ThrottleRules, tenant: str, name: str, address: str, at: datetime) -> int:
    """Count a login as failed before its password is looked at. Seconds to wait; 0 where the try may go on, and only then is it counted.

    Any name may be given, whether there is such a user or not.
    """
    names = _names(tenant, name, address)
    # Always in this order, so that two tries never wait for each other.
    known = {subject: _locked(session, subject, names[subject], at) for subject in (Subject.ACCOUNT, Subject.ADDRESS)}
    wait = max(seconds_to_wait(failures, at) for failures in known.values())
    if wait:
        return wait
    for subject, failures in known.items():
        now = rules.one_more(failures if failures.count else None, subject, at)
        session.execute(
            update(LoginFailureRow)
            .where(LoginFailureRow.subject == subject, LoginFailureRow.name == names[subject])
            .values(count=now.count, last_at=now.last_at, blocked_until=now.blocked_until)
        )
    return 0


def take_back_try(session: Session, tenant: str, name: str, address: str) -> None:
    """It did not fail: the account's failures are forgotten, of the address's one."""
    names = _names(tenant, name, address)
    account = [LoginFailureRow.subject == Subject.ACCOUNT, LoginFailureRow.name == names[Subject.ACCOUNT]]
    # Not deleted: somebody else may be waiting for this very row.
    session.execute(update(LoginFailureRow).where(*account).values(count=0))
    from_there = [LoginFailureRow.subject == Subject.ADDRESS, LoginFailureRow.name == names[Subject.ADDRESS], LoginFailureRow.count > 0]
    session.execute(update(LoginFailureRow).where(*from_there).values(count=LoginFailureRow.count - 1))


def note_failed_login(session: Session, tenant: str, user_id: UUID | None, *, address: str, at: datetime) -> None:
    """For the log of logins. Of a name that nobody has the name is not kept: people type passwords there."""
    seen = {"address": address[:_ADDRESS]}
    add_audit(session, tenant, AuditSubject.USER, user_id or "", AuditEvent.LOGIN_FAILED, actor=_DOOR, at=at, after=seen)


def forget_old(session: Session, at: datetime, rules: ThrottleRules) -> None:
    """What came to its end: logins, pairing codes, failures that count no more."""
    session.execute(delete(SessionRow).where(SessionRow.ends_at <= at))
    session.execute(delete(PairingRow).where(PairingRow.ends_at <= at))
    session.execute(delete(LoginFailureRow).where(LoginFailureRow.last_at <= at - rules.forget_after))


def _names(tenant: str, name: str, address: str) -> dict[Subject, str]:
    said = {Subject.ACCOUNT: f"{tenant}\0{name}", Subject.ADDRESS: address_of(address)}
    return {subject: sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for subject, text in said.items()}


def _locked(session: Session, subject: Subject, name: str, at: datetime) -> Failures:
    """The row, made where there was none; nobody else counts until the transaction ends."""
    table = insert_of(session, LoginFailureRow)
    first = table.values(subject=subject, name=name, count=0, last_at=at, blocked_until=at)
    here = select(LoginFailureRow).where(LoginFailureRow.subject == subject, LoginFailureRow.name == name).with_for_update()
    for _ in range(_TRIES):
        session.execute(first.on_conflict_do_nothing(index_elements=["subject", "name"]))
        row = session.scalar(here)
        if row is not None:
            return Failures(row.count, row.last_at, row.blocked_until)
    raise store_busy()
