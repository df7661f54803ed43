"""The default text reader: the PP-OCR networks run directly."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from models.geometry import Pixels, Quad
from models.manifest import WEIGHTS_DIRECTORY, load_manifest
from models.onnx_model import Engine, load_model
from models.text import TextLine
from models.text_detector import STRIDE, DetectorSettings, TextDetector
from models.text_recognizer import Padding, TextRecognizer, coarsely_padded, hardly_padded, padded_like_paddleocr, read_alphabet

Size = Literal["small", "tiny"]
DETECTOR_SIDE = 1280
"""Pixels. Invoices of 1100 to 2400 pixels were found no worse so than at full size, in half the time."""
OPENVINO_PAGE_STEP = 160
"""Pixels. Few sizes of pages: a new one costs this engine as much time as reading several lines."""


class OnnxTextReader:
    """Finds lines, then reads each."""

    def __init__(self, name: str, detector: TextDetector, recognizer: TextRecognizer) -> None:
        self._name = name
        self._detector = detector
        self._recognizer = recognizer

    @property
    def name(self) -> str:
        return self._name

    def read(self, image: Pixels) -> tuple[TextLine, ...]:
        """Lines that hold text; places where nothing could be read are left out."""
        return tuple(line for line in self.recognise(image, self.find(image)) if line.text)

    def find(self, image: Pixels) -> tuple[Quad, ...]:
        return self._detector(image)

    def recognise(self, image: Pixels, quads: Sequence[Quad]) -> tuple[TextLine, ...]:
        return self._recognizer(image, quads)


def load_onnx_reader(
    weights_dir: Path = WEIGHTS_DIRECTORY,
    size: Size = "small",
    engine: Engine = "onnxruntime",
    threads: int = 1,
    detector_side: int = DETECTOR_SIDE,
    padding: Padding | None = None,
) -> OnnxTextReader:
    """Load detector and recogniser of one size.

    `detector_side` bounds the longer side, in pixels, of the picture in which lines are looked for; they are read at the resolution of the picture given.
    `padding` None means what suits size and engine.
    Raises WeightsError when the weights are absent or altered, ModuleNotFoundError when the engine isn't installed.
    """
    detector = load_detector(weights_dir, size, engine, threads, detector_side)
    return OnnxTextReader(f"PP-OCRv6_{size}", detector, load_recognizer(weights_dir, size, engine, threads, padding))


def load_detector(weights_dir: Path, size: Size, engine: Engine, threads: int, side: int) -> TextDetector:
    """As `load_onnx_reader`."""
    folder, weights = f"PP-OCRv6_{size}_det", load_manifest(weights_dir)
    settings = DetectorSettings.from_yaml(weights.read(folder, "inference.yml"))
    model = load_model(weights.read(folder, "inference.onnx"), engine, threads, frugal=True)
    return TextDetector(model, settings, side, size_step=OPENVINO_PAGE_STEP if engine == "openvino" else STRIDE)


def load_recognizer(weights_dir: Path, size: Size, engine: Engine, threads: int, padding: Padding | None = None, batch_size: int = 1) -> TextRecognizer:
    """As `load_onnx_reader`. On one thread, one line at a time is no slower than several, and needs less memory."""
    folder, weights = f"PP-OCRv6_{size}_rec", load_manifest(weights_dir)
    model = load_model(weights.read(folder, "inference.onnx"), engine, threads)
    alphabet = read_alphabet(weights.read(folder, "inference.yml"))
    return TextRecognizer(model, alphabet, padding or _suitable_padding(size, engine), batch_size)


def _suitable_padding(size: Size, engine: Engine) -> Padding:
    """The record is what PaddleOCR reads, to the character, unless the engine is chosen for speed; the small recogniser gives the record."""
    if engine == "openvino":
        return coarsely_padded
    return padded_like_paddleocr if size == "small" else hardly_padded
