"""All that was learned from a document. A stage takes one and returns a richer one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from intake.document import Document, EmbeddedInvoice, Format, IntegrityIssue, Page
from intake.evidence import Evidence, Place
from intake.invoice import BatchSheet, Code, Invoice, Item, Kind, ListLine, Quality, Seal
from models.geometry import Box, PageTransform, Pixels, Quad
from models.text import TextLine


@dataclass(frozen=True)
class TextReading:
    """All lines that one reader saw in a region."""

    reader: str
    """The reader's name, with `/no-red` and the like for another preparation of the picture; `text_layer`, `ofd` for text that is data."""
    lines: tuple[TextLine, ...]
    """In pixels of the region's cleaned picture."""


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """Where the characters of one value stand in a region's cleaned picture."""

    field: str
    """`items` for the cells of the lines of goods."""
    chars: tuple[tuple[str, Box], ...]
    """Characters that leave ink, left to right in each line, with the cell that the reader saw each in."""
    offset_mm: float | None = None
    """How far below the place where its kind of form prints it (above: negative); None where the form has no such place."""


@dataclass(frozen=True, slots=True)
class PrintTrait:
    """One trait of the print of one value, against the print around it."""

    field: str
    name: str
    """One of `intake.vision.print_traits.TRAITS`."""
    deviation: float
    """In robust standard deviations of the same trait on this page; never negative."""
    measured: float
    """The difference itself, signed, in the trait's unit."""
    place: Place


@dataclass(frozen=True)
class Region:
    """One invoice, or one page of one, as it lies on a page of the document."""

    page: int
    """Counts from 1."""
    outline: Quad
    """Pixels of the original page, clockwise from the invoice's own top left."""
    format: Format
    transform: PageTransform = PageTransform()
    """Cleaned pixels -> original page pixels."""
    pixels: Pixels | None = field(default=None, repr=False)
    """The cleaned, upright picture, BGR."""
    quality: Quality = Quality()
    codes: tuple[Code, ...] = ()
    readings: tuple[TextReading, ...] = ()
    """The main reading first."""
    embedded: EmbeddedInvoice | None = None
    issues: tuple[IntegrityIssue, ...] = ()
    signed: bool = False
    seals: tuple[Seal, ...] = ()
    kind: Kind | None = None
    kind_detail: str = ""
    kind_said_by: tuple[str, ...] = ()
    """Who names the kind: title, qr, code, layout, data ..."""
    title_says: Kind | None = None
    """As `Invoice.title_says`."""
    evidence: tuple[Evidence, ...] = ()
    items: tuple[Item, ...] = ()
    list_line: ListLine | None = None
    printed: tuple[PrintedValue, ...] = ()
    """Of the main reading."""
    print_traits: tuple[PrintTrait, ...] = ()
    large_marks: tuple[Place, ...] = ()
    """Letters much larger than print that lie across the form, as 作废 does."""
    is_list_page: bool = False
    """A goods list (清单) or a further page: belongs to the invoice of another page."""

    @property
    def lines(self) -> tuple[TextLine, ...]:
        """The main reading's lines."""
        return self.readings[0].lines if self.readings else ()


@dataclass(frozen=True)
class FoundInvoice:
    """An invoice of the document, with where it stands."""

    regions: tuple[Region, ...]
    """Its main page first."""
    index: int
    """Counts from 0 in reading order on the main page."""
    invoice: Invoice
    batch: BatchSheet | None = None
    """The cover sheet that lies before it in the document."""
    serial: str = ""
    """Of a sticker on it."""


@dataclass(frozen=True)
class Reading:
    """What is known of a document so far."""

    document: Document
    pages: tuple[Page, ...] = ()
    regions: tuple[Region, ...] = ()
    invoices: tuple[FoundInvoice, ...] = ()
    timing_ms: dict[str, float] = field(default_factory=dict)

    def without_pixels(self) -> Reading:
        """The same without pictures: what may be kept while further pages are read."""
        return replace(
            self,
            pages=tuple(replace(page, pixels=None) for page in self.pages),
            regions=tuple(replace(region, pixels=None) for region in self.regions),
        )
