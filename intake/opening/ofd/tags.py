"""Which printed object holds which field: the custom tags of an OFD (GB/T 33190-2016 chapter 16).

A tag file repeats the element names of an invoice's XML; in place of values stand references to text objects (`ObjectRef`) or values that are not
printed (`ObjectData`). With the references resolved it reads as such an XML. An amount may refer to its currency sign alone; then the object printed
right of the sign is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from intake.document import EmbeddedInvoice
from intake.opening.einvoice_xml import read_einvoice_element
from intake.opening.ofd.package import OfdPackage, folder_of
from intake.opening.ofd.print import PrintedText
from intake.opening.ofd.structure import OfdDocument
from intake.opening.xml_safety import text_at

PrintedById = Mapping[tuple[str, str], tuple[PrintedText, Sequence[PrintedText]]]
"""(Page ID, object ID) -> the object, and all texts of its page."""
_CURRENCY = frozenset("¥￥ ")


def read_tags(package: OfdPackage, document: OfdDocument, pages: Mapping[str, Sequence[PrintedText]]) -> EmbeddedInvoice | None:
    """The invoice that the tags describe; None when there are none, or they describe none. `pages`: page ID -> its texts."""
    index = package.tree(text_at(document.root, "CustomTags"), document.folder)
    if index is None:
        return None
    path, root = index
    files = (package.tree(text_at(tag, "FileLoc"), folder_of(path), document.folder) for tag in root.iterfind("CustomTag"))
    by_id = {(page, printed.id): (printed, texts) for page, texts in pages.items() for printed in texts if printed.id}
    # IDs are unique in a document, so that some issuers leave the page out.
    by_id |= {("", key): found for (_, key), found in reversed(by_id.items())}
    invoices = (read_einvoice_element(_resolved(found[1], by_id)) for found in files if found)
    return next((invoice for invoice in invoices if invoice), None)


def _resolved(tag: Element, by_id: PrintedById) -> Element:
    """The tag with values instead of references."""
    resolved = Element(tag.tag)
    data = [(child.text or "").strip() for child in tag.iterfind("ObjectData")]
    keys = [(child.get("PageRef", ""), (child.text or "").strip()) for child in tag.iterfind("ObjectRef")]
    resolved.text = "\n".join(part for part in (*data, *_said_once(keys, by_id)) if part)
    resolved.extend([_resolved(child, by_id) for child in tag if child.tag not in ("ObjectRef", "ObjectData")])
    return resolved


def _said_once(keys: Sequence[tuple[str, str]], by_id: PrintedById) -> list[str]:
    """What the referenced objects print; what every page repeats, as invoices of several pages do with their head, is taken from the first."""
    of_pages = [_values([by_id[key] for key in keys if key[0] == page and key in by_id]) for page in dict.fromkeys(page for page, _ in keys)]
    if all(values == of_pages[0] for values in of_pages[1:]):
        return of_pages[0] if of_pages else []
    return [value for values in of_pages for value in values]


def _values(objects: Sequence[tuple[PrintedText, Sequence[PrintedText]]]) -> list[str]:
    """What the objects of one tag print, currency signs left out unless there is nothing else."""
    values = [printed.text for printed, _ in objects if not set(printed.text) <= _CURRENCY]
    return values or [_right_of(printed, texts) for printed, texts in objects]


def _right_of(sign: PrintedText, texts: Sequence[PrintedText]) -> str:
    """The text that starts where a currency sign ends, on its baseline; "" when there is none."""
    box = sign.lines[0].quad.box
    beside = [
        other
        for other in texts
        if other is not sign
        and abs(other.lines[0].quad.box.bottom - box.bottom) < box.height / 2
        and -box.width / 2 < other.lines[0].quad.box.left - box.right < box.width * 2
    ]
    return min(beside, key=lambda other: other.lines[0].quad.box.left).text if beside else ""
