"""The people of the demonstration as users of it, so that history names them and whoever looks at it can log in as one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from intake.people.caller import actor_of_user
from intake.people.names import DEFAULT_TENANT
from intake.people.password_policy import one_time_password
from intake.people.passwords import Passwords
from intake.state import Actor, Role
from intake.store.people_users import INSTALLER, NewUser, add_user
from intake.store.session import Database

TENANT = DEFAULT_TENANT
ADMINISTRATOR, SUBMITTER, REVIEWER, FINANCE = "admin", "wang", "zhao", "li"
ROLES: Mapping[str, Role] = {ADMINISTRATOR: Role.ADMINISTRATOR, SUBMITTER: Role.SUBMITTER, REVIEWER: Role.REVIEWER, FINANCE: Role.FINANCE}
"""The administrator first: a firm's first user is one."""


@dataclass(frozen=True)
class Staff:
    password: str
    """The same for all, and another one in each run: the demonstration's data are invented, and nobody but whoever started it is told."""
    submitter: Actor
    reviewer: Actor
    finance: Actor


def hire(database: Database, at: datetime) -> Staff:
    """Into an empty installation. Raises what `Database.write` raises."""
    password = one_time_password()
    hashed = Passwords().hash(password)
    with database.write() as session:
        users = {
            name: add_user(session, NewUser(TENANT, name, frozenset({role}), hashed, must_change_password=False), actor=INSTALLER, at=at)
            for name, role in ROLES.items()
        }
    submitter, reviewer, finance = (Actor(actor_of_user(users[name].id), users[name].roles) for name in (SUBMITTER, REVIEWER, FINANCE))
    return Staff(password, submitter, reviewer, finance)
