"""Names of files that no invoice can make dangerous, and from which its key can be told."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_PLAIN = re.compile(r"[^0-9A-Za-z.\-]")
_ESCAPED = re.compile(r"_([0-9a-f]{1,6})_")
_SUFFIX = re.compile(r"\.[0-9A-Za-z]{1,8}")
_LONGEST = 120


def plain_name(text: str) -> str:
    """A part of a file name for any text, different for different texts; that of a business key is the key itself."""
    escaped = _PLAIN.sub(lambda found: f"_{ord(found[0]):x}_", text)
    return f"_{escaped}"[:_LONGEST] if escaped.startswith((".", "-")) else escaped[:_LONGEST]


def text_of(name: str) -> str:
    """What `plain_name` made it of, as far as it was not cut off."""
    return _ESCAPED.sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)), name.removeprefix("_") if name.startswith(("_.", "_-")) else name)


def plain_suffix(name: str) -> str:
    """The ending of a file name, where it is a usual one."""
    suffix = PurePosixPath(name).suffix
    return suffix.lower() if _SUFFIX.fullmatch(suffix) else ""
