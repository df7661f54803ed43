"""Makes small PDF files for tests, with a font of its own so that no machine's fonts matter."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2 as pdfium
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT = "Blocks"
WIDTH, HEIGHT = 600.0, 400.0
PIXELS_PER_POINT = 200 / 72
CHINESE = "发票代码号开日期购买方名称销售合计金额税价单位数量规格型项目备注电子普通统一社会信用纳人识别大写小元整校验甲乙丙丁公司有限测试服务费人民币⽹⻓"
HALF_WIDTH = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz:.,-*¥%()/"
INVOICE_LINES = (
    "电子发票普通发票",
    "发票号码:24112000000000000017",
    "购买方名称:甲乙测试有限公司",
    "价税合计大写人民币元整",
    "小写¥1000.00",
    "开票日期2024 01 31",
)


def use_font() -> None:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        with TemporaryDirectory() as folder:
            path = Path(folder) / "blocks.ttf"
            path.write_bytes(_font_file())
            pdfmetrics.registerFont(TTFont(FONT, str(path)))


@cache
def _font_file() -> bytes:
    """Every character is a box that fills most of its cell: 1000 units wide for Chinese, 500 for the rest."""
    chars = dict.fromkeys(CHINESE + HALF_WIDTH + " ")
    names = {char: f"u{ord(char):04X}" for char in chars}
    glyphs = {".notdef": _box(500)} | {name: _box(1000 if char in CHINESE else 500, empty=char == " ") for char, name in names.items()}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({ord(char): name for char, name in names.items()})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({".notdef": (500, 0)} | {name: (1000 if char in CHINESE else 500, 50) for char, name in names.items()})
    builder.setupHorizontalHeader(ascent=860, descent=-140)
    builder.setupNameTable({"familyName": FONT, "styleName": "Regular", "psName": FONT})
    builder.setupOS2(sTypoAscender=860, sTypoDescender=-140, usWinAscent=860, usWinDescent=140)
    builder.setupPost()
    buffer = BytesIO()
    builder.save(buffer)
    return buffer.getvalue()


def _box(width: int, *, empty: bool = False) -> object:
    pen = TTGlyphPen(None)
    if not empty:
        pen.moveTo((50, -50))
        for corner in ((50, 750), (width - 50, 750), (width - 50, -50)):
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def drawn(*draw_pages: Callable[[Canvas], None], size: tuple[float, float] = (WIDTH, HEIGHT), **options: object) -> bytes:
    """A PDF with one page for each drawing function; the font is set at 10 points."""
    use_font()
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=size, **options)  # type: ignore[arg-type]
    for draw in draw_pages:
        canvas.setFont(FONT, 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def invoice(canvas: Canvas) -> None:
    """Enough text for an invoice."""
    for number, line in enumerate(INVOICE_LINES):
        canvas.drawString(50, 350 - 30 * number, line)


def with_attachment(content: bytes, name: str, attached: bytes) -> bytes:
    document = pdfium.PdfDocument(content)
    document.new_attachment(name).set_data(attached)
    buffer = BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()
