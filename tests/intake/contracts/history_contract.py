"""What every `History` must do, whatever keeps it. Each function is given a way to open the same store again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from intake.behaviour.history import History, PastInvoice
from intake.behaviour.memory_history import MemoryHistory

Open = Callable[[], History]
LATER = datetime(2100, 1, 1, tzinfo=UTC)
NOON = datetime(2024, 3, 12, 4, tzinfo=UTC)
CODE = "011002400111"

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=8)
"""Columns of databases take no NUL characters; what is read from pages has none."""
invoices = st.builds(
    PastInvoice,
    id=st.sampled_from(["a", "b", "c", "d"]),
    received=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    kind=st.just("digital_general"),
    buyer=st.sampled_from(["", "buyer"]),
    seller=st.sampled_from(["", "seller", "other"]),
    seller_name=texts,
    code=st.sampled_from(["", CODE]),
    number=st.sampled_from(["", "00000007", "00000008", "24112000000000000007", "9" * 40]),
    issued=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    amount=st.none() | st.integers(-(10**12), 10**12),
    total=st.none() | st.integers(-5, 5) | st.just(10**30),
    rates=st.lists(texts.filter(bool), max_size=2).map(tuple),
    categories=st.lists(texts.filter(bool), max_size=2).map(tuple),
    goods=st.lists(texts.filter(bool), max_size=2).map(tuple),
    bank_account=texts,
    reverses=texts,
)
several = st.lists(invoices, max_size=8, unique_by=lambda past: (past.id, past.received))


def answers(history: History) -> object:
    return (
        [list(history.recent(buyer, LATER, 9)) for buyer in ("", "buyer")],
        [list(history.of_seller("buyer", seller, LATER, 2)) for seller in ("seller", "other")],
        [set(history.with_total(total, LATER, 99)) for total in (0, 3)],
        set(history.near_number(CODE, 7, 1, LATER)),
        set(history.near_number("24112", 7, 0, LATER)),
    )


def answers_as_memory_does(opened: Open, added: Sequence[PastInvoice]) -> None:
    stored, memory = opened(), MemoryHistory()
    for past in added:
        stored.add((past,))
        memory.add((past,))
    assert answers(stored) == answers(memory) == answers(opened())


def make(name: str, hours: int = 0, **changes: object) -> PastInvoice:
    past = PastInvoice(name, NOON + timedelta(hours=hours), "digital_general", "buyer", "seller", "某某", CODE, "00012345", date(2024, 3, 11), 10_000, 10_600)
    return replace(past, **changes)  # type: ignore[arg-type]


def ids(found: Sequence[PastInvoice]) -> list[str]:
    return [past.id for past in found]


def holds_only_what_came_before_and_the_latest_of_it(opened: Open) -> None:
    history = opened()
    history.add(make(name, hours) for name, hours in (("c", 3), ("a", 1), ("b", 2)))
    assert ids(history.of_seller("buyer", "seller", NOON + timedelta(hours=3), 5)) == ["a", "b"]
    assert ids(history.recent("buyer", LATER, 2)) == ["b", "c"]
    assert list(history.of_seller("buyer", "other", LATER, 5)) == []
    assert list(history.recent("another", LATER, 5)) == []


def finds_totals_by_size_and_numbers_by_nearness(opened: Open) -> None:
    history = opened()
    history.add((make("blue", 1), make("red", 2, total=-10_600, number="00012400"), make("near", 3, number="00012347", total=5)))
    assert ids(history.with_total(10_600, LATER, 9)) == ids(history.with_total(-10_600, LATER, 9)) == ["blue", "red"]
    assert ids(history.with_total(10_600, NOON + timedelta(hours=2), 9)) == ["blue"]
    assert ids(history.near_number(CODE, 12_346, 1, LATER)) == ["blue", "near"]
    assert list(history.near_number("another", 12_346, 1, LATER)) == []
    assert list(history.with_total(10**30, LATER, 9)) == list(history.near_number(CODE, 10**30, 1, LATER)) == []


def keeps_one_of_an_id(opened: Open) -> None:
    history = opened()
    history.add((make("a"), make("b", 1)))
    history.add((make("b", 1), make("a")))
    assert ids(history.recent("buyer", LATER, 9)) == ["a", "b"]
    history.add((make("a", total=7),))
    assert ids(history.with_total(10_600, LATER, 9)) == ["b"]
    assert [past.total for past in history.with_total(7, LATER, 9)] == [7]


def sees_what_another_adds(opened: Open) -> None:
    one, other = opened(), opened()
    assert list(one.recent("buyer", LATER, 9)) == []
    other.add((make("a"), make("b", 1)))
    assert ids(one.of_seller("buyer", "seller", LATER, 9)) == ["a", "b"]
    one.add((make("c", 2),))
    assert ids(other.recent("buyer", LATER, 9)) == ["a", "b", "c"]


EXAMPLES = (holds_only_what_came_before_and_the_latest_of_it, finds_totals_by_size_and_numbers_by_nearness, keeps_one_of_an_id, sees_what_another_adds)
