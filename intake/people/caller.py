"""Who calls: the tenant, the actor as history names it, and what may be done. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from intake.people.scopes import Scope
from intake.state import Actor


class Credential(StrEnum):
    """What the caller showed."""

    SESSION = "session"
    """A login with a password, in a browser."""
    KEY = "key"
    """An API key of the tenant."""
    DEVICE = "device"
    """A token that a paired phone holds for its user."""


@dataclass(frozen=True)
class Caller:
    """Whoever stands behind a request, after every check."""

    tenant: str
    actor: Actor
    """`user:` and an id, also on the user's devices; `key:` and an id."""
    scopes: frozenset[Scope]
    credential: Credential
    credential_id: UUID
    """Of the session, key or device."""
    user_id: UUID | None
    """None for keys."""
    user_name: str
    """Of the user, or of the key: for messages and pages, never for comparing."""
    must_change_password: bool = False

    @property
    def person(self) -> UUID:
        """The user behind a login or phone. Raises AssertionError for keys, which no route asks for that takes logins only."""
        assert self.user_id is not None
        return self.user_id

    def may(self, *any_of: Scope) -> bool:
        """Whether it has one of these."""
        return not self.scopes.isdisjoint(any_of)

    @property
    def only_sender(self) -> str | None:
        """The name in `receipts.sender` to which whatever is listed, searched, counted or shown must be kept; None where the caller may see all of the tenant."""
        return None if Scope.READ in self.scopes else self.actor.name

    def sees(self, *senders: str) -> bool:
        """Whether something that these sent may be shown."""
        return self.only_sender is None or self.only_sender in senders


def actor_of_user(user_id: UUID) -> str:
    return f"user:{user_id}"


def actor_of_key(key_id: UUID) -> str:
    return f"key:{key_id}"
