"""Failures and what they have in common."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.diagnosis.slices import LEAST_FAILURES, SIGNIFICANT, LookUp, failing_slices

START = datetime(2024, 3, 4, 1, tzinfo=UTC)
KINDS, REGIONS, DAYS = ("vat_e_general", "vat_special"), ("1100", "3100", "4400"), ("2024-03-02", "2024-03-03")
PROVIDERS, OPERATORS = ("one", "two"), ("user:li", "user:wang")


def look_ups(each: int = 2) -> Iterator[dict[str, str]]:
    """Every combination so often, in an order that has nothing to do with it."""
    names = ("kind", "region", "day", "provider", "operator")
    rows = [dict(zip(names, values, strict=True)) for values in product(KINDS, REGIONS, DAYS, PROVIDERS, OPERATORS) for _ in range(each)]
    Random(3).shuffle(rows)  # noqa: S311
    yield from rows


def at(place: int) -> datetime:
    return START + timedelta(minutes=place)


def test_the_smallest_slice_that_explains_all_failures_is_found_with_its_beginning() -> None:
    rows = []
    for place, attributes in enumerate(look_ups(8)):
        bad = (attributes["region"], attributes["kind"], attributes["day"]) == ("1100", "vat_e_general", "2024-03-03") and place >= 100
        rows.append(LookUp(at(place), attributes, "not_found" if bad else "ok", bad))
    (worst,) = failing_slices(rows)
    assert worst.conditions == (("region", "1100"), ("kind", "vat_e_general"), ("day", "2024-03-03"))
    assert worst.failed == sum(row.failed for row in rows) and worst.failed_elsewhere == 0
    assert worst.total + worst.total_elsewhere == len(rows)
    assert worst.since == min(row.at for row in rows if row.failed)
    assert worst.chance < SIGNIFICANT and worst.outcomes == {"not_found": worst.failed}


def test_no_condition_is_told_that_explains_nothing_more() -> None:
    rows = [LookUp(at(place), each, "permission" if each["provider"] == "two" else "ok", each["provider"] == "two") for place, each in enumerate(look_ups())]
    (worst,) = failing_slices(rows)
    assert worst.conditions == (("provider", "two"),)
    assert worst.since is not None


def test_two_causes_are_two_slices_the_greater_first() -> None:
    rows = []
    for place, attributes in enumerate(look_ups(4)):
        typed = attributes["operator"] == "user:wang" and attributes["region"] == "4400"
        bad = attributes["provider"] == "two" or typed
        rows.append(LookUp(at(place), attributes, "mismatch" if typed else "unreachable" if bad else "ok", bad))
    first, second = failing_slices(rows)
    assert first.conditions == (("provider", "two"),)
    assert second.conditions == (("region", "4400"), ("operator", "user:wang"))


def test_where_everything_fails_that_is_what_is_told() -> None:
    rows = [LookUp(at(place), each, "unreachable", True) for place, each in enumerate(look_ups(1))]
    (worst,) = failing_slices(rows)
    assert (worst.conditions, worst.failed, worst.total_elsewhere) == ((), len(rows), 0)


def test_failures_here_and_there_are_no_slice() -> None:
    random = Random(7)  # noqa: S311
    for _ in range(20):
        rows = [LookUp(at(place), each, "not_found", random.random() < 0.1) for place, each in enumerate(look_ups(3))]
        assert failing_slices(rows) == ()


def test_few_failures_are_a_matter_of_each_invoice() -> None:
    rows = [LookUp(at(place), each, "not_found", place < LEAST_FAILURES - 1) for place, each in enumerate(look_ups())]
    assert failing_slices(rows) == failing_slices([]) == ()


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(REGIONS), st.sampled_from(KINDS), st.booleans()), max_size=80))
def test_counts_always_add_up(rows: list[tuple[str, str, bool]]) -> None:
    made = [LookUp(at(place), {"region": region, "kind": kind}, "not_found", failed) for place, (region, kind, failed) in enumerate(rows)]
    left = len(made)
    for each in failing_slices(made):
        inside = [row for row in made if all(row.attributes[name] == value for name, value in each.conditions)]
        assert LEAST_FAILURES <= each.failed <= each.total <= len(inside)
        assert each.total + each.total_elsewhere == left
        left -= each.total
