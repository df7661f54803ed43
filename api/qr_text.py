"""A QR code in the letters of a terminal."""

from __future__ import annotations

import numpy as np
import zxingcpp

_BLOCKS = " ▄▀█"
"""Of two modules, one above the other: none, lower, upper, both."""


def qr_text(content: str) -> str:
    """Lines of blocks, light on dark terminals and dark on light ones alike, with the margin that readers need. Raises ValueError where it is too long for a code."""
    picture = np.array(zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=1, add_quiet_zones=True))
    light = np.pad(picture > 127, ((0, picture.shape[0] % 2), (0, 0)), constant_values=True)
    # Light modules are drawn, for terminals are dark; readers take both.
    return "\n".join(
        "".join(_BLOCKS[2 * int(upper) + int(lower)] for upper, lower in zip(*rows, strict=True)) for rows in zip(light[::2], light[1::2], strict=True)
    )
