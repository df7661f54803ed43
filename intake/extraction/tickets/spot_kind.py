"""Which ticket a page is, from cheap clues."""

from __future__ import annotations

import re
from math import exp

from intake.extraction.tickets.taxi import meter_values
from intake.extraction.tickets.ticket_text import TicketPage
from intake.invoice import Kind
from intake.kinds.ticket_clues import CLUES, ENOUGH_POINTS, OTHER_TITLES, VAT_FORM_SIGNS, Clue

_FORMS_WITH_VAT_LABELS = (Kind.MOTOR_VEHICLE, Kind.USED_VEHICLE, Kind.RAIL_E, Kind.AIR_E)
_RIDE_STATEMENT = ("行程单", "行程报销单")
_TITLED = re.compile(rf"(?:{'|'.join(OTHER_TITLES)})(?:联|\(.*\))?$")
_NUMBERED = re.compile(r"(?:发票|票据)?(?:代码|号码)[::]?\d{6,}|N[Oo0º°.:]{0,3}\d{6,}|№\.?\d{6,}")
_PRICED = re.compile(r"[¥]\d|\d\.\d\d(?!\d)|\d元|[壹贰叁肆伍陆柒捌玖拾佰仟][元圆]")
_METERED_VALUES = 4
"""So many values as a meter prints them show a taxi receipt whose title and labels can't be read."""
_TITLE_LENGTH = 24
"""Longer lines are sentences that mention an invoice, not its title."""


def spot_kind(page: TicketPage) -> tuple[Kind, float] | None:
    """The kind with most points, and how sure that is (0..1); None when the page is no such ticket."""
    points: dict[Kind, float] = {}
    for clue in CLUES:
        if _fits(clue, page):
            for kind in clue.kinds:
                points[kind] = points.get(kind, 0.0) + clue.points
    if not points:
        return _other(page)
    kind = max(points, key=lambda found: points[found])
    if kind not in _FORMS_WITH_VAT_LABELS and _is_vat_form(page):
        return None
    if points[kind] >= ENOUGH_POINTS:
        return kind, _sureness(points[kind])
    if points.get(Kind.TAXI, 0.0) > 0 and (metered := meter_values(page)) >= _METERED_VALUES:
        return Kind.TAXI, _sureness(points[Kind.TAXI] + 0.6 * metered)
    return _other(page)


def _sureness(points: float) -> float:
    return 1.0 - exp(-points / 4.5)


def _fits(clue: Clue, page: TicketPage) -> bool:
    if clue.pattern is not None and any(clue.pattern.search(line) for line in page.lines):
        return True
    return page.says(clue.texts)


def _is_vat_form(page: TicketPage) -> bool:
    return sum(page.says((sign,)) for sign in VAT_FORM_SIGNS) >= 4


def _other(page: TicketPage) -> tuple[Kind, float] | None:
    """A voucher of no known kind: something like a title in its upper part, and numbers or an amount as vouchers have them."""
    if _is_vat_form(page) or (page.says(_RIDE_STATEMENT) and not page.says(("电子客票",))):
        return None
    height = page.size[1]
    upper = [row for row in page.rows if row.glyphs[0].y < 0.45 * height and len(row.glyphs) <= _TITLE_LENGTH]
    titled = any(_TITLED.search(row.text) for row in upper)
    numbered = any(_NUMBERED.search(line) for line in page.lines)
    priced = any(_PRICED.search(line) for line in page.lines)
    return (Kind.OTHER, 0.4) if titled and priced and numbered else None
