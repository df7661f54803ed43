import numpy as np
import pytest

from intake.anomaly.score import LEAST_WEIGHT, MOST_REASONS, score
from intake.anomaly_values import Feature
from intake.evidence import Place
from models.anomaly import AnomalyModel
from models.geometry import Box, Quad
from tests.intake.anomaly.small_model import NAMES, small_model

PLACE = Place(1, Quad.from_box(Box(1, 2, 30, 40)))


@pytest.fixture(scope="module")
def model() -> AnomalyModel:
    return small_model()


def features(**values: float) -> tuple[Feature, ...]:
    given = {name.replace("__", "."): value for name, value in values.items()}
    return tuple(Feature(name, given.get(name, 0.0), ("total",) if name in given else (), PLACE if name in given else None) for name in NAMES)


def test_an_invoice_with_nothing_unusual_scores_low_and_has_no_reasons(model: AnomalyModel) -> None:
    verdict = score(features(), model)
    assert verdict.score < 0.3
    assert not verdict.flagged
    assert verdict.reasons == ()


def test_the_feature_that_moved_the_score_is_the_first_reason_with_its_fields_and_place(model: AnomalyModel) -> None:
    verdict = score(features(disagreement__words=2.0, qr__tail_missing=0.5), model)
    assert verdict.flagged
    assert verdict.score > 0.7
    first = verdict.reasons[0]
    assert (first.code, first.fields, first.place) == ("disagreement.words", ("total",), PLACE)
    assert first.message
    assert first.message_zh


def test_reasons_come_by_weight_and_none_is_weak(model: AnomalyModel) -> None:
    everything = {name.replace(".", "__"): 1.0 for name in NAMES}
    weights = [reason.weight for reason in score(features(**everything), model).reasons]
    assert weights == sorted(weights, reverse=True)
    assert len(weights) <= MOST_REASONS
    assert all(weight >= LEAST_WEIGHT for weight in weights)


def test_two_features_that_say_the_same_share_the_weight_instead_of_hiding_each_other(model: AnomalyModel) -> None:
    reasons = {reason.code: reason.weight for reason in score(features(print__baseline=2.0, print__sums=2.0), model).reasons}
    assert {"print.baseline", "print.sums"} <= set(reasons)


def test_what_was_not_found_is_no_reason_even_where_some_of_it_is_usual() -> None:
    reasons = score(features(disagreement__words=2.0), small_model(clean=0.2)).reasons
    assert {reason.code for reason in reasons} == {"disagreement.words"}


def test_a_sentence_is_said_once(model: AnomalyModel) -> None:
    messages = [reason.message for reason in score(features(print__baseline=2.0, print__sums=2.0, disagreement__words=2.0), model).reasons]
    assert len(messages) == len(set(messages))


def test_the_score_is_the_models_calibrated_probability(model: AnomalyModel) -> None:
    given = features(disagreement__words=2.0)
    row = np.array([[feature.value for feature in given]], dtype=np.float32)
    assert score(given, model).score == pytest.approx(float(model.probabilities(row)[0]))
    assert score(given, model).model == "anomaly-test"


def test_features_in_another_order_are_refused(model: AnomalyModel) -> None:
    with pytest.raises(ValueError, match="order"):
        score(features()[::-1], model)
