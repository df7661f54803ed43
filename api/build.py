"""Settings -> a pipeline with its models: the one place that wires."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

import models.onnx_model
from intake.anomaly.meanings import FEATURES
from intake.anomaly.trained_calibration import TrainedCalibration, load_trained_calibration
from intake.behaviour.judge import DETECTOR_CODES
from intake.behaviour.weights import Weights, load_weights
from intake.decide import Policy
from intake.errors import SetupError
from intake.json_lines.history import JsonLinesHistory
from intake.json_lines.parties import JsonLinesParties
from intake.known import Known
from intake.opening.open_pages import open_pages
from intake.opening.warm_up import warm_up
from intake.pipeline import Pipeline, Stage
from intake.settings import Engine, Memory, ReadSettings
from intake.stages.ask_policy import AskPolicy
from intake.stages.calibrate_confidence import CalibrateConfidence
from intake.stages.check_buyer import CheckBuyer
from intake.stages.check_invoices import CheckInvoices
from intake.stages.clean_pages import CleanPages
from intake.stages.collect_evidence import CollectEvidence
from intake.stages.decide_invoices import DecideInvoices
from intake.stages.decode_qr import DecodeQr
from intake.stages.find_invoices import FindInvoices
from intake.stages.find_text import FindText
from intake.stages.join_pages import JoinPages
from intake.stages.judge_behaviour import JudgeBehaviour, utc_now
from intake.stages.measure_print import MeasurePrint
from intake.stages.propose_parties import ProposeParties
from intake.stages.read_marks import ReadMarks
from intake.stages.read_separators import ReadSeparators
from intake.stages.resolve_fields import ResolveFields
from intake.stages.score_anomaly import ScoreAnomaly
from models.anomaly import AnomalyModel, load_anomaly_model
from models.onnx_reader import load_onnx_reader
from models.orientation import load_page_orientation
from models.text import TextReader
from models.trained_files import TrainedModelError


def build_pipeline(settings: ReadSettings) -> Pipeline:
    """Everything loaded, ready to read. Raises WeightsError when a weight is absent or altered, SetupError when a model of our own is."""
    readers, judges = load_readers(settings.engine), load_judges(settings.policy)
    warm_up()
    return Pipeline(
        partial(open_pages, limits=settings.limits),
        (
            FindInvoices(load_page_orientation()),
            CleanPages(),
            DecodeQr(),
            FindText(readers.record, readers.second),
            CollectEvidence(readers.record),
            MeasurePrint(),
            ReadMarks(readers.record),
            ReadSeparators(),
        ),
        (JoinPages(), ResolveFields()),
        judges.stages(_known_from_files(settings.memory)),
    )


@dataclass(frozen=True)
class Judges:
    """What judges the values that were read; loaded once, for however many firms."""

    trained: Trained
    behaviour: Weights
    policy: Policy

    def stages(self, known: Known) -> tuple[Stage, ...]:
        """In their order, those left out that need what is not known."""
        firm = known.firm
        return (
            *((ProposeParties(known.parties),) if known.parties is not None else ()),
            *((JudgeBehaviour(known.history, self.behaviour, known.limits, known.received or utc_now),) if known.history is not None else ()),
            CheckInvoices(),
            ScoreAnomaly(self.trained.anomaly),
            CalibrateConfidence(self.trained.calibration),
            *((CheckBuyer(firm.companies, firm.day),) if firm is not None else ()),
            DecideInvoices(self.trained.calibration.release, self.policy),
            *((AskPolicy(firm.policy, firm.filing, firm.day),) if firm is not None else ()),
        )


def load_judges(policy: Policy) -> Judges:
    """Raises SetupError when a model of our own is absent, altered, or made for another version."""
    return Judges(load_trained(), load_weights(DETECTOR_CODES), policy)


def _known_from_files(memory: Memory) -> Known:
    return Known(
        JsonLinesParties(memory.parties) if memory.parties else None,
        JsonLinesHistory(memory.history) if memory.history else None,
        memory.signature_limits,
    )


@dataclass(frozen=True)
class Trained:
    """The models that `python -m training.anomaly` made."""

    anomaly: AnomalyModel
    calibration: TrainedCalibration


def load_trained() -> Trained:
    """Raises SetupError when a trained file is absent, altered, or made for another version."""
    try:
        return Trained(load_anomaly_model([feature.name for feature in FEATURES]), load_trained_calibration())
    except TrainedModelError as error:
        raise SetupError(error.code, f"{error.message}.", f"{error.message_zh}。") from error


@dataclass(frozen=True)
class Readers:
    record: TextReader
    """Its text is the record."""
    second: TextReader
    """Reads important places again, with weights that err differently."""


def load_readers(engine: Engine) -> Readers:
    """The text readers for an engine."""
    runtime = chosen_engine(engine)
    if runtime is Engine.PADDLE:
        from models.paddle_reader import load_paddle_reader  # its import alone takes longer than reading a page

        return Readers(load_paddle_reader(), load_onnx_reader(size="tiny"))
    name: models.onnx_model.Engine = "openvino" if runtime is Engine.OPENVINO else "onnxruntime"
    return Readers(load_onnx_reader(size="small", engine=name), load_onnx_reader(size="tiny", engine=name))


def chosen_engine(engine: Engine) -> Engine:
    """What `auto` stands for on this machine."""
    if engine is not Engine.AUTO:
        return engine
    return Engine.OPENVINO if find_spec("openvino") is not None else Engine.ONNX


def default_workers() -> int:
    """One worker for each processor this process may use."""
    return max(1, len(os.sched_getaffinity(0)))
