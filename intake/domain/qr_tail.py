"""The last field of the QR payload: a CRC-16 over the fields before it.

Found by search over published payloads and confirmed on others: CRC-16/UMTS, over the fields joined by commas, with or without the comma
before the tail, in upper case; on rail tickets CRC-16/MODBUS in lower case (one payload only). It carries no key, so it tells an edited
code, not a genuine one.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class Tail(StrEnum):
    """What the tail is a checksum of."""

    UMTS_COMMA = "umts_comma"
    """CRC-16/UMTS with the comma before the tail."""
    UMTS = "umts"
    """CRC-16/UMTS without it."""
    MODBUS_COMMA = "modbus_comma"
    """CRC-16/MODBUS with the comma."""
    MISMATCH = "mismatch"
    """Of nothing known."""
    NONE = "none"
    """There is no tail."""


def crc16_umts(data: bytes) -> int:
    """Polynomial 0x8005, initial 0, most significant bit first, no final xor; of b"123456789": 0xFEE8."""
    register = 0
    for byte in data:
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1 ^ 0x8005 if register & 0x8000 else register << 1) & 0xFFFF
    return register


def crc16_modbus(data: bytes) -> int:
    """Polynomial 0x8005 reflected, initial 0xFFFF; of b"123456789": 0x4B37."""
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ 0xA001 if register & 1 else register >> 1
    return register


def tail_of(fields: Sequence[str], variant: Tail = Tail.UMTS_COMMA) -> str:
    """The tail of the fields before it, exactly as they are printed, without leading zeros. Raises ValueError for MISMATCH and NONE."""
    joined = ",".join(fields).encode()
    if variant is Tail.UMTS_COMMA:
        return f"{crc16_umts(joined + b','):X}"
    if variant is Tail.UMTS:
        return f"{crc16_umts(joined):X}"
    if variant is Tail.MODBUS_COMMA:
        return f"{crc16_modbus(joined + b','):x}"
    raise ValueError(f"{variant} is not a way to make a tail")


def check_tail(fields: Sequence[str], tail: str) -> Tail:
    """Which variant the tail (1 to 4 hexadecimal digits) is, compared as numbers since leading zeros are not printed."""
    if not tail:
        return Tail.NONE
    value = int(tail, 16)
    for variant in (Tail.UMTS_COMMA, Tail.UMTS, Tail.MODBUS_COMMA):
        if int(tail_of(fields, variant), 16) == value:
            return variant
    return Tail.MISMATCH
