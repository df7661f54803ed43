"""A QR code as rows of modules, for whoever draws it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import zxingcpp
from numpy.typing import NDArray


def qr_code(content: str) -> NDArray[np.bool_]:
    """(side, side), True for dark, with the margin of four light modules that readers need (ISO/IEC 18004). Raises ValueError where it is too long for a code."""
    picture = np.array(zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=1, add_quiet_zones=True))
    dark: NDArray[np.bool_] = picture <= 127
    return dark


def qr_rows(content: str) -> Sequence[str]:
    """The same as text, a row a line: `1` for dark."""
    return ["".join("1" if module else "0" for module in row) for row in qr_code(content)]
