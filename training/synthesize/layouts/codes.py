"""QR codes and barcodes as patterns of modules."""

from __future__ import annotations

import segno

from training.synthesize.drawing import BLACK, Colour, Layer, Matrix

_CODE_C = (
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312", "231212", "112232", "122132",
    "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212",
    "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311",
    "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131", "311123", "311321",
    "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
    "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242", "121142", "121241", "114212",
    "124112", "124211", "411212", "421112", "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113",
    "411311", "113141", "114131", "311141", "411131",
)  # fmt: skip
"""Code 128 (ISO/IEC 15417): widths of bars and gaps of values 0 to 102."""
_START_C, _START_C_PATTERN, _STOP = 105, "211232", "2331112"


def qr_matrix(
    payload: str, x: float, y: float, size: float, *, colour: Colour = BLACK, layer: Layer = Layer.PRINT, emblem: str = "", error: str = "m"
) -> Matrix:
    """A QR code without quiet zone; `size` in mm."""
    code = segno.make_qr(payload, error="m" if emblem else error, boost_error=False)
    rows = tuple("".join("1" if module else "0" for module in row) for row in code.matrix)
    return Matrix(x, y, size, size, rows, colour, layer, payload, emblem, field="qr")


def code128(digits: str, x: float, y: float, width: float, height: float, *, colour: Colour = BLACK, layer: Layer = Layer.PRINT) -> Matrix:
    """A Code 128 C barcode of an even number of digits."""
    values = [int(digits[i : i + 2]) for i in range(0, len(digits), 2)]
    check = (_START_C + sum(i * value for i, value in enumerate(values, 1))) % 103
    widths = _START_C_PATTERN + "".join(_CODE_C[value] for value in [*values, check]) + _STOP
    row = "".join(("1" if i % 2 == 0 else "0") * int(count) for i, count in enumerate(widths))
    return Matrix(x, y, width, height, (row,), colour, layer, digits)
