"""Makes sets of labelled files. Every file has a random generator of its own, seeded by the set's seed and the file's number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from intake.invoice import Kind
from training.synthesize.ageing.levels import Level, draw_level
from training.synthesize.fonts import FontBook
from training.synthesize.formats.einvoice_xml import write_digital_xml
from training.synthesize.formats.ofd_file import write_ofd
from training.synthesize.formats.pdf_file import write_pdf, write_scanned_pdf
from training.synthesize.kinds import Share, draw_kind, draw_pages, draw_values
from training.synthesize.labels import Label, label_of, reading_order, unreadable, unresolved
from training.synthesize.papers import Original
from training.synthesize.photographs import Aged, photograph, photograph_pasted
from training.synthesize.pictures import encode_jpeg, encode_png
from training.synthesize.raster import place, render
from training.synthesize.scans import scan
from training.synthesize.screens import photograph_of_screen, screenshot


class SetName(StrEnum):
    PHOTOS = "photos"
    RENDERS = "renders"
    PDF = "pdf"
    OFD = "ofd"
    XML = "xml"
    MIXED = "mixed"


@dataclass(frozen=True)
class LabelledFile:
    name: str
    content: bytes
    labels: tuple[Label, ...]


RENDERED = (
    Share(Kind.DIGITAL_GENERAL, 30),
    Share(Kind.DIGITAL_SPECIAL, 20),
    Share(Kind.VAT_E_GENERAL, 28),
    Share(Kind.TOLL_E, 8),
    Share(Kind.VAT_E_SPECIAL, 5),
    Share(Kind.BLOCKCHAIN, 3),
    Share(Kind.RAIL_E, 4),
    Share(Kind.AIR_E, 2),
)
PHOTOGRAPHED = (
    Share(Kind.VAT_SPECIAL, 20),
    Share(Kind.VAT_GENERAL, 16),
    Share(Kind.DIGITAL_GENERAL, 10),
    Share(Kind.DIGITAL_SPECIAL, 8),
    Share(Kind.VAT_E_GENERAL, 10),
    Share(Kind.TOLL_E, 3),
    Share(Kind.VAT_E_SPECIAL, 2),
    Share(Kind.BLOCKCHAIN, 1),
    Share(Kind.VAT_ROLL, 5),
    Share(Kind.MOTOR_VEHICLE, 3),
    Share(Kind.USED_VEHICLE, 2),
    Share(Kind.TAXI, 8),
    Share(Kind.TRAIN, 7),
    Share(Kind.RAIL_E, 2),
    Share(Kind.AIR_E, 1),
    Share(Kind.QUOTA, 2),
    Share(Kind.MACHINE_PRINTED, 2),
    Share(Kind.TOLL, 1),
    Share(Kind.BUS, 1),
)
IN_OFD = (Share(Kind.VAT_E_GENERAL, 45), Share(Kind.VAT_E_SPECIAL, 10), Share(Kind.DIGITAL_SPECIAL, 20), Share(Kind.DIGITAL_GENERAL, 25))
IN_XML = (Share(Kind.DIGITAL_SPECIAL, 45), Share(Kind.DIGITAL_GENERAL, 55))


def produce(name: SetName, count: int, seed: int, book: FontBook, first: int = 0) -> Iterator[LabelledFile]:
    """The files of a set, one after the other, from a number on."""
    for number in range(first, count):
        yield make_file(name, number, Random(f"{seed}/{name}/{number}"), book)  # noqa: S311 - nothing here is secret


def make_file(name: SetName, number: int, rng: Random, book: FontBook) -> LabelledFile:
    """File `number` of a set."""
    makers: Mapping[SetName, Callable[[str, Random, FontBook], LabelledFile]] = {
        SetName.PHOTOS: make_photo,
        SetName.RENDERS: make_render,
        SetName.PDF: make_pdf,
        SetName.OFD: make_ofd,
        SetName.XML: make_xml,
    }
    chosen = name
    if name is SetName.MIXED:
        chosen = rng.choices((SetName.PHOTOS, SetName.RENDERS, SetName.PDF, SetName.OFD, SetName.XML), (50, 20, 18, 7, 5))[0]
    return makers[chosen](f"{chosen}_{number:04d}", rng, book)


def make_render(stem: str, rng: Random, book: FontBook) -> LabelledFile:
    """A picture made from an electronic invoice, as viewers and mail services make them; or a screenshot of one."""
    original = draw_original(rng, book, RENDERED)
    return labelled(stem, [original], on_screen(original, rng))


def on_screen(original: Original, rng: Random) -> Aged:
    """An electronic invoice as a picture: rendered, or a screenshot."""
    if rng.random() < 0.3:
        return screenshot(original, rng)
    dpi = float(rng.choice((96, 110, 120, 144, 150, 150, 200, 200, 250)))
    pixels = render(original.first, original.fonts, dpi)
    placed = (place(original.first, dpi),)
    if rng.random() < 0.5:
        return Aged(encode_jpeg(pixels, rng.randint(75, 95)), "jpg", "render", placed)
    return Aged(encode_png(pixels), "png", "render", placed)


def make_photo(stem: str, rng: Random, book: FontBook, level: Level | None = None) -> LabelledFile:
    """Paper before a camera or on a scanner; mostly one invoice, sometimes several."""
    level = level or draw_level(rng)
    count = rng.choices((1, 2, 3, 4), (90, 5, 3, 2))[0]
    originals = [draw_original(rng, book, PHOTOGRAPHED) for _ in range(count)]
    return labelled(stem, originals, on_paper(originals, rng, level))


def on_paper(originals: Sequence[Original], rng: Random, level: Level) -> Aged:
    """Sheets before a camera or on a scanner; now and then a screen before the camera."""
    roll = rng.random()
    if len(originals) > 1 and roll < 0.5:
        return photograph_pasted(originals, rng, level)
    if roll > 0.78:
        return scan(originals, rng, level)
    if len(originals) == 1 and not originals[0].on_form and roll < 0.08:
        return photograph_of_screen(originals[0], rng, level)
    return photograph(originals, rng, level)


def make_pdf(stem: str, rng: Random, book: FontBook) -> LabelledFile:
    """A text PDF, goods lists and further pages included; or a scanned one."""
    if rng.random() < 0.18:
        original = draw_original(rng, book, PHOTOGRAPHED)
        level = draw_level(rng)
        aged = scan([original], rng, level, binary=False)
        return LabelledFile(f"{stem}.pdf", write_scanned_pdf([aged.content], 200.0), (label_of(original.invoice, f"{stem}.pdf", 0, "pdf"),))
    original = draw_original(rng, book, RENDERED, one_page=False, embeddable=True)
    return LabelledFile(f"{stem}.pdf", write_pdf(original.pages, original.fonts, stem), (label_of(original.invoice, f"{stem}.pdf", 0, "pdf"),))


def make_ofd(stem: str, rng: Random, book: FontBook) -> LabelledFile:
    original = draw_original(rng, book, IN_OFD, one_page=False)
    name = f"{stem}.ofd"
    return LabelledFile(name, write_ofd(original.invoice, original.pages, original.fonts), (label_of(original.invoice, name, 0, "ofd"),))


def make_xml(stem: str, rng: Random, book: FontBook) -> LabelledFile:
    """数电 XML. It carries no QR code."""
    original = draw_original(rng, book, IN_XML, one_page=False)
    name = f"{stem}.xml"
    return LabelledFile(name, write_digital_xml(original.invoice, rng), ({**label_of(original.invoice, name, 0, "xml"), "qr": None},))


def draw_original(rng: Random, book: FontBook, shares: Sequence[Share], *, one_page: bool = True, embeddable: bool = False) -> Original:
    """Values, fonts and pages of one invoice."""
    invoice = draw_values(rng, draw_kind(rng, shares), one_page=one_page)
    fonts = book.choose(rng, embeddable=embeddable)
    return Original(invoice, draw_pages(invoice, fonts, rng), fonts)


def labelled(stem: str, originals: Sequence[Original], aged: Aged) -> LabelledFile:
    """A picture with the labels of its invoices in reading order."""
    name = f"{stem}.{aged.suffix}"
    order = reading_order(aged.placed)
    hidden = aged.hidden or (frozenset(),) * len(originals)
    invoices = [
        unreadable(original.invoice, cut | unresolved(placed, original.invoice.qr))
        for original, cut, placed in zip(originals, hidden, aged.placed, strict=True)
    ]
    labels = tuple(label_of(invoices[i], name, index, aged.form, aged.placed[i]) for index, i in enumerate(order))
    return LabelledFile(name, aged.content, labels)
