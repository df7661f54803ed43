from pathlib import Path

import pytest

from api.bench_worker import load
from intake.settings import Engine

SAMPLE = Path(__file__).parents[2] / "sample_images" / "digital_special.xml"


@pytest.mark.slow
def test_a_worker_says_what_it_found_in_a_file() -> None:
    if not SAMPLE.exists():
        pytest.skip("sample_images has no XML invoice")
    answer = load(Engine.ONNX)(SAMPLE)
    assert (answer["invoices"], answer["format"]) == (1, "xml")
    timing = answer["timing_ms"]
    assert isinstance(timing, dict)
    assert {"open", "extract", "resolve", "check", "total"} <= set(timing)
