"""Files made to exhaust memory or time are refused with their code while memory stays bounded.

They are opened one after the other in a process of its own, which says what came of each and how much memory it had taken by then at most.
"""

import json
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.slow
MIB = 1 << 20

PROGRAM = """
import json, re, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
from intake.document import Document
from intake.errors import IntakeError
from intake.opening.containers import Failure, expand
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
def outcome(one):
    try:
        return one.error.code if isinstance(one, Failure) else f"{len(list(open_pages(one, Limits())))} pages"
    except IntakeError as error:
        return error.code
for path in sys.argv[1:]:
    outcomes = [outcome(one) for one in expand(Document("hostile", Path(path).read_bytes()), Limits())]
    peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
    print(json.dumps([outcomes, int(peak) / 1024]), flush=True)
"""


def png(width: int, height: int) -> bytes:
    """One bit a pixel, all there."""
    packer = zlib.compressobj(1)
    row = bytes(1 + (width + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks)


def zip_of_bomb(name: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w", force_zip64=True) as member:
        for _ in range(400):
            member.write(bytes(MIB))
    return buffer.getvalue()


def huge_page_pdf() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def pdf_of_100_000_pages() -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 100_003))
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[%s]/Count 100000>>endobj\n" % kids
        + b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def billion_laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE EInvoice [<!ENTITY l0 "ha">{levels}]><EInvoice>&l9;</EInvoice>'.encode()


def external_entity() -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE EInvoice [<!ENTITY x SYSTEM "file:///etc/passwd">]><EInvoice>&x;</EInvoice>'


def deep_xml() -> bytes:
    return b"<EInvoice>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</EInvoice>"


def tiff_of_10_000_frames() -> bytes:
    tags = ((256, 4, 4000), (257, 4, 4000), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 4, 4000), (279, 4, 16_000_000))
    size = 2 + 12 * len(tags) + 4
    parts = [b"II*\x00", struct.pack("<I", 8)]
    for frame in range(10_000):
        following = 8 + size * (frame + 1) if frame < 9_999 else 0
        parts += [struct.pack("<H", len(tags)), *(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags), struct.pack("<I", following)]
    return b"".join(parts)


def tiff_with_a_huge_strip() -> bytes:
    tags = ((256, 4, 9_000), (257, 4, 9_000), (258, 3, 8), (259, 3, 5), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 4, 1 << 31), (279, 4, (1 << 32) - 1))
    body = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags) + bytes(4)
    return b"II*\x00" + struct.pack("<I", 8) + body


def pdf_with_a_huge_picture() -> bytes:
    """30 000 x 30 000 pixels, which PDFium would unpack for a page of a square inch."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj\n"
        b"4 0 obj<</Length 21>>stream\n72 0 0 72 0 0 cm /I Do\nendstream endobj\n"
        b"5 0 obj<</Type/XObject/Subtype/Image/Width 30000/Height 30000/ColorSpace/DeviceRGB/BitsPerComponent 8/Length 0>>stream\n\nendstream endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )


HOSTILE: dict[str, tuple[Callable[[], bytes], str, float]] = {
    "billion laughs": (billion_laughs, "xml_dtd", 120),
    "external entity": (external_entity, "xml_dtd", 120),
    "PNG of 144 megapixels": (lambda: png(12_000, 12_000), "too_many_pixels", 120),
    "PNG of 400 megapixels": (lambda: png(20_000, 20_000), "too_many_pixels", 120),
    "PNG of 1089 megapixels": (lambda: png(33_000, 33_000), "too_many_pixels", 120),
    "TIFF of 10 000 frames": (tiff_of_10_000_frames, "too_many_pages", 120),
    "TIFF with a huge strip": (tiff_with_a_huge_strip, "truncated", 120),
    "PDF of 100 000 pages": (pdf_of_100_000_pages, "too_many_pages", 120),
    "PDF with a picture of 900 megapixels": (pdf_with_a_huge_picture, "too_many_pixels", 120),
    "deep XML": (deep_xml, "xml_too_deep", 200),
    "ZIP of 400 MiB in half a MiB": (lambda: zip_of_bomb("invoice.xml"), "ratio_too_high", 250),
    "OFD of 400 MiB in half a MiB": (lambda: zip_of_bomb("OFD.xml"), "ratio_too_high", 250),
    "PDF page of five metres": (huge_page_pdf, "1 pages", 300),
    "PNG of 99 megapixels, which is allowed": (lambda: png(9_900, 10_000), "1 pages", 400),
}
"""What it is -> maker, outcome, and the MiB that its process may have taken by then: in rising order."""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[list[str], float]]:
    folder = tmp_path_factory.mktemp("hostile")
    paths = []
    for number, (make, _, _) in enumerate(HOSTILE.values()):
        paths.append(folder / str(number))
        paths[-1].write_bytes(make())
    command = [sys.executable, "-c", PROGRAM, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=True)  # noqa: S603
    return dict(zip(HOSTILE, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_within_bounds(name: str, outcomes: dict[str, tuple[list[str], float]]) -> None:
    _, expected, mebibytes = HOSTILE[name]
    found, peak = outcomes[name]
    assert found == [expected]
    assert peak < mebibytes
