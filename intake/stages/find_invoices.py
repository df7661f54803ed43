"""Locate every invoice on a page, and tell which way up it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from intake.document import Format, Page
from intake.reading import Reading, Region
from intake.vision.ink import darkest_channel, ink_mask, shrunk
from intake.vision.outline import find_outlines, find_pasted
from intake.vision.picture_kind import picture_kind
from intake.vision.rectify import as_transform, corners_of, cut, flattening, from_top_left, turned
from models.geometry import Box, Pixels, Quad
from models.orientation import Orientation

_LOOK_SIDE = 800
"""Longer side, in pixels, of the picture of the page in which invoices are looked for."""
_FINER_SIDE = 1600
"""The same of the picture from which the orientation model sees its cuts: on a receipt that is a tenth as wide as the page it needs the print."""
_ORIENTATION_SIDE = 560
"""Shorter side, in pixels, of the cut whose printed part is shown to the orientation model, which itself looks at 224 x 224."""
_LEAST_INK = 200
"""Inked pixels below which nothing tells where the print is."""
_FORM_RATIOS = (0.56, 0.60)
"""Shorter by longer side of a sheet that is one tax form (0.58); A4, which people paste several invoices on, has 0.71."""
_PAGE_SIDE = 900
"""Shorter side, in pixels, below which the print of several invoices on a sheet couldn't be read."""
_DEPTH = 2
"""How often a sheet's part is looked at again: tickets lie between forms, and a sheet in a folder."""
_LONG = 1.5
"""Ratio of sides from which on both ends of an invoice are shown, one after the other, since its middle alone may be nearly empty."""
_SURE = 0.45
"""Below this mean confidence of the orientation model the page's own direction is kept."""


class OrientationModel(Protocol):
    def __call__(self, image: Pixels) -> Orientation:
        """How the content of a BGR picture lies."""


@dataclass(frozen=True)
class FindInvoices:
    """Gives a region for each invoice on each page; a page on which nothing can be told apart is one region. Pages that hold their text as data are
    taken as they are.
    """

    orientation: OrientationModel
    name: str = "cleanup"

    def __call__(self, reading: Reading) -> Reading:
        regions = [region for page in reading.pages for region in self._regions(page)]
        return replace(reading, regions=(*reading.regions, *regions))

    def _regions(self, page: Page) -> Iterator[Region]:
        if page.pixels is None or is_data(page):
            yield _region(page, _whole(page), page.format or Format.PDF_TEXT)
            return
        finer, finer_scale = shrunk(page.pixels, _FINER_SIDE)
        look, look_scale = shrunk(finer, _LOOK_SIDE)
        kind = page.format or picture_kind(page.pixels)
        whole = corners_of(page.pixels.shape[1], page.pixels.shape[0])
        for outline in find_outlines(look):
            if not outline.found:
                yield _region(page, Quad.from_array(turned(whole, self._turn(finer, corners_of(finer.shape[1], finer.shape[0])))), kind)
                continue
            for corners in _parted(page.pixels, _scaled(outline.corners, look_scale * finer_scale), _DEPTH):
                degrees = self._turn(finer, _scaled(corners, 1 / finer_scale))
                yield _region(page, Quad.from_array(turned(corners, degrees)), kind)

    def _turn(self, finer: Pixels, corners: NDArray[np.float64]) -> int:
        """How far the content of an outline is turned clockwise, in degrees."""
        outline = Quad.from_array(corners)
        factor = min(1.0, _ORIENTATION_SIDE / max(1.0, min(outline.width, outline.height)))
        size = (max(32, round(outline.width * factor)), max(32, round(outline.height * factor)))
        seen = [self.orientation(view) for view in _views(_printed_part(cut(finer, as_transform(flattening(size, outline)), size, for_reading=False)))]
        votes = {each.degrees: sum(other.confidence for other in seen if other.degrees == each.degrees) / len(seen) for each in seen}
        degrees = max(votes, key=lambda each: votes[each])
        return degrees if votes[degrees] >= _SURE else 0


def _parted(pixels: Pixels, corners: NDArray[np.float64], depth: int) -> list[NDArray[np.float64]]:
    """Corners, each from their own top left, of the invoices that lie on a sheet of the page; of the sheet itself where it is one."""
    corners = from_top_left(corners)
    outline = Quad.from_array(corners)
    shorter, longer = sorted((outline.width, outline.height))
    if depth == 0 or shorter < _PAGE_SIDE or _FORM_RATIOS[0] <= shorter / longer <= _FORM_RATIOS[1]:
        return [corners]
    # A sheet may take a small part of the picture: seen by itself its print is large enough to be told apart.
    factor = min(1.0, _LOOK_SIDE / longer)
    size = (round(outline.width * factor), round(outline.height * factor))
    to_page = as_transform(flattening(size, outline))
    parts = [to_page.to_original(part.corners) for part in find_pasted(cut(pixels, to_page, size, for_reading=False))]
    return [whole for part in parts for whole in _parted(pixels, part, depth - 1)] or [corners]


def _printed_part(picture: Pixels) -> Pixels:
    """The part of a picture that holds nearly all its print: on a page with an invoice on its upper third the middle is empty."""
    y, x = np.nonzero(ink_mask(darkest_channel(picture)))
    if len(x) < _LEAST_INK:
        return picture
    (left, right), (top, bottom) = np.percentile(x, (1, 99)), np.percentile(y, (1, 99))
    margin = 0.04 * max(picture.shape)
    part = picture[max(0, int(top - margin)) : int(bottom + margin) + 1, max(0, int(left - margin)) : int(right + margin) + 1]
    return part if min(part.shape[:2]) >= 32 else picture


def _views(picture: Pixels) -> tuple[Pixels, ...]:
    """The picture, or the squares at both ends of a long one."""
    height, width = picture.shape[:2]
    side = min(height, width)
    if max(height, width) < _LONG * side:
        return (picture,)
    return picture[:side, :side], picture[height - side :, width - side :]


def _scaled(corners: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    """Pixels of the picture that was reduced by `scale`."""
    return np.asarray((corners + 0.5) / scale - 0.5, dtype=np.float64)


def is_data(page: Page) -> bool:
    """Whether the page's text is held as text, so that its picture needs no cleaning."""
    return bool(page.lines) or page.format in (Format.PDF_TEXT, Format.OFD, Format.XML)


def _region(page: Page, outline: Quad, kind: Format) -> Region:
    return Region(page.number, outline, kind, embedded=page.embedded, issues=page.issues, signed=page.signed)


def _whole(page: Page) -> Quad:
    """The page as an outline; a page without a picture is as large as its text, or nothing at all."""
    if page.pixels is not None:
        return Quad.from_array(corners_of(page.pixels.shape[1], page.pixels.shape[0]))
    if page.lines:
        return Quad.from_box(Box.around(point for line in page.lines for point in line.quad.points))
    return Quad.from_box(Box(0.0, 0.0, 0.0, 0.0))
