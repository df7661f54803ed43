"""The verdict on a picture before anything is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from intake.document import Document, Format, Page
from intake.domain.qr_payload import write_qr_payload
from intake.evidence import Place
from intake.invoice import Code
from intake.reading import Region
from intake.stages.decode_qr import DecodeQr
from intake.stages.find_invoices import FindInvoices
from intake.verdict import FirstLook, verdict
from intake.vision.quality import Measures, Quality, issues_of
from intake.vision.quality import verdict as quality
from models.geometry import Box, Quad
from models.orientation import load_page_orientation

GOOD = Measures(print_height=20, edge_width=0.1, smear=0.12, contrast=150.0, paper_light=200, glare=0, cut_marks=0, moire=0)
FORM = Quad.from_box(Box(100, 100, 1990, 1200))
NUMBER = "24112000000000004711"


def region(outline: Quad = FORM, *codes: str) -> Region:
    return Region(1, outline, Format.PHOTO, codes=tuple(Code(code, "zxing", Place(1, outline)) for code in codes))


def test_a_good_picture_has_no_issue_and_says_what_its_code_says() -> None:
    payload = write_qr_payload("32", "", NUMBER, 10600, date(2024, 3, 8))
    found = verdict([region(FORM, payload, "https://example.com")], [GOOD], 1.0)
    assert (found.grade, found.issues, found.invoices) == ("good", (), 1)
    (code,) = found.codes
    assert (code.kind, code.number, code.issue_date, code.amount) == ("digital_general", NUMBER, date(2024, 3, 8), 10600)
    assert found.dpi == 200, "1890 pixels of a form 240 mm wide"


@pytest.mark.parametrize(
    ("worse", "code", "grade"),
    [
        ({"print_height": 8.0}, "too_small", "usable"),
        ({"print_height": 5.0}, "too_small", "retake"),
        ({"edge_width": 0.4}, "blur", "retake"),
        ({"smear": 0.4}, "blur", "retake"),
        ({"paper_light": 40.0}, "dark", "retake"),
        ({"glare": 0.1}, "glare", "usable"),
        ({"cut_marks": 9}, "cut_edge", "usable"),
        ({"moire": 200.0}, "screen_photo", "usable"),
    ],
)
def test_what_is_wrong_is_told_with_its_measure_and_place(worse: dict[str, float], code: str, grade: str) -> None:
    measures = replace(GOOD, **worse)  # type: ignore[arg-type]
    found = verdict([region()], [measures], 2.0)
    (placed,) = found.issues
    ((metric, value),) = worse.items()
    assert (found.grade, placed.issue.code, placed.issue.metric, placed.issue.value) == (grade, code, metric, value)
    assert placed.where == Quad.from_box(Box(200, 200, 3980, 2400)), "in pixels of the original, which the page shows reduced"
    assert quality(measures) == Quality(grade, (code,), placed.issue.advice + ".", placed.issue.advice_zh + "。"), "the result says the same later"
    assert issues_of(GOOD) == ()


def test_a_picture_without_print_or_code_is_no_invoice_and_one_with_a_code_is() -> None:
    blank = replace(GOOD, print_height=0, edge_width=0, smear=0, contrast=0)
    assert [(placed.issue.code, placed.where) for placed in verdict([region()], [blank], 1.0).issues] == [("not_invoice", None)]
    assert verdict([region(FORM, write_qr_payload("32", "", NUMBER, 10600, date(2024, 3, 8)))], [blank], 1.0).issues == ()


def test_marks_weaker_than_any_print_are_no_invoice() -> None:
    assert [placed.issue.code for placed in verdict([region()], [replace(GOOD, contrast=45)], 1.0).issues] == ["not_invoice"]


def test_several_invoices_are_told_and_are_no_fault() -> None:
    small = Quad.from_box(Box(0, 1300, 500, 1600))
    found = verdict([region(small), region()], [GOOD, GOOD], 1.0)
    assert (found.grade, found.invoices, found.corners) == ("good", 2, FORM)
    assert [placed.issue.code for placed in found.issues] == ["several_invoices"]


def test_a_blank_page_is_looked_at_without_a_model_for_text() -> None:
    page = Page(1, None, np.full((400, 300, 3), 220, np.uint8))
    assert FirstLook(FindInvoices(load_page_orientation()), DecodeQr())(Document("a.png", b""), page).grade == "retake"
