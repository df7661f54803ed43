"""Who gets the next place."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, Queue

import pytest

from intake.lanes import Closed, Lanes
from intake.store.words import Lane


class Somebody:
    """Wants a place, in a thread, and keeps it until told."""

    def __init__(self, lanes: Lanes, lane: Lane, order: Queue[Somebody]) -> None:
        self._lanes, self._lane, self._order = lanes, lane, order
        self._leave = threading.Event()
        self.sent_away = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            with self._lanes.place(self._lane):
                self._order.put(self)
                self._leave.wait(30)
        except Closed:
            self.sent_away = True

    def leave(self) -> None:
        self._leave.set()
        self._thread.join(30)

    def join(self) -> None:
        self._thread.join(30)


@pytest.fixture
def order() -> Queue[Somebody]:
    return Queue()


@pytest.fixture
def enter(order: Queue[Somebody]) -> Callable[[Lanes, Lane], Somebody]:
    return lambda lanes, lane: Somebody(lanes, lane, order)


Enter = Callable[[Lanes, Lane], Somebody]


def nobody(order: Queue[Somebody]) -> bool:
    try:
        order.get(timeout=0.1)
    except Empty:
        return True
    return False


def test_a_batch_has_all_places_while_nobody_waits(order: Queue[Somebody], enter: Enter) -> None:
    lanes = Lanes(2)
    first, second = (enter(lanes, Lane.BATCH) for _ in range(2))
    assert {order.get(timeout=10), order.get(timeout=10)} == {first, second}
    third = enter(lanes, Lane.BATCH)
    assert nobody(order)
    first.leave()
    assert order.get(timeout=10) is third
    for one in (second, third):
        one.leave()
    assert lanes.taken == 0


def test_a_single_document_gets_the_reserved_place_beside_a_full_batch(order: Queue[Somebody], enter: Enter) -> None:
    lanes = Lanes(1)
    batch = enter(lanes, Lane.BATCH)
    assert order.get(timeout=10) is batch
    single = enter(lanes, Lane.SINGLE)
    assert order.get(timeout=10) is single
    single.leave()
    batch.leave()


def test_a_single_document_goes_before_a_batch_that_waited_longer(order: Queue[Somebody], enter: Enter) -> None:
    lanes = Lanes(1, reserved=0)
    holder = enter(lanes, Lane.BATCH)
    assert order.get(timeout=10) is holder
    batch = enter(lanes, Lane.BATCH)
    assert nobody(order)
    single = enter(lanes, Lane.SINGLE)
    assert nobody(order)
    holder.leave()
    assert order.get(timeout=10) is single
    assert nobody(order)
    single.leave()
    assert order.get(timeout=10) is batch
    batch.leave()


def test_closing_waits_for_those_inside_and_lets_nobody_in(order: Queue[Somebody], enter: Enter) -> None:
    lanes = Lanes(1)
    inside = enter(lanes, Lane.SINGLE)
    assert order.get(timeout=10) is inside
    assert not lanes.close(0.05)
    outside = enter(lanes, Lane.SINGLE)
    assert nobody(order)
    inside.leave()
    assert lanes.close(10)
    assert nobody(order) and not outside.sent_away
    lanes.end()
    outside.join()
    assert outside.sent_away
    with pytest.raises(Closed), lanes.place(Lane.BATCH):
        pass
