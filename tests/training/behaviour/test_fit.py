from pathlib import Path
from random import Random

import numpy as np
import pytest
from pytest import approx

from intake.behaviour.judge import DETECTOR_CODES
from intake.behaviour.weights import Weights
from training.behaviour.fit import PREVALENCE, fit_weights, log_odds_of_rows, row_shares
from training.behaviour.measure import Figures, calibration_error, measure, wilson
from training.behaviour.report import BEGIN, END, write_report
from training.behaviour.rows import Row, matrix_of

TELLING, SILENT = DETECTOR_CODES[0], DETECTOR_CODES[1]


def drawn(seed: int, count: int = 1800) -> list[Row]:
    """Cases of each class; only the first detector tells them from ordinary invoices, the second speaks of ordinary ones."""
    rng = Random(seed)  # noqa: S311 - nothing here is secret
    rows = []
    for number in range(count):
        injected = DETECTOR_CODES[number // 3 % len(DETECTOR_CODES)] if number % 3 == 0 else ""
        strengths = [rng.expovariate(1.0) * (3 if injected and at == 0 else 1) for at in range(len(DETECTOR_CODES))]
        strengths[1] = rng.expovariate(1.0) * (1 if injected else 2)
        rows.append(Row(injected, tuple(strengths), number % 30, number))
    return rows


def test_what_tells_gets_weight_and_what_misleads_gets_none() -> None:
    weights = fit_weights(drawn(1), "test")
    assert weights.slopes[TELLING] > 0.3
    assert weights.slopes[SILENT] == 0
    assert min(weights.slopes.values()) >= 0


def test_the_probabilities_fit_the_prevalence_they_assume() -> None:
    train, test = drawn(1), drawn(2)
    weights = fit_weights(train, "test")
    shares = row_shares(test)
    probabilities = 1 / (1 + np.exp(-log_odds_of_rows(matrix_of(test), weights)))
    wrong = np.array([bool(row.injected) for row in test])
    assert shares.sum() == approx(1.0)
    assert shares[wrong].sum() == approx(PREVALENCE)
    assert float(shares @ probabilities) == approx(PREVALENCE, rel=0.15)
    assert calibration_error(probabilities, wrong, shares) < 0.005
    assert calibration_error(np.full_like(probabilities, 0.3) + probabilities / 100, wrong, shares) > 0.2


@pytest.fixture(scope="module")
def measured() -> tuple[Figures, Weights]:
    train, test = drawn(1, 450), drawn(2, 450)
    weights = fit_weights(train, "test")
    return measure(train, test, weights, (1, 1)), weights


@pytest.mark.slow
def test_figures_are_shares(measured: tuple[Figures, Weights]) -> None:
    figures, _ = measured
    assert (figures.ordinary, figures.injected) == (300, 150)
    assert all(0 <= share <= 1 for row in figures.detectors for share in (row.found, row.false, row.precision, row.flagged, *row.found_interval))
    assert all(0 <= share <= 1 for method in figures.methods for share in (method.found, method.area, *method.by_phase.values()))
    assert figures.flagged_ordinary <= figures.told_ordinary <= 1
    assert len({method.name for method in figures.methods}) == len(figures.methods) == 5


@pytest.mark.slow
def test_the_report_stands_between_its_marks(measured: tuple[Figures, Weights], tmp_path: Path) -> None:
    document = tmp_path / "behaviour.md"
    document.write_text(f"before\n{BEGIN}\nstale figures\n{END}\nafter\n", encoding="utf-8")
    write_report(document, *measured)
    text = document.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "stale figures" not in text
    assert all(f"`{code}`" in text for code in DETECTOR_CODES)
    write_report(document, *measured)
    assert document.read_text(encoding="utf-8") == text


@pytest.mark.slow
def test_a_document_without_marks_is_refused(measured: tuple[Figures, Weights], tmp_path: Path) -> None:
    document = tmp_path / "behaviour.md"
    document.write_text("nothing here\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no place"):
        write_report(document, *measured)


def test_the_interval_of_a_share() -> None:
    # Wilson 1927: for 8 of 10 the 95 % interval is 0.490 to 0.943.
    assert wilson(8, 10) == approx((0.490, 0.943), abs=1e-3)
    assert wilson(0, 0) == (0.0, 1.0)
