"""What came in: the file, and the pages it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from models.geometry import Pixels
from models.text import TextLine

PAGE_DPI = 200
"""Pages of PDF and OFD files are measured, and drawn where drawing is needed, at this resolution."""


class Format(StrEnum):
    """How the invoice came onto the page (design: result format)."""

    PHOTO = "photo"
    SCAN = "scan"
    SCREEN = "screen"
    RENDER = "render"
    PDF_TEXT = "pdf_text"
    PDF_IMAGE = "pdf_image"
    OFD = "ofd"
    XML = "xml"
    ENTRY = "entry"
    """No picture: a person typed it (补录)."""


@dataclass(frozen=True)
class Document:
    """One file, its bytes never altered."""

    name: str
    """Path relative to where it was found; members of containers as `mail.eml!a.zip!b.pdf`."""
    content: bytes = field(repr=False)
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """Tried, in order, on encrypted files."""
    known_sha256: str = ""
    """Of content that was left behind."""

    @cached_property
    def sha256(self) -> str:
        return self.known_sha256 or sha256(self.content).hexdigest()

    def without_content(self) -> Document:
        """What may cross to another process: which file it is, neither its bytes nor what opens it."""
        return Document(self.name, b"", known_sha256=self.sha256)


@dataclass(frozen=True)
class EmbeddedInvoice:
    """Invoice values that a file carries as data (XML, OFD tags), not as print."""

    kind: str
    """A `Kind` value, or "" when the data doesn't say."""
    fields: Mapping[str, str]
    """Field name -> value in the form of the result format; "" where the data has the field without a value."""
    items: tuple[Mapping[str, str], ...] = ()
    qr_payload: str = ""
    seals: tuple[str, ...] = ()
    """Names of the electronic seals present."""


@dataclass(frozen=True)
class IntegrityIssue:
    """A signature or digest that does not fit the file's content."""

    code: str
    """e.g. `ofd_digest_mismatch`, `pdf_signature_invalid`, `xml_signature_invalid`."""
    detail: str


@dataclass(frozen=True)
class Page:
    """One page of a document, upright as the file says (EXIF orientation, PDF /Rotate applied)."""

    number: int
    """Counts from 1."""
    format: Format | None
    """None for a picture: only a look at its pixels tells photograph, scan, screen and render apart."""
    pixels: Pixels | None = field(default=None, repr=False)
    """(height, width, 3) BGR; None where nothing needs to be looked at (XML)."""
    reduction: float = 1.0
    """Pixels of the original for one of `pixels`, along each side: above 1 when a very large picture was decoded reduced."""
    lines: tuple[TextLine, ...] = ()
    """Text that the file holds as text, in pixels of this page."""
    embedded: EmbeddedInvoice | None = None
    signed: bool = False
    """The file carries a signature or electronic seal that was checked, as far as `issues` says."""
    issues: tuple[IntegrityIssue, ...] = ()
    size: tuple[int, int] = (0, 0)
    """(width, height) of a page that has lines but no pixels, in pixels at `PAGE_DPI`; (0, 0) where the pixels tell, or nothing has a size (XML)."""
