"""What the person who runs the product may choose; built once by the door that was used, and passed on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from intake.behaviour.look_back import DEFAULT_LIMITS
from intake.decide import Policy
from intake.isolation import WorkerLimits
from intake.opening.limits import Limits


class Engine(StrEnum):
    """What runs the text recognition."""

    AUTO = "auto"
    """OpenVINO where it is installed, ONNX Runtime else."""
    ONNX = "onnx"
    OPENVINO = "openvino"
    PADDLE = "paddle"
    """paddleocr's own pipeline: the reference, slower."""


@dataclass(frozen=True)
class Memory:
    """Files of what is known from before: both are followed while others add to them."""

    history: Path | None = None
    """Every invoice is judged against those in it."""
    parties: Path | None = None
    """Names and tax ids that read almost like known ones get a proposal."""
    signature_limits: tuple[int, ...] = DEFAULT_LIMITS
    """分. Sums above which the firm asks for another signature, rising."""


@dataclass(frozen=True)
class ReadSettings:
    """How documents are read."""

    engine: Engine = Engine.AUTO
    passwords: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    worker_limits: WorkerLimits = field(default_factory=WorkerLimits)
    workers: int = 1
    pictures: bool = False
    """Draw an annotated picture of every page."""
    policy: Policy = Policy()
    """What releases an invoice."""
    memory: Memory = Memory()
