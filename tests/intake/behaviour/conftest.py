"""A seller's ordinary invoices, one changed thing at a time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from intake.behaviour.history import PastInvoice
from intake.behaviour.look_back import Past, look_back
from intake.behaviour.memory_history import MemoryHistory

MakePast = Callable[..., PastInvoice]
LookBack = Callable[[PastInvoice, Sequence[PastInvoice]], Past]


@pytest.fixture
def make_past() -> MakePast:
    """The n-th invoice of a seller that bills tea once a fortnight, about 800 yuan, at ten in the morning of a Tuesday."""

    def make(number: int = 0, /, **changes: Any) -> PastInvoice:
        day = date(2024, 1, 9) + timedelta(days=14 * number)
        received = datetime.combine(changes.get("issued") or day, time(2), UTC) + timedelta(days=1)
        ordinary = PastInvoice(
            id=f"{'a' * 60}{number:04d}:1:0",
            received=received,
            kind="vat_e_general",
            buyer="BUYER",
            seller="SELLER",
            seller_name="海州望潮茶叶有限公司",
            code="011002400111",
            number=f"{10_000 + 371 * number:08d}",
            issued=day,
            amount=75_000 + 137 * (number * 7 % 11),
            total=80_013 + 145 * (number * 7 % 11),
            rates=("13%",),
            categories=("茶及饮料",),
            goods=("茶及饮料绿茶",),
            bank_account="6222081234567890123",
        )
        return replace(ordinary, **changes)

    return make


@pytest.fixture
def ordinary(make_past: MakePast) -> tuple[PastInvoice, ...]:
    """Half a year of it."""
    return tuple(make_past(number) for number in range(13))


@pytest.fixture
def looked_back() -> LookBack:
    """What an invoice is compared with after others were received."""

    def look(invoice: PastInvoice, others: Sequence[PastInvoice]) -> Past:
        history = MemoryHistory()
        history.add(others)
        return look_back(history, invoice)

    return look
