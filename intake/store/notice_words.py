"""The words that columns of notices hold, besides those of `intake.notices`."""

from __future__ import annotations

from enum import StrEnum


class MessageState(StrEnum):
    WAITING = "waiting"
    """To be sent, or sent again."""
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"
    """Tried for as long as the rules say, or refused for good."""
    DROPPED = "dropped"
    """Nobody wants it there any more."""
