"""Identifiers that sort by the time they were made: UUID version 7 (RFC 9562, section 5.7)."""

from __future__ import annotations

import secrets
from time import time_ns
from uuid import UUID

_VERSION, _VARIANT = 0x7, 0b10
_MILLISECOND = 1_000_000


def new_id() -> UUID:
    """48 bits of milliseconds since 1970, 12 bits of their fraction (section 6.2, method 3), 62 random bits."""
    milliseconds, rest = divmod(time_ns(), _MILLISECOND)
    fraction = (rest << 12) // _MILLISECOND
    return UUID(int=milliseconds << 80 | _VERSION << 76 | fraction << 64 | _VARIANT << 62 | secrets.randbits(62))
