"""rapidocr's OCR alone, for `fapiao bench`: PP-OCRv6 small as it ships it, on ONNX Runtime. Runs in `.venv-peer`, where rapidocr's own OpenCV stands.

Usage: python -m intake.measure.peers.rapidocr_worker THREADS
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from intake.measure.answering import Read, answer


def load(threads: int) -> Read:
    """Without its line orientation model, which costs time and turns some upright lines over."""
    import cv2
    from rapidocr import RapidOCR  # type: ignore[import-not-found]

    cv2.setNumThreads(threads)
    engine = RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )

    def read(path: Path) -> Mapping[str, object]:
        found = engine(str(path))
        return {"lines": len(found.txts or ())}

    return read


if __name__ == "__main__":
    answer(lambda: load(int(sys.argv[1])))
