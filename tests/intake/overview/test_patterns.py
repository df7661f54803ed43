"""What goes wrong more often here than elsewhere, and how sure that is."""

from __future__ import annotations

from math import comb
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from intake.diagnosis.chance import chance_of
from intake.kinds.fields import Wording
from intake.overview.advice import said_of_correction, said_of_sender
from intake.overview.corrections import Aspect, CorrectedField, correction_patterns, field_corrections
from intake.overview.senders import Habit, SenderCount, sender_patterns
from intake.overview.share import LEAST, SMALL, Share, stands_out

INVOICES = {Aspect.KIND: {"digital_general": 80, "vat_special": 20}, Aspect.SELLER: {"甲": 50, "乙": 50}, Aspect.DOOR: {"http": 100}}


def corrected(field: str, count: int, kind: str = "digital_general", seller: str = "甲", source: str = "ocr") -> list[CorrectedField]:
    return [CorrectedField(uuid4(), field, source, {Aspect.KIND: kind, Aspect.SELLER: seller, Aspect.DOOR: "http"}) for _ in range(count)]


def sender(name: str, files: int, retake: int = 0, again: int = 0) -> SenderCount:
    return SenderCount(name, files, again, 0, files, retake, 0, 0, 0)


def test_fields_are_told_with_who_had_read_them_the_most_frequent_first() -> None:
    found = field_corrections([*corrected("tax", 1), *corrected("total", 2, source="qr"), *corrected("total", 3)])
    assert [(each.field, each.invoices, each.sources) for each in found] == [("total", 5, {"ocr": 3, "qr": 2}), ("tax", 1, {"ocr": 1})]


def test_a_field_that_one_form_gets_wrong_is_found_and_the_same_everywhere_is_not() -> None:
    everywhere = [*corrected("tax", 5, seller="甲"), *corrected("tax", 3, seller="乙"), *corrected("tax", 2, "vat_special", "乙")]
    (pattern, *others) = correction_patterns([*everywhere, *corrected("check_code", 12, "vat_special")], INVOICES, 10)
    assert (pattern.field, pattern.aspect, pattern.value) == ("check_code", Aspect.KIND, "vat_special")
    assert pattern.share == Share(12, 20, 0, 80) and not pattern.share.is_small
    assert {(each.field, each.aspect) for each in others} == {("check_code", Aspect.SELLER)}
    said = said_of_correction(pattern)
    assert "12 of 20, elsewhere 0 of 80" in said.text_en and "20 件中 12 件" in said.text_zh and "chance" not in said.text_en


def test_what_was_corrected_now_may_have_come_in_long_before() -> None:
    (pattern, *_) = correction_patterns(corrected("total", 9), {Aspect.KIND: {}}, 10)
    assert pattern.share == Share(9, 9, 0, 0) and pattern.share.is_small


def test_who_takes_blurred_pictures_is_told_and_small_numbers_are_called_small() -> None:
    (blurred, again) = sender_patterns([sender("user:1", 40, retake=20), sender("user:2", 60, retake=1), sender("user:3", 5, again=3)], 10)
    assert (blurred.sender, blurred.habit, blurred.share.is_small) == ("user:1", Habit.RETAKE, False)
    assert (again.sender, again.habit, again.share.is_small) == ("user:3", Habit.AGAIN, True)
    said = said_of_sender(again, Wording("孙丽", "Sun Li"))
    assert said.text_zh.startswith("孙丽：5 件中 3 件") and "样本少" in said.text_zh and "few cases" in said.text_en and "receipt" in said.advice_en


def test_who_is_alone_is_held_against_a_fifth() -> None:
    assert [each.habit for each in sender_patterns([sender("user:1", 40, retake=8)], 10)] == [Habit.RETAKE]
    assert sender_patterns([sender("user:1", 41, retake=8)], 10) == ()


def test_nobody_is_told_of_for_one_or_two_cases() -> None:
    assert not stands_out(Share(LEAST - 1, LEAST - 1, 0, 1000)) and stands_out(Share(LEAST, SMALL, 0, 1000))


@given(st.integers(0, 12), st.integers(0, 12), st.data())
def test_the_chance_is_that_of_drawing_without_putting_back(meant: int, others: int, data: st.DataObject) -> None:
    drawn = data.draw(st.integers(0, meant + others))
    count = data.draw(st.integers(0, min(drawn, meant)))
    ways = sum(comb(meant, each) * comb(others, drawn - each) for each in range(count, min(drawn, meant) + 1) if drawn - each <= others)
    assert abs(chance_of(count, drawn, meant, meant + others) - ways / comb(meant + others, drawn)) < 1e-9
