from dataclasses import dataclass

import cv2
import numpy as np
import pytest

from intake.document import Document, EmbeddedInvoice, Format, IntegrityIssue, Page
from intake.reading import Reading
from intake.stages.find_invoices import FindInvoices
from models.geometry import Box, Quad
from models.orientation import Orientation
from models.text import TextLine

DOCUMENT = Document("a.jpg", b"")


@dataclass(frozen=True)
class SealOnTop:
    """Tells the direction of a drawn form from where its red seal lies."""

    def __call__(self, image):
        red = (image[..., 2].astype(int) - image[..., :2].max(axis=2)) > 90
        y, x = np.nonzero(red)
        if len(x) == 0:
            return Orientation(0, 0.1)
        height, width = red.shape
        distances = {0: y.mean() / height, 90: 1 - x.mean() / width, 180: 1 - y.mean() / height, 270: x.mean() / width}
        return Orientation(min(distances, key=lambda degrees: distances[degrees]), 0.9)


@dataclass(frozen=True)
class Unsure:
    def __call__(self, image):
        return Orientation(180, 0.3)


def regions_of(page, model=None):
    return FindInvoices(model or SealOnTop())(Reading(DOCUMENT, pages=(page,))).regions


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_an_outline_begins_at_the_invoices_own_top_left_whichever_way_it_lies(workshop, degrees):
    corners = workshop.rectangle((1200, 900), 1200, 800, degrees + 7)
    photo = workshop.lay(workshop.desk(), workshop.form(), corners)
    (region,) = regions_of(Page(1, None, photo))
    assert np.abs(np.array(region.outline.points) - corners).max() < 45


@pytest.mark.parametrize("turn", [None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE])
def test_a_whole_page_is_exact_to_the_pixel_in_all_directions(workshop, turn):
    form = workshop.form()
    page = form if turn is None else np.ascontiguousarray(cv2.rotate(form, turn))
    (region,) = regions_of(Page(1, None, page))
    height, width = page.shape[:2]
    assert region.outline.box == Box(0, 0, width - 1, height - 1)
    assert region.outline.points[0] == {None: (0, 0), 0: (width - 1, 0), 1: (width - 1, height - 1), 2: (0, height - 1)}[turn]


def test_an_unsure_orientation_model_turns_nothing(workshop):
    (region,) = regions_of(Page(1, None, workshop.form()), Unsure())
    assert region.outline.points[0] == (0, 0)


def test_every_invoice_of_a_photograph_gets_a_region(workshop):
    places = [workshop.rectangle((640, 900), 900, 600, 4), workshop.rectangle((1760, 900), 900, 600, -9)]
    photo = workshop.desk()
    for corners in places:
        photo = workshop.lay(photo, workshop.form(), corners)
    regions = regions_of(Page(3, None, photo))
    assert [region.page for region in regions] == [3, 3]
    assert regions[0].outline.box.center[0] < regions[1].outline.box.center[0]


def test_invoices_pasted_on_a_sheet_are_found_where_the_sheet_is_a_small_part_of_the_photograph(workshop):
    sheet = np.full((1754, 1240, 3), 244, np.uint8)
    for top in (40, 460, 880, 1300):
        sheet[top : top + 400, 60:660] = cv2.resize(workshop.form(), (600, 400), interpolation=cv2.INTER_AREA)
    photo = workshop.lay(workshop.desk(4800, 2700), sheet, workshop.rectangle((2400, 1350), 1240, 1754, 3))
    regions = regions_of(Page(1, None, photo))
    assert len(regions) == 4
    middles = [region.outline.box.center[1] for region in regions]
    assert np.allclose(np.diff(middles), 420, atol=25)


def test_a_page_that_holds_its_text_is_taken_whole_and_unseen():
    line = TextLine("发票", Quad.from_box(Box(10, 10, 50, 20)), 1.0)
    pixels = np.zeros((1102, 1654, 3), np.uint8)
    embedded = EmbeddedInvoice("", {})
    issue = IntegrityIssue("ofd_digest_mismatch", "")
    page = Page(2, Format.OFD, pixels, lines=(line,), embedded=embedded, signed=True, issues=(issue,))

    def never(image):
        raise AssertionError("looked at")

    (region,) = regions_of(page, never)
    assert region.outline.box == Box(0, 0, 1653, 1101)
    assert (region.format, region.embedded, region.signed, region.issues) == (Format.OFD, embedded, True, (issue,))


def test_a_page_without_a_picture_still_gets_its_region():
    embedded = EmbeddedInvoice("digital_general", {"total": "1.00"})
    (region,) = regions_of(Page(1, Format.XML, None, embedded=embedded))
    assert (region.format, region.embedded) == (Format.XML, embedded)


def test_a_scanned_pdf_page_keeps_its_format(workshop):
    (region,) = regions_of(Page(1, Format.PDF_IMAGE, workshop.form()))
    assert region.format is Format.PDF_IMAGE


def test_a_blank_page_is_one_region():
    (region,) = regions_of(Page(1, None, np.full((500, 400, 3), 255, np.uint8)))
    assert region.outline.box == Box(0, 0, 399, 499)


@pytest.mark.parametrize("size", [(1, 1), (3, 40), (40, 2), (60, 60)])
def test_the_smallest_pictures_are_regions_too(size):
    (region,) = regions_of(Page(1, None, np.full((*size, 3), 128, np.uint8)))
    assert region.outline.box == Box(0, 0, size[1] - 1, size[0] - 1)
