"""The reading pipeline cut in two: what needs pixels and networks, run once for the cache; and what follows from that, run anew in a moment.

The stages are those of the product, in its order; a test compares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec

import models.onnx_model
from intake.document import Document
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
from intake.pipeline import Stage
from intake.reading import FoundInvoice, Reading
from intake.settings import Engine
from intake.stages.check_invoices import CheckInvoices
from intake.stages.clean_pages import CleanPages
from intake.stages.collect_evidence import CollectEvidence
from intake.stages.decide_invoices import DecideInvoices
from intake.stages.decode_qr import DecodeQr
from intake.stages.find_invoices import FindInvoices
from intake.stages.find_text import FindText
from intake.stages.join_pages import JoinPages
from intake.stages.measure_print import MeasurePrint
from intake.stages.read_marks import ReadMarks
from intake.stages.resolve_fields import ResolveFields
from models.geometry import Pixels
from models.onnx_reader import load_onnx_reader
from models.orientation import load_page_orientation


@dataclass(frozen=True)
class Seen:
    """What was seen on the pages of a document."""

    reading: Reading
    """Without pixels, and without invoices yet."""
    pictures: tuple[Pixels | None, ...]
    """The cleaned picture of each region, in the order of the reading's regions."""


def load_page_stages(engine: Engine) -> tuple[Stage, ...]:
    """Raises WeightsError when a weight is absent or altered, ValueError for the paddle engine, which no cache is made with."""
    runtime = _runtime(engine)
    record, second = load_onnx_reader(size="small", engine=runtime), load_onnx_reader(size="tiny", engine=runtime)
    return (FindInvoices(load_page_orientation()), CleanPages(), DecodeQr(), FindText(record, second), CollectEvidence(record))


def load_picture_stages(engine: Engine) -> tuple[Stage, ...]:
    """What is measured on the cleaned pictures, quick enough to be done anew for each table. Raises as `load_page_stages` does."""
    return (MeasurePrint(), ReadMarks(load_onnx_reader(size="small", engine=_runtime(engine))))


def _runtime(engine: Engine) -> models.onnx_model.Engine:
    if engine is Engine.PADDLE:
        raise ValueError("the cache is made with the engines that the product runs by default: auto, onnx or openvino")
    fast = engine is Engine.OPENVINO or (engine is Engine.AUTO and find_spec("openvino") is not None)
    return "openvino" if fast else "onnxruntime"


def see(document: Document, stages: Sequence[Stage]) -> Seen:
    """Run the page stages over every page. Raises IntakeError when the document can't be opened."""
    whole, pictures = Reading(document), list[Pixels | None]()
    for page in open_pages(document, limits=Limits()):
        part = Reading(document, pages=(page,))
        for stage in stages:
            part = stage(part)
        pictures += [region.pixels for region in part.regions]
        part = part.without_pixels()
        whole = replace(whole, pages=whole.pages + part.pages, regions=whole.regions + part.regions)
    return Seen(whole, tuple(pictures))


def measured(reading: Reading, pictures: Sequence[Pixels | None], stages: Sequence[Stage]) -> Reading:
    """With what is measured on the cleaned pictures of its regions, one for each region. Raises ValueError when they are not as many."""
    regions = tuple(replace(region, pixels=picture) for region, picture in zip(reading.regions, pictures, strict=True))
    reading = replace(reading, regions=regions)
    for stage in stages:
        reading = stage(reading)
    return reading.without_pixels()


def conclude(reading: Reading, today: date) -> Reading:
    """The invoices of a reading: joined, resolved and checked as on the given day, with raw confidences and the decision of redundancy alone."""
    stages: tuple[Stage, ...] = (JoinPages(), ResolveFields(), CheckInvoices(lambda: today), DecideInvoices())
    for stage in stages:
        reading = stage(reading)
    return reading


def alone(reading: Reading, found: FoundInvoice) -> Reading:
    """The reading with one of its invoices only."""
    return replace(reading, invoices=(found,))
