"""Scopes: what may be done at all. A role is a bundle of them, a key or device carries some, a route names those it wants. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from intake.state import Role


class Scope(StrEnum):
    """One kind of thing that may be done."""

    UPLOAD_OWN = "upload:own"
    """Send documents, and go on with uploads of one's own."""
    UPLOAD = "upload"
    """The same, also with uploads that others began."""
    READ_OWN = "read:own"
    """See documents that one sent oneself, and what was found in them."""
    READ = "read"
    """See all documents of the tenant."""
    CORRECT = "correct"
    """Change values of invoices, and give them purpose, department and contract."""
    DECIDE = "decide"
    """Approve, reject, mark as duplicate, have read again, delete and restore: by a person only."""
    EXPORT = "export"
    """Take many records out at once."""
    COMPANIES = "companies"
    """Change the tenant's own companies and policies."""
    PEOPLE = "people"
    """Change users, keys and devices of the tenant."""
    METRICS = "metrics"
    """See numbers about the whole installation; of use to the tenant of whoever runs it."""


_SEND = frozenset({Scope.UPLOAD_OWN, Scope.READ_OWN})
_REVIEW = _SEND | {Scope.READ, Scope.CORRECT, Scope.DECIDE}
_FINANCE = _REVIEW | {Scope.UPLOAD, Scope.EXPORT, Scope.COMPANIES}

SCOPES_OF_ROLE: Mapping[Role, frozenset[Scope]] = {
    Role.SUBMITTER: _SEND,
    Role.REVIEWER: _REVIEW,
    Role.SECOND_REVIEWER: _REVIEW,
    Role.FINANCE: _FINANCE,
    Role.ADMINISTRATOR: frozenset(Scope),
    Role.MACHINE: frozenset(),
}
"""A machine of ours calls functions and no routes."""

PERSONS_ROLES = frozenset(Role) - {Role.MACHINE}
KEY_SCOPES = frozenset({Scope.UPLOAD_OWN, Scope.UPLOAD, Scope.READ_OWN, Scope.READ, Scope.CORRECT, Scope.EXPORT, Scope.METRICS})
"""What a key may carry: what asks for a person's judgement, or changes rights, it may not."""
DEVICE_SCOPES = _SEND
"""A phone sends and sees what its user sent, whatever else the user may do elsewhere: phones get lost."""


def scopes_of(roles: Iterable[Role]) -> frozenset[Scope]:
    """Everything that somebody with these roles may do."""
    return frozenset(scope for role in roles for scope in SCOPES_OF_ROLE[role])


def roles_of_key(scopes: Iterable[Scope]) -> frozenset[Role]:
    """In whose place a key acts: with `correct`, in that of the people behind the system that holds it."""
    return frozenset({Role.REVIEWER if Scope.CORRECT in scopes else Role.SUBMITTER})
