"""Documents, pages and resources of an OFD, as GB/T 33190-2016 chapters 7 and 8 lay them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree.ElementTree import Element

from intake.opening.ofd.package import OfdPackage, folder_of
from intake.opening.xml_safety import text_at

A4 = (0.0, 0.0, 210.0, 297.0)
MAX_NUMBER = 1e6
"""No length in mm, and no sum of steps, comes near."""


@dataclass(frozen=True)
class OfdPage:
    """One page; lengths in mm."""

    id: str
    path: str
    box: tuple[float, float, float, float]
    """Left, top, width, height of the paper."""
    layers: tuple[Element, ...] = field(repr=False)
    """Roots that hold graphic objects, the one at the bottom first: templates, the page itself, annotations."""
    watermarks: tuple[Element, ...] = field(default=(), repr=False)
    """Appearances that viewers lay over the page and that belong to no field: seals as pictures, a count of downloads."""


@dataclass(frozen=True)
class Resources:
    """What objects refer to by ID."""

    elements: Mapping[str, tuple[Element, str]] = field(repr=False)
    """ID -> element of a resource file, and the folder its files are in."""

    @cached_property
    def fonts(self) -> dict[str, str]:
        """ID -> name."""
        return {key: element.get("FontName", "") for key, (element, _) in self.elements.items() if element.tag == "Font"}

    def media(self, package: OfdPackage, key: str) -> str | None:
        """The path of an image's file."""
        element, folder = self.elements.get(key, (None, ""))
        location = text_at(element, "MediaFile") if element is not None else None
        return package.locate(location, folder, folder_of(folder), f"{folder}/Res") if location else None

    def graphic(self, key: str) -> Element | None:
        """The content of a composite graphic unit."""
        element, _ = self.elements.get(key, (None, ""))
        return element.find("Content") if element is not None else None

    def draw_param(self, key: str) -> Element | None:
        element, _ = self.elements.get(key, (None, ""))
        return element if element is not None and element.tag == "DrawParam" else None


@dataclass(frozen=True)
class OfdDocument:
    """One document body. Most files have one."""

    folder: str
    custom_data: Mapping[str, str]
    """Name -> value of `DocInfo/CustomDatas`."""
    page_locations: tuple[tuple[str, str], ...]
    """A distinct ID and the path of each page, in order; paths of missing pages are ""."""
    resources: Resources
    root: Element = field(repr=False)
    signatures: tuple[str, Element] | None = field(default=None, repr=False)
    """Path and root of the list of signatures."""


def documents(package: OfdPackage) -> tuple[OfdDocument, ...]:
    """Every document body that can be found, in order."""
    _, root = package.tree("OFD.xml") or ("", Element("OFD"))
    return tuple(document for body in root.iterfind("DocBody") if (document := _document(package, body)) is not None)


def _document(package: OfdPackage, body: Element) -> OfdDocument | None:
    found = package.tree(text_at(body, "DocRoot"))
    if found is None:
        return None
    path, root = found
    folder = folder_of(path)
    return OfdDocument(
        folder=folder,
        custom_data={data.get("Name", "").strip(): (data.text or "").strip() for data in body.iterfind("DocInfo/CustomDatas/CustomData")},
        page_locations=_page_locations(package, root, folder),
        resources=Resources(dict(_resources(package, root, folder))),
        root=root,
        signatures=package.tree(text_at(body, "Signatures"), folder),
    )


def _page_locations(package: OfdPackage, root: Element, folder: str) -> tuple[tuple[str, str], ...]:
    """A page without an ID of its own is known by its path."""
    locations: dict[tuple[str, str], None] = {}
    ids: set[str] = set()
    for page in root.iterfind("Pages/Page"):
        key, path = page.get("ID", ""), package.locate(page.get("BaseLoc", ""), folder) or ""
        locations[(key if key and key not in ids else path, path)] = None
        ids.add(key)
    return tuple(locations)


