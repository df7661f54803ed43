"""Names of mail folders as the protocol writes them: modified UTF-7 (RFC 3501, 5.1.3) between quotes."""

from __future__ import annotations

import base64
import re

_PLAIN = re.compile(r"[\x20-\x7e]+")


def quoted_folder(name: str, delimiter: str) -> str:
    """`发票/Done` -> `"&U9F5aA-.Done"` on a server that parts levels by a dot. Raises ValueError for control characters."""
    if any(ord(char) < 0x20 or ord(char) == 0x7F for char in name):
        raise ValueError("a folder's name has no control characters")
    encoded = _modified_utf7(delimiter.join(name.split("/")) if delimiter else name)
    return '"' + encoded.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _modified_utf7(text: str) -> str:
    parts = re.split(r"([^\x20-\x7e]+)", text)
    return "".join(part.replace("&", "&-") if _PLAIN.fullmatch(part) or not part else _shifted(part) for part in parts)


def _shifted(text: str) -> str:
    encoded = base64.b64encode(text.encode("utf-16-be")).decode("ascii").rstrip("=").replace("/", ",")
    return f"&{encoded}-"
