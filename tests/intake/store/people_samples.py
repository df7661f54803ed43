"""Invented users for tests of the store and of the doors."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from intake.people.passwords import Passwords
from intake.people.user import User
from intake.state import Role
from intake.store.people_users import INSTALLER, NewUser, add_user
from tests.intake.store.samples import NOON, TENANT

QUICK = Passwords(rounds=1, memory_kib=64, at_once=40)
PASSWORD = "correct horse battery"  # noqa: S105
HASH = QUICK.hash(PASSWORD)


def make_user(
    session: Session, name: str = "wang", *roles: Role, tenant: str = TENANT, password_hash: str = HASH, at: datetime = NOON, one_time: bool = False
) -> User:
    """An administrator where no role is given."""
    new = NewUser(tenant, name, frozenset(roles or {Role.ADMINISTRATOR}), password_hash, one_time)
    return add_user(session, new, actor=INSTALLER, at=at)
