"""The SM3 digest (GB/T 32905-2016), which OFD signatures use.

OpenSSL mostly has it; builds for some platforms leave it out, so that it is written out here too.
"""

from __future__ import annotations

import hashlib
from struct import pack, unpack

_START = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)
_MASK = 0xFFFFFFFF


def sm3(data: bytes) -> bytes:
    """32 bytes."""
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", data).digest()
    return sm3_in_python(data)


def sm3_in_python(data: bytes) -> bytes:
    """The same without OpenSSL, some 200 KiB a second."""
    padded = data + b"\x80" + b"\x00" * (-(len(data) + 9) % 64) + pack(">Q", len(data) * 8)
    state: tuple[int, ...] = _START
    for offset in range(0, len(padded), 64):
        state = _compressed(state, unpack(">16I", padded[offset : offset + 64]))
    return pack(">8I", *state)


def _compressed(state: tuple[int, ...], block: tuple[int, ...]) -> tuple[int, ...]:
    """Section 5.3 of the standard; names as there."""
    w = list(block)
    for j in range(16, 68):
        w.append(_p1(w[j - 16] ^ w[j - 9] ^ _rotated(w[j - 3], 15)) ^ _rotated(w[j - 13], 7) ^ w[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        constant = 0x79CC4519 if j < 16 else 0x7A879D8A
        ss1 = _rotated((_rotated(a, 12) + e + _rotated(constant, j % 32)) & _MASK, 7)
        ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
        gg = e ^ f ^ g if j < 16 else (e & f) | (~e & _MASK & g)
        tt1 = (ff + d + (ss1 ^ _rotated(a, 12)) + (w[j] ^ w[j + 4])) & _MASK
        tt2 = (gg + h + ss1 + w[j]) & _MASK
        a, b, c, d = tt1, a, _rotated(b, 9), c
        e, f, g, h = _p0(tt2), e, _rotated(f, 19), g
    return tuple(old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True))


def _rotated(word: int, bits: int) -> int:
    return (word << bits | word >> (32 - bits)) & _MASK if bits else word


def _p0(word: int) -> int:
    return word ^ _rotated(word, 9) ^ _rotated(word, 17)


def _p1(word: int) -> int:
    return word ^ _rotated(word, 15) ^ _rotated(word, 23)
