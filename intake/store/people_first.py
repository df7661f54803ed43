"""The first administrator of an installation that has no users yet."""

from __future__ import annotations

from datetime import datetime

from intake.errors import RequestRefused
from intake.people.names import DEFAULT_TENANT
from intake.people.password_policy import one_time_password
from intake.people.passwords import Passwords
from intake.state import Role
from intake.store.people_users import INSTALLER, NewUser, add_user, is_without_users
from intake.store.session import Database

FIRST_NAME = "admin"


def first_administrator(database: Database, passwords: Passwords, at: datetime) -> str | None:
    """The one-time password of `admin`, who was made just now, to be printed to the terminal and nowhere else; None where there are users. Raises what `Database.write` raises."""
    with database.read() as session:
        if not is_without_users(session):
            return None
    password = one_time_password()
    new = NewUser(DEFAULT_TENANT, FIRST_NAME, frozenset({Role.ADMINISTRATOR}), passwords.hash(password))
    try:
        with database.write() as session:
            add_user(session, new, actor=INSTALLER, at=at)
    except RequestRefused:  # another process that starts at the same moment was faster
        return None
    return password
