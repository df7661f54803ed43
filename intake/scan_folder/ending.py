"""Whether a file has the end that its format gives it: a file that lacks it is still being written, or was cut off."""

from __future__ import annotations

import os

_HEAD = 16
"""Bytes; no document has less."""
_TAIL = 64 * 1024 + 22
"""A ZIP's end record and the longest comment behind it (APPNOTE 4.3.16)."""
_CHUNK = 1 << 20
_SCAN_STARTS, _HEADERLESS = 0xDA, frozenset({0x01, *range(0xD0, 0xD9)})


def has_its_end(descriptor: int) -> bool:
    """Of an open file. PDF, JPEG, PNG, ZIP (OFD too) and XML say where they end; other types count as whole unless they begin with nothing but zeros. The file's position does not matter.

    Raises OSError.
    """
    size = os.fstat(descriptor).st_size
    head = os.pread(descriptor, _HEAD, 0)
    if len(head) < _HEAD:
        return False
    if head.startswith(b"\xff\xd8\xff"):
        return _jpeg_ends(descriptor, size)
    tail = os.pread(descriptor, _TAIL, max(0, size - _TAIL))
    if head.startswith(b"%PDF-"):
        return b"%%EOF" in tail
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return b"IEND\xaeB`\x82" in tail
    if head.startswith(b"PK\x03\x04"):
        return _zip_ends(tail, size)
    if head.startswith((b"<?xml", b"\xef\xbb\xbf<?xml")):
        return tail.rstrip(b"\0 \t\r\n").endswith(b">")
    return any(head)


def _zip_ends(tail: bytes, size: int) -> bool:
    """The end record is there, and the directory it points at lies before it."""
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        return False
    length, start = int.from_bytes(tail[at + 12 : at + 16], "little"), int.from_bytes(tail[at + 16 : at + 20], "little")
    place = size - len(tail) + at
    return 0xFFFFFFFF in (length, start) or length + start <= place  # ZIP64 keeps its numbers elsewhere


def _jpeg_ends(descriptor: int, size: int) -> bool:
    """An end marker (EOI) behind the first scan; the one of a preview within the header does not count, and cameras append all kinds of data to the last one."""
    start = _first_scan(descriptor, size)
    if start is None:
        return False
    before = b""
    while start < size:
        chunk = os.pread(descriptor, _CHUNK, start)
        if not chunk:
            return False
        if b"\xff\xd9" in before + chunk:
            return True
        before = chunk[-1:]
        start += len(chunk)
    return False


def _first_scan(descriptor: int, size: int) -> int | None:
    """Where the first scan's header begins, walking from segment to segment (ITU T.81, B.1.1); None where the walk leaves the file."""
    at = 2
    while at + 4 <= size:
        marker = os.pread(descriptor, 4, at)
        if len(marker) < 4 or marker[0] != 0xFF:
            return None
        if marker[1] == 0xFF:  # fill byte
            at += 1
        elif marker[1] == _SCAN_STARTS:
            return at
        elif marker[1] in _HEADERLESS:
            at += 2
        else:
            at += 2 + int.from_bytes(marker[2:], "big")
    return None
