"""Users, keys and devices as they are shown: without anything secret. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from intake.people.refusals import label_malformed
from intake.people.scopes import Scope
from intake.state import Role

SESSION_IDLE = timedelta(hours=12)
"""A login ends when it was not used for so long ..."""
SESSION_LONGEST = timedelta(days=7)
"""... and whatever happens after so long."""
DEVICE_IDLE = timedelta(days=30)
"""A phone that was not used for so long is paired anew."""
PAIRING_TIME = timedelta(minutes=2)
NOTE_USE_AFTER = timedelta(minutes=5)
"""That a credential was used is written down at most so often: a phone that polls must not become a stream of writes."""
_LABEL = 64


@dataclass(frozen=True)
class User:
    id: UUID
    tenant: str
    name: str
    roles: frozenset[Role]
    must_change_password: bool
    created_at: datetime
    password_set_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True)
class ApiKey:
    id: UUID
    tenant: str
    name: str
    scopes: frozenset[Scope]
    made_by: str
    """As history names people."""
    made_at: datetime
    used_at: datetime | None
    """To a few minutes; None for never."""
    ends_at: datetime | None
    """None for a key without end."""
    revoked_at: datetime | None


@dataclass(frozen=True)
class Device:
    """A paired phone."""

    id: UUID
    user_id: UUID
    user_name: str
    name: str
    paired_at: datetime
    used_at: datetime
    ends_at: datetime
    revoked_at: datetime | None


def label(text: str) -> str:
    """What somebody calls a key or device. Raises RequestRefused for what can be no name."""
    stripped = text.strip()
    if not 0 < len(stripped) <= _LABEL or not stripped.isprintable():
        raise label_malformed()
    return stripped
