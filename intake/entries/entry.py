"""An invoice as a person types it (补录), and the file that it is kept as: JSON that the same values always give letter by letter, so that entering them twice is one document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from intake.errors import UnreadableFile
from intake.invoice import Kind

MEDIA_TYPE = "application/vnd.fapiao.entry+json"
_MARK = b'{"fapiao_entry":1,'
"""What the file begins with. A number that is not known is not read."""
_LARGEST = 1 << 20


@dataclass(frozen=True)
class Entry:
    """Values in the form of the result format; checked by `intake.entries.form`."""

    kind: Kind
    fields: Mapping[str, str]
    """By our names; none is empty."""
    items: tuple[Mapping[str, str], ...] = ()
    """Lines of goods, by our column names; no cell is empty."""
    reason: str = ""
    """Why it is typed."""
    evidence: tuple[str, ...] = ()
    """SHA-256 of documents that show it."""
    without_evidence: str = ""
    """Why there is none."""


def entry_bytes(entry: Entry) -> bytes:
    said = {
        "fapiao_entry": 1,
        "kind": entry.kind.value,
        "fields": dict(sorted(entry.fields.items())),
        "items": [dict(sorted(item.items())) for item in entry.items],
        "reason": entry.reason,
        "evidence": sorted(set(entry.evidence)),
        "without_evidence": entry.without_evidence,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def is_entry(content: bytes) -> bool:
    """Whether a file is one. Only the service itself keeps such files: whoever sends one is answered that its type is unknown."""
    return content.startswith(_MARK)


def read_entry(content: bytes) -> Entry:
    """Raises UnreadableFile (`entry_damaged`)."""
    try:
        said = json.loads(content[: _LARGEST + 1])
        return Entry(
            Kind(said["kind"]),
            _texts(said["fields"]),
            tuple(map(_texts, said["items"])),
            _text(said["reason"]),
            tuple(map(_text, said["evidence"])),
            _text(said["without_evidence"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableFile(
            "entry_damaged",
            "This entry is damaged: what was typed can't be read from it. Restore the original from the backup, or enter the invoice again.",
            "补录数据已损坏，无法读取，请从备份恢复原件，或重新补录。",
        ) from error


def _texts(said: object) -> dict[str, str]:
    """Raises TypeError."""
    if not isinstance(said, dict):
        raise TypeError("not an object")
    return {_text(name): _text(value) for name, value in said.items()}


def _text(said: object) -> str:
    """Raises TypeError."""
    if not isinstance(said, str):
        raise TypeError("not a text")
    return said
