"""Whatever bytes come in: pages, or an IntakeError."""

import zipfile
from functools import cache
from io import BytesIO

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from intake.document import Document, Format, Page
from intake.errors import IntakeError
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
from tests.intake.opening.pdf_samples import drawn, invoice, with_attachment

SMALL = Limits(picture_pixels=2_000_000, page_pixels=200_000, pages=5, file_bytes=1_000_000)


def opened(content: bytes, limits: Limits = SMALL) -> list[Page] | IntakeError:
    try:
        return list(open_pages(Document("x", content), limits))
    except IntakeError as error:
        return error


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


@cache
def valid_files() -> dict[str, bytes]:
    pixels = np.random.default_rng(0).integers(0, 255, (40, 60, 3), dtype=np.uint8)
    image = Image.fromarray(pixels)
    exif = Image.Exif()
    exif[0x0112] = 6
    files = {suffix: cv2.imencode(suffix, pixels)[1].tobytes() for suffix in (".png", ".webp", ".bmp")}
    files["jpeg"] = saved(image, "JPEG", exif=exif.tobytes())
    files["progressive"] = saved(image, "JPEG", progressive=True)
    files["cmyk"] = saved(image.convert("CMYK"), "JPEG")
    files["palette"] = saved(image.convert("P"), "PNG", transparency=3)
    files["alpha"] = saved(image.convert("RGBA"), "WEBP", lossless=True)
    files["tiff"] = saved(image, "TIFF", save_all=True, append_images=[image.convert("L")], compression="tiff_lzw")
    files["group4"] = saved(image.convert("1"), "TIFF", compression="group4")
    files["jpeg in tiff"] = saved(image, "TIFF", compression="jpeg")
    files["pdf"] = drawn(invoice)
    files["pdf with attachment"] = with_attachment(drawn(invoice), "a.xml", b"<?xml version='1.0'?><EInvoice/>")
    files["xml"] = b"<?xml version='1.0' encoding='utf-8'?><EInvoice><Header/><EInvoiceData><SellerInformation/></EInvoiceData></EInvoice>"
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("OFD.xml", "<ofd:OFD xmlns:ofd='x'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>")
        archive.writestr("Doc_0/Document.xml", "<ofd:Document xmlns:ofd='x'/>")
    files["ofd"] = buffer.getvalue()
    return files


def test_the_names_of_files_mean_nothing() -> None:
    (page,) = open_pages(Document("invoice.xml", valid_files()["pdf"]), SMALL)
    assert page.format is Format.PDF_TEXT


def test_a_file_that_is_too_large_is_not_even_looked_at() -> None:
    outcome = opened(b"%PDF-" + bytes(1_000_000))
    assert isinstance(outcome, IntakeError) and outcome.code == "file_too_large"


@pytest.mark.parametrize("content", [b"PK\x05\x06" + bytes(18), b"From: a@b.cn\r\nTo: b@c.cn\r\n\r\n"])
def test_containers_are_to_be_taken_apart_before(content: bytes) -> None:
    outcome = opened(content)
    assert isinstance(outcome, IntakeError) and outcome.code == "container_not_expanded"


@pytest.mark.parametrize("name", sorted(valid_files()))
def test_the_files_that_are_broken_below_are_whole_before(name: str) -> None:
    outcome = opened(valid_files()[name])
    assert isinstance(outcome, list) or name in ("xml", "ofd")


@settings(max_examples=150)
@given(st.binary(max_size=400))
@example(b"")
def test_any_bytes_give_pages_or_an_intake_error(content: bytes) -> None:
    opened(content)


@settings(max_examples=150)
@given(st.sampled_from(sorted(valid_files())), st.binary(max_size=400))
def test_any_bytes_behind_a_true_beginning_give_pages_or_an_intake_error(name: str, content: bytes) -> None:
    opened(valid_files()[name][:32] + content)


@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_damage_to_a_file_gives_pages_or_an_intake_error(data: st.DataObject) -> None:
    whole = valid_files()[data.draw(st.sampled_from(sorted(valid_files())))]
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 8))):
        place = data.draw(st.integers(0, len(broken) - 1) | st.integers(0, min(200, len(broken) - 1)))
        match data.draw(st.sampled_from(["set", "cut", "put"])):
            case "set":
                broken[place] = data.draw(st.integers(0, 255))
            case "cut":
                del broken[place : place + data.draw(st.integers(1, 40))]
            case _:
                broken[place:place] = data.draw(st.binary(max_size=8))
        if not broken:
            break
    outcome = opened(bytes(broken[: data.draw(st.integers(0, len(broken)))] if data.draw(st.booleans()) else broken))
    if isinstance(outcome, list):
        for page in outcome:
            assert page.pixels is None or page.pixels.size <= 3 * (SMALL.page_pixels + 1000)
