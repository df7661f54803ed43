"""The value that everything is made from: an invented invoice, exactly as its label says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from intake.invoice import Kind


@dataclass(frozen=True)
class SyntheticInvoice:
    """Fields and items are in the form of the result format; `face` holds what is printed besides and belongs to no label."""

    kind: Kind
    detail: str
    """The finer id of the domain (`D_SPECIAL`)."""
    day: date
    fields: Mapping[str, str]
    """"" where the place is printed empty."""
    items: tuple[Mapping[str, str], ...] = ()
    list_line: Mapping[str, str] | None = None
    """Printed on the main page in place of the items, which then stand on a goods list."""
    qr: str = ""
    """The tax payload of its QR code; "" where it has none."""
    code_payload: str = ""
    """What the printed QR code says: `qr`, or something that is no tax payload."""
    seals: tuple[str, ...] = ()
    """Names on the sellers' seals pressed on it."""
    face: Mapping[str, str] = field(default_factory=dict)

    @property
    def stars(self) -> bool:
        """The tax of exempt goods is printed as ***."""
        return bool(self.items) and all(item.get("tax") == "" and item.get("tax_rate") in ("免税", "不征税") for item in self.items)
