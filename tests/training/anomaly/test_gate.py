from dataclasses import replace
from pathlib import Path

import pytest

from training.anomaly.evaluate import Detection, Evaluation, Release
from training.anomaly.gate import compare, evaluate_standing
from training.anomaly.statistics import Share


def share(value: float) -> Share:
    return Share(value, value, value, 100)


STANDING = Evaluation(
    examples=100,
    clean=50,
    detection=Detection(share(0.9), share(0.6), share(0.7), share(0.9)),
    with_parties=Detection(share(0.9), share(0.6), share(0.7), share(0.9)),
    alarms_of_parties=share(0.0),
    by_class=(),
    alarms=share(0.01),
    found_as_shipped=share(0.9),
    misread_flagged=share(0.5),
    score_error=0.01,
    field_error_raw=0.05,
    field_error=0.01,
    document_error=0.01,
    least_document_error=share(0.01),
    plain=Release(share(0.5), share(0.0), share(0.1)),
    probable=Release(share(0.6), share(0.001), share(0.05)),
)
BETTER = replace(STANDING, detection=Detection(share(0.92), share(0.65), share(0.7), share(0.92)))


def test_a_model_that_finds_more_and_does_nothing_worse_is_promoted() -> None:
    assert compare(BETTER, STANDING).promoted


def test_the_same_model_again_is_not_promoted() -> None:
    assert not compare(STANDING, STANDING).promoted


@pytest.mark.parametrize(
    "worse",
    [
        replace(BETTER, field_error=0.02),
        replace(BETTER, document_error=0.02),
        replace(BETTER, probable=replace(BETTER.probable, wrong=share(0.002))),
        replace(BETTER, probable=replace(BETTER.probable, accepted=share(0.55))),
        replace(BETTER, detection=Detection(share(0.95), share(0.5), share(0.7), share(0.95))),
    ],
)
def test_finding_more_does_not_buy_something_worse(worse: Evaluation) -> None:
    verdict = compare(worse, STANDING)
    assert not verdict.promoted
    assert len(verdict.reasons) == 2


def test_without_a_standing_model_the_first_one_is_promoted(tmp_path: Path) -> None:
    assert evaluate_standing(tmp_path, (), (), 0.01, 0.02) is None
    assert compare(STANDING, None).promoted
