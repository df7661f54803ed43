import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import exp
from pathlib import Path

import pytest

from intake.behaviour.history import PastInvoice
from intake.behaviour.judge import DETECTOR_CODES, LEAST_WEIGHT, judge, log_odds_of
from intake.behaviour.look_back import Past
from intake.behaviour.weights import WEIGHTS_FILE, Weights, load_weights, write_weights
from intake.errors import SetupError

MakePast = Callable[..., PastInvoice]
LookBack = Callable[[PastInvoice, Sequence[PastInvoice]], Past]
ROOT = Path(__file__).parents[3]
EVEN = Weights("even", -5.0, 0.0, dict.fromkeys(DETECTOR_CODES, 1.0))


def test_the_score_is_the_probability_that_the_weights_add_up_to(make_past: MakePast, ordinary: tuple[PastInvoice, ...], looked_back: LookBack) -> None:
    odd = make_past(13, total=9_000_000, rates=("6%",))
    verdict = judge(odd, looked_back(odd, ordinary), EVEN)
    told = sum(reason.weight for reason in verdict.reasons)
    assert verdict.flagged
    assert verdict.score >= 1 / (1 + exp(5.0 - told)) - 1e-6
    assert [reason.weight for reason in verdict.reasons] == sorted((reason.weight for reason in verdict.reasons), reverse=True)
    assert {"behaviour.amount", "behaviour.rate"} <= {reason.code for reason in verdict.reasons}


def test_only_weighty_observations_are_told_of_an_invoice_that_is_not_flagged(
    make_past: MakePast, ordinary: tuple[PastInvoice, ...], looked_back: LookBack
) -> None:
    odd = make_past(13, total=200_000, rates=("6%",))
    verdict = judge(odd, looked_back(odd, ordinary), replace(EVEN, flag_from=99.0))
    assert not verdict.flagged
    assert verdict.reasons
    assert all(reason.weight >= LEAST_WEIGHT for reason in verdict.reasons)


def test_the_same_question_gets_the_same_answer(make_past: MakePast, ordinary: tuple[PastInvoice, ...], looked_back: LookBack) -> None:
    odd = make_past(13, total=9_000_000)
    assert judge(odd, looked_back(odd, ordinary), EVEN) == judge(odd, looked_back(odd, ordinary[::-1]), EVEN)


def test_a_large_history_gives_finite_answers(make_past: MakePast, looked_back: LookBack) -> None:
    many = [make_past(number % 40, id=f"id{number}") for number in range(400)]
    verdict = judge(make_past(50, total=-1), looked_back(make_past(50, total=-1), many), EVEN)
    assert 0 <= verdict.score <= 1


def test_the_shipped_weights_are_for_the_detectors_there_are() -> None:
    weights = load_weights(DETECTOR_CODES)
    assert weights.model.startswith("behaviour-")
    assert log_odds_of({}, weights) == weights.intercept < 0 < weights.flag_from - weights.intercept


def test_weights_survive_being_written(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    write_weights(EVEN, path)
    assert load_weights(DETECTOR_CODES, path) == EVEN


def test_missing_weights_are_said(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as error:
        load_weights(DETECTOR_CODES, tmp_path / "weights.json")
    assert error.value.code == "behaviour_weights_missing"


@pytest.mark.parametrize(
    "change",
    [
        {"slopes": {}},
        {"slopes": {**EVEN.slopes, "behaviour.weather": 1.0}},
        {"slopes": {**EVEN.slopes, "behaviour.rate": -1.0}},
        {"intercept": "NaN"},
        {"model": None, "slopes": []},
    ],
)
def test_weights_of_another_making_are_refused(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "weights.json"
    path.write_text(json.dumps({**json.loads(WEIGHTS_FILE.read_text(encoding="utf-8")), **change}), encoding="utf-8")
    with pytest.raises(SetupError) as error:
        load_weights(DETECTOR_CODES, path)
    assert error.value.code == "behaviour_weights_unreadable"


def test_judging_needs_nothing_of_what_trains() -> None:
    code = (
        "import sys, intake.stages.judge_behaviour, intake.stages.propose_parties, intake.json_lines.history, intake.json_lines.parties, intake.json_lines.corrections;"
        "print([name for name in ('sklearn', 'scipy', 'skl2onnx', 'training') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
