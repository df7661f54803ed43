"""Pictures as pages: JPEG, PNG, WebP, BMP, TIFF of several pages, HEIC."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from math import ceil, floor, sqrt

import cv2
import numpy as np
import pi_heif  # type: ignore[import-untyped]
from cv2.typing import MatLike
from PIL import Image, TiffImagePlugin
from PIL.Image import DecompressionBombError

from intake.document import Document, Page
from intake.opening import refusals
from intake.opening.file_type import FileType
from intake.opening.limits import Limits
from intake.opening.picture_headers import JPEG_END, exif_orientation, read_jpeg_header, read_webp_header
from models.geometry import Pixels

PILLOW_NAMES = {FileType.JPEG: "JPEG", FileType.PNG: "PNG", FileType.BMP: "BMP", FileType.TIFF: "TIFF"}

SUBFILE_TYPE_TAG = 254
NOT_A_PAGE = 0b101
"""TIFF 6.0, NewSubfileType: a smaller copy of another page, or a transparency mask."""
STRIP_OFFSETS_TAG, STRIP_SIZES_TAG = 273, 279

JPEG_REDUCTIONS = ((8, cv2.IMREAD_REDUCED_COLOR_8), (4, cv2.IMREAD_REDUCED_COLOR_4), (2, cv2.IMREAD_REDUCED_COLOR_2), (1, cv2.IMREAD_COLOR))
"""libjpeg leaves out frequencies while it decodes: half the side costs about a quarter of time and memory."""
KEPT_SHARE = 0.6
"""A JPEG may be decoded reduced when at least this share of `Limits.page_pixels` is left; otherwise it is decoded whole and scaled."""
FILLED_ROWS = 8
"""Rows looked at where a JPEG's end is missing: one block of samples."""
FLAT = 2
"""Grey levels. What libjpeg puts where blocks are missing does not vary; a photographed or scanned surface does, even when it is white."""

BAND_ROWS = 128
"""Rows of the page made at a time where a picture must be converted or reduced, so that only the decoded picture itself is in memory whole."""

Bands = Callable[[int, int], Pixels]
"""Rows from the first number up to the second of a decoded picture, as BGR on white."""

DECODING_ERRORS = (OSError, ValueError, RuntimeError, SyntaxError, EOFError, LookupError, TypeError, AttributeError, ArithmeticError, struct.error, cv2.error)
"""What Pillow, pi_heif and OpenCV raise on damaged data: they document no common base. MemoryError is not among them: that is no fault of the file's form."""


def open_picture(document: Document, kind: FileType, limits: Limits) -> Iterator[Page]:
    """One page, or those of a TIFF, one after the other.

    A JPEG that lacks its end is refused unless its last rows were decoded: then nothing but the end marker is missing, as some cameras and scanners leave it.
    Raises RefusedFile (`too_many_pixels`, `too_many_pages`, `too_many_scans`, `picture_type_unsupported`), UnreadableFile (`picture_damaged`, `truncated`).
    """
    try:
        match kind:
            case FileType.JPEG:
                yield _jpeg_page(document.content, limits)
            case FileType.WEBP:
                yield _webp_page(document.content, limits)
            case FileType.HEIF:
                yield _heif_page(document.content, limits)
            case FileType.TIFF:
                yield from _tiff_pages(document.content, limits)
            case _:
                yield _pillow_page(_opened(document.content, kind, limits), limits)
    except DecompressionBombError as error:
        raise refusals.too_many_pixels(limits) from error
    except DECODING_ERRORS as error:
        said = str(error).lower()
        raise (refusals.truncated() if "truncated" in said or "end of file" in said else refusals.picture_damaged()) from error


