"""The invoice number (发票号码): eight digits beside a code, or the twenty digits of a 数电 invoice that stand alone.

Twenty: year 2, area 2, channel 1, serial 15. There is no check digit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.domain.regions import REGIONS, area_of_digital

CHANNELS = {"2": "tax bureau platform", "7": "direct link (乐企)", "8": "air", "9": "rail"}
"""Inferred from samples, so that only a description hangs on it, never a verdict."""


@dataclass(frozen=True)
class DigitalNumber:
    text: str
    year: int
    area: str | None
    """Key in `regions.REGIONS`; "" for a plan city that can't be told; None where no area has these digits."""
    channel: str
    serial: str

    @property
    def region(self) -> str:
        """Name of the area in Chinese, "" when unknown."""
        return REGIONS.get(self.area or "", "")


def parse_digital_number(text: str) -> DigitalNumber | None:
    """Take twenty digits apart; None for anything else."""
    if not re.fullmatch(r"[0-9]{20}", text):
        return None
    return DigitalNumber(text, 2000 + int(text[:2]), area_of_digital(text[2:4]), text[4], text[5:])


def is_short_number(text: str) -> bool:
    """Eight digits, not all zero."""
    return bool(re.fullmatch(r"[0-9]{8}", text)) and text != "00000000"


def write_digital_number(year: int, area: str, serial: int, channel: str = "2") -> str:
    """A number for an invented 数电 invoice; `area` is two digits."""
    return f"{year % 100:02d}{area}{channel}{serial:015d}"
