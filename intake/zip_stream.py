"""A ZIP that is written while it is sent: no more than one part in memory, and the same bytes for the same parts, whenever and wherever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import RawIOBase
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP can say: a part has none of its own."""
_READABLE = 0o644 << 16
_UNIX = 3


@dataclass(frozen=True)
class Part:
    name: str
    """Path inside, with slashes."""
    content: bytes = field(repr=False)


def zipped(parts: Iterable[Part]) -> Iterator[bytes]:
    """Stored, not compressed: originals and pictures are compressed already, and other versions of a compressor would give other bytes."""
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_STORED) as archive:
        for part in parts:
            info = ZipInfo(part.name, _EPOCH)
            info.external_attr, info.create_system = _READABLE, _UNIX
            archive.writestr(info, part.content)
            yield sink.taken()
    yield sink.taken()


class _Sink(RawIOBase):
    """What is written stays here until it is taken; nothing can be gone back to."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
