from dataclasses import replace

import pytest

from intake.anomaly.field_confidence import FIELD_NUMBERS, calibrated_field, field_numbers, groups_of, weakest_character
from intake.evidence import Source
from intake.invoice import Field, FieldState, Kind, Quality
from models.calibration import EVERYTHING, Curve, PooledCalibration
from tests.builders import from_qr, ocr, tiny

GOOD = Quality()


def numbers(field: Field, quality: Quality = GOOD) -> dict[str, float]:
    return dict(zip(FIELD_NUMBERS, field_numbers(field, quality), strict=True))


def read(*confirmed_by: str, source: Source = Source.OCR) -> Field:
    evidence = (ocr("total", "12.00", 0.97), tiny("total", "12.00", 0.9))
    return Field("12.00", FieldState.READ, 0.98, source, "¥12.00", None, evidence, confirmed_by)


def test_who_agrees_is_told_apart() -> None:
    found = numbers(read("ocr:PP-OCRv6_tiny", "arithmetic", "words", "qr", "checksum"))
    assert (found["by_reader"], found["by_sums"], found["by_qr"], found["by_check"], found["witnesses"], found["unconfirmed"]) == (1, 1, 1, 1, 3, 0)
    assert numbers(read())["unconfirmed"] == 1


def test_the_source_of_a_value_does_not_confirm_it() -> None:
    assert numbers(read("qr", source=Source.QR))["unconfirmed"] == 1


def test_a_rival_that_was_believed_counts_and_a_spelling_does_not() -> None:
    field = read()
    assert numbers(field)["rival"] == 0
    rivalled = numbers(replace(field, evidence=(*field.evidence, tiny("total", "72.00", 0.99))))
    assert rivalled["rival"] > 1
    assert rivalled["rivals"] == 1
    name = Field("海州(市)公司", FieldState.READ, 0.9, Source.OCR, evidence=(ocr("buyer_name", "海州(市)公司"), tiny("buyer_name", "海州（市）公司")))
    assert numbers(name)["rivals"] == 0


def test_a_sign_is_no_spelling() -> None:
    field = replace(read(), evidence=(ocr("total", "12.00"), tiny("total", "-12.00")))
    assert numbers(field)["rivals"] == 1


def test_the_weakest_character_of_the_surest_reading_counts() -> None:
    field = Field("12", FieldState.READ, 0.9, Source.OCR, evidence=(ocr("total", "12", 0.7), tiny("total", "12", 0.4), from_qr("total", "12")))
    assert weakest_character(field) == pytest.approx(0.7)
    assert weakest_character(Field("12", FieldState.READ, 1.0, Source.XML, evidence=(from_qr("total", "12"),))) == 1.0


def test_states_sources_repairs_and_poor_pictures_are_seen() -> None:
    assert numbers(Field("", FieldState.EMPTY, 0.8))["empty"] == 1
    assert numbers(Field("", FieldState.NOT_APPLICABLE, 0.8))["stars"] == 1
    assert numbers(Field(None, FieldState.ABSENT, 0.5))["absent"] == 1
    assert numbers(replace(read(), source=Source.TEXT_LAYER))["data"] == 1
    assert numbers(replace(read(), source=Source.ARITHMETIC))["deduced"] == 1
    assert numbers(replace(read(), repaired_from="13.00"))["repaired"] == 1
    assert [numbers(read(), Quality(verdict))["poor"] for verdict in ("good", "usable", "retake")] == [0, 1, 2]


def test_the_narrowest_group_with_enough_readings_decides() -> None:
    weights = tuple(1.0 if name == "raw" else 0.0 for name in FIELD_NUMBERS)
    curves = {EVERYTHING: Curve((0.0,), (0.5,)), "total": Curve((0.0,), (0.7,)), "taxi/total": Curve((0.0,), (0.2,))}
    calibration = PooledCalibration(tuple(FIELD_NUMBERS), weights, 0.0, curves)
    assert calibrated_field(read(), "total", Kind.TAXI, GOOD, calibration).confidence == 0.2
    assert calibrated_field(read(), "total", Kind.BUS, GOOD, calibration).confidence == 0.7
    assert calibrated_field(read(), "payee", Kind.BUS, GOOD, calibration).confidence == 0.5
    assert groups_of(Kind.TAXI, "total") == ("taxi/total", "total")


def test_calibration_changes_nothing_but_the_confidence_and_leaves_the_unreadable_alone() -> None:
    calibration = PooledCalibration(tuple(FIELD_NUMBERS), (0.0,) * len(FIELD_NUMBERS), 0.0, {EVERYTHING: Curve((0.0,), (0.5,))})
    field = read("qr")
    assert replace(calibrated_field(field, "total", Kind.TAXI, GOOD, calibration), confidence=field.confidence) == field
    unreadable = Field(None, FieldState.UNREADABLE, 0.0)
    assert calibrated_field(unreadable, "total", Kind.TAXI, GOOD, calibration) == unreadable
