"""paddleocr's OCR alone, for `fapiao bench`: the same PP-OCRv6 small files that we read with, on its ONNX Runtime engine.

Usage: python -m intake.measure.peers.paddleocr_worker THREADS WEIGHTS_FOLDER
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from intake.measure.answering import Read, answer


def load(threads: int, weights: Path) -> Read:
    """Detection and recognition with its own defaults; page and line orientation off, as for rapidocr."""
    os.environ["PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK"] = "True"  # before the import: it would look for model hosts
    import cv2
    from paddleocr import PaddleOCR  # type: ignore[import-untyped]

    cv2.setNumThreads(threads)
    engine = PaddleOCR(
        text_detection_model_name="PP-OCRv6_small_det",
        text_detection_model_dir=str(weights / "PP-OCRv6_small_det"),
        text_recognition_model_name="PP-OCRv6_small_rec",
        text_recognition_model_dir=str(weights / "PP-OCRv6_small_rec"),
        use_doc_orientation_classify=False,
        use_doc_unwarping=False,
        use_textline_orientation=False,
        text_recognition_batch_size=6,
        device="cpu",
        engine="onnxruntime",
        engine_config={"intra_op_num_threads": threads, "inter_op_num_threads": 1},
    )

    def read(path: Path) -> Mapping[str, object]:
        return {"lines": sum(len(page["rec_texts"]) for page in engine.predict(str(path)))}

    return read


if __name__ == "__main__":
    answer(lambda: load(int(sys.argv[1]), Path(sys.argv[2])))