def _opened(content: bytes, kind: FileType, limits: Limits) -> Image.Image:
    """The picture with only its header read."""
    with _without_warnings():
        image = Image.open(BytesIO(content), formats=(PILLOW_NAMES[kind],))
    _check_size(image.width, image.height, limits)
    return image


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Pillow warns of sizes, for which we have our own limit, and of damage that it reads past."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _check_size(width: int, height: int, limits: Limits) -> None:
    if width < 1 or height < 1:
        raise refusals.picture_damaged()
    if width * height > limits.picture_pixels:
        raise refusals.too_many_pixels(limits)


def _jpeg_page(content: bytes, limits: Limits) -> Page:
    image = _opened(content, FileType.JPEG, limits)
    header = read_jpeg_header(content)
    if header.scans > limits.jpeg_scans:
        raise refusals.too_many_scans()
    if not header.ended and header.progressive:
        raise refusals.truncated()  # every pass refines the whole picture: with passes missing all of it is blurred
    if image.mode == "CMYK":  # OpenCV does not know that Adobe programs write it inverted
        return _pillow_page(image, limits)
    reduction, flag = next(pair for pair in JPEG_REDUCTIONS if pair[0] == 1 or image.width * image.height / pair[0] ** 2 >= KEPT_SHARE * limits.page_pixels)
    # Where data ends without a marker, OpenCV leaves memory as it was, with whatever was decoded there before; at the marker, libjpeg fills in grey.
    pixels = _cv2_decoded(content + JPEG_END, flag | cv2.IMREAD_IGNORE_ORIENTATION)
    if not header.ended and np.ptp(pixels[-max(1, FILLED_ROWS // reduction) :], axis=(0, 1)).max() <= FLAT:
        raise refusals.truncated()
    page = _array_page(pixels, exif_orientation(image.info.get("exif", b"")), limits)
    return replace(page, reduction=page.reduction * reduction)


def _cv2_decoded(content: bytes, flags: int) -> Pixels:
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), flags)
    if pixels is None:
        raise refusals.picture_damaged()
    return np.asarray(pixels, dtype=np.uint8)


def _webp_page(content: bytes, limits: Limits) -> Page:
    header = read_webp_header(content)
    if header.animated:
        raise refusals.picture_type_unsupported("Animated WebP")
    _check_size(header.width, header.height, limits)
    if not header.complete:
        raise refusals.truncated()
    pixels = _cv2_decoded(content, cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION)
    return _array_page(pixels, exif_orientation(header.exif), limits)


def _heif_page(content: bytes, limits: Limits) -> Page:
    """The primary picture. The decoder itself turns and mirrors as the file says (ISO/IEC 23008-12, 6.5.10 and 6.5.12), which stands above EXIF."""
    image = pi_heif.open_heif(content, convert_hdr_to_8bit=True)
    width, height = image.size
    _check_size(width, height, limits)
    pixels = np.asarray(image)[:, :width]
    if pixels.ndim == 3:
        pixels = pixels[..., [2, 1, 0, *range(3, pixels.shape[2])]]
    return _array_page(pixels, 1, limits)


def _tiff_pages(content: bytes, limits: Limits) -> Iterator[Page]:
    image = _opened(content, FileType.TIFF, limits)
    assert isinstance(image, TiffImagePlugin.TiffImageFile)
    if _has_frame(image, limits.pages):
        raise refusals.too_many_pages(limits)
    number = 0
    frame = 0
    while _has_frame(image, frame):
        frame += 1
        if not int(image.tag_v2.get(SUBFILE_TYPE_TAG, 0)) & NOT_A_PAGE:
            number += 1
            _check_size(image.width, image.height, limits)
            _check_strips(image, len(content))
            yield replace(_pillow_page(image, limits), number=number)
    if number == 0:
        raise refusals.picture_damaged()


def _has_frame(image: TiffImagePlugin.TiffImageFile, frame: int) -> bool:
    try:
        with _without_warnings():
            image.seek(frame)
    except EOFError:
        return False
    return True


def _check_strips(image: TiffImagePlugin.TiffImageFile, size: int) -> None:
    """The picture's data lies within the file."""
    offsets, sizes = (image.tag_v2.get(tag, ()) for tag in (STRIP_OFFSETS_TAG, STRIP_SIZES_TAG))
    if any(start + length > size for start, length in zip(offsets, sizes, strict=False)):
        raise refusals.truncated()


def _pillow_page(image: Image.Image, limits: Limits) -> Page:
    orientation = 1 if image.format == "TIFF" else exif_orientation(image.info.get("exif", b""))  # Pillow turns TIFF itself
    with _without_warnings():
        image.load()
    return _page(image.width, image.height, lambda top, bottom: _bgr_of_pillow(image.crop((0, top, image.width, bottom))), orientation, limits)


def _array_page(pixels: Pixels, orientation: int, limits: Limits) -> Page:
    """Of grey, BGR or BGRA."""
    height, width = pixels.shape[:2]
    if pixels.shape[2:] == (3,) and height * width <= limits.page_pixels:
        return Page(1, None, _upright(pixels, orientation))
    return _page(width, height, lambda top, bottom: _on_white(pixels[top:bottom]), orientation, limits)


def _page(width: int, height: int, bands: Bands, orientation: int, limits: Limits) -> Page:
    reduction = max(1.0, sqrt(width * height / limits.page_pixels))
    return Page(1, None, _upright(_joined(width, height, bands, reduction), orientation), reduction)


def _joined(width: int, height: int, bands: Bands, reduction: float) -> Pixels:
    """The bands as one picture, scaled down by averaging where it is to be reduced."""
    columns, rows = max(1, round(width / reduction)), max(1, round(height / reduction))
    step = height / rows
    page = np.empty((rows, columns, 3), np.uint8)
    for top in range(0, rows, BAND_ROWS):
        bottom = min(top + BAND_ROWS, rows)
        band = bands(floor(top * step), min(height, ceil(bottom * step)))
        page[top:bottom] = band if reduction == 1.0 else cv2.resize(band, (columns, bottom - top), interpolation=cv2.INTER_AREA)
    return page


def _bgr_of_pillow(image: Image.Image) -> Pixels:
    """Any mode as BGR on white: what is transparent was made to be seen on paper."""
    if image.mode.startswith("I;16"):
        return _on_white((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode in ("I", "F"):
        raise refusals.picture_type_unsupported("32-bit")
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        return _on_white(np.asarray(image.convert("RGBA"))[..., [2, 1, 0, 3]])
    if image.mode in ("1", "L"):
        return _on_white(np.asarray(image.convert("L")))
    return np.asarray(cv2.cvtColor(np.asarray(image.convert("RGB")), cv2.COLOR_RGB2BGR), dtype=np.uint8)


def _on_white(pixels: Pixels) -> Pixels:
    """BGR from grey, BGR or BGRA."""
    if pixels.ndim == 2:
        return np.repeat(pixels[..., None], 3, axis=2)
    if pixels.shape[2] == 3:
        return pixels
    colours, alpha = np.ascontiguousarray(pixels[..., :3]), pixels[..., 3:]
    if alpha.min() == 255:
        return colours
    share = alpha.astype(np.uint16)
    return ((colours * share + 255 * (255 - share) + 127) // 255).astype(np.uint8)


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """The stored picture turned as EXIF's number asks for."""
    return np.ascontiguousarray(_turned(pixels, orientation), dtype=np.uint8)


def _turned(pixels: Pixels, orientation: int) -> MatLike:
    match orientation:
        case 2:
            return cv2.flip(pixels, 1)
        case 3:
            return cv2.rotate(pixels, cv2.ROTATE_180)
        case 4:
            return cv2.flip(pixels, 0)
        case 5:
            return cv2.transpose(pixels)
        case 6:
            return cv2.rotate(pixels, cv2.ROTATE_90_CLOCKWISE)
        case 7:
            return cv2.rotate(cv2.transpose(pixels), cv2.ROTATE_180)
        case 8:
            return cv2.rotate(pixels, cv2.ROTATE_90_COUNTERCLOCKWISE)
        case _:
            return pixels
