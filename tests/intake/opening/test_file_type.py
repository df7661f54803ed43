import zipfile
from io import BytesIO

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from intake.errors import IntakeError
from intake.opening.file_type import FileType, file_type

PIXELS = np.full((8, 8, 3), 200, np.uint8)


def encoded(suffix: str) -> bytes:
    return cv2.imencode(suffix, PIXELS)[1].tobytes()


def zipped(*names: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def tiff() -> bytes:
    buffer = BytesIO()
    Image.fromarray(PIXELS).save(buffer, "TIFF")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (encoded(".jpg"), FileType.JPEG),
        (encoded(".png"), FileType.PNG),
        (encoded(".webp"), FileType.WEBP),
        (encoded(".bmp"), FileType.BMP),
        (tiff(), FileType.TIFF),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", FileType.HEIF),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", FileType.HEIF),
        (b"%PDF-1.7\n", FileType.PDF),
        (b"scanner says hello\n%PDF-1.4\n", FileType.PDF),
        (zipped("OFD.xml", "Doc_0/Document.xml"), FileType.OFD),
        (zipped("./ofd.XML"), FileType.OFD),
        (zipped("a.pdf"), FileType.ZIP),
        (zipped("folder/OFD.xml"), FileType.ZIP),
        (b"PK\x03\x04 cut off", FileType.ZIP),
        (b'<?xml version="1.0"?><!-- c --><EInvoice/>', FileType.XML),
        (b"\xef\xbb\xbf<EInvoice/>", FileType.XML),
        ("\ufeff<EInvoice/>".encode("utf-16"), FileType.XML),
        (b'<!DOCTYPE EInvoice SYSTEM "http://x/y.dtd"><EInvoice/>', FileType.XML),
        (b"From: a@b.cn\r\nTo: c@d.cn\r\nSubject: x\r\n\r\nhello", FileType.EML),
        (b"Received: by x\r\n\tfor y\r\nMIME-Version: 1.0\r\n\r\n", FileType.EML),
    ],
)
def test_the_content_tells_the_type(content: bytes, expected: FileType) -> None:
    assert file_type(content) is expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b" \n\x00\x00", "empty_file"),
        (b"just some words", "unknown_type"),
        (b"\x7fELF\x02\x01", "unknown_type"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "svg_refused"),
        (b'<?xml version="1.0"?>\n<!-- by hand -->\n<!DOCTYPE svg PUBLIC "x" "y">\n<svg/>', "svg_refused"),
        (b"<!DOCTYPE html><html></html>", "html_refused"),
        (b"\n <HTML><body>", "html_refused"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "postscript_refused"),
        (b"\xc5\xd0\xd3\xc6\x20\x00", "postscript_refused"),
        (zipped("[Content_Types].xml", "word/document.xml"), "office_refused"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "office_refused"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_0037001F".encode("utf-16-le"), "outlook_refused"),
        (b"GIF89a\x01\x00", "picture_type_unsupported"),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1", "picture_type_unsupported"),
        (b"Rar!\x1a\x07\x00", "archive_type_unsupported"),
        (b"7z\xbc\xaf\x27\x1c", "archive_type_unsupported"),
    ],
)
def test_what_is_not_opened_is_refused_by_its_own_code(content: bytes, code: str) -> None:
    with pytest.raises(IntakeError) as refused:
        file_type(content)
    assert refused.value.code == code


def test_the_first_bytes_decide_over_what_is_hidden_behind_them() -> None:
    assert file_type(encoded(".jpg") + zipped("a.pdf")) is FileType.JPEG
    assert file_type(b"%PDF-1.7\n" + zipped("OFD.xml")) is FileType.PDF
    stored_pdf = BytesIO()
    with zipfile.ZipFile(stored_pdf, "w") as archive:
        archive.writestr("a.pdf", b"%PDF-1.7\n")
    assert file_type(stored_pdf.getvalue()) is FileType.ZIP


def test_endless_comments_before_the_root_are_skipped_in_linear_time() -> None:
    with pytest.raises(IntakeError, match="unknown_type"):
        file_type(b"no " + b"<!--" * 100_000)
    assert file_type(b"<!--" * 100_000) is FileType.XML


@given(st.binary(max_size=300))
def test_any_bytes_have_a_type_or_a_refusal(content: bytes) -> None:
    try:
        assert file_type(content) in FileType
    except IntakeError as error:
        assert error.message and error.message_zh
