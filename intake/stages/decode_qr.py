"""Read the QR codes of every invoice: they tell the kind and four fields before any text is read.

A cascade that stops at the first payload that is an invoice's own: the file's data; the cleaned picture as it is; then the places in it that
look like a code, cut out of the sharper of cleaned and original picture and prepared in several ways. zxing-cpp goes first, being both the
fastest and the best reader of blurred codes; zbar and OpenCV look only at cut-outs that gave every sign of a code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.document import Format, Page
from intake.domain.qr_payload import InvoiceQr, parse_invoice_qr
from intake.evidence import Place
from intake.invoice import Code
from intake.reading import Reading, Region
from intake.vision.qr_decoders import Decoded, QrDecoder, opencv_decoder, zbar_decoder, zxing_decoder, zxing_global_decoder
from intake.vision.qr_pictures import (
    CodeCandidate,
    Preparation,
    blue_equalised,
    brightest_channel,
    code_candidates,
    enlargement,
    grey_of,
    grey_sharpened,
    red_deconvolved,
    red_plain,
    red_sharpened,
)
from models.geometry import Box, PageTransform, Pixels, Point, Quad

_FURTHER_PREPARATIONS: tuple[Preparation, ...] = (red_deconvolved, brightest_channel, blue_equalised)
"""Tried where the first looks at least saw a code: where they saw none, no other ever read one."""
_CORNER_SHARE = 0.25
"""Of the width of a page drawn from data: the square at its top left where electronic invoices have their code. One look there costs a tenth of one at all."""
_NODES = 17
_MAX_MAGNIFICATION = 3.0
"""Of original pixels over cleaned ones: beyond, a cut-out is only larger, not sharper."""


def missing_decoders() -> tuple[str, ...]:
    """What `read` does without on this machine and how to install it, one sentence each; empty when all decoders are there."""
    if zbar_decoder() is not None:
        return ()
    return (
        "pyzbar can't find the system library zbar, so QR codes are read by zxing-cpp and OpenCV alone; install it with: apt install libzbar0"
        " · 缺少系统库 zbar, 二维码仅由 zxing-cpp 和 OpenCV 识别; 安装方法: apt install libzbar0",
    )


def _second_opinions() -> tuple[QrDecoder, ...]:
    return tuple(decoder for decoder in (zbar_decoder(), opencv_decoder()) if decoder is not None)


@dataclass(frozen=True)
class DecodeQr:
    """Fills `codes` of every region, an invoice's own payload first."""

    decoder: QrDecoder = field(default_factory=zxing_decoder)
    """Sees whole pictures, so it must be fast."""
    global_decoder: QrDecoder = field(default_factory=zxing_global_decoder)
    second_opinions: tuple[QrDecoder, ...] = field(default_factory=_second_opinions)
    name: str = "qr"

    def __call__(self, reading: Reading) -> Reading:
        pages = {page.number: page for page in reading.pages}
        alone = len(reading.regions) == 1
        return replace(reading, regions=tuple(replace(region, codes=self._codes(region, pages.get(region.page), alone)) for region in reading.regions))

    def _codes(self, region: Region, page: Page | None, alone: bool) -> tuple[Code, ...]:
        found: list[Code] = list(region.codes)
        for look in self._looks(region, page, alone):
            found.extend(code for code in look if code.payload and all(code.payload != other.payload for other in found))
            if any(_invoice_qr(code) is not None for code in look):
                break
        found.sort(key=lambda code: _invoice_qr(code) is None)
        return tuple(found)

    def _looks(self, region: Region, page: Page | None, alone: bool) -> Iterator[tuple[Code, ...]]:
        """What each look at the region shows, the cheap ones first, also codes seen but not read. The caller stops when it has what it wants."""
        yield _embedded(region)
        if region.pixels is None:
            return
        if region.format is Format.PDF_TEXT:
            corner = round(_CORNER_SHARE * region.pixels.shape[1])
            yield tuple(_code(seen, self.decoder.name, region) for seen in self.decoder.decode(grey_of(region.pixels[:corner, :corner])))
        grey = grey_of(region.pixels)
        at_first_sight = self.decoder.decode(grey)
        yield tuple(_code(seen, self.decoder.name, region) for seen in at_first_sight)
        original = page.pixels if page is not None else None
        for candidate in code_candidates(grey):
            if not any(seen.payload and candidate.box.contains(seen.quad.box.center) for seen in at_first_sight):
                yield from self._closer_looks(region, region.pixels, candidate, original)
        if alone and original is not None and _cuts(region, original):
            # The cut may have left the code outside: on rolls and folded sheets it can lie beyond the ruled part.
            yield tuple(Code(seen.payload, self.decoder.name, Place(region.page, seen.quad)) for seen in self.decoder.decode(grey_of(original)))

    def _closer_looks(self, region: Region, cleaned: Pixels, candidate: CodeCandidate, original: Pixels | None) -> Iterator[tuple[Code, ...]]:
        crop, back = _cut_out(cleaned, candidate.box, region.transform, original)
        factor = enlargement(crop)

        def look(decoder: QrDecoder, prepare: Preparation) -> tuple[Code, ...]:
            in_cleaned = (replace(seen, quad=_mapped(seen.quad, lambda x, y: back(x / factor, y / factor))) for seen in decoder.decode(prepare(crop)))
            return tuple(_code(seen, decoder.name, region) for seen in in_cleaned)

        shows_code = False
        for decoder, prepare in ((self.decoder, red_sharpened), (self.decoder, grey_sharpened), (self.decoder, red_plain), (self.global_decoder, red_plain)):
            codes = look(decoder, prepare)
            shows_code = shows_code or bool(codes)
            yield codes
        if not shows_code:
            return
        yield from (look(self.decoder, prepare) for prepare in _FURTHER_PREPARATIONS)
        yield from (look(decoder, red_sharpened) for decoder in self.second_opinions)


