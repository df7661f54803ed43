"""Example number N: an invoice, clean or doctored, as a file of one of the formats that people hand in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random

import cv2

from models.geometry import Pixels
from training.mismatches.brushes import apply_brush, can_clone
from training.mismatches.classes import is_for_pictures, is_for_text_files, mismatches
from training.mismatches.harmless import ODD_SHARE, with_oddity
from training.mismatches.layout_id import layout_id
from training.mismatches.marks import with_void_mark
from training.mismatches.mismatch import Brush, Doctored, Mismatch, Trace, doctored
from training.mismatches.ofd_edits import with_old_digests
from training.mismatches.pages import Change, changes, exchanged, issued_pages, pages_of
from training.synthesize.ageing.levels import draw_level
from training.synthesize.arrays import as_pixels
from training.synthesize.drawing import Drawing
from training.synthesize.fonts import FontBook, FontSet
from training.synthesize.formats.einvoice_xml import write_digital_xml
from training.synthesize.formats.ofd_file import write_ofd
from training.synthesize.formats.pdf_file import write_pdf, write_scanned_pdf
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.kinds import Share, draw_kind, draw_values
from training.synthesize.labels import Label, label_of, reading_order, unreadable
from training.synthesize.paper_print import Sheet
from training.synthesize.papers import Original
from training.synthesize.photographs import Aged
from training.synthesize.pictures import encode_jpeg, encode_png
from training.synthesize.produce import IN_OFD, IN_XML, PHOTOGRAPHED, RENDERED, on_paper, on_screen
from training.synthesize.scans import scan

CLEAN_SHARE = 0.45
_RESAVED = 0.3
"""Pictures that somebody saved again for no evil purpose: an edited picture must not be known by that alone."""


class Medium(StrEnum):
    """What is handed in."""

    PAPER = "paper"
    """A photograph or scan."""
    SCREEN = "screen"
    """A picture of an electronic invoice."""
    SCANNED_PDF = "scanned_pdf"
    PDF = "pdf"
    OFD = "ofd"
    XML = "xml"


MEDIA: Mapping[Medium, float] = {Medium.PAPER: 45, Medium.SCREEN: 25, Medium.SCANNED_PDF: 3, Medium.PDF: 11, Medium.OFD: 9, Medium.XML: 7}
"""Shares of what is drawn, in per cent."""
_KINDS: Mapping[Medium, Sequence[Share]] = {
    Medium.PAPER: PHOTOGRAPHED,
    Medium.SCREEN: RENDERED,
    Medium.SCANNED_PDF: PHOTOGRAPHED,
    Medium.PDF: RENDERED,
    Medium.OFD: IN_OFD,
    Medium.XML: IN_XML,
}
_PICTURES = (Medium.PAPER, Medium.SCREEN, Medium.SCANNED_PDF)
_TEXT_FILES = (Medium.PDF, Medium.OFD)


@dataclass(frozen=True)
class DrawnInvoice:
    """One invoice of a file, with all that is known of it."""

    doctored: Doctored
    mismatch: str
    """Name of its class; "" for a clean one."""
    technique: str
    """How it was done, beyond the class; "" where there is nothing to add."""
    layout: str
    shown: Label
    """What is printed, as labels say it, "?" where nobody can read it."""
    issued: Mapping[str, str]
    """The values of its issuer, "?" where nobody can read them."""


@dataclass(frozen=True)
class DrawnExample:
    number: int
    name: str
    content: bytes
    read_on: date
    """The day on which it is handed in."""
    invoices: tuple[DrawnInvoice, ...]
    """In reading order."""


@dataclass(frozen=True)
class _Made:
    """A file with its invoices in reading order."""

    name: str
    content: bytes
    invoices: tuple[DrawnInvoice, ...]


@dataclass(frozen=True)
class _Plan:
    """What becomes of one invoice of a file."""

    doctored: Doctored
    mismatch: Mismatch | None
    pages: tuple[Drawing, ...]
    """As they are printed, or written to the file; before any brush is laid on."""
    fonts: FontSet
    seed: str
    """Of the layout."""
    made: tuple[Change, ...] = ()
    """For the brush, which is laid on later."""
    brush: Brush | None = None


def draw_example(number: int, seed: int, book: FontBook, media: Mapping[Medium, float] = MEDIA) -> DrawnExample:
    """The same number and seed draw the same bytes, whichever examples are drawn beside it. `media`: how often each is drawn."""
    rng, medium, count, clean = _begun(number, seed, media)
    victim = rng.randrange(count)
    plans = [_plan(rng, medium, f"{seed}/{number}/{i}", book, clean=clean or i != victim, alone=count == 1) for i in range(count)]
    day = max(max(plan.doctored.issued.day, _printed_day(plan.doctored.shown)) for plan in plans)
    read_on = day + timedelta(days=rng.choice((1, 3, 10, 30, 60, 150, 300)) + rng.randrange(5))
    writers: Mapping[Medium, Callable[[str, Sequence[_Plan], Random], _Made]] = {
        Medium.PAPER: _on_paper,
        Medium.SCREEN: _on_screen,
        Medium.SCANNED_PDF: _in_scanned_pdf,
        Medium.PDF: _in_pdf,
        Medium.OFD: _in_ofd,
        Medium.XML: _in_xml,
    }
    made = writers[medium](f"{number:06d}", plans, rng)
    return DrawnExample(number, made.name, made.content, read_on, made.invoices)


def is_clean(number: int, seed: int, media: Mapping[Medium, float] = MEDIA) -> bool:
    """Whether an example is drawn with nothing altered, without drawing it."""
    return _begun(number, seed, media)[3]


def _begun(number: int, seed: int, media: Mapping[Medium, float]) -> tuple[Random, Medium, int, bool]:
    """What all further chance comes from, what is handed in, how many invoices, and whether all are left as issued."""
    rng = Random(f"{seed}/{number}")  # noqa: S311 - nothing here is secret
    medium = rng.choices(list(media), list(media.values()))[0]
    count = rng.choices((1, 2, 3), (93, 5, 2))[0] if medium is Medium.PAPER else 1
    return rng, medium, count, rng.random() < CLEAN_SHARE


def _printed_day(invoice: SyntheticInvoice) -> date:
    """Nobody hands in an invoice before the day that it says."""
    printed = invoice.fields.get("issue_date", "")
    return date.fromisoformat(printed) if printed else invoice.day


def _plan(rng: Random, medium: Medium, seed: str, book: FontBook, *, clean: bool, alone: bool) -> _Plan:
    one_page = medium in _PICTURES
    invoice = draw_values(rng, draw_kind(rng, _KINDS[medium]), one_page=one_page)
    fonts = book.choose(rng, embeddable=medium is Medium.PDF)
    if clean:
        issued = with_oddity(rng, invoice) if rng.random() < ODD_SHARE else invoice
        plain = doctored(issued, issued)
        return _Plan(plain, None, pages_of(plain, fonts, seed), fonts, seed)
    fitting = [mismatch for mismatch in mismatches() if mismatch.fits(invoice) and _is_for(mismatch, medium)]
    while True:
        mismatch = rng.choices(fitting, [mismatch.weight for mismatch in fitting])[0]
        plan = _doctored_plan(rng, mismatch, invoice, fonts, seed)
        if plan is not None:
            return plan


def _is_for(mismatch: Mismatch, medium: Medium) -> bool:
    if mismatch.brushes:
        return (medium in _PICTURES and is_for_pictures(mismatch)) or (medium in _TEXT_FILES and is_for_text_files(mismatch))
    if medium is Medium.XML:
        # Data has neither a page nor a QR code: what only these would give away is no mismatch there.
        return bool(set(mismatch.rules) & {"R05", "R07", "R09", "R11", "R12"})
    return True


def _doctored_plan(rng: Random, mismatch: Mismatch, invoice: SyntheticInvoice, fonts: FontSet, seed: str) -> _Plan | None:
    """None where this class finds nothing to alter on this invoice."""
    result = mismatch.doctor(rng, invoice)
    pages = pages_of(result, fonts, seed)
    if not mismatch.brushes:
        if Trace.MARK in result.traces:
            pages = (with_void_mark(pages[0], fonts, rng), *pages[1:])
        return _Plan(result, mismatch, pages, fonts, seed)
    brush = mismatch.brushes[0]
    issued = issued_pages(result, fonts, seed)
    made = changes(issued[0], pages[0])
    if not made or (brush is Brush.CLONED and not can_clone(issued[0], made)):
        return None
    trace = Trace.FILE if brush is Brush.COVERED else Trace.PIXELS
    result = replace(result, traces=(*result.traces, trace))
    if brush in (Brush.COVERED, Brush.REPLACED):
        return _Plan(result, mismatch, (exchanged(issued[0], made, brush, fonts, rng), *issued[1:]), fonts, seed, made, brush)
    return _Plan(result, mismatch, issued, fonts, seed, made, brush)


def _on_paper(stem: str, plans: Sequence[_Plan], rng: Random) -> _Made:
    before = [rng.random() < 0.5 for _ in plans]
    originals = [_original(plan, rng, before_ageing=first) for plan, first in zip(plans, before, strict=True)]
    aged = _altered_after(on_paper(originals, rng, draw_level(rng)), plans, before, rng)
    return _example(stem, aged, plans, before)


def _on_screen(stem: str, plans: Sequence[_Plan], rng: Random) -> _Made:
    aged = _altered_after(on_screen(_original(plans[0], rng, before_ageing=False), rng), plans, [False], rng)
    return _example(stem, aged, plans, [False])


def _in_scanned_pdf(stem: str, plans: Sequence[_Plan], rng: Random) -> _Made:
    before = [rng.random() < 0.5]
    aged = scan([_original(plans[0], rng, before_ageing=before[0])], rng, draw_level(rng), binary=False)
    aged = _altered_after(aged, plans, before, rng)
    return _example(stem, replace(aged, content=write_scanned_pdf([aged.content], 200.0), suffix="pdf", form="pdf"), plans, before)


def _in_pdf(stem: str, plans: Sequence[_Plan], rng: Random) -> _Made:
    return _data_example(stem, "pdf", write_pdf(plans[0].pages, plans[0].fonts, stem), plans[0], "")


def _in_ofd(stem: str, plans: Sequence[_Plan], rng: Random) -> _Made:
    """Who edits an OFD file mostly edits its page; its data, its digests or both are forgotten."""
    plan = plans[0]
    shown = plan.doctored.shown
    if plan.mismatch is None or plan.doctored.issued == shown:
        return _data_example(stem, "ofd", write_ofd(shown, plan.pages, plan.fonts), plan, "")
    guarded = "invoice_code" in shown.fields
    edits = ("page_alone", "old_digests") if guarded else ("page_alone",)
    technique = rng.choice(edits) if plan.brush else rng.choice((*edits, "whole"))
    data = shown if technique == "whole" else plan.doctored.issued
    content = write_ofd(data, plan.pages, plan.fonts)
    if technique == "old_digests":
        content = with_old_digests(content, write_ofd(data, pages_of(doctored(data, data), plan.fonts, plan.seed), plan.fonts))
    traces = plan.doctored.traces if technique == "whole" or not guarded else tuple(dict.fromkeys((*plan.doctored.traces, Trace.FILE)))
    return _data_example(stem, "ofd", content, replace(plan, doctored=replace(plan.doctored, traces=traces)), technique)


def _in_xml(stem: str, plans: Sequence[_Plan], rng: Random) -> _Made:
    return _data_example(stem, "xml", write_digital_xml(plans[0].doctored.shown, rng), plans[0], "")


def _original(plan: _Plan, rng: Random, *, before_ageing: bool) -> Original:
    """With what is done to the printed sheet, where the brush is laid on it and not on the picture of it."""
    original = Original(plan.doctored.shown, plan.pages, plan.fonts)
    brush = plan.brush
    if brush is None or not before_ageing:
        return original
    seed = rng.getrandbits(64)

    def alter(sheet: Sheet) -> Sheet:
        changed = apply_brush(sheet.pixels, plan.pages[0], sheet.placed[0], plan.made, brush, plan.fonts, Random(seed))  # noqa: S311
        return replace(sheet, pixels=changed)

    return replace(original, altered=alter)


def _altered_after(aged: Aged, plans: Sequence[_Plan], before: Sequence[bool], rng: Random) -> Aged:
    """The finished picture opened once more: by a forger, or by somebody who only saves it again."""
    forged = [(plan, plan.brush, placed) for plan, placed, first in zip(plans, aged.placed, before, strict=True) if plan.brush and not first]
    if not forged and rng.random() > _RESAVED:
        return aged
    picture: Pixels = as_pixels(cv2.imdecode(as_pixels(bytearray(aged.content)), cv2.IMREAD_COLOR))
    for plan, brush, placed in forged:
        picture = apply_brush(picture, plan.pages[0], placed, plan.made, brush, plan.fonts, rng)
    content = encode_png(picture) if aged.suffix == "png" else encode_jpeg(picture, rng.randint(72, 96))
    return replace(aged, content=content)


def _example(stem: str, aged: Aged, plans: Sequence[_Plan], before: Sequence[bool]) -> _Made:
    name = f"{stem}.{aged.suffix}"
    hidden = aged.hidden or tuple(frozenset[str]() for _ in plans)
    order = reading_order(aged.placed)
    techniques = [("on_sheet" if first else "on_picture") if plan.brush else "" for plan, first in zip(plans, before, strict=True)]
    invoices = tuple(_drawn(plans[i], name, index, aged.form, hidden[i], techniques[i]) for index, i in enumerate(order))
    return _Made(name, aged.content, invoices)


def _data_example(stem: str, form: str, content: bytes, plan: _Plan, technique: str) -> _Made:
    name = f"{stem}.{form}"
    return _Made(name, content, (_drawn(plan, name, 0, form, frozenset(), technique),))


def _drawn(plan: _Plan, name: str, index: int, form: str, hidden: frozenset[str], technique: str) -> DrawnInvoice:
    label = label_of(unreadable(plan.doctored.shown, hidden), name, index, form)
    if form == "xml":
        label = {**label, "qr": None}
    return DrawnInvoice(
        plan.doctored,
        plan.mismatch.name if plan.mismatch else "",
        technique,
        layout_id(plan.doctored.issued, plan.pages[0], plan.fonts, form),
        label,
        unreadable(plan.doctored.issued, hidden).fields,
    )
