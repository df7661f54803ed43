"""Opens OFD files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from intake.document import Document, EmbeddedInvoice, Format, IntegrityIssue, Page
from intake.domain.qr_payload import parse_invoice_qr
from intake.opening import refusals
from intake.opening.einvoice_xml import with_default_kind
from intake.opening.limits import Limits
from intake.opening.ofd.data import AttachedInvoice, attached_invoices, disagreements, merged, read_properties, with_printed_kind
from intake.opening.ofd.drawing import draw_page, reduction_of
from intake.opening.ofd.graphics import Effort, page_size, page_transform, placed_objects
from intake.opening.ofd.package import OfdPackage, nothing_readable, open_package
from intake.opening.ofd.pictures import decode_picture
from intake.opening.ofd.print import PrintedText, least_effort, printed_texts
from intake.opening.ofd.signatures import SignatureCheck, check_signatures
from intake.opening.ofd.structure import OfdDocument, OfdPage, documents, read_page
from intake.opening.ofd.tags import read_tags
from intake.opening.qr_picture import MAX_SIDE, qr_payload_in
from intake.opening.xml_signature import check_xml_signature
from models.geometry import Pixels

Texts = Mapping[str, Sequence[PrintedText]]
"""Page ID -> its texts."""
LEAST_TEXT = 40
"""Characters. An invoice has more in its labels alone; a page of images and shapes with less is a picture of one."""
MAX_QR_CANDIDATES = 6
"""Images of a page that are searched for the QR code."""


@dataclass(frozen=True)
class _Body:
    """All that is known of one document body before its pages are handed out."""

    document: OfdDocument
    pages: tuple[OfdPage | None, ...]
    """None for a page that is missing or damaged."""
    texts: Texts
    invoices: Mapping[int, EmbeddedInvoice]
    """By index of the page they go with."""
    check: SignatureCheck
    signed: bool
    issues: tuple[IntegrityIssue, ...]

    @property
    def is_empty(self) -> bool:
        return not any(self.texts.values()) and not any(invoice.fields for invoice in self.invoices.values()) and not any(map(_draws, self.pages))


def open_ofd(document: Document, limits: Limits) -> Iterator[Page]:
    """The pages in order, those of a goods list included: lines from text objects, the invoice's data with the first page of its document.

    Pages have no pixels, except those that hold (almost) no text as text: they are drawn, to be read like a scan.
    Raises UnreadableFile (`zip_damaged`, `ofd_damaged`) and RefusedFile (`too_many_pages`, `ofd_too_complex`, `xml_dtd`, limits of archive and XML).
    """
    package = open_package(document.content, limits)
    found = documents(package)
    if sum(len(body.page_locations) for body in found) > limits.pages:
        raise refusals.too_many_pages(limits)
    effort = Effort()
    bodies = [_read_body(package, body, effort) for body in found]
    if all(body.is_empty for body in bodies):
        raise nothing_readable()
    issues = package.issues
    for number, (owner, index) in enumerate([(body, index) for body in bodies for index in range(len(body.pages))], 1):
        page = _page(package, owner, index, limits)
        yield replace(page, number=number, issues=issues + page.issues)
        issues = ()


def draw_ofd_page(document: Document, number: int, limits: Limits, font: Path | None = None) -> Pixels:
    """Page `number`, counted from 1 as `open_ofd` does, as (height, width, 3) BGR. `font`: a file with Chinese glyphs; without one, characters are boxes.

    Raises what `open_ofd` raises, and ValueError for a page the file does not have or that is damaged.
    """
    package = open_package(document.content, limits)
    places = [(body, key, path) for body in documents(package) for key, path in body.page_locations]
    if not 1 <= number <= len(places):
        raise ValueError(f"no page {number}")
    body, key, path = places[number - 1]
    page = read_page(package, body, key, path)
    if page is None:
        raise ValueError(f"page {number} is damaged")
    return draw_page(package, body, page, check_signatures(package, body).stamps, limits, font)


def _read_body(package: OfdPackage, document: OfdDocument, effort: Effort) -> _Body:
    # Without a single page there may still be an attached invoice.
    pages = tuple(read_page(package, document, key, path) for key, path in document.page_locations) or (None,)
    # Asked for all pages at once, so that a hopeless file is refused before the first page is read.
    effort.require(sum(least_effort(page) for page in pages if page))
    texts = {page.id: printed_texts(page, document.resources, effort) for page in pages if page}
    check = check_signatures(package, document)
    attached = attached_invoices(package, document)
    invoices, issues = _invoices(package, document, attached, texts)
    completed = [replace(_with_qr(package, document, pages, invoice, effort), seals=check.seals) for invoice in invoices]
    xml_checks = [check_xml_signature(root, package.parts[path]) for path, root, _ in attached]
    return _Body(
        document,
        pages,
        texts,
        _by_page(completed, pages, texts),
        check,
        check.signed or any(signed for signed, _ in xml_checks),
        (*issues, *check.issues, *_unsigned_parts(document, check, attached), *(issue for _, found in xml_checks for issue in found)),
    )


def _page(package: OfdPackage, body: _Body, index: int, limits: Limits) -> Page:
    """One page, drawn only now if it must be. What is wrong with the whole body is said with its first page. The number is set by the caller."""
    issues = body.issues if index == 0 else ()
    found = Page(0, Format.OFD, embedded=body.invoices.get(index), signed=body.signed, issues=issues)
    page = body.pages[index]
    if page is None:
        return replace(found, issues=(*issues, IntegrityIssue("ofd_page_missing", "its content is not in the file, or damaged")))
    lines = tuple(line for printed in body.texts[page.id] for line in printed.lines)
    if sum(len(line.text) for line in lines) >= LEAST_TEXT or (lines and not _draws(page)):
        return replace(found, lines=lines, size=page_size(page))
    # Lines stay in 200-dpi pixels, so that they go only with a picture of that size.
    reduction = reduction_of(page, limits)
    drawn = draw_page(package, body.document, page, body.check.stamps, limits)
    return replace(found, pixels=drawn, reduction=reduction, lines=lines if reduction == 1 else ())


def _draws(page: OfdPage | None) -> bool:
    """Whether anything but text is on a page."""
    return page is not None and any(layer.find(f".//{tag}") is not None for layer in page.layers for tag in ("ImageObject", "PathObject"))


def _invoices(
    package: OfdPackage, body: OfdDocument, attached: Sequence[AttachedInvoice], texts: Texts
) -> tuple[list[EmbeddedInvoice], tuple[IntegrityIssue, ...]]:
    """The invoices of one body, the main one first; most have exactly one."""
    # Tags name printed objects, and what is printed is handed on anyway: with an attachment they add nothing.
    tags = None if attached else read_tags(package, body, texts)
    main = [("attachment", invoice) for _, _, invoice in attached[:1]] + ([("tags", tags)] if tags else [])
    properties = read_properties(body.custom_data)
    sources = [*main, *([("properties", properties)] if properties else [])]
    if not sources:
        return [], ()
    first_page = next(iter(texts.values()), ())
    first = with_printed_kind(merged([invoice for _, invoice in sources]), body.custom_data, first_page)
    others = [invoice for _, _, invoice in attached[1:]]
    return [with_default_kind(invoice) for invoice in (first, *others)], tuple(disagreements(sources))


def _by_page(invoices: Sequence[EmbeddedInvoice], pages: Sequence[OfdPage | None], texts: Texts) -> dict[int, EmbeddedInvoice]:
    """Page index -> invoice. A lone invoice belongs to the first page; of several, each to the first page that prints its number."""
    placed: dict[int, EmbeddedInvoice] = {}
    for invoice in invoices:
        number = invoice.fields.get("invoice_number", "")
        printing = (i for i, page in enumerate(pages) if page and any(number in printed.text for printed in texts[page.id]))
        chosen = next((i for i in printing if i not in placed), 0) if number and len(invoices) > 1 else 0
        placed.setdefault(chosen, invoice)
    return placed


def _with_qr(package: OfdPackage, body: OfdDocument, pages: Sequence[OfdPage | None], invoice: EmbeddedInvoice, effort: Effort) -> EmbeddedInvoice:
    """The QR code's payload from the images of the first page, where the data has none."""
    page = next((page for page in pages if page), None)
    if invoice.qr_payload or page is None:
        return invoice
    payloads = (_payload(package, body, key) for key in _images(page, body, effort))
    return replace(invoice, qr_payload=next((payload for payload in payloads if payload), ""))


