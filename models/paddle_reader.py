"""The reference text reader: the same weights through PaddleOCR's own pipeline. Slower than `models.onnx_reader`, and blind below whole lines."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from models.geometry import Pixels, Quad
from models.manifest import WEIGHTS_DIRECTORY, load_manifest
from models.onnx_reader import Size
from models.text import CharScore, TextLine
from models.text_detector import DetectorSettings
from models.text_recognizer import straightened

ENGINE = {"engine": "onnxruntime", "device": "cpu"}


class PaddleTextReader:
    """Loads on first use: the import alone takes more than a second.

    PaddleOCR gives one score a line: every character of it is said to have that score, and the characters are said to be spread evenly.
    """

    def __init__(self, weights_dir: Path, size: Size, detector: DetectorSettings, threads: int, detector_side: int) -> None:
        self._weights_dir = weights_dir
        self._size = size
        self._detector = detector
        self._detector_side = detector_side
        self._threads = threads

    @property
    def name(self) -> str:
        return f"PP-OCRv6_{self._size}/paddle"

    def read(self, image: Pixels) -> tuple[TextLine, ...]:
        """Lines that hold text. A tall place that PaddleOCR read turned keeps the quad it was found in."""
        result = self._pipeline.predict(image)[0]
        found = zip(result["rec_texts"], result["rec_polys"], result["rec_scores"], strict=True)
        return tuple(_line(text, Quad.from_array(corners), float(score)) for text, corners, score in found if text)

    def find(self, image: Pixels) -> tuple[Quad, ...]:
        result = self._text_detection.predict(image, limit_side_len=self._detector_side, limit_type="max")[0]
        return tuple(Quad.from_array(corners) for corners in result["dt_polys"])

    def recognise(self, image: Pixels, quads: Sequence[Quad]) -> tuple[TextLine, ...]:
        results = self._text_recognition.predict([straightened(image, quad) for quad in quads]) if quads else []
        return tuple(_line(result["rec_text"], quad, float(result["rec_score"])) for quad, result in zip(quads, results, strict=True))

    @cached_property
    def _pipeline(self) -> Any:
        return _paddleocr().PaddleOCR(
            text_detection_model_name=self._model("det"),
            text_detection_model_dir=self._folder("det"),
            text_recognition_model_name=self._model("rec"),
            text_recognition_model_dir=self._folder("rec"),
            # Each of these, left on, would look for further weights on the network.
            use_doc_orientation_classify=False,
            use_doc_unwarping=False,
            use_textline_orientation=False,
            # Several lines at a time would be padded to the widest, and read differently for it.
            text_recognition_batch_size=1,
            # The pipeline has detector settings of its own, which are not the model's.
            text_det_thresh=self._detector.mark_threshold,
            text_det_box_thresh=self._detector.line_threshold,
            text_det_unclip_ratio=self._detector.growth,
            text_det_limit_side_len=self._detector_side,
            text_det_limit_type="max",
            engine_config=self._engine_config,
            **ENGINE,
        )

    @cached_property
    def _text_detection(self) -> Any:
        return _paddleocr().TextDetection(model_name=self._model("det"), model_dir=self._folder("det"), engine_config=self._engine_config, **ENGINE)

    @cached_property
    def _text_recognition(self) -> Any:
        return _paddleocr().TextRecognition(model_name=self._model("rec"), model_dir=self._folder("rec"), engine_config=self._engine_config, **ENGINE)

    @property
    def _engine_config(self) -> dict[str, int]:
        return {"intra_op_num_threads": self._threads, "inter_op_num_threads": 1}

    def _model(self, part: str) -> str:
        return f"PP-OCRv6_{self._size}_{part}"

    def _folder(self, part: str) -> str:
        return str(self._weights_dir / self._model(part))


def load_paddle_reader(weights_dir: Path = WEIGHTS_DIRECTORY, size: Size = "small", threads: int = 1, detector_side: int = 2048) -> PaddleTextReader:
    """As `models.onnx_reader.load_onnx_reader`. Raises WeightsError when the weights are absent or altered."""
    weights = load_manifest(weights_dir)
    for part in ("det", "rec"):
        weights.read(f"PP-OCRv6_{size}_{part}", "inference.onnx")
        weights.read(f"PP-OCRv6_{size}_{part}", "inference.yml")
    detector = DetectorSettings.from_yaml(weights.read(f"PP-OCRv6_{size}_det", "inference.yml"))
    return PaddleTextReader(weights_dir, size, detector, threads, detector_side)


def _paddleocr() -> Any:
    """The package, told beforehand not to look for model hosts."""
    os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
    import paddleocr  # type: ignore[import-untyped]

    return paddleocr


def _line(text: str, quad: Quad, score: float) -> TextLine:
    return TextLine(text, quad, score, tuple(CharScore(char, score, (index + 0.5) / len(text)) for index, char in enumerate(text)))
