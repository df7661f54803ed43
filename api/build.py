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
from intake.behaviour.weights import load_weights
from intake.errors import SetupError
from intake.json_lines.history import JsonLinesHistory
from intake.json_lines.parties import JsonLinesParties
from intake.opening.open_pages import open_pages
from intake.opening.warm_up import warm_up
from intake.pipeline import Pipeline, Stage
from intake.settings import Engine, Memory, ReadSettings
from intake.stages.calibrate_confidence import CalibrateConfidence
from intake.stages.check_invoices import CheckInvoices
from intake.stages.clean_pages import CleanPages
from intake.stages.collect_evidence import CollectEvidence
from intake.stages.decide_invoices import DecideInvoices
from intake.stages.decode_qr import DecodeQr
from intake.stages.find_invoices import FindInvoices
from intake.stages.find_text import FindText
from intake.stages.join_pages import JoinPages
from intake.stages.judge_behaviour import JudgeBehaviour
from intake.stages.measure_print import MeasurePrint
from intake.stages.propose_parties import ProposeParties
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
    readers, trained = load_readers(settings.engine), load_trained()
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
            ReadSeparators(),
        ),
        (
            JoinPages(),
            ResolveFields(),
            *_remembering(settings.memory),
            CheckInvoices(),
            ScoreAnomaly(trained.anomaly),
            CalibrateConfidence(trained.calibration),
            DecideInvoices(trained.calibration.release, settings.policy),
        ),
    )


def _remembering(memory: Memory) -> tuple[Stage, ...]:
    """The stages that know other invoices than the ones they are shown."""
    parties = (ProposeParties(JsonLinesParties(memory.parties)),) if memory.parties else ()
    if memory.history is None:
        return parties
    return (*parties, JudgeBehaviour(JsonLinesHistory(memory.history), load_weights(DETECTOR_CODES), memory.signature_limits))


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
