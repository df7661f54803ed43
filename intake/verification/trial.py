"""A question that shows whether a provider can be asked at all."""

from __future__ import annotations

from datetime import date, timedelta

from intake.domain.invoice_number import write_digital_number
from intake.invoice import Kind
from intake.verification.query import query_of
from intake.verification.verifier import Query

_AREA = "31"
"""Shanghai."""


def trial_question(today: date) -> Query:
    """Well-formed, and about an invoice that does not exist: serial numbers begin at 1. `today` is the day in China."""
    day = today - timedelta(days=1)  # of an invoice of today some providers know nothing yet
    number = write_digital_number(day.year, _AREA, 0)
    asked = query_of(Kind.DIGITAL_GENERAL, {"invoice_number": number, "issue_date": day.isoformat(), "total": "1.00"}, today)
    assert isinstance(asked, Query)
    return asked
