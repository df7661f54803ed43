"""What every `Corrections` must do, whatever keeps them. Each function is given a way to open the same store again and again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from intake.corrections import Correction, Corrections, Witness
from intake.evidence import Place
from intake.invoice import Kind
from models.geometry import Quad

Open = Callable[[], Corrections]
NOON = datetime(2026, 11, 3, 4, tzinfo=UTC)
PLACE = Place(2, Quad(((1.0, 2.0), (30.5, 2.0), (30.5, 9.0), (1.0, 9.0))))
FULL = Correction("a" * 64, 2, 1, "total", "108.00", "106.00", Witness.PERSON, "wang", NOON, Kind.DIGITAL_GENERAL, 0.83, PLACE)
BARE = Correction("a" * 64, 1, 0, "invoice_code", "", "", Witness.VERIFICATION, "bureau", NOON)


def reads_words_back_as_they_were_given(opened: Open) -> None:
    assert tuple(opened().all()) == ()
    opened().add((FULL, BARE, FULL))
    assert tuple(opened().all()) == (FULL, BARE)


def keeps_the_same_word_once(opened: Open) -> None:
    one, other = opened(), opened()
    one.add((FULL,))
    other.add((FULL, BARE))
    assert tuple(one.all()) == tuple(other.all()) == (FULL, BARE)


EXAMPLES = (reads_words_back_as_they_were_given, keeps_the_same_word_once)