def _images(page: OfdPage, body: OfdDocument, effort: Effort) -> list[str]:
    """Resource IDs of the first few images."""
    placed = (placed for layer in page.layers for placed in placed_objects(layer, body.resources, page_transform(page), effort))
    keys = dict.fromkeys(one.element.get("ResourceID", "") for one in placed if one.element.tag == "ImageObject")
    return list(keys)[:MAX_QR_CANDIDATES]


def _payload(package: OfdPackage, body: OfdDocument, key: str) -> str:
    path = body.resources.media(package, key)
    picture = decode_picture(package.parts[path]) if path else None
    if picture is None or max(picture.shape[:2]) > MAX_SIDE:
        return ""
    payload = qr_payload_in(picture[..., :3] if picture.ndim == 3 else picture)
    return payload if parse_invoice_qr(payload) else ""


def _unsigned_parts(body: OfdDocument, check: SignatureCheck, attached: Sequence[AttachedInvoice]) -> Iterator[IntegrityIssue]:
    """Pages and attached invoices that no signature covers, in a file whose other parts are covered. Templates are left uncovered by some issuers."""
    if not check.covered:
        return
    for path in (*(path for _, path in body.page_locations), *(path for path, _, _ in attached)):
        if path and path not in check.covered:
            yield IntegrityIssue("ofd_content_not_signed", path)
