"""What a file is, told by its content and never by its name."""

from __future__ import annotations

import re
from enum import StrEnum

from intake.errors import UnreadableFile
from intake.opening import refusals
from intake.opening.zip_archive import entry_name, open_zip


class FileType(StrEnum):
    """What can be opened."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    BMP = "bmp"
    TIFF = "tiff"
    HEIF = "heif"
    PDF = "pdf"
    OFD = "ofd"
    XML = "xml"
    ZIP = "zip"
    EML = "eml"


PICTURES = frozenset({FileType.JPEG, FileType.PNG, FileType.WEBP, FileType.BMP, FileType.TIFF, FileType.HEIF})
CONTAINERS = frozenset({FileType.ZIP, FileType.EML})
MEDIA_TYPES = {
    FileType.JPEG: "image/jpeg",
    FileType.PNG: "image/png",
    FileType.WEBP: "image/webp",
    FileType.BMP: "image/bmp",
    FileType.TIFF: "image/tiff",
    FileType.HEIF: "image/heif",
    FileType.PDF: "application/pdf",
    FileType.OFD: "application/ofd",
    FileType.XML: "application/xml",
    FileType.ZIP: "application/zip",
    FileType.EML: "message/rfc822",
}

HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
"""ISO/IEC 23008-12 B.4: HEVC-coded pictures, and the structural brands some cameras put first."""
AVIF_BRANDS = frozenset({b"avif", b"avis"})

BMP_INFO_SIZES = frozenset({12, 40, 52, 56, 64, 108, 124})
"""Lengths of the known information headers: two letters alone would take any text that begins with BM for a bitmap."""

UNSUPPORTED_PICTURES = (
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"8BPS", "Photoshop"),
    (b"\x00\x00\x00\x0cjP  \r\n", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\x00\x00\x00\x0cJXL \r\n", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"AT&TFORM", "DjVu"),
)
UNSUPPORTED_ARCHIVES = ((b"Rar!\x1a\x07", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\x00", "xz"))

HEAD = 1 << 16
"""Bytes looked at where a type has no fixed first bytes."""
PDF_HEADER_WITHIN = 1024
"""Readers accept the PDF header behind this much of something else (ISO 32000-1, annex H, note 13)."""

XML_ROOT = re.compile(r"<([A-Za-z_:][\w:.\-]*)")
XML_DOCTYPE = re.compile(r"<!DOCTYPE\s+([A-Za-z_:][\w:.\-]*)", re.IGNORECASE)
HTML_ROOTS = frozenset({"html", "head", "body", "script", "table", "div", "p", "meta", "title"})

MAIL_HEADER = re.compile(rb"^([A-Za-z][A-Za-z0-9\-]{1,60}):", re.MULTILINE)
MAIL_HEADERS = frozenset(
    {
        b"from",
        b"to",
        b"date",
        b"subject",
        b"received",
        b"return-path",
        b"delivered-to",
        b"message-id",
        b"mime-version",
        b"content-type",
        b"dkim-signature",
        b"x-mailer",
    }
)


def file_type(content: bytes) -> FileType:
    """Of bytes that could be several things, the first bytes decide: what begins as a picture is read as that picture, whatever is hidden behind it.

    Raises UnreadableFile (`empty_file`, `unknown_type`), RefusedFile (`svg_refused`, `html_refused`, `postscript_refused`, `office_refused`, `outlook_refused`,
    `picture_type_unsupported`, `archive_type_unsupported`, `too_many_entries`).
    """
    if not content[:HEAD].strip(b"\x00 \t\r\n"):
        raise refusals.empty_file()
    found = _by_first_bytes(content) or _by_text(content[:HEAD])
    if found is None and b"%PDF-" in content[:PDF_HEADER_WITHIN]:
        found = FileType.PDF
    if found is None:
        raise refusals.unknown_type()
    return found


def _by_first_bytes(content: bytes) -> FileType | None:
    for magic, found in (
        (b"\xff\xd8\xff", FileType.JPEG),
        (b"\x89PNG\r\n\x1a\n", FileType.PNG),
        (b"II*\x00", FileType.TIFF),
        (b"MM\x00*", FileType.TIFF),
        (b"II+\x00", FileType.TIFF),
        (b"MM\x00+", FileType.TIFF),
        (b"%PDF-", FileType.PDF),
    ):
        if content.startswith(magic):
            return found
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileType.WEBP
    if content.startswith(b"BM") and int.from_bytes(content[14:18], "little") in BMP_INFO_SIZES:
        return FileType.BMP
    if content[4:8] == b"ftyp":
        return _by_brands(content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(content)
    _refuse_known_strangers(content)
    return None


def _by_brands(content: bytes) -> FileType | None:
    """Which ISO base media file it is: major brand, then compatible brands (ISO/IEC 14496-12, 4.3)."""
    size = min(int.from_bytes(content[:4], "big"), 256)
    brands = {content[8:12], *(content[at : at + 4] for at in range(16, size, 4))}
    if brands & AVIF_BRANDS:
        raise refusals.picture_type_unsupported("AVIF")
    return FileType.HEIF if brands & HEIF_BRANDS else None


def _zip_type(content: bytes) -> FileType:
    """OFD and Office files are ZIPs that are known by one member. A damaged archive is a ZIP still: opening it tells what is wrong."""
    try:
        archive = open_zip(content)
    except UnreadableFile:
        return FileType.ZIP
    names = {entry_name(info).removeprefix("./").removeprefix("/").casefold() for info in archive.infolist()}
    if "ofd.xml" in names:
        return FileType.OFD
    if "[content_types].xml" in names:
        raise refusals.office_refused()
    return FileType.ZIP


def _refuse_known_strangers(content: bytes) -> None:
    for magic, name in UNSUPPORTED_PICTURES:
        if content.startswith(magic):
            raise refusals.picture_type_unsupported(name)
    for magic, name in UNSUPPORTED_ARCHIVES:
        if content.startswith(magic):
            raise refusals.archive_type_unsupported(name)
    if content.startswith((b"%!PS", b"\xc5\xd0\xd3\xc6", b"\x04%!PS")):
        raise refusals.postscript_refused()
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "__substg1.0_".encode("utf-16-le") in content:
            raise refusals.outlook_refused()
        raise refusals.office_refused()


def _by_text(head: bytes) -> FileType | None:
    text = _decoded(head).lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return _markup_type(text)
    return FileType.EML if _is_mail(head) else None


def _decoded(head: bytes) -> str:
    """Enough of the text to see element names: all but UTF-16 are ASCII there."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    if head.startswith((b"<\x00", b"\x00<")):
        return head.decode("utf-16-le" if head[0] else "utf-16-be", errors="replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _markup_type(text: str) -> FileType | None:
    """By the root element. A DTD is left for the reader of XML to refuse, as it is refused whatever the root is."""
    text = _without_prolog(text)
    root = XML_DOCTYPE.match(text) or XML_ROOT.match(text)
    if root is None:
        return FileType.XML if text.startswith("<!") or not text else None
    name = root.group(1).rpartition(":")[2].casefold()
    if name == "svg":
        raise refusals.svg_refused()
    if name in HTML_ROOTS:
        raise refusals.html_refused()
    return FileType.XML


def _without_prolog(text: str) -> str:
    """The text from its DOCTYPE or root element on; "" when comments and instructions fill it."""
    while True:
        text = text.lstrip()
        end = "-->" if text.startswith("<!--") else "?>" if text.startswith("<?") else None
        if end is None:
            return text
        text = text.partition(end)[2]


def _is_mail(head: bytes) -> bool:
    """Two or more of the usual header names before the first blank line (RFC 5322)."""
    headers = re.split(rb"\r?\n\r?\n", head.lstrip(), maxsplit=1)[0]
    names = {name.lower() for name in MAIL_HEADER.findall(headers)}
    first = MAIL_HEADER.match(headers)
    return (first is not None or headers.startswith(b"From ")) and len(names & MAIL_HEADERS) >= 2
