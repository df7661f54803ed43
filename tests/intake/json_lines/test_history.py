from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.behaviour.history import History, PastInvoice
from intake.behaviour.memory_history import MemoryHistory
from intake.errors import StoreDamaged
from intake.json_lines.history import JsonLinesHistory

LATER = datetime(2100, 1, 1, tzinfo=UTC)
texts = st.text(max_size=8)
invoices = st.builds(
    PastInvoice,
    id=st.sampled_from(["a", "b", "c", "d"]),
    received=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    kind=st.just("digital_general"),
    buyer=st.sampled_from(["", "buyer"]),
    seller=st.sampled_from(["", "seller", "other"]),
    seller_name=texts,
    code=st.sampled_from(["", "011002400111"]),
    number=st.sampled_from(["", "00000007", "00000008", "24112000000000000007"]),
    issued=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    amount=st.none() | st.integers(-(10**12), 10**12),
    total=st.none() | st.integers(-5, 5),
    rates=st.lists(texts.filter(bool), max_size=2).map(tuple),
    categories=st.lists(texts.filter(bool), max_size=2).map(tuple),
    goods=st.lists(texts.filter(bool), max_size=2).map(tuple),
    bank_account=texts,
    reverses=texts,
)


def answers(history: History) -> object:
    return (
        [history.recent(buyer, LATER, 9) for buyer in ("", "buyer")],
        [history.of_seller("buyer", seller, LATER, 2) for seller in ("seller", "other")],
        [set(history.with_total(total, LATER, 99)) for total in (0, 3)],
        set(history.near_number("011002400111", 7, 1, LATER)),
        set(history.near_number("24112", 7, 0, LATER)),
    )


@given(st.lists(invoices, max_size=8, unique_by=lambda past: (past.id, past.received)))
@settings(max_examples=60, deadline=None)
def test_what_is_stored_answers_as_what_is_in_memory(tmp_path_factory: pytest.TempPathFactory, added: list[PastInvoice]) -> None:
    path = tmp_path_factory.mktemp("history") / "history.jsonl"
    stored, memory = JsonLinesHistory(path), MemoryHistory()
    for past in added:
        stored.add((past,))
        memory.add((past,))
    assert answers(stored) == answers(memory)
    assert answers(JsonLinesHistory(path)) == answers(memory)


def make(name: str, hours: int = 0) -> PastInvoice:
    received = datetime(2024, 3, 12, 4, tzinfo=UTC) + timedelta(hours=hours)
    return PastInvoice(name, received, "digital_general", "buyer", "seller", "某某", "", "24112000000000000007", date(2024, 3, 11), 1, 2)


def test_what_another_adds_is_seen_at_the_next_question(tmp_path: Path) -> None:
    one, other = JsonLinesHistory(tmp_path / "history.jsonl"), JsonLinesHistory(tmp_path / "history.jsonl")
    assert len(one) == 0
    other.add((make("a"), make("b", 1)))
    assert [past.id for past in one.of_seller("buyer", "seller", LATER, 9)] == ["a", "b"]
    one.add((make("c", 2),))
    assert [past.id for past in other.recent("buyer", LATER, 9)] == ["a", "b", "c"]


def test_adding_the_same_again_makes_the_file_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    history = JsonLinesHistory(path)
    history.add((make("a"), make("b", 1)))
    before = path.read_bytes()
    history.add((make("b", 1), make("a")))
    assert path.read_bytes() == before
    history.add((replace(make("a"), total=3),))
    assert len(history) == 2
    assert [past.id for past in history.with_total(3, LATER, 9)] == ["a"]


def test_a_replaced_file_is_another_history(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    history = JsonLinesHistory(path)
    history.add((make("a"),))
    path.unlink()
    assert len(history) == 0


@pytest.mark.parametrize(
    "damage",
    [lambda line: line.replace('"total_fen":2', '"total_fen":"2"'), lambda line: line.replace("+00:00", ""), lambda line: line.replace('"id"', '"no"')],
)
def test_a_record_that_makes_no_sense_is_named(tmp_path: Path, damage: Callable[[str], str]) -> None:
    path = tmp_path / "history.jsonl"
    JsonLinesHistory(path).add((make("a"), make("b")))
    first, second, _ = path.read_text(encoding="utf-8").split("\n")
    path.write_text(f"{first}\n{damage(second)}\n", encoding="utf-8")
    with pytest.raises(StoreDamaged, match="Line 2"):
        len(JsonLinesHistory(path))
