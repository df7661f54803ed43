"""A QR code in the letters of a terminal."""

from __future__ import annotations

import numpy as np

from api.qr_code import qr_code

_BLOCKS = " ▄▀█"
"""Of two modules, one above the other: none, lower, upper, both."""


def qr_text(content: str) -> str:
    """Lines of blocks, light on dark terminals and dark on light ones alike, with the margin that readers need. Raises ValueError where it is too long for a code."""
    dark = qr_code(content)
    light = np.pad(~dark, ((0, dark.shape[0] % 2), (0, 0)), constant_values=True)
    # Light modules are drawn, for terminals are dark; readers take both.
    return "\n".join(
        "".join(_BLOCKS[2 * int(upper) + int(lower)] for upper, lower in zip(*rows, strict=True)) for rows in zip(light[::2], light[1::2], strict=True)
    )
