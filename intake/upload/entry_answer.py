"""What a ledger says that it has, in the JSON of our own contract: the answers of `intake.upload.rest`, and the receipts of `intake.upload.drop`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from intake.domain.dates import read_iso_date
from intake.domain.money import parse_fen
from intake.upload.ledger import FoundEntry

WORDS = 500
"""Characters of theirs that are kept."""
_TEXTS = ("issue_date", "amount", "tax", "total", "seller_tax_id", "buyer_tax_id", "sha256", "idempotency_key")


def read_object(content: bytes) -> dict[str, Any]:
    """Empty for anything but a JSON object."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def found_entry(said: object) -> FoundEntry | None:
    """None for what is none."""
    if not isinstance(said, dict) or not isinstance(said.get("id"), str) or not isinstance(said.get("key"), str):
        return None
    texts = {name: _text(said, name) for name in _TEXTS}
    sums = {name: parse_fen(texts[name] or "") for name in ("amount", "tax", "total")}
    return FoundEntry(
        said["id"],
        said["key"],
        read_iso_date(texts["issue_date"] or ""),
        sums["amount"],
        sums["tax"],
        sums["total"],
        texts["seller_tax_id"],
        texts["buyer_tax_id"],
        texts["sha256"],
        texts["idempotency_key"],
        withdrawn=said.get("withdrawn") is True,
    )


def refusal_words(said: Mapping[str, Any], otherwise: str) -> tuple[str, str]:
    """Code and message."""
    return str(said.get("code", otherwise))[:WORDS], str(said.get("message", ""))[:WORDS]


def _text(said: Mapping[str, object], name: str) -> str | None:
    value = said.get(name)
    return value if isinstance(value, str) else None
