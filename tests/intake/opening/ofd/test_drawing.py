from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO

import numpy as np
import pytest
import segno
from PIL import Image

from intake.document import Document
from intake.opening.limits import Limits
from intake.opening.ofd import draw_ofd_page, open_ofd
from intake.opening.ofd.paths import subpaths
from intake.opening.ofd.pictures import decode_picture
from intake.opening.qr_picture import qr_payload_in

Parts = dict[str, bytes]
Pack = Callable[[Mapping[str, bytes]], Document]


def qr_png(payload: str) -> bytes:
    buffer = BytesIO()
    segno.make(payload, error="m").save(buffer, kind="png", scale=4, border=0)
    return buffer.getvalue()


@pytest.fixture
def with_qr(parts: Parts) -> Parts:
    """The invoice with its QR code as an image instead of text in the attachment."""
    content = parts["Doc_0/Attachs/original_invoice.xml"].decode()
    before, _, rest = content.partition("<fp:GraphCode>")
    payload, _, after = rest.partition("</fp:GraphCode>")
    parts["Doc_0/Attachs/original_invoice.xml"] = (before + after).encode()
    parts["Doc_0/PublicRes.xml"] = (
        b'<Res BaseLoc="Res"><MultiMedias><MultiMedia ID="50" Type="Image"><MediaFile>qr.png</MediaFile></MultiMedia></MultiMedias></Res>'
    )
    parts["Doc_0/Res/qr.png"] = qr_png(payload)
    image = b'<ofd:ImageObject ID="51" CTM="20 0 0 20 0 0" Boundary="8.5 3.5 20 20" ResourceID="50"/>'
    parts["Doc_0/Pages/Page_0/Content.xml"] = parts["Doc_0/Pages/Page_0/Content.xml"].replace(b"</ofd:Layer>", image + b"</ofd:Layer>")
    return parts


def test_the_qr_code_is_read_from_its_image_when_the_data_has_none(with_qr: Parts, pack: Pack) -> None:
    page = next(open_ofd(pack(with_qr), Limits()))
    assert page.embedded is not None and page.embedded.qr_payload.startswith("01,10,011002200311,20304050,100.00,20220301,")


def test_the_drawn_page_has_the_qr_code_in_its_place(with_qr: Parts, pack: Pack) -> None:
    drawn = draw_ofd_page(pack(with_qr), 1, Limits())
    assert drawn.shape == (1102, 1654, 3)
    assert qr_payload_in(drawn[0:220, 0:260]).startswith("01,10,011002200311,")


def test_a_page_the_file_does_not_have_is_an_error(parts: Parts, pack: Pack) -> None:
    with pytest.raises(ValueError, match="no page 2"):
        draw_ofd_page(pack(parts), 2, Limits())


def test_a_poster_is_drawn_reduced(parts: Parts, pack: Pack) -> None:
    parts["Doc_0/Pages/Page_0/Content.xml"] = parts["Doc_0/Pages/Page_0/Content.xml"].replace(b"0 0 210 140", b"0 0 1900 1900")
    drawn = draw_ofd_page(pack(parts), 1, Limits(page_pixels=1_000_000))
    assert drawn.shape[0] * drawn.shape[1] <= 1_010_000


def test_paths_follow_lines_and_curves_to_their_ends() -> None:
    [line, curve] = subpaths("M 0 0 L 10 0 C M 0 0 B 0 5 5 10 10 10")
    assert line.tolist() == [[0, 0], [10, 0], [0, 0]]
    assert curve[0].tolist() == [0, 0] and curve[-1].tolist() == [10, 10]
    assert curve[6].tolist() == pytest.approx([3.125, 6.875])


@pytest.mark.parametrize("data", ["", "M 1", "L 1 1", "M 0 0 L nan 1", "M 0 0 X 1 1", "M 0 0 L 1e99 0"])
def test_path_data_that_makes_no_sense_draws_nothing(data: str) -> None:
    assert list(subpaths(data)) == []


def test_a_jbig2_image_is_decoded() -> None:
    """A page of 16 x 2 pixels with one generic region in MMR coding (ITU-T T.88): a white line above a line whose left half is black."""
    page = bytes.fromhex("00000000 30 00 01 00000013 00000010 00000002 00000000 00000000 00 0000")
    # T.6: the first line is V0 (white as above); the second is horizontal mode, white run 0, black run 8, then V0 to the end.
    bits = "1" + "001" + "00110101" + "000101" + "1" + "000000000001" * 2
    coded = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
    region = bytes.fromhex("00000010 00000002 00000000 00000000 00 01") + coded
    segment = bytes.fromhex("00000001 26 00 01") + len(region).to_bytes(4, "big") + region
    pixels = decode_picture(bytes.fromhex("974a42320d0a1a0a 01 00000001") + page + segment)
    assert pixels is not None and pixels.shape == (2, 16)
    assert (pixels[0] == 255).all() and (pixels[1] == [0] * 8 + [255] * 8).all()


def test_what_is_no_picture_or_far_too_large_is_not_decoded() -> None:
    buffer = BytesIO()
    Image.fromarray(np.zeros((6000, 6000), np.uint8)).save(buffer, "png")
    assert decode_picture(buffer.getvalue()) is None
    assert decode_picture(b"GIF89a nonsense") is None
    assert decode_picture(bytes.fromhex("974a42320d0a1a0a 01 00000001 00000000 30 00 01 00000013") + b"\xff" * 19) is None
