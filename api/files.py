"""Files and folders named on the command line, as documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from intake.document import Document
from intake.errors import UnreadableFile

_SIDECARS = re.compile(r"\.expected\.json$|\.(?:md|txt|jsonl|toml|ini|db)$|^(?:\.|~\$)|^(?:Thumbs\.db|desktop\.ini)$", re.IGNORECASE)
"""Not looked at in folders: notes that lie beside invoices, and what systems leave behind. A file that is named is always looked at."""


def documents_in(paths: Iterable[Path]) -> Iterator[Document]:
    """The documents at the given paths, folders searched deep, in order of their names; names are relative to the path they were found under.

    Links are not followed inside folders. Raises UnreadableFile (`no_such_file`) for a path that doesn't exist.
    """
    for path in paths:
        if path.is_dir():
            for file in sorted(found for found in path.rglob("*") if found.is_file() and not found.is_symlink() and not _is_sidecar(found, path)):
                yield Document(file.relative_to(path).as_posix(), file.read_bytes())
        elif path.is_file():
            yield Document(path.name, path.read_bytes())
        else:
            raise UnreadableFile("no_such_file", f"There is no file or folder {path}. Check the path.", f"找不到文件或文件夹 {path}，请检查路径。")


def _is_sidecar(file: Path, folder: Path) -> bool:
    return any(_SIDECARS.search(part) for part in file.relative_to(folder).parts)


def picture_name(document: str, page: int) -> str:
    """A flat file name for a page's picture: `mail.eml!a.pdf`, 2 -> `mail.eml_a.pdf.2.jpg`."""
    return f"{re.sub(r'[^0-9A-Za-z._一-鿿-]+', '_', document)}.{page}.jpg"
