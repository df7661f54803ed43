from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest

from api.build import build_pipeline, chosen_engine, default_workers, load_judges, load_readers, load_trained
from intake.anomaly.meanings import FEATURES
from intake.decide import Policy
from intake.known import Firm, Known
from intake.policies.filing import Filing
from intake.policies.firm_policy import NO_POLICY
from intake.settings import Engine, Memory, ReadSettings


@pytest.mark.parametrize("engine", [Engine.ONNX, Engine.OPENVINO, Engine.PADDLE])
def test_an_engine_that_was_chosen_is_the_one(engine: Engine) -> None:
    assert chosen_engine(engine) is engine


def test_the_faster_engine_is_taken_where_it_is_installed() -> None:
    assert chosen_engine(Engine.AUTO) is (Engine.OPENVINO if find_spec("openvino") else Engine.ONNX)


def test_there_is_at_least_one_worker() -> None:
    assert default_workers() >= 1


@pytest.mark.slow
def test_record_and_second_opinion_come_from_different_weights() -> None:
    readers = load_readers(Engine.ONNX)
    assert readers.record.name != readers.second.name


@pytest.mark.slow
def test_stages_come_in_the_order_in_which_each_finds_what_it_needs() -> None:
    pipeline = build_pipeline(ReadSettings(engine=Engine.ONNX))
    assert [type(stage).__name__ for stage in (*pipeline.page_stages, *pipeline.document_stages, *pipeline.judging_stages)] == [
        "FindInvoices",
        "CleanPages",
        "DecodeQr",
        "FindText",
        "CollectEvidence",
        "MeasurePrint",
        "ReadMarks",
        "ReadSeparators",
        "JoinPages",
        "ResolveFields",
        "CheckInvoices",
        "ScoreAnomaly",
        "CalibrateConfidence",
        "DecideInvoices",
    ]


@pytest.mark.slow
def test_what_is_known_from_before_comes_between_the_values_and_their_checks(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "history.jsonl", tmp_path / "parties.jsonl")
    pipeline = build_pipeline(ReadSettings(engine=Engine.ONNX, memory=memory))
    assert [type(stage).__name__ for stage in pipeline.judging_stages][:3] == ["ProposeParties", "JudgeBehaviour", "CheckInvoices"]


def test_what_a_firm_asks_is_held_against_what_is_decided_without_it() -> None:
    firm = Firm((), NO_POLICY, Filing(), date(2024, 6, 1))
    stages = load_judges(Policy()).stages(Known(firm=firm))
    assert [type(stage).__name__ for stage in stages] == ["CheckInvoices", "ScoreAnomaly", "CalibrateConfidence", "CheckBuyer", "DecideInvoices", "AskPolicy"]


def test_the_trained_models_are_those_of_this_version() -> None:
    trained = load_trained()
    assert trained.anomaly.metadata.names == tuple(feature.name for feature in FEATURES)
