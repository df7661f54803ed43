"""What the person who runs the product may choose; built once by the door that was used, and passed on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

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
class ReadSettings:
    """How documents are read."""

    engine: Engine = Engine.AUTO
    passwords: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    worker_limits: WorkerLimits = field(default_factory=WorkerLimits)
    workers: int = 1
    pictures: bool = False
    """Draw an annotated picture of every page."""
