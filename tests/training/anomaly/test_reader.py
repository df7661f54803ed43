from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from api.build import build_pipeline
from intake.document import Document, Format
from intake.pipeline import Stage
from intake.reading import Reading, Region
from intake.settings import Engine, ReadSettings
from intake.stages.check_invoices import CheckInvoices
from intake.stages.decide_invoices import DecideInvoices
from intake.stages.join_pages import JoinPages
from intake.stages.measure_print import MeasurePrint
from intake.stages.read_separators import ReadSeparators
from intake.stages.resolve_fields import ResolveFields
from models.geometry import Box, Quad
from training.anomaly.reader import load_page_stages, load_picture_stages, measured


def kinds(stages: Iterable[Stage]) -> list[type]:
    return [type(stage) for stage in stages]


@pytest.mark.slow
def test_the_cache_is_read_with_the_stages_of_the_product_in_their_order() -> None:
    product = build_pipeline(ReadSettings(engine=Engine.ONNX))
    measuring = kinds(load_picture_stages(Engine.ONNX))
    assert kinds(load_page_stages(Engine.ONNX)) == [kind for kind in kinds(product.page_stages) if kind not in (*measuring, ReadSeparators)]
    assert [kind for kind in kinds(product.page_stages) if kind in measuring] == measuring
    own = [JoinPages, ResolveFields, CheckInvoices, DecideInvoices]
    assert [kind for kind in kinds((*product.document_stages, *product.judging_stages)) if kind in own] == own


def test_an_engine_that_no_cache_is_made_with_is_refused() -> None:
    with pytest.raises(ValueError, match="auto, onnx or openvino"):
        load_page_stages(Engine.PADDLE)


def test_pictures_must_be_as_many_as_regions_and_are_not_kept() -> None:
    region = Region(1, Quad.from_box(Box(0, 0, 9, 9)), Format.PHOTO)
    reading = Reading(Document("a", b""), regions=(region,))
    assert measured(reading, (np.full((9, 9, 3), 255, np.uint8),), (MeasurePrint(),)).regions[0].pixels is None
    with pytest.raises(ValueError, match="zip"):
        measured(reading, (), ())
