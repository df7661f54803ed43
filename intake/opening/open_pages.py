"""Any document as pages: the one door to the openers of each type."""

from __future__ import annotations

from collections.abc import Iterator

from intake.document import Document, Page
from intake.opening import refusals
from intake.opening.einvoice_xml import open_xml
from intake.opening.file_type import CONTAINERS, PICTURES, FileType, file_type
from intake.opening.limits import Limits
from intake.opening.ofd import open_ofd
from intake.opening.pdf import open_pdf
from intake.opening.pictures import open_picture


def open_pages(document: Document, limits: Limits) -> Iterator[Page]:
    """The pages of one document, each made when it is asked for. Containers are taken apart before (`intake.opening.containers.expand`).

    Raises IntakeError, at the first page or at a later one; docs/errors.md lists the codes.
    """
    if len(document.content) > limits.file_bytes:
        raise refusals.file_too_large(limits)
    kind = file_type(document.content)
    if kind in CONTAINERS:
        raise refusals.container_not_expanded()
    if kind in PICTURES:
        return open_picture(document, kind, limits)
    if kind is FileType.PDF:
        return open_pdf(document, limits)
    return open_ofd(document, limits) if kind is FileType.OFD else open_xml(document, limits)
