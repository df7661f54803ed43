"""Makes sets of labelled files. Every file has a random generator of its own, seeded by the set's seed and the file's number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from intake.invoice import Kind
from training.synthesize.ageing.camera import encode_jpeg
from training.synthesize.ageing.levels import draw_level
from training.synthesize.fonts import FontBook
from training.synthesize.kinds import Share, draw_kind, draw_pages, draw_values
from training.synthesize.labels import Label, label_of, reading_order
from training.synthesize.photographs import Original, photograph, to_png
from training.synthesize.raster import place, render


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
    Share(Kind.VAT_E_GENERAL, 30),
    Share(Kind.TOLL_E, 8),
    Share(Kind.VAT_E_SPECIAL, 6),
    Share(Kind.BLOCKCHAIN, 4),
)
PHOTOGRAPHED = (
    Share(Kind.VAT_SPECIAL, 24),
    Share(Kind.VAT_GENERAL, 18),
    Share(Kind.DIGITAL_GENERAL, 12),
    Share(Kind.DIGITAL_SPECIAL, 8),
    Share(Kind.VAT_E_GENERAL, 14),
    Share(Kind.TOLL_E, 4),
    Share(Kind.VAT_E_SPECIAL, 3),
    Share(Kind.BLOCKCHAIN, 2),
)


def produce(name: SetName, count: int, seed: int, book: FontBook) -> Iterator[LabelledFile]:
    """The files of a set, one after the other."""
    for number in range(count):
        rng = Random(f"{seed}/{name}/{number}")
        yield _make(name, number, rng, book)


def _make(name: SetName, number: int, rng: Random, book: FontBook) -> LabelledFile:
    if name is SetName.RENDERS:
        return make_render(f"render_{number:04d}", rng, book)
    return make_photo(f"photo_{number:04d}", rng, book)


def make_render(stem: str, rng: Random, book: FontBook) -> LabelledFile:
    """A picture made from an electronic invoice, as viewers and mail services make them."""
    original = draw_original(rng, book, RENDERED)
    dpi = rng.choice((96, 110, 120, 144, 150, 150, 200, 200, 250))
    pixels = render(original.drawing, original.fonts, dpi)
    placed = place(original.drawing, dpi)
    lossy = rng.random() < 0.5
    content = encode_jpeg(pixels, rng.randint(75, 95)) if lossy else to_png(pixels)
    name = f"{stem}.{'jpg' if lossy else 'png'}"
    return LabelledFile(name, content, (label_of(original.invoice, name, 0, "render", placed),))


def make_photo(stem: str, rng: Random, book: FontBook) -> LabelledFile:
    """A photograph of one invoice, sometimes of several."""
    count = rng.choices((1, 2, 3, 4), (90, 5, 3, 2))[0]
    originals = [draw_original(rng, book, PHOTOGRAPHED) for _ in range(count)]
    aged = photograph(originals, rng, draw_level(rng))
    name = f"{stem}.{aged.suffix}"
    order = reading_order(aged.placed)
    labels = tuple(label_of(originals[i].invoice, name, index, aged.form, aged.placed[i]) for index, i in enumerate(order))
    return LabelledFile(name, aged.content, labels)


def draw_original(rng: Random, book: FontBook, shares: tuple[Share, ...]) -> Original:
    invoice = draw_values(rng, draw_kind(rng, shares), one_page=True)
    fonts = book.choose(rng)
    return Original(invoice, draw_pages(invoice, fonts, rng)[0], fonts)
