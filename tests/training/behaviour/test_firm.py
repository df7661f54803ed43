from random import Random

import pytest

from intake.behaviour.history import PastInvoice
from intake.domain.tax_id import is_checked
from training.behaviour.firm import Firm, draw_firm, draw_history, rounded
from training.behaviour.injected import INJECTIONS, Ground
from training.behaviour.rows import draw_rows, rows_of

SEED = 3


@pytest.fixture(scope="module")
def firm() -> Firm:
    return draw_firm(Random(SEED))  # noqa: S311 - nothing here is secret


@pytest.fixture(scope="module")
def history(firm: Firm) -> tuple[PastInvoice, ...]:
    return draw_history(firm)


def test_the_same_seed_draws_the_same_history(history: tuple[PastInvoice, ...]) -> None:
    assert draw_history(draw_firm(Random(SEED))) == history  # noqa: S311
    assert draw_history(draw_firm(Random(SEED + 1))) != history  # noqa: S311


def test_an_ordinary_history_holds_no_invoice_twice(history: tuple[PastInvoice, ...]) -> None:
    assert len({past.id for past in history}) == len(history)
    assert len({(past.code, past.number) for past in history}) == len(history)
    assert [past.received for past in history] == sorted(past.received for past in history)


def test_invoices_are_possible_ones(history: tuple[PastInvoice, ...]) -> None:
    assert all(is_checked(past.seller) and is_checked(past.buyer) for past in history)
    assert all(past.received_day >= past.day for past in history)
    assert all(past.series and past.serial is not None for past in history)
    assert any((past.total or 0) < 0 and past.reverses for past in history)


@pytest.mark.parametrize("name", sorted(INJECTIONS))
def test_every_class_can_be_injected_and_changes_something(name: str, firm: Firm, history: tuple[PastInvoice, ...]) -> None:
    rng = Random(5)  # noqa: S311
    quiet = draw_firm(Random(SEED))  # noqa: S311
    quiet.habits = type(quiet.habits)(quiet.habits.hours, 0.0, quiet.habits.lag)
    cases = 0
    for place, base in enumerate(history):
        earlier = tuple(past for past in history[:place] if past.seller == base.seller)
        case = INJECTIONS[name](Ground(quiet, rng, base, earlier))
        if case is None:
            continue
        cases += 1
        assert case.invoice != base or case.besides
        assert case.invoice.received.tzinfo is not None
        if cases == 20:
            break
    assert cases >= 10


def test_rows_tell_what_was_injected(firm: Firm, history: tuple[PastInvoice, ...]) -> None:
    rows = list(rows_of(firm, history[:150], Random(7)))  # noqa: S311
    assert sum(not row.injected for row in rows) == 150
    assert {row.injected for row in rows} - {""} <= set(INJECTIONS)
    assert any(row.injected for row in rows)
    again = [row for row in rows if row.injected == "behaviour.same_invoice"]
    assert again
    assert all(max(row.strengths) >= 8 for row in again)


def test_no_seeds_give_no_rows() -> None:
    assert list(draw_rows(())) == []


@pytest.mark.parametrize(("total", "near"), [(81_240, 81_000), (99_960, 100_000), (7, 7), (128, 130)])
def test_sums_are_rounded_to_two_digits(total: int, near: int) -> None:
    assert rounded(total) == near
