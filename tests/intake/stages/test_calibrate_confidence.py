"""From checked invoices to scored, calibrated and decided ones: the three last stages, on a page that was really read by the stages before."""

from dataclasses import replace
from datetime import date

import pytest

from intake.anomaly.document_probability import DOCUMENT_NUMBERS
from intake.anomaly.field_confidence import FIELD_NUMBERS
from intake.anomaly.trained_calibration import TrainedCalibration
from intake.decide import Policy, ReleaseTable
from intake.invoice import Decision, Invoice, Kind
from intake.reading import Reading, Region
from intake.stages.calibrate_confidence import CalibrateConfidence
from intake.stages.check_invoices import CheckInvoices
from intake.stages.collect_evidence import CollectEvidence
from intake.stages.decide_invoices import DecideInvoices
from intake.stages.join_pages import JoinPages
from intake.stages.resolve_fields import ResolveFields
from intake.stages.score_anomaly import ScoreAnomaly
from models.anomaly import AnomalyModel
from models.calibration import EVERYTHING, Curve, PooledCalibration
from models.text import FakeTextReader
from tests.builders import SMALL, TODAY, digital_page, digital_values, inked_page, invoice_code_of, reading_of, region_of, text_line, tiny_reading
from tests.intake.anomaly.small_model import small_model

RELEASE = ReleaseTable((0.003,), (0.9,), (0.9,))


@pytest.fixture(scope="module")
def model() -> AnomalyModel:
    return small_model()


def calibration(field: float = 0.75, document: float = 0.95) -> TrainedCalibration:
    """The same for every field and every invoice."""
    return TrainedCalibration(_constant(tuple(FIELD_NUMBERS), field), _constant(tuple(DOCUMENT_NUMBERS), document), RELEASE)


def _constant(names: tuple[str, ...], probability: float) -> PooledCalibration:
    return PooledCalibration(names, (0.0,) * len(names), 0.0, {EVERYTHING: Curve((0.0,), (probability,))})


def scanned() -> Region:
    page = digital_page()
    return region_of(page, tiny_reading(page), codes=[invoice_code_of(digital_values(), "32")], pixels=inked_page(page.lines(), (1800, 1300)))


def checked(*regions: Region, today: date = TODAY) -> Reading:
    reading = reading_of(*regions)
    for stage in (CollectEvidence(FakeTextReader(name=SMALL)), JoinPages(), ResolveFields(), CheckInvoices(lambda: today)):
        reading = stage(reading)
    return reading


def only(reading: Reading) -> Invoice:
    (found,) = reading.invoices
    return found.invoice


def test_a_plain_invoice_is_scored_and_not_flagged(model: AnomalyModel) -> None:
    invoice = only(ScoreAnomaly(model, lambda: TODAY)(checked(scanned())))
    assert invoice.anomaly is not None
    assert invoice.anomaly.model == "anomaly-test"
    assert not invoice.anomaly.flagged


def test_words_that_differ_from_the_figures_are_flagged_with_a_reason_and_go_to_a_person(model: AnomalyModel) -> None:
    page = digital_page({"total_in_words": "玖佰圆整"})
    region = region_of(page, tiny_reading(page), pixels=inked_page(page.lines(), (1800, 1300)))
    reading = ScoreAnomaly(model, lambda: TODAY)(checked(region))
    anomaly = only(reading).anomaly
    assert anomaly is not None
    assert anomaly.flagged
    assert "disagreement.words" in {reason.code for reason in anomaly.reasons}
    certain = DecideInvoices(RELEASE)(CalibrateConfidence(calibration(0.999, 0.999))(reading))
    assert only(certain).decision is Decision.REVIEW


def test_confidences_become_what_was_counted_and_the_invoice_gets_a_probability(model: AnomalyModel) -> None:
    invoice = only(CalibrateConfidence(calibration())(ScoreAnomaly(model, lambda: TODAY)(checked(scanned()))))
    assert {field.confidence for field in invoice.fields.values() if field.value is not None} == {0.75}
    assert invoice.all_right == 0.75


def test_an_invoice_is_no_surer_than_its_least_sure_key_field_and_no_surer_than_was_counted(model: AnomalyModel) -> None:
    reading = ScoreAnomaly(model, lambda: TODAY)(checked(scanned()))
    assert only(CalibrateConfidence(calibration(field=0.75, document=0.95))(reading)).all_right == 0.75
    assert only(CalibrateConfidence(calibration(field=0.99, document=0.95))(reading)).all_right == 0.95


def test_values_findings_and_scores_stay_as_they_are(model: AnomalyModel) -> None:
    before = only(ScoreAnomaly(model, lambda: TODAY)(checked(scanned())))
    after = only(CalibrateConfidence(calibration())(ScoreAnomaly(model, lambda: TODAY)(checked(scanned()))))
    raw = {name: replace(field, confidence=before.fields[name].confidence) for name, field in after.fields.items()}
    assert replace(after, fields=raw, all_right=None) == before


@pytest.mark.parametrize(("document", "decision"), [(0.95, Decision.ACCEPT), (0.85, Decision.REVIEW)])
def test_the_probability_decides(model: AnomalyModel, document: float, decision: Decision) -> None:
    reading = CalibrateConfidence(calibration(field=0.999, document=document))(ScoreAnomaly(model, lambda: TODAY)(checked(scanned())))
    assert only(DecideInvoices(RELEASE)(reading)).decision is decision


def test_a_firm_that_allows_no_error_releases_nothing(model: AnomalyModel) -> None:
    reading = CalibrateConfidence(calibration())(ScoreAnomaly(model, lambda: TODAY)(checked(scanned())))
    assert only(DecideInvoices(RELEASE, Policy(max_released_error=0.0))(reading)).decision is Decision.REVIEW


def test_what_is_no_invoice_is_neither_scored_nor_calibrated(model: AnomalyModel) -> None:
    reading = checked(region_of([text_line("会议纪要", 100, 100)]))
    done = DecideInvoices(RELEASE)(CalibrateConfidence(calibration())(ScoreAnomaly(model, lambda: TODAY)(reading)))
    invoice = only(done)
    assert (invoice.kind, invoice.anomaly, invoice.all_right, invoice.decision) == (Kind.NOT_INVOICE, None, None, Decision.REJECT)
