"""Errors as readers make them, to be planted in known values. Pure."""

from __future__ import annotations

from collections.abc import Iterator

PLANTED_FIELDS = ("invoice_number", "issue_date", "amount", "tax", "total", "buyer_tax_id", "seller_tax_id", "buyer_name", "seller_name")
"""What a mistake costs, as far as it is printed."""
_LOOK_ALIKES = {
    "0": "86",
    "1": "74",
    "2": "7",
    "3": "85",
    "4": "19",
    "5": "63",
    "6": "58",
    "7": "12",
    "8": "30",
    "9": "40",
    "B": "8",
    "司": "可",
    "有": "右",
    "公": "么",
}


def misreadings(value: str) -> Iterator[str]:
    """The value with one character taken for another, for each that there may be."""
    for place, char in enumerate(value):
        for other in _LOOK_ALIKES.get(char, ""):
            yield value[:place] + other + value[place + 1 :]
