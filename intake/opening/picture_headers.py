"""What must be known of a picture before it is decoded, where the decoders don't tell: read from the bytes, nothing unpacked."""

from __future__ import annotations

from dataclasses import dataclass

JPEG_END = b"\xff\xd9"
JPEG_SCAN = b"\xff\xda"
PROGRESSIVE_FRAMES = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a length behind them (ITU-T T.81, B.1.1.3)."""

ORIENTATION_TAG = 0x0112
EXIF_PREFIX = b"Exif\x00\x00"


@dataclass(frozen=True)
class JpegHeader:
    progressive: bool
    scans: int
    """Passes over the picture, those of pictures appended behind it included."""
    ended: bool
    """The end marker stands behind the picture's data."""


@dataclass(frozen=True)
class WebpHeader:
    width: int
    height: int
    animated: bool
    complete: bool
    """The file is as long as it says."""
    exif: bytes


def read_jpeg_header(content: bytes) -> JpegHeader:
    """Walks the segments up to the first scan (ITU-T T.81, B.1).

    Thumbnails lie inside segments and so are stepped over; within a scan every 0xFF that is no marker is escaped.
    """
    at = 2
    progressive = False
    while at + 4 <= len(content):
        if content[at] != 0xFF or content[at + 1] == 0xFF:  # fill bytes before a marker, or rubbish that decoders skip too
            at += 1
            continue
        marker = content[at + 1]
        if marker == JPEG_SCAN[1]:
            break
        progressive = progressive or marker in PROGRESSIVE_FRAMES
        at += 2 if marker in JPEG_ALONE else 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return JpegHeader(progressive, content.count(JPEG_SCAN, at), content.find(JPEG_END, at) >= 0)


def read_webp_header(content: bytes) -> WebpHeader:
    """RIFF chunks (RFC 9649, 2). Raises ValueError when the first chunk is none that starts a picture."""
    chunks = _riff_chunks(content)
    complete = 8 + int.from_bytes(content[4:8], "little") <= len(content)
    exif = next((content[start:end] for name, start, end in chunks if name == b"EXIF"), b"")
    name, start, _ = chunks[0] if chunks else (b"", 0, 0)
    body = content[start : start + 10]
    if len(body) < 10:
        raise ValueError("truncated")
    if name == b"VP8X":
        width, height = int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
        return WebpHeader(width, height, bool(body[0] & 0x02), complete, exif)
    if name == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return WebpHeader((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, False, complete, exif)
    if name == b"VP8 ":
        return WebpHeader(int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF, False, complete, exif)
    raise ValueError("no WebP picture")


def _riff_chunks(content: bytes) -> list[tuple[bytes, int, int]]:
    """Name, start and end of each chunk's body; at most as many as a still picture has."""
    found: list[tuple[bytes, int, int]] = []
    at = 12
    while at + 8 <= len(content) and len(found) < 64:
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        found.append((content[at : at + 4], at + 8, at + 8 + size))
        at += 8 + size + size % 2
    return found


def exif_orientation(exif: bytes) -> int:
    """1 to 8 (Exif 2.3, 4.6.4 A); 1, upright, when the block says nothing or can't be understood.

    Only the first directory is read, however large the block is.
    """
    tiff = exif.removeprefix(EXIF_PREFIX)
    if tiff[:2] not in (b"II", b"MM"):
        return 1
    order = "little" if tiff[:2] == b"II" else "big"
    directory = _number(tiff, 4, 4, order)
    for entry in range(directory + 2, directory + 2 + 12 * _number(tiff, directory, 2, order), 12):
        if entry + 12 > len(tiff):
            break
        if _number(tiff, entry, 2, order) == ORIENTATION_TAG:
            value = _number(tiff, entry + 8, 2, order)
            return value if 1 <= value <= 8 else 1
    return 1


def _number(data: bytes, at: int, size: int, order: str) -> int:
    return int.from_bytes(data[at : at + size], "little" if order == "little" else "big")
