from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from intake.corrections import ConfirmedValue, Correction, FieldExample, Witness, doubly_confirmed, examples_of, labels_of
from intake.evidence import Place
from intake.invoice import Kind
from models.geometry import Quad

NOON = datetime(2026, 11, 3, 4, tzinfo=UTC)
PLACE = Place(1, Quad(((0.0, 0.0), (9.0, 0.0), (9.0, 3.0), (0.0, 3.0))))


def word(who: str, after: str, hours: int = 0, witness: Witness = Witness.PERSON, before: str = "108.00") -> Correction:
    return Correction("a" * 64, 1, 0, "total", before, after, witness, who, NOON + timedelta(hours=hours), Kind.DIGITAL_GENERAL, 0.83, PLACE)


WANG, LI, BUREAU = word("wang", "106.00"), word("li", "106.00", 1), word("bureau", "106.00", 2, Witness.VERIFICATION)


@pytest.mark.parametrize("words", [[WANG, LI], [LI, WANG], [WANG, BUREAU], [WANG, LI, BUREAU]])
def test_two_witnesses_make_a_value_count(words: list[Correction]) -> None:
    (value,) = doubly_confirmed(words)
    assert (value.field, value.before, value.value, value.was_right) == ("total", "108.00", "106.00", False)
    assert set(value.confirmed_by) == {each.who for each in words}
    assert value.when == sorted(each.when for each in words)[1]
    assert (value.kind, value.raw_confidence, value.place) == (Kind.DIGITAL_GENERAL, 0.83, PLACE)


@pytest.mark.parametrize(
    "words",
    [
        [],
        [WANG],
        [BUREAU],
        [WANG, replace(WANG, when=NOON + timedelta(days=1))],
        [BUREAU, replace(BUREAU, who="another service")],
        [WANG, word("li", "107.00")],
        [WANG, LI, word("zhao", "107.00", 5)],
        [word("wang", "107.00"), BUREAU],
        [WANG, replace(LI, field="tax")],
        [WANG, replace(LI, index=1)],
    ],
)
def test_fewer_than_two_who_agree_do_not(words: list[Correction]) -> None:
    assert doubly_confirmed(words) == ()


def test_who_changes_his_mind_is_taken_by_his_last_word() -> None:
    (value,) = doubly_confirmed([word("wang", "107.00"), word("wang", "106.00", 3), LI])
    assert value.value == "106.00"
    assert doubly_confirmed([WANG, LI, word("li", "107.00", 9)]) == ()


def test_the_order_in_which_words_are_kept_does_not_matter() -> None:
    words = [WANG, LI, BUREAU, word("wang", "106.00", 7, before="106.00")]
    assert len({doubly_confirmed(order) for order in permutations(words)}) == 1


def test_what_was_found_right_teaches_too() -> None:
    values = doubly_confirmed([word("wang", "108.00"), word("li", "108.00", 1), replace(WANG, field="tax"), replace(LI, field="tax")])
    assert [(value.field, value.was_right) for value in values] == [("tax", False), ("total", True)]
    assert examples_of(values) == (
        FieldExample(Kind.DIGITAL_GENERAL, "tax", 0.83, False, "a" * 64),
        FieldExample(Kind.DIGITAL_GENERAL, "total", 0.83, True, "a" * 64),
    )
    assert labels_of(values) == {("a" * 64, 1, 0): {"tax": "106.00", "total": "108.00"}}


def test_the_first_witness_saw_what_the_product_had_said() -> None:
    (value,) = doubly_confirmed([WANG, word("li", "106.00", 1, before="106.00")])
    assert (value.before, value.was_right) == ("108.00", False)


def test_values_without_kind_or_confidence_are_no_examples() -> None:
    (value,) = doubly_confirmed([WANG, LI])
    assert isinstance(value, ConfirmedValue)
    assert examples_of([replace(value, kind=None), replace(value, raw_confidence=None)]) == ()
