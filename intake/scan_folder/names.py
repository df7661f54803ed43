"""Names of files that others chose: which are left alone, how they are shown, and names for what is written beside them."""

from __future__ import annotations

import os
import re
import unicodedata
from hashlib import sha256

OWN_FOLDER = ".intake"
PROFILE_FILE = ".intake.toml"
NAME_BYTES = 255
"""Linux file systems allow no more for one name."""
LABEL_CHARACTERS = 100
"""Of one part of a path, where it stands for a person to read."""

_LEFT_ALONE = re.compile(
    r"^\."  # hidden: ours, those of systems (.DS_Store, ._name) and of programs that write beside before they rename
    r"|^~\$|^~.*\.tmp$"  # Office and WPS
    r"|\.(?:tmp|temp|part|partial|filepart|crdownload|download|opdownload|swp|lock|lnk|url)$"
    r"|^(?:Thumbs\.db|desktop\.ini|Icon\r)$",
    re.IGNORECASE,
)
_FOLDERS_LEFT_ALONE = frozenset({"@eadir", "#recycle", "$recycle.bin", "system volume information", "__macosx", "lost+found"})


def is_left_alone(name: str) -> bool:
    """Not a document: still being written by its own account, or left there by a system."""
    return _LEFT_ALONE.search(name) is not None


def is_folder_left_alone(name: str) -> bool:
    return name.startswith(".") or name.casefold() in _FOLDERS_LEFT_ALONE


def label(part: str) -> str:
    """One part of a path for people, logs and tags: composed (NFC), nothing that can't be printed, not longer than `LABEL_CHARACTERS`."""
    text = unicodedata.normalize("NFC", _text(part))
    return "".join(char for char in text if char.isprintable()).strip()[:LABEL_CHARACTERS]


def _text(part: str) -> str:
    """Names are bytes; old Windows clients leave GBK."""
    raw = os.fsencode(part)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def with_ending(name: str, ending: str) -> str:
    """`name` + `ending`, the name cut where both are too long for one, and then marked by a piece of its hash."""
    if len(os.fsencode(name + ending)) <= NAME_BYTES:
        return name + ending
    mark = f"~{sha256(os.fsencode(name)).hexdigest()[:8]}{ending}"
    return _cut(name, NAME_BYTES - len(os.fsencode(mark))) + mark


def with_mark(name: str, mark: str) -> str:
    """`a.pdf`, `x` -> `a (x).pdf`, for a second file of a name."""
    stem, dot, suffix = name.rpartition(".")
    if not dot or not stem:
        stem, dot, suffix = name, "", ""
    return with_ending(stem, f" ({mark}){dot}{suffix}") if len(os.fsencode(suffix)) < 20 else with_ending(name, f" ({mark})")


def _cut(name: str, most: int) -> str:
    """The longest beginning of at most so many bytes that ends with a whole character."""
    raw = os.fsencode(name)[:most]
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raw = raw[: error.start]
    return os.fsdecode(raw)
