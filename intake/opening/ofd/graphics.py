"""The graphic objects of a page with the transform that places them (GB/T 33190-2016 chapter 8.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from intake.document import PAGE_DPI
from intake.errors import RefusedFile
from intake.opening.ofd.structure import OfdPage, Resources, read_box, read_numbers

PIXELS_PER_MM = PAGE_DPI / 25.4
MAX_COMPOSITE_DEPTH = 8
MAX_EFFORT = 400_000
"""One for a character, `OBJECT_EFFORT` for an object. A goods list of 2000 lines needs some 250 000."""
OBJECT_EFFORT = 10
_GROUPS = frozenset({"Page", "Content", "Layer", "PageBlock"})
_OBJECTS = frozenset({"TextObject", "ImageObject", "PathObject"})


class Affine(NamedTuple):
    """x' = a·x + c·y + e, y' = b·x + d·y + f; the order of numbers in a CTM."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def apply(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, inner: Affine) -> Affine:
        """First `inner`, then this."""
        return Affine(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            self.a * inner.e + self.c * inner.f + self.e,
            self.b * inner.e + self.d * inner.f + self.f,
        )


class Effort:
    """What may still be spent on one file. Parts refer to each other, so that a small file can ask for endless work; this ends it."""

    def __init__(self, left: int = MAX_EFFORT) -> None:
        self._left = left

    def spend(self, amount: int) -> None:
        """Raises RefusedFile (`ofd_too_complex`) when nothing is left."""
        self.require(amount)
        self._left -= amount

    def require(self, amount: int) -> None:
        """Raises RefusedFile (`ofd_too_complex`) when less than this is left."""
        if amount > self._left:
            raise RefusedFile(
                "ofd_too_complex",
                "The OFD draws far more than any invoice. Send the invoice alone, or as PDF.",
                "OFD 内容过于复杂，不可能是发票，请只提供发票文件或改用 PDF。",
            )


class Placed(NamedTuple):
    """A graphic object and what takes its own coordinates to pixels of the page."""

    element: Element
    to_pixels: Affine
    draw_param: str
    """ID of the draw parameter in force where the object has none of its own; "" without one."""


def page_transform(page: OfdPage) -> Affine:
    """Page millimetres to pixels at `PAGE_DPI`."""
    left, top, _, _ = page.box
    return Affine(PIXELS_PER_MM, 0.0, 0.0, PIXELS_PER_MM, -left * PIXELS_PER_MM, -top * PIXELS_PER_MM)


def page_size(page: OfdPage) -> tuple[int, int]:
    """Width and height in pixels."""
    _, _, width, height = page.box
    return round(width * PIXELS_PER_MM), round(height * PIXELS_PER_MM)


def placed_objects(root: Element, resources: Resources, to_pixels: Affine, effort: Effort) -> Iterator[Placed]:
    """Every visible text, image and path below a root, in drawing order. Raises RefusedFile (`ofd_too_complex`)."""
    return _placed(root, resources, to_pixels, effort, "", 0)


def _placed(group: Element, resources: Resources, outer: Affine, effort: Effort, draw_param: str, depth: int) -> Iterator[Placed]:
    if group.tag == "Appearance":
        outer = _inside(outer, group)
    for child in group:
        effort.spend(OBJECT_EFFORT)
        if child.get("Visible") == "false":
            continue
        if child.tag in _OBJECTS:
            yield Placed(child, _inside(outer, child), child.get("DrawParam", draw_param))
        elif child.tag in _GROUPS:
            yield from _placed(child, resources, outer, effort, child.get("DrawParam", draw_param), depth)
        elif child.tag == "CompositeObject" and depth < MAX_COMPOSITE_DEPTH:
            content = resources.graphic(child.get("ResourceID", ""))
            if content is not None:
                yield from _placed(content, resources, _inside(outer, child), effort, child.get("DrawParam", draw_param), depth + 1)


def _inside(outer: Affine, element: Element) -> Affine:
    """The transform of an object's own coordinates: its CTM, its place in the space around it, then what places that space."""
    box = read_box(element.get("Boundary", ""))
    if box:
        a, b, c, d, e, f = outer
        outer = Affine(a, b, c, d, a * box[0] + c * box[1] + e, b * box[0] + d * box[1] + f)
    matrix = read_numbers(element.get("CTM", ""))
    return outer.after(Affine(*matrix)) if len(matrix) == 6 else outer
