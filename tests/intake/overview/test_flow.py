"""Counts of a period put into rates."""

from datetime import UTC, date, datetime, timedelta

import pytest

from intake.overview.flow import Flow, InvoiceGroup, count_by_state, flow_by_day, flow_of
from intake.overview.period import Period, last_days
from intake.state import InvoiceState as S

MONDAY, TUESDAY = date(2024, 3, 11), date(2024, 3, 12)
GROUPS = (
    InvoiceGroup(MONDAY, S.CONFIRMED, by_person=False, corrected=False, count=6),
    InvoiceGroup(MONDAY, S.APPROVED, by_person=True, corrected=True, count=2),
    InvoiceGroup(MONDAY, S.DUPLICATE, by_person=True, corrected=True, count=5),
    InvoiceGroup(TUESDAY, S.REJECTED, by_person=True, corrected=False, count=1),
    InvoiceGroup(TUESDAY, S.IN_REVIEW, by_person=False, corrected=False, count=1),
)


def test_rates_are_shares_of_all_but_duplicates() -> None:
    flow = flow_of(GROUPS)
    assert (flow.invoices, flow.counted, flow.settled, flow.straight_through, flow.corrected) == (15, 10, 8, 6, 2)
    assert (flow.straight_through_rate, flow.correction_rate, flow.rejection_rate) == (0.6, 0.2, 0.1)


def test_of_nothing_there_is_no_rate() -> None:
    assert flow_of(()) == Flow() and Flow().straight_through_rate is None
    assert flow_of(GROUPS[2:3]).rejection_rate is None


def test_each_invoice_is_counted_on_one_day_and_in_one_state() -> None:
    by_day = flow_by_day(GROUPS)
    assert list(by_day) == [MONDAY, TUESDAY] and sum(flow.invoices for flow in by_day.values()) == 15
    assert list(count_by_state(GROUPS).items()) == [(S.IN_REVIEW, 1), (S.APPROVED, 2), (S.CONFIRMED, 6), (S.REJECTED, 1), (S.DUPLICATE, 5)]


@pytest.mark.parametrize("days", [1, 7, 31])
def test_a_period_is_whole_days_in_china(days: int) -> None:
    period = last_days(TUESDAY, days)
    assert period.last == TUESDAY and len(list(period.days)) == days and period.until - period.since == timedelta(days=days)
    assert Period(TUESDAY, TUESDAY).since == datetime(2024, 3, 11, 16, tzinfo=UTC)
