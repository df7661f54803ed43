"""The decoders of QR codes, behind one signature.

zxing-cpp and OpenCV come with their packages. pyzbar needs the system library zbar, and runs without it are fine, only poorer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import cv2
import zxingcpp

from models.geometry import Box, Pixels, Quad


@dataclass(frozen=True)
class Decoded:
    """A code that was seen."""

    payload: str
    """"" where the decoder saw a code that it could not read."""
    quad: Quad
    """Pixels of the picture given, clockwise from the code's own top left where the decoder tells."""


@dataclass(frozen=True)
class QrDecoder:
    """One of the libraries. `decode` takes a grey picture."""

    name: str
    decode: Callable[[Pixels], tuple[Decoded, ...]]


def zxing_decoder() -> QrDecoder:
    """The fastest by far, and the best on blurred codes: some 4 ms on a picture of 1600 x 1100."""
    return QrDecoder("zxing", lambda grey: _decode_zxing(grey, zxingcpp.Binarizer.LocalAverage))


def zxing_global_decoder() -> QrDecoder:
    """The same with one threshold for the whole picture: for cut-outs whose code is speckled rather than blurred."""
    return QrDecoder("zxing", lambda grey: _decode_zxing(grey, zxingcpp.Binarizer.GlobalHistogram))


def linear_decoder() -> QrDecoder:
    """Of Code 39 and Code 128, as separator sheets bear them."""
    return QrDecoder("zxing", _decode_linear)


def opencv_decoder() -> QrDecoder:
    """Slow on whole pictures; a third opinion on cut-outs."""
    return QrDecoder("opencv", _decode_opencv)


def zbar_decoder() -> QrDecoder | None:
    """None where the system library zbar is not installed."""
    try:
        # pyzbar loads the library when it is imported, and has no other way to ask whether it is there.
        pyzbar = import_module("pyzbar.pyzbar")
    except ImportError:
        return None
    return QrDecoder("pyzbar", lambda grey: _decode_zbar(pyzbar, grey))


def _decode_zxing(grey: Pixels, binarizer: zxingcpp.Binarizer) -> tuple[Decoded, ...]:
    found = zxingcpp.read_barcodes(
        grey,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        binarizer=binarizer,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
        return_errors=True,
    )
    return tuple(Decoded(code.text.rstrip("\x00") if code.valid else "", _zxing_quad(code)) for code in found)


def _decode_linear(grey: Pixels) -> tuple[Decoded, ...]:
    formats = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.Code39, zxingcpp.BarcodeFormat.Code128))
    found = zxingcpp.read_barcodes(grey, formats=formats, try_invert=False, text_mode=zxingcpp.TextMode.Plain)
    return tuple(Decoded(code.text, _zxing_quad(code)) for code in found)


def _zxing_quad(code: zxingcpp.Barcode) -> Quad:
    place = code.position
    a, b, c, d = ((float(corner.x), float(corner.y)) for corner in (place.top_left, place.top_right, place.bottom_right, place.bottom_left))
    return Quad((a, b, c, d))


def _decode_opencv(grey: Pixels) -> tuple[Decoded, ...]:
    try:
        payload, corners, _ = cv2.QRCodeDetector().detectAndDecode(grey)
    except cv2.error:
        # OpenCV raises on some damaged codes from inside its decoder; that is "not read" like any other.
        return ()
    return (Decoded(payload, Quad.from_array(corners.reshape(4, 2).tolist())),) if payload else ()


def _decode_zbar(pyzbar: Any, grey: Pixels) -> tuple[Decoded, ...]:
    return tuple(
        Decoded(
            code.data.decode("utf-8", "replace").rstrip("\x00"),
            Quad.from_box(Box(code.rect.left, code.rect.top, code.rect.left + code.rect.width, code.rect.top + code.rect.height)),
        )
        for code in pyzbar.decode(grey, symbols=[pyzbar.ZBarSymbol.QRCODE])
    )
