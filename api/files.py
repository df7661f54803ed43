"""Files and folders named on the command line, as documents."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from intake.document import Document
from intake.errors import UnreadableFile
from intake.opening import refusals
from intake.opening.containers import Failure
from intake.opening.limits import Limits

_SIDECARS = re.compile(r"\.expected\.json$|\.(?:md|txt|jsonl|toml|ini|db)$|^(?:\.|~\$)|^(?:Thumbs\.db|desktop\.ini)$", re.IGNORECASE)
"""Not looked at in folders: notes that lie beside invoices, and what systems leave behind. A file that is named is always looked at."""


_LONGEST_NAME = 200
"""Bytes of a picture's name before the page number; file systems allow 255 in all."""


@dataclass(frozen=True)
class NamedFile:
    """A file and the name its results carry: relative to the path it was found under."""

    name: str
    path: Path

    def opened(self, limits: Limits) -> Document | Failure:
        """Its document; a Failure where it can't be read, or is larger than anything that may be opened."""
        try:
            if self.path.stat().st_size > limits.unpacked_bytes:
                return Failure(self.name, refusals.file_too_large(limits))
            return Document(self.name, self.path.read_bytes())
        except OSError as error:
            reason = error.strerror
            message = f"The file can't be read: {reason}. Check that it is there and that you may read it."
            return Failure(self.name, UnreadableFile("file_not_readable", message, f"无法读取文件（{reason}），请检查文件是否存在及读取权限。"))


def files_in(paths: Iterable[Path]) -> Iterator[NamedFile]:
    """The files at the given paths, folders searched deep, in order of their names.

    Links are not followed inside folders. Raises UnreadableFile (`no_such_file`) for a path that doesn't exist.
    """
    for path in paths:
        if path.is_dir():
            for file in sorted(found for found in path.rglob("*") if found.is_file() and not found.is_symlink() and not _is_sidecar(found, path)):
                yield NamedFile(_text_of(file.relative_to(path)), file)
        elif path.exists():
            yield NamedFile(_text_of(Path(path.name)), path)
        else:
            raise UnreadableFile("no_such_file", f"There is no file or folder {path}. Check the path.", f"找不到文件或文件夹 {path}，请检查路径。")


def _text_of(path: Path) -> str:
    """Names of files may be any bytes; results are text."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def _is_sidecar(file: Path, folder: Path) -> bool:
    return any(_SIDECARS.search(part) for part in file.relative_to(folder).parts)


def picture_name(document: str, page: int) -> str:
    """A flat file name for a page's picture: `a.pdf`, 2 -> `a.pdf.2.jpg`.

    Names that a file system would not take as they are, `mail.eml!a.pdf`, are altered and told apart by a piece of their hash: `mail.eml_a.pdf.217091.2.jpg`. Of
    very long ones the end is kept.
    """
    flat = re.sub(r"[^0-9A-Za-z._一-鿿-]+", "_", document)
    if len(flat.encode()) > _LONGEST_NAME:
        flat = flat.encode()[-_LONGEST_NAME // 2 :].decode("utf-8", "ignore")
    if flat != document:
        flat = f"{flat}.{sha256(document.encode()).hexdigest()[:6]}"
    return f"{flat}.{page}.jpg"
