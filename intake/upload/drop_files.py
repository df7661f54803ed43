"""Files that another program takes from a folder: whole or not there, on the disk when we say so, and with names that no invoice can make dangerous. Raises OSError."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

_PLAIN = re.compile(r"[^0-9A-Za-z.\-]")
_SUFFIX = re.compile(r"\.[0-9A-Za-z]{1,8}")
_LONGEST = 120


def plain_name(text: str) -> str:
    """A part of a file name for any text, different for different texts; that of a business key is the key itself."""
    escaped = _PLAIN.sub(lambda found: f"_{ord(found[0]):x}_", text)
    return f"_{escaped}"[:_LONGEST] if escaped.startswith((".", "-")) else escaped[:_LONGEST]


def plain_suffix(name: str) -> str:
    """The ending of a file name, where it is a usual one."""
    suffix = Path(name).suffix
    return suffix.lower() if _SUFFIX.fullmatch(suffix) else ""


def put_file(path: Path, content: bytes) -> None:
    """Written aside, synced, renamed, its folder synced; then read back, since a share of the network may say yes and keep something else."""
    part = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o640), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def is_there(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except FileNotFoundError:
        return False


def sync_folder(folder: Path) -> None:
    """A renamed file is where it belongs after a power failure only when its folder was synced too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
