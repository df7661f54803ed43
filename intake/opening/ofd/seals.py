"""Electronic seals as GM/T 0031-2014 and GB/T 38540-2020 encode them, in DER.

    SES_Signature: SEQUENCE { toSign SEQUENCE { version, eseal, timeInfo, dataHash BIT STRING, propertyInfo ... } ... }
    SESeal:        SEQUENCE { eSealInfo SEQUENCE { header SEQUENCE { "ES", version, maker }, esID, property, picture ... } ... }
    property:      SEQUENCE { type, name UTF8String, certificates, dates ... }
    picture:       SEQUENCE { type IA5String, data OCTET STRING, width, height }

Only what is needed is read: the name, the picture, and the digest that ties the seal to the file. The SM2 signature itself is not checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

SEQUENCE, IA5_STRING, UTF8_STRING, BIT_STRING, OCTET_STRING = 0x30, 0x16, 0x0C, 0x03, 0x04
MAX_DEPTH = 6
NO_UNUSED_BITS = b"\x00"
"""A BIT STRING begins with the number of bits unused at its end."""


class SealFace(NamedTuple):
    name: str
    picture_type: str
    """`png`, `ofd` ...: lower case, "" without a picture."""
    picture: bytes


class _Node(NamedTuple):
    tag: int
    content: bytes


def read_seal_face(der: bytes) -> SealFace | None:
    """The first seal in a signed value or a seal file; None when there is none."""
    info = _seal_info(_Node(SEQUENCE, der), 0)
    if info is None:
        return None
    parts = list(_children(info.content))
    name = next((node.content for node in _children(parts[2].content) if node.tag == UTF8_STRING), b"") if len(parts) > 2 else b""
    picture = list(_children(parts[3].content)) if len(parts) > 3 else []
    kind = picture[0].content if len(picture) > 1 and picture[0].tag == IA5_STRING else b""
    data = picture[1].content if len(picture) > 1 and picture[1].tag == OCTET_STRING else b""
    return SealFace(name.decode("utf-8", "replace").strip(), kind.decode("ascii", "replace").lower(), data)


def signed_digests(der: bytes) -> tuple[bytes, ...]:
    """The 32-byte bit strings of what was signed: the digest of the signature description is among them. () for other kinds of signature."""
    outer = next(_children(der), None)
    to_sign = next(_children(outer.content), None) if outer and outer.tag == SEQUENCE else None
    if to_sign is None or to_sign.tag != SEQUENCE or read_seal_face(to_sign.content) is None:
        return ()
    return tuple(
        node.content[1:] for node in _children(to_sign.content) if node.tag == BIT_STRING and len(node.content) == 33 and node.content[:1] == NO_UNUSED_BITS
    )


def _seal_info(node: _Node, depth: int) -> _Node | None:
    """The first SEQUENCE that begins with a SEQUENCE that begins with "ES"."""
    if depth > MAX_DEPTH:
        return None
    children = [child for child in _children(node.content) if child.tag == SEQUENCE]
    for child in children:
        header = next(_children(child.content), None)
        if header is not None and header.tag == SEQUENCE and next(_children(header.content), None) == _Node(IA5_STRING, b"ES"):
            return child
    return next((found for child in children if (found := _seal_info(child, depth + 1))), None)


def _children(content: bytes) -> Iterator[_Node]:
    """The elements one after another in DER; ends where the bytes stop making sense."""
    at = 0
    while at + 2 <= len(content):
        tag, length, start = content[at], content[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            length, start = int.from_bytes(content[start : start + count], "big"), start + count
            if not 1 <= count <= 4:
                return
        if start + length > len(content):
            return
        yield _Node(tag, content[start : start + length])
        at = start + length
