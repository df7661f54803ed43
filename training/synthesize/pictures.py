"""Pixels as picture files."""

from __future__ import annotations

from collections.abc import Sequence

import cv2

from models.geometry import Pixels


def encode_jpeg(picture: Pixels, quality: int) -> bytes:
    """Raises ValueError when OpenCV refuses."""
    return _encoded(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, quality))


def encode_png(picture: Pixels) -> bytes:
    """Raises ValueError when OpenCV refuses."""
    return _encoded(".png", picture, ())


def _encoded(suffix: str, picture: Pixels, options: Sequence[int]) -> bytes:
    done, data = cv2.imencode(suffix, picture, options)
    if not done:
        raise ValueError(f"the picture could not be encoded as {suffix}")
    return data.tobytes()
