"""Is a picture worth reading, told within a second and before any text is read: what is wrong with it and where, whether its QR code can be read, how many invoices lie on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from intake.document import Document, Page
from intake.domain.kind_codes import kind_of_payload
from intake.domain.qr_payload import InvoiceQr, parse_invoice_qr
from intake.reading import Reading, Region
from intake.stages.decode_qr import DecodeQr
from intake.stages.find_invoices import FindInvoices, is_data
from intake.vision.lighting import paper_light
from intake.vision.quality import Issue, Measures, issues_of, measured
from intake.vision.rectify import as_transform, cut, flattening
from intake.vision.straighten import working_scale
from models.geometry import Quad

LOOK_PIXELS = 5_000_000
"""Pixels of the page that is looked at: the photographs of today's phones are decoded at half their sides, which takes a third of the time. On eleven of
twelve megapixels the verdict was the same."""
Grade = Literal["good", "usable", "retake"]
_FORM_RATIOS = (0.54, 0.62)
_A4_RATIOS = (0.68, 0.74)
_FORM_WIDTH_INCHES, _A4_LONG_INCHES = 240 / 25.4, 297 / 25.4
_ADVICE = {
    "not_invoice": ("No print was found. Photograph the invoice so that it fills the picture", "未发现文字, 请让发票占满画面后重拍"),
    "several_invoices": (
        "Several invoices lie in the picture; each becomes a record. One picture each is read more surely",
        "画面中有多张发票, 将分别入库; 逐张拍摄识别更准",
    ),
}


@dataclass(frozen=True)
class PlacedIssue:
    issue: Issue
    where: Quad | None
    """The invoice it is about, in pixels of the original; None for the picture as a whole."""


@dataclass(frozen=True)
class SeenCode:
    """An invoice's own QR code."""

    kind: str
    """A `Kind` of the result format, "" where the code does not say."""
    code: str
    number: str
    issue_date: date | None
    amount: int | None
    """分"""


@dataclass(frozen=True)
class Verdict:
    grade: Grade
    """`good`, `usable`, or `retake`: advice, never a refusal."""
    issues: tuple[PlacedIssue, ...]
    codes: tuple[SeenCode, ...]
    corners: Quad | None
    """Of the largest invoice, in pixels of the original."""
    dpi: int | None
    """Estimated from the size of a form or an A4 sheet; None for other shapes."""
    invoices: int


@dataclass(frozen=True)
class FirstLook:
    """Made once in a process: it holds the orientation model."""

    find: FindInvoices
    decode: DecodeQr

    def __call__(self, document: Document, page: Page) -> Verdict:
        """Of the first page of a document, opened with at most `LOOK_PIXELS`, which has a picture."""
        found = self.find(Reading(document, pages=(page,)))
        looked = [_looked_at(region, page) for region in found.regions]
        coded = self.decode(replace(found, regions=tuple(region for region, _ in looked)))
        return verdict(coded.regions, [measures for _, measures in looked], page.reduction)


def verdict(regions: Sequence[Region], measures: Sequence[Measures], reduction: float) -> Verdict:
    """Pure: what was measured on each invoice of a page, as one verdict. `reduction` as in `Page`."""
    placed = [PlacedIssue(issue, region.outline.scaled(reduction)) for region, each in zip(regions, measures, strict=True) for issue in issues_of(each)]
    codes = [qr for region in regions for code in region.codes if (qr := parse_invoice_qr(code.payload)) is not None]
    if not codes and not any(each.has_print for each in measures):
        placed.insert(0, PlacedIssue(_of_the_whole("not_invoice", 0, is_bad=True), None))
    if len(regions) > 1:
        placed.append(PlacedIssue(_of_the_whole("several_invoices", len(regions), is_bad=False), None))
    # That there are several is no fault of the picture.
    faults = [each.issue for each in placed if each.issue.code != "several_invoices"]
    grade: Grade = "retake" if any(issue.is_bad for issue in faults) else "usable" if faults else "good"
    largest = max((region.outline for region in regions), key=lambda outline: outline.width * outline.height, default=None)
    corners = largest.scaled(reduction) if largest else None
    return Verdict(grade, tuple(placed), tuple(map(_seen, codes)), corners, _dpi(corners) if corners else None, len(regions))


def _looked_at(region: Region, page: Page) -> tuple[Region, Measures]:
    """Cut out flat but not straightened, nor as finely as for reading: that takes most of the time, and neither sharpness nor light depend on it."""
    assert page.pixels is not None
    outline = region.outline
    scale = working_scale(outline.width, outline.height)
    size = (max(1, round((outline.width + 1) * scale)), max(1, round((outline.height + 1) * scale)))
    transform = as_transform(flattening(size, outline))
    pixels = page.pixels if is_data(page) else cut(page.pixels, transform, size, for_reading=False)
    light = paper_light(pixels)
    measures = measured(pixels, light, transform, outline, page.pixels, region.format)
    # Thresholds are in pixels of the original: that is what is read later.
    return replace(region, pixels=pixels, transform=transform), replace(measures, print_height=measures.print_height * page.reduction)


def _of_the_whole(code: str, invoices: int, *, is_bad: bool) -> Issue:
    return Issue(code, "invoices", float(invoices), 1.0, is_bad, *_ADVICE[code])


def _seen(qr: InvoiceQr) -> SeenCode:
    kind = kind_of_payload(qr)
    return SeenCode(kind.kind.value if kind else "", qr.code, qr.number, qr.day, qr.amount)


def _dpi(outline: Quad) -> int | None:
    shorter, longer = sorted((outline.width, outline.height))
    ratio = shorter / longer if longer else 0.0
    if _FORM_RATIOS[0] <= ratio <= _FORM_RATIOS[1]:
        return round(longer / _FORM_WIDTH_INCHES)
    return round(longer / _A4_LONG_INCHES) if _A4_RATIOS[0] <= ratio <= _A4_RATIOS[1] else None
