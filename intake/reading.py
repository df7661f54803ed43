"""All that was learned from a document. A stage takes one and returns a richer one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from intake.document import Document, EmbeddedInvoice, Format, IntegrityIssue, Page
from intake.evidence import Evidence
from intake.invoice import Code, Invoice, Item, Kind, ListLine, Quality, Seal
from models.geometry import PageTransform, Pixels, Quad
from models.text import TextLine


@dataclass(frozen=True)
class TextReading:
    """All lines that one reader saw in a region."""

    reader: str
    """The reader's name, with `/no-red` and the like for another preparation of the picture; `text_layer`, `ofd` for text that is data."""
    lines: tuple[TextLine, ...]
    """In pixels of the region's cleaned picture."""


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
    evidence: tuple[Evidence, ...] = ()
    items: tuple[Item, ...] = ()
    list_line: ListLine | None = None
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
