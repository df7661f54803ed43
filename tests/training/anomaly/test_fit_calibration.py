from dataclasses import replace

import numpy as np
import pytest

from intake.anomaly_values import Anomaly
from intake.decide import Policy
from intake.invoice import Decision
from models.calibration import EVERYTHING
from tests.training.anomaly.made_up import made_up_examples
from training.anomaly.examples import Example
from training.anomaly.fit_calibration import RELEASED_ERRORS, claims_of, decided, example_weights, fit_calibration, fit_fields, fit_release
from training.anomaly.statistics import expected_calibration_error

EXAMPLES = made_up_examples(700, seed=3)
CLEAR = Anomaly(0.02, False, "anomaly-test")


def verdicts(examples: list[Example]) -> list[Anomaly]:
    """A perfect detector."""
    return [replace(CLEAR, score=0.9, flagged=True) if example.is_wrong else CLEAR for example in examples]


def test_mismatches_together_weigh_the_share_they_are_expected_to_have() -> None:
    weights = example_weights(EXAMPLES, 0.02)
    injected = np.array([bool(example.mismatch) for example in EXAMPLES])
    assert weights[injected].sum() / weights.sum() == pytest.approx(0.02)
    assert set(weights[~injected]) == {1.0}


def test_field_confidences_hold_on_examples_that_were_not_fitted_on() -> None:
    weights = np.ones(len(EXAMPLES))
    calibration = fit_fields(EXAMPLES, weights)
    fresh = made_up_examples(500, seed=4)
    claims = claims_of(fresh, np.ones(len(fresh)))
    claimed = np.array([calibration.probability(numbers, groups) for numbers, groups in zip(claims.numbers, claims.groups, strict=True)])
    assert expected_calibration_error(claimed, claims.right) < 0.02
    assert {EVERYTHING, "total"} <= set(calibration.curves)


def test_the_release_table_keeps_its_errors_and_asks_more_for_less() -> None:
    fold_of = np.arange(len(EXAMPLES)) % 4
    calibration = fit_calibration(EXAMPLES, verdicts(EXAMPLES), fold_of, example_weights(EXAMPLES, 0.02))
    for least in (calibration.release.confirmed, calibration.release.unconfirmed):
        assert list(least) == sorted(least, reverse=True)
    fresh = made_up_examples(600, seed=5)
    for error in (0.05,):
        invoices = [
            decided(example.invoice, verdict, calibration, Policy(max_released_error=error)) for example, verdict in zip(fresh, verdicts(fresh), strict=True)
        ]
        released = [example for example, invoice in zip(fresh, invoices, strict=True) if invoice.decision is Decision.ACCEPT]
        wrong = sum(not example.is_all_right for example in released)
        assert released
        assert wrong <= error * len(released) + 3 * (error * len(released)) ** 0.5


def test_nothing_is_released_where_everything_that_could_be_is_wrong() -> None:
    invoices = [replace(example.invoice, all_right=0.999) for example in EXAMPLES[:50]]
    table = fit_release(invoices, np.zeros(50), np.ones(50))
    assert all(table.least_probability(error, confirmed=confirmed) > 1 for error in RELEASED_ERRORS for confirmed in (True, False))


def test_redundancy_is_released_by_what_was_counted_and_its_lack_by_what_is_claimed_too() -> None:
    confirmed = next(example.invoice for example in EXAMPLES if all(field.confirmed_by for field in example.invoice.fields.values()))
    lacking = replace(confirmed, fields={name: replace(field, confirmed_by=()) for name, field in confirmed.fields.items()})
    invoices = [replace(confirmed, all_right=0.96)] * 20 + [replace(lacking, all_right=0.96)] * 20
    table = fit_release(invoices, np.ones(40), np.ones(40))
    assert table.least_probability(0.003, confirmed=True) == pytest.approx(0.96)
    assert table.least_probability(0.003, confirmed=False) > 1
    assert table.least_probability(0.05, confirmed=False) == pytest.approx(0.96)
