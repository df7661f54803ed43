from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.people.throttle import Failures, Subject, ThrottleRules, address_of, seconds_to_wait

NOON = datetime(2024, 3, 11, 12, tzinfo=UTC)
RULES = ThrottleRules()


def after(tries: int, subject: Subject = Subject.ACCOUNT, gap: timedelta = timedelta(0)) -> Failures | None:
    known = None
    for number in range(tries):
        known = RULES.one_more(known, subject, NOON + gap * number)
    return known


def test_a_few_mistakes_cost_nothing_and_each_further_one_twice_the_time() -> None:
    waits = [seconds_to_wait(after(tries), NOON) for tries in range(12)]
    assert waits[:5] == [0] * 5
    assert waits[5:9] == [30, 60, 120, 240]
    assert waits[-1] == 900


def test_an_address_may_fail_oftener_than_an_account() -> None:
    assert seconds_to_wait(after(49, Subject.ADDRESS), NOON) == 0
    assert seconds_to_wait(after(50, Subject.ADDRESS), NOON) == 30


def test_failures_are_forgotten_after_a_quiet_time() -> None:
    known = after(8)
    assert RULES.one_more(known, Subject.ACCOUNT, NOON + RULES.forget_after).count == 1
    assert RULES.one_more(known, Subject.ACCOUNT, NOON + RULES.forget_after - timedelta(seconds=1)).count == 9


@given(st.integers(1, 10_000))
def test_nobody_is_kept_out_for_longer_than_the_longest_wait(count: int) -> None:
    failures = RULES.one_more(Failures(count, NOON, NOON), Subject.ACCOUNT, NOON)
    assert timedelta(0) <= failures.blocked_until - NOON <= RULES.longest_wait


@pytest.mark.parametrize(
    ("host", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_addresses_that_one_customer_has_are_one(host: str, counted_as: str) -> None:
    assert address_of(host) == counted_as