def _resources(package: OfdPackage, root: Element, folder: str) -> Iterator[tuple[str, tuple[Element, str]]]:
    for location in (*root.iterfind("CommonData/PublicRes"), *root.iterfind("CommonData/DocumentRes")):
        found = package.tree(location.text, folder)
        if found is None:
            continue
        path, resource = found
        base = f"{folder_of(path)}/{resource.get('BaseLoc', '')}".rstrip("/")
        for group in resource:
            for element in group:
                yield element.get("ID", ""), (element, base)


def read_page(package: OfdPackage, document: OfdDocument, key: str, path: str) -> OfdPage | None:
    """The page of one of `page_locations`; None when its content is missing or damaged."""
    found = package.tree(path)
    if found is None:
        return None
    _, root = found
    templates = _templates(package, document, root)
    below = [template for template, order in templates if order != "Foreground"]
    above = [template for template, order in templates if order == "Foreground"]
    annotations, watermarks = _annotations(package, document, key)
    box = next((box for owner in (root, *below, *above) if (box := _paper(owner, "Area"))), None) or _paper(document.root, "CommonData/PageArea") or A4
    return OfdPage(key, path, box, (*below, root, *above, *annotations), watermarks)


def _templates(package: OfdPackage, document: OfdDocument, page: Element) -> list[tuple[Element, str]]:
    """The templates a page is printed on, with their order."""
    by_id = {template.get("ID", ""): template for template in document.root.iterfind("CommonData/TemplatePage")}
    found: list[tuple[Element, str]] = []
    for use in page.iterfind("Template"):
        template = by_id.get(use.get("TemplateID", ""))
        tree = package.tree(template.get("BaseLoc"), document.folder) if template is not None else None
        if template is not None and tree is not None:
            found.append((tree[1], use.get("ZOrder") or template.get("ZOrder") or "Background"))
    return found


def _annotations(package: OfdPackage, document: OfdDocument, page: str) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """Appearances of a page's annotations, and of those that are watermarks."""
    found = package.tree(text_at(document.root, "Annotations"), document.folder)
    if found is None:
        return (), ()
    path, index = found
    ordinary: list[Element] = []
    watermarks: list[Element] = []
    for entry in index.iterfind("Page"):
        tree = package.tree(text_at(entry, "FileLoc"), folder_of(path), document.folder) if entry.get("PageID") == page else None
        for annotation in tree[1].iterfind("Annot") if tree else ():
            if annotation.get("Visible", "true") != "false":
                (watermarks if annotation.get("Type") == "Watermark" else ordinary).extend(annotation.iterfind("Appearance"))
    return tuple(ordinary), tuple(watermarks)


def _paper(owner: Element, path: str) -> tuple[float, float, float, float] | None:
    """The physical box of a page area, None when there is none with a size."""
    box = read_box(text_at(owner, f"{path}/PhysicalBox") or "")
    return box if box and 0 < box[2] <= 2000 and 0 < box[3] <= 2000 else None


def read_box(text: str) -> tuple[float, float, float, float] | None:
    """`x y width height`."""
    numbers = read_numbers(text)
    if len(numbers) != 4:
        return None
    left, top, width, height = numbers
    return left, top, width, height


def read_numbers(text: str) -> tuple[float, ...]:
    """Numbers of reasonable size parted by blanks; () when anything else is among them."""
    if not text:
        return ()
    try:
        numbers = tuple(map(float, text.split()))
    except ValueError:
        return ()
    # Not a number and infinity fail this too.
    return numbers if sum(map(abs, numbers)) < MAX_NUMBER else ()


def read_number(text: str | None, otherwise: float) -> float:
    """One number, `otherwise` where there is none of reasonable size."""
    if not text:
        return otherwise
    try:
        number = float(text)
    except ValueError:
        return otherwise
    return number if abs(number) < MAX_NUMBER else otherwise
