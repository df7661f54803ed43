"""What is sent: the pictures and PDFs of a folder, as often as wanted, never twice the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

PDF = b"%PDF"
_TAKEN = (".jpg", ".jpeg", ".png", ".pdf")
"""Readers of these formats pass over bytes behind the end."""


@dataclass(frozen=True)
class Sent:
    name: str
    content: bytes

    @property
    def is_pdf(self) -> bool:
        return self.content.startswith(PDF)


def files_without_end(folder: Path) -> Iterator[Sent]:
    """Raises FileNotFoundError when there is none."""
    found = [(path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.suffix.lower() in _TAKEN]
    if not found:
        raise FileNotFoundError(f"{folder} holds no picture and no PDF")
    for number in count():
        name, content = found[number % len(found)]
        yield Sent(f"{number:05}-{name}", content + b"\n%" + str(number).encode())
