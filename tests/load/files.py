"""What is sent: the pictures and PDFs of a folder, as often as wanted, never twice the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]

_TAKEN = (".jpg", ".jpeg", ".png", ".pdf")
"""Readers of these formats pass over bytes behind the end."""


@dataclass(frozen=True)
class Sent:
    name: str
    content: bytes
    is_text_pdf: bool
    """Its text is data; a scan in a PDF is a picture."""


def files_without_end(folder: Path) -> Iterator[Sent]:
    """Raises FileNotFoundError when there is none."""
    found = [Sent(path.name, path.read_bytes(), _has_text(path)) for path in sorted(folder.iterdir()) if path.suffix.lower() in _TAKEN]
    if not found:
        raise FileNotFoundError(f"{folder} holds no picture and no PDF")
    for number in count():
        file = found[number % len(found)]
        yield replace(file, name=f"{number:05}-{file.name}", content=file.content + b"\n%" + str(number).encode())


def _has_text(path: Path) -> bool:
    if path.suffix.lower() != ".pdf":
        return False
    with pdfium.PdfDocument(path) as document:
        return bool(document[0].get_textpage().count_chars())