def _embedded(region: Region) -> tuple[Code, ...]:
    if region.embedded is None or not region.embedded.qr_payload:
        return ()
    return (Code(region.embedded.qr_payload, "ofd" if region.format is Format.OFD else "xml"),)


def _invoice_qr(code: Code) -> InvoiceQr | None:
    return parse_invoice_qr(code.payload)


def _code(seen: Decoded, decoder: str, region: Region) -> Code:
    """`seen` in pixels of the cleaned picture."""
    return Code(seen.payload, decoder, Place(region.page, region.transform.quad_to_original(seen.quad)))


def _cut_out(cleaned: Pixels, box: Box, transform: PageTransform, original: Pixels | None) -> tuple[Pixels, Callable[[float, float], Point]]:
    """The picture of a box of the cleaned page, from the original where that is finer, and the way back from its pixels to cleaned ones."""
    left, top, right, bottom = int(box.left), int(box.top), int(box.right), int(box.bottom)
    magnification = _magnification(box, transform) if original is not None else 1.0
    if original is None or magnification < 1.2:
        return np.ascontiguousarray(cleaned[top:bottom, left:right]), lambda x, y: (left + x, top + y)
    scale = min(magnification, _MAX_MAGNIFICATION)
    width, height = round((right - left) * scale), round((bottom - top) * scale)
    # Curled pages bend the way back; over one code a coarse grid follows the bend, and costs nothing.
    columns, rows = np.meshgrid(np.linspace(left, left + width / scale, _NODES), np.linspace(top, top + height / scale, _NODES))
    mapped = transform.to_original(np.stack([columns.ravel(), rows.ravel()], axis=1)).reshape(_NODES, _NODES, 2)
    down_weights, across_weights = _node_weights(height), _node_weights(width)
    map_x = (down_weights @ mapped[:, :, 0] @ across_weights.T).astype(np.float32)
    map_y = (down_weights @ mapped[:, :, 1] @ across_weights.T).astype(np.float32)
    picture = np.asarray(cv2.remap(original, map_x, map_y, cv2.INTER_LINEAR), dtype=np.uint8)
    return picture, lambda x, y: (left + x / scale, top + y / scale)


def _node_weights(count: int) -> NDArray[np.float64]:
    """(count, nodes): how much each of `_NODES` evenly spaced nodes weighs at each pixel, linearly between neighbours."""
    positions = np.arange(count) * ((_NODES - 1) / count)
    return np.maximum(0.0, 1.0 - np.abs(positions[:, None] - np.arange(_NODES)[None, :]))


def _magnification(box: Box, transform: PageTransform) -> float:
    """Pixels of the page's picture for one cleaned pixel, along a side of the box."""
    there = transform.quad_to_original(Quad.from_box(box))
    return min(there.width / max(box.width, 1), there.height / max(box.height, 1))


def _cuts(region: Region, original: Pixels) -> bool:
    """The region leaves out a good part of the page."""
    height, width = original.shape[:2]
    return region.outline.width * region.outline.height < float(0.9 * width * height)


def _mapped(quad: Quad, move: Callable[[float, float], Point]) -> Quad:
    a, b, c, d = (move(x, y) for x, y in quad.points)
    return Quad((a, b, c, d))
