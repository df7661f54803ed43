"""The decode cascade on drawn pages: an invented payload, a page of lines and print around it, then what cameras do to it."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import cv2
import numpy as np
import pytest
import segno
from numpy.typing import NDArray

from intake.document import Document, EmbeddedInvoice, Format, Page
from intake.domain.invoice_number import write_digital_number
from intake.domain.qr_payload import parse_invoice_qr, write_qr_payload
from intake.reading import Reading, Region
from intake.stages.decode_qr import DecodeQr, missing_decoders
from intake.vision.qr_decoders import Decoded, QrDecoder, opencv_decoder, zbar_decoder, zxing_decoder
from intake.vision.qr_pictures import code_candidates, grey_of
from models.geometry import Box, PageTransform, Pixels, Quad

PAYLOAD = write_qr_payload("32", "", write_digital_number(2024, "11", 4711), 12860, date(2024, 3, 11))
FORM = (1500, 1000)
CODE_AT = (60, 40)


def _qr(payload: str, pixels: int) -> Pixels:
    encoded = BytesIO()
    segno.make(payload, error="m", version=5).save(encoded, kind="png", scale=8, border=2)
    picture = cv2.imdecode(np.frombuffer(encoded.getvalue(), dtype=np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(cv2.resize(picture, (pixels, pixels), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _page(payload: str | None = PAYLOAD, side: int = 150) -> Pixels:
    width, height = FORM
    page = np.full((height, width, 3), 250, dtype=np.uint8)
    for y in range(330, 700, 60):
        cv2.line(page, (30, y), (width - 30, y), (40, 80, 150), 2)
    rng = np.random.default_rng(1)
    for y in range(230, 960, 30):
        words = " ".join("".join(rng.choice(list("0123456789ABCDE"), 6)) for _ in range(7))
        cv2.putText(page, words, (60, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (30, 30, 30), 1, cv2.LINE_AA)
    if payload is not None:
        x, y = CODE_AT
        page[y : y + side, x : x + side] = _qr(payload, side)
    return page


def _reading(cleaned: Pixels, original: Pixels | None = None, transform: PageTransform | None = None, outline: Box | None = None) -> Reading:
    shown = cleaned if original is None else original
    height, width = shown.shape[:2]
    region = Region(1, Quad.from_box(outline or Box(0, 0, width, height)), Format.PHOTO, transform or PageTransform(), cleaned)
    return Reading(Document("page.jpg", b""), (Page(1, None, shown),), (region,))


def _payloads(reading: Reading, stage: DecodeQr | None = None) -> list[str]:
    return [code.payload for code in (stage or DecodeQr())(reading).regions[0].codes]


def _photographed(page: Pixels, blur: float, noise: float, quality: int) -> Pixels:
    rng = np.random.default_rng(7)
    soft = cv2.GaussianBlur(page, (0, 0), blur).astype(np.float32) * 0.8 + rng.normal(0, noise, page.shape)
    _, encoded = cv2.imencode(".jpg", np.clip(soft, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), dtype=np.uint8)


def _stamped(page: Pixels) -> Pixels:
    x, y = CODE_AT
    ink = page.copy()
    cv2.ellipse(ink, (x + 75, y + 75), (90, 55), 20, 0, 360, (60, 60, 230), 7)
    return np.asarray(np.minimum(page, ink), dtype=np.uint8)


def test_a_clean_page_gives_its_payload_and_place() -> None:
    code = DecodeQr()(_reading(_page())).regions[0].codes[0]
    assert code.payload == PAYLOAD
    assert code.place is not None
    assert code.place.quad.box.center == pytest.approx((CODE_AT[0] + 75, CODE_AT[1] + 75), abs=4)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_on_its_side_or_head_is_read(turns: int) -> None:
    assert _payloads(_reading(np.ascontiguousarray(np.rot90(_page(), turns)))) == [PAYLOAD]


@pytest.mark.parametrize(("blur", "noise", "quality"), [(1.0, 4, 80), (1.6, 6, 60), (2.0, 3, 85)])
def test_blurred_photographs_are_read(blur: float, noise: float, quality: int) -> None:
    assert _payloads(_reading(_photographed(_page(), blur, noise, quality))) == [PAYLOAD]


def test_a_code_under_a_red_stamp_is_read() -> None:
    assert _payloads(_reading(_photographed(_stamped(_page()), 1.0, 4, 80))) == [PAYLOAD]


def test_blur_that_one_look_cannot_read_needs_the_cascade() -> None:
    blurred = _photographed(_page(), 2.0, 3, 85)
    assert not any(seen.payload for seen in zxing_decoder().decode(grey_of(blurred)))
    assert _payloads(_reading(blurred)) == [PAYLOAD]


def test_the_original_is_consulted_where_the_cleaned_picture_is_too_small() -> None:
    original = _page()
    small = np.asarray(cv2.resize(original, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    back = PageTransform(((1 / 0.25, 0.0, 0.0), (0.0, 1 / 0.25, 0.0), (0.0, 0.0, 1.0)))
    assert _payloads(_reading(small)) == []
    code = DecodeQr()(_reading(small, original, back)).regions[0].codes[0]
    assert code.payload == PAYLOAD
    assert code.place is not None
    assert code.place.quad.box.center == pytest.approx((CODE_AT[0] + 75, CODE_AT[1] + 75), abs=6)


def test_a_code_that_the_cut_left_outside_is_found_on_the_page() -> None:
    original = _page()
    below = 220
    shift = PageTransform(((1.0, 0.0, 0.0), (0.0, 1.0, float(below)), (0.0, 0.0, 1.0)))
    reading = _reading(np.ascontiguousarray(original[below:]), original, shift, Box(0, below, FORM[0], FORM[1]))
    code = DecodeQr()(reading).regions[0].codes[0]
    assert code.payload == PAYLOAD
    assert code.place is not None
    assert code.place.quad.box.center == pytest.approx((CODE_AT[0] + 75, CODE_AT[1] + 75), abs=4)


def test_the_invoices_own_code_stands_before_others() -> None:
    page = _page()
    page[700:850, 1200:1350] = _qr("https://example.com/follow-us", 150)
    payloads = _payloads(_reading(page))
    assert payloads[0] == PAYLOAD
    assert len(payloads) == 2


def test_codes_of_others_are_kept_where_the_invoice_has_none() -> None:
    assert _payloads(_reading(_page("https://example.com/follow-us"))) == ["https://example.com/follow-us"]


def test_a_page_without_a_code_gives_none_and_offers_no_place_to_search() -> None:
    page = _page(None)
    assert _payloads(_reading(page)) == []
    assert code_candidates(grey_of(page)) == ()


def test_the_place_of_a_code_is_found_by_its_texture() -> None:
    candidates = code_candidates(grey_of(_photographed(_page(), 2.5, 5, 70)))
    assert candidates
    assert candidates[0].box.contains((CODE_AT[0] + 75, CODE_AT[1] + 75))


@pytest.mark.parametrize("side", [95, 150])
def test_a_faint_code_of_either_size_is_found_beside_print_busier_than_itself(side: int) -> None:
    page = _page(side=side)
    x, y = CODE_AT
    code = page[y : y + side, x : x + side].astype(np.float32)
    page[y : y + side, x : x + side] = np.clip(250 - 0.4 * (250 - code), 0, 255).astype(np.uint8)
    middle = (x + side / 2, y + side / 2)
    assert any(candidate.box.inflated(-side / 2, -side / 2).contains(middle) for candidate in code_candidates(grey_of(page)))


def test_a_payload_that_the_file_holds_as_data_is_taken_without_looking() -> None:
    reading = _reading(_page(None))
    embedded = EmbeddedInvoice("digital_general", {}, qr_payload=PAYLOAD)
    region = replace(reading.regions[0], embedded=embedded, format=Format.OFD, pixels=None)
    code = DecodeQr()(replace(reading, regions=(region,))).regions[0].codes[0]
    assert (code.payload, code.decoder, code.place) == (PAYLOAD, "ofd", None)


def test_without_zbar_the_others_read_on() -> None:
    stage = DecodeQr(second_opinions=(opencv_decoder(),))
    assert _payloads(_reading(_photographed(_page(), 1.6, 6, 60)), stage) == [PAYLOAD]


def test_what_is_missing_is_told_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr("intake.vision.qr_decoders.import_module", refuse)
    assert zbar_decoder() is None
    assert "libzbar0" in missing_decoders()[0]


@pytest.mark.parametrize("decoder", [zxing_decoder(), opencv_decoder(), zbar_decoder()], ids=lambda decoder: decoder.name if decoder else "pyzbar")
def test_every_decoder_speaks_alike(decoder: QrDecoder | None) -> None:
    if decoder is None:
        pytest.skip("the system library zbar is not installed: apt install libzbar0")
    page: NDArray[np.uint8] = np.full((300, 300, 3), 255, dtype=np.uint8)
    page[50:250, 50:250] = _qr(PAYLOAD, 200)
    (seen,) = decoder.decode(grey_of(page))
    assert seen.payload == PAYLOAD
    assert seen.quad.box.center == pytest.approx((150, 150), abs=12)
    assert decoder.decode(np.full((200, 200), 255, dtype=np.uint8)) == ()


def test_a_closing_zero_byte_is_no_part_of_the_payload() -> None:
    payload = write_qr_payload("01", "1200154130", "00000123", 9434, date(2018, 1, 15)) + "\x00"
    (read,) = _payloads(_reading(_page(payload)))
    assert read == payload[:-1]
    assert parse_invoice_qr(read) is not None


def test_the_corner_of_a_drawn_page_is_enough_where_the_code_is_there() -> None:
    seen: list[tuple[int, ...]] = []

    def watched(grey: Pixels) -> tuple[Decoded, ...]:
        seen.append(grey.shape)
        return zxing_decoder().decode(grey)

    page = _page()
    reading = _reading(page)
    reading = replace(reading, regions=(replace(reading.regions[0], format=Format.PDF_TEXT),))
    stage = replace(DecodeQr(), decoder=QrDecoder("zxing", watched))
    (code,) = stage(reading).regions[0].codes
    assert code.payload == PAYLOAD and seen == [(375, 375)]
    assert code.place is not None and Box(*CODE_AT, CODE_AT[0] + 150, CODE_AT[1] + 150).contains(code.place.quad.box.center)


def test_a_code_elsewhere_on_a_drawn_page_is_found_as_well() -> None:
    reading = _reading(np.ascontiguousarray(_page()[:, ::-1]))
    reading = replace(reading, regions=(replace(reading.regions[0], format=Format.PDF_TEXT),))
    assert _payloads(reading) == [PAYLOAD], "mirrored, the code lies at the right"
