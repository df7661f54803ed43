"""Pages drawn with fonts of the system, and readers loaded once.

What was drawn is told as the lines a perfect reader would give back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from models.geometry import Box, Pixels, Quad
from models.onnx_reader import OnnxTextReader, load_onnx_reader
from models.text import CharScore, TextLine

Page = tuple[Pixels, tuple[TextLine, ...]]
Print = tuple[str, float, float, int]
"""A text with the left, top and size of its type in pixels."""

FONTS = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc", "wqy-zenhei.ttc", "uming.ttc", "ukai.ttc")
# Only characters that look like themselves alone: not （ beside (, nor blanks, whose width decides.
LINES = (
    "电子普通发票",
    "发票号码：25317000000412345678",
    "开票日期：2025年03月18日",
    "名称：青禾云图科技有限公司",
    "统一社会信用代码/纳税人识别号：91310115MA1K3ABC7X",
    "项目名称规格型号单位数量单价金额",
    "*信息技术服务*软件开发服务费",
    "壹仟贰佰叁拾肆圆伍角陆分",
    "价税合计小写1234.56",
    "地址、电话：海州市临江区望潮路8号021-60001234",
    "开户行及账号：海州银行望潮支行6222000011112222",
    "复核：周明",
)


@pytest.fixture(scope="session")
def draw() -> Callable[[Sequence[Print], int, int], Page]:
    """Draws black print on a white page of some width and height. Skips where no font has Chinese characters."""
    files = [file for name in FONTS for file in Path("/usr/share/fonts").rglob(name)]
    if not files:
        pytest.skip(f"none of these fonts is installed: {', '.join(FONTS)} (for example the package fonts-noto-cjk)")

    def drawn(prints: Sequence[Print], width: int, height: int) -> Page:
        picture = Image.new("RGB", (width, height), "white")
        canvas = ImageDraw.Draw(picture)
        lines = []
        for text, left, top, size in prints:
            font = ImageFont.truetype(str(files[0]), size)
            canvas.text((left, top), text, font=font, fill="black")
            box = Box(*map(float, canvas.textbbox((left, top), text, font=font)))
            ends = [left + font.getlength(text[:count]) for count in range(len(text) + 1)]
            centers = [((start + end) / 2 - box.left) / box.width for start, end in pairwise(ends)]
            lines.append(TextLine(text, Quad.from_box(box), 1.0, tuple(CharScore(char, 1.0, center) for char, center in zip(text, centers, strict=True))))
        return np.ascontiguousarray(np.asarray(picture)[:, :, ::-1]), tuple(lines)

    return drawn


@pytest.fixture(scope="session")
def page(draw: Callable[[Sequence[Print], int, int], Page]) -> Page:
    """Twelve lines of invented print, 1000x720."""
    return draw([(text, 60, 30 + 56 * row, 24 + 2 * (row % 4)) for row, text in enumerate(LINES)], 1000, 720)


@pytest.fixture(scope="session")
def grey_page(page: Page) -> Page:
    """The same as a fair scan: a little soft, grey and grainy."""
    return _worn(page[0], blur=0.8, contrast=0.8, grain=6), page[1]


@pytest.fixture(scope="session")
def worn_page(page: Page) -> Page:
    """The same, blurred and grainy enough that a quick network has doubts."""
    return _worn(page[0], blur=1.8, contrast=0.6, grain=12), page[1]


@pytest.fixture(scope="session")
def small_reader() -> OnnxTextReader:
    return load_onnx_reader()


def _worn(pixels: Pixels, blur: float, contrast: float, grain: float) -> Pixels:
    noise = np.random.default_rng(7).normal(0, grain, pixels.shape)
    soft = cv2.GaussianBlur(pixels, (0, 0), blur) * contrast + 190 * (1 - contrast)
    return np.clip(soft + noise, 0, 255).astype(np.uint8)
