"""The built files that the package brings: read once, each under a name made from its content."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from intake.errors import SetupError

STATIC = Path(__file__).parent / "static"
FILES = "files.json"
"""What a page asks for -> the name of the built file."""
_MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".wasm": "application/wasm",
}
_PACKED_FROM = 512
"""Bytes; packing less saves nothing."""


@dataclass(frozen=True)
class Asset:
    media_type: str
    content: bytes
    packed: bytes | None
    """By gzip; None where that is no use."""


@dataclass(frozen=True)
class Assets:
    named: Mapping[str, str]
    """`review.js` -> `review-2F4QK7XD.js`."""
    files: Mapping[str, Asset]

    def address(self, name: str) -> str:
        return f"/static/{self.named[name]}"


def load_assets(folder: Path = STATIC) -> Assets:
    """Raises SetupError where the package lacks them."""
    try:
        named = json.loads((folder / FILES).read_text(encoding="utf-8"))
        files = {path.name: _asset(path) for path in sorted(folder.iterdir()) if path.suffix in _MEDIA_TYPES}
    except (OSError, ValueError) as error:
        raise _missing(folder) from error
    if not set(named.values()) <= set(files):
        raise _missing(folder)
    return Assets(named, files)


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    packed = gzip.compress(content, 9, mtime=0) if len(content) >= _PACKED_FROM else None
    return Asset(_MEDIA_TYPES[path.suffix], content, packed)


def _missing(folder: Path) -> SetupError:
    return SetupError(
        "pages_missing",
        f"The built files of the pages are missing in {folder}. Install the package again, or run `make assets` in a checkout.",
        f"{folder} 中缺少页面文件，请重新安装，或在源码目录运行 make assets。",
    )
