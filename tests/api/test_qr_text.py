"""What a terminal shows is a code that a camera reads."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp

from api.qr_text import qr_text
from models.geometry import Pixels

LINK = "https://192.168.1.5:8000/capture#pair=fpp_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"


def on_a_screen(text: str, *, dark: bool) -> Pixels:
    """Eight pixels a module, as a terminal with dark or light ground shows the blocks."""
    rows = []
    for line in text.splitlines():
        rows.append([block in "▀█" for block in line])
        rows.append([block in "▄█" for block in line])
    drawn = np.kron(np.array(rows), np.ones((8, 8), bool))
    return np.where(drawn if dark else ~drawn, 235, 20).astype(np.uint8)


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("content", ["a", LINK])
def test_it_reads_back_from_dark_and_light_terminals(content: str, dark: bool) -> None:
    (code,) = zxingcpp.read_barcodes(on_a_screen(qr_text(content), dark=dark), formats=zxingcpp.BarcodeFormat.QRCode)
    assert code.text == content


def test_what_is_too_long_for_a_code_is_refused() -> None:
    with pytest.raises(ValueError, match=r".+"):
        qr_text("x" * 5000)
