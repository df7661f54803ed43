import pytest

from intake.anomaly.meanings import FEATURES, FeatureMeaning
from intake.anomaly.reasons import reason_of
from intake.anomaly_values import Feature
from intake.evidence import Place
from models.geometry import Box, Quad

PLACE = Place(2, Quad.from_box(Box(10, 20, 60, 40)))


def test_a_reason_names_the_field_what_was_measured_and_where() -> None:
    reason = reason_of(Feature("print.baseline", 1.8, ("total",), PLACE, -2.4), 1.25)
    assert reason.message == "Total: one character stands higher than its line, as pasted or retouched print does (2.4 px)."
    assert reason.message_zh == "价税合计: 有字符高于所在行的基线, 疑似粘贴或修改(2.4像素)。"
    assert (reason.code, reason.weight, reason.fields, reason.place) == ("print.baseline", 1.25, ("total",), PLACE)


def test_the_direction_decides_the_wording() -> None:
    lower = reason_of(Feature("print.baseline", 1.8, ("total",), PLACE, 2.4), 1.0)
    assert "lower than its line" in lower.message
    assert "低于所在行" in lower.message_zh


def test_without_a_field_the_sentence_stands_alone() -> None:
    reason = reason_of(Feature("qr.tail_missing", 1.0), 0.5)
    assert reason.message == "The QR code has no checksum."
    assert reason.message_zh == "二维码缺少末尾校验值。"


@pytest.mark.parametrize(
    ("feature", "english", "chinese"),
    [
        (Feature("disagreement.qr_amount", 2.0, ("amount",), None, 300.0), "(300.00 yuan)", "(300.00元)"),
        (Feature("disagreement.qr_date", 2.0, ("issue_date",), None, 1), "(1 day)", "(1天)"),
        (Feature("disagreement.qr_date", 2.0, ("issue_date",), None, 12), "(12 days)", "(12天)"),
        (Feature("doubt.sums", 0.5, ("total",), None, 0.45), "(0.45)", "(0.45)"),
        (Feature("doubt.characters", 0.5, ("total",), None, 3), "(3)", "(3处)"),
        (Feature("print.ink", 0.5, ("total",), None, -38.2), "(38 %)", "(38%)"),
        (Feature("place.sums", 0.5, ("total",), None, 1.26), "(1.3 mm)", "(1.3毫米)"),
    ],
)
def test_what_was_measured_is_given_in_its_unit(feature: Feature, english: str, chinese: str) -> None:
    reason = reason_of(feature, 1.0)
    assert reason.message.endswith(f"{english}.")
    assert reason.message_zh.endswith(f"{chinese}。")


def test_of_many_fields_the_first_are_named() -> None:
    fields = ("amount", "tax", "total", "issue_date", "buyer_name", "seller_name")
    reason = reason_of(Feature("doubt.unconfirmed", 1.9, fields, None, 6), 1.0)
    assert reason.message.startswith("Amount without tax, tax, total, issue date ...: ")
    assert "等: " in reason.message_zh
    assert reason.fields == fields


@pytest.mark.parametrize("meaning", FEATURES, ids=lambda meaning: meaning.name)
def test_every_feature_can_be_said(meaning: FeatureMeaning) -> None:
    for measured in (None, 2.0, -2.0):
        reason = reason_of(Feature(meaning.name, 1.0, ("total",), PLACE, measured), 1.0)
        assert reason.message.startswith("Total: ")
        assert reason.message.endswith(".")
        assert reason.message_zh.endswith("。")
