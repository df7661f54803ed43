"""Ways on which a message leaves this machine. One adapter a file beside this one: `mail`, `webhook`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    MAIL = "mail"
    WEBHOOK = "webhook"


@dataclass(frozen=True)
class Delivered:
    """Whoever is next on the way has it."""


@dataclass(frozen=True)
class NotDelivered:
    reason: str
    """For whoever looks after the channel; nothing secret."""
    for_good: bool = False
    """Trying again gets the same answer."""


Delivery = Delivered | NotDelivered
