from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.document import Document, EmbeddedInvoice, Format, IntegrityIssue, Page
from intake.evidence import Evidence, Place, Source
from intake.invoice import Code, Item, Kind, ListLine, Quality, Seal
from intake.reading import PrintedValue, PrintTrait, Reading, Region, TextReading
from models.geometry import Box, PageTransform, Quad
from models.text import CharScore, TextLine
from training.anomaly.reading_codec import ReadingCodec

CODEC = ReadingCodec()
SHORT = st.text(max_size=8)
# Numbers that six digits hold, so that a round trip must give the very same.
NUMBERS = st.integers(-99_999, 99_999).map(lambda n: n / 16 if n % 16 == 0 else float(f"{n / 7:.6g}"))
SHARES = st.integers(0, 1000).map(lambda n: n / 1000)
POINTS = st.tuples(NUMBERS, NUMBERS)
QUADS = st.builds(Quad, st.tuples(POINTS, POINTS, POINTS, POINTS))
BOXES = st.builds(Box, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
PLACES = st.builds(Place, st.integers(1, 9), QUADS)
CHARS = st.builds(CharScore, st.text(min_size=1, max_size=1), SHARES, SHARES, st.lists(st.tuples(SHORT, SHARES), max_size=2).map(tuple))
LINES = st.builds(TextLine, SHORT, QUADS, SHARES, st.lists(CHARS, max_size=3).map(tuple))
CELLS = st.dictionaries(SHORT, SHORT, max_size=3)


def few(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


EVIDENCE = st.builds(Evidence, SHORT, SHORT, st.sampled_from(Source), SHARES, SHORT, SHORT, st.none() | PLACES, few(CHARS))
ISSUES = st.builds(IntegrityIssue, SHORT, SHORT)
EMBEDDED = st.none() | st.builds(EmbeddedInvoice, SHORT, CELLS, few(CELLS), SHORT, few(SHORT))
MATRICES = st.tuples(*[st.tuples(NUMBERS, NUMBERS, NUMBERS)] * 3)
REGIONS = st.builds(
    Region,
    page=st.integers(1, 9),
    outline=QUADS,
    format=st.sampled_from(Format),
    transform=st.builds(PageTransform, MATRICES),
    quality=st.builds(Quality, SHORT, few(SHORT)),
    codes=few(st.builds(Code, SHORT, SHORT, st.none() | PLACES)),
    readings=few(st.builds(TextReading, SHORT, few(LINES))),
    embedded=EMBEDDED,
    issues=few(ISSUES),
    signed=st.booleans(),
    seals=few(st.builds(Seal, SHORT, PLACES, SHORT)),
    kind=st.none() | st.sampled_from(Kind),
    kind_said_by=few(SHORT),
    evidence=few(EVIDENCE),
    items=few(st.builds(Item, CELLS, SHARES, st.none() | PLACES)),
    list_line=st.none() | st.builds(ListLine, CELLS),
    printed=few(st.builds(PrintedValue, SHORT, few(st.tuples(st.text(max_size=1), BOXES)), st.none() | NUMBERS)),
    print_traits=few(st.builds(PrintTrait, SHORT, SHORT, NUMBERS, NUMBERS, PLACES)),
    is_list_page=st.booleans(),
)
PAGES = st.builds(Page, st.integers(1, 9), st.none() | st.sampled_from(Format), lines=few(LINES), embedded=EMBEDDED, issues=few(ISSUES))


@given(few(PAGES), few(REGIONS))
def test_what_is_encoded_comes_back_through_json(pages: tuple[Page, ...], regions: tuple[Region, ...]) -> None:
    reading = Reading(Document("a.pdf", b""), pages, regions, timing_ms={"ocr": 12.5})
    assert CODEC.decode(json.loads(json.dumps(CODEC.encode(reading)))) == reading


def test_a_mesh_comes_back_with_six_digits() -> None:
    mesh = np.linspace(0, 1999.123, 24, dtype=np.float32).reshape(3, 4, 2)
    region = Region(1, Quad.from_box(Box(0, 0, 9, 9)), Format.PHOTO, PageTransform(mesh=mesh, size=(640, 480)))
    decoded = CODEC.decode(json.loads(json.dumps(CODEC.encode(Reading(Document("a", b""), regions=(region,))))))
    found = decoded.regions[0].transform
    assert found.size == (640, 480)
    assert found.mesh is not None
    np.testing.assert_allclose(found.mesh, mesh, rtol=1e-5)


def test_pixels_are_refused() -> None:
    region = Region(1, Quad.from_box(Box(0, 0, 9, 9)), Format.PHOTO, pixels=np.zeros((2, 2, 3), np.uint8))
    with pytest.raises(ValueError, match="pixels"):
        CODEC.encode(Reading(Document("a", b""), regions=(region,)))
    assert CODEC.encode(Reading(Document("a", b""), regions=(replace(region, pixels=None),)))


def test_a_reading_of_another_version_is_refused_not_guessed() -> None:
    value = CODEC.encode(Reading(Document("a", b""), (Page(1, Format.PHOTO),)))
    value["pages"][0]["field_of_tomorrow"] = 1
    with pytest.raises((KeyError, TypeError)):
        CODEC.decode(value)
