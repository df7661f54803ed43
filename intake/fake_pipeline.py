"""A pipeline without models, for tests of what runs around it: what it finds follows from the bytes alone, and it does on command what bad files do to readers.

The first word of a file's second line may be a command: `die`, `damaged`, `fault`, `sleep`; `locked WORD` is opened by the password WORD alone. Any other file is one digital
invoice whose number is made from its hash.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from time import process_time, sleep

from intake.document import Document, Format, Page
from intake.domain.invoice_number import write_digital_number
from intake.errors import UnreadableFile
from intake.evidence import Evidence, Place, Source
from intake.invoice import Kind
from intake.opening.refusals import needs_password
from intake.pipeline import Pipeline
from intake.reading import Reading, Region
from intake.stages.check_invoices import CheckInvoices
from intake.stages.join_pages import JoinPages
from intake.stages.resolve_fields import ResolveFields
from models.geometry import Box, Quad

_SERIALS = 10**11


@dataclass(frozen=True)
class FindByHash:
    """One invoice on every page."""

    cpu_seconds: float
    name: str = "find"

    def __call__(self, reading: Reading) -> Reading:
        (page,) = reading.pages
        end = process_time() + self.cpu_seconds
        digest = sha256(reading.document.content).digest()
        while process_time() < end:
            sha256(digest * 1000).digest()
        box = Quad.from_box(Box(1, 1, 30, 20))
        said = {"invoice_number": number_of(reading.document.content), "issue_date": "2024-03-08", "total": "106.00", "amount": "100.00", "tax": "6.00"}
        evidence = tuple(Evidence(field, value, Source.OCR, 0.9, place=Place(page.number, box)) for field, value in said.items())
        region = Region(page.number, box, page.format or Format.PHOTO, kind=Kind.DIGITAL_GENERAL, evidence=evidence)
        return replace(reading, regions=(region,))


def number_of(content: bytes) -> str:
    """The number of the invoice that is found in these bytes."""
    return write_digital_number(2024, "11", int.from_bytes(sha256(content).digest()[:8], "big") % _SERIALS)


def make_fake_pipeline(cpu_seconds: float = 0.005) -> Pipeline:
    return Pipeline(_open_on_command, (FindByHash(cpu_seconds),), (JoinPages(), ResolveFields()), (CheckInvoices(),))


def _open_on_command(document: Document) -> Iterator[Page]:
    match document.content.partition(b"\n")[2][:10].split(b" ")[0]:
        case b"die":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"damaged":
            raise UnreadableFile("pdf_damaged", "The PDF is damaged. Get it again from its source.", "PDF 已损坏，请重新获取。")
        case b"fault":
            raise ZeroDivisionError("a fault of the program")
        case b"sleep":
            sleep(60)
        case b"locked" if document.content.split()[-1].decode() not in document.passwords:
            raise needs_password()
    yield Page(1, Format.PHOTO)
