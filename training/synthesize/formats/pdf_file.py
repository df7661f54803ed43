"""Drawings as a PDF with a text layer, and pictures as a scanned PDF."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from io import BytesIO

from PIL import Image
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from training.synthesize.drawing import Drawing, Ellipse, Layer, Line, Mark, Matrix, Polygon, TextRun, layer_of
from training.synthesize.fonts import FontFile, FontSet
from training.synthesize.formats.seal_picture import PlacedPicture, matrix_picture, seal_picture

_POINTS = 72 / 25.4
_SEALS = (Layer.SUPERVISION, Layer.STAMP)


def write_pdf(pages: Sequence[Drawing], fonts: FontSet, title: str) -> bytes:
    """Text as text in embedded fonts, codes and seals as pictures. `fonts` must be embeddable ones. The same drawings give the same bytes."""
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    for page in pages:
        canvas.setPageSize((page.width * _POINTS, page.height * _POINTS))
        for mark in page.marks:
            if layer_of(mark) not in _SEALS:
                _draw(canvas, mark, page.height, fonts)
        for layer in _SEALS:
            picture = seal_picture(page, fonts, layer)
            if picture:
                _draw_picture(canvas, picture, page.height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def write_scanned_pdf(pictures: Sequence[bytes], dpi: float) -> bytes:
    """Every picture file fills a page of its own."""
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for content in pictures:
        with Image.open(BytesIO(content)) as opened:
            width, height = (side / dpi * 72 for side in opened.size)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(BytesIO(content)), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Canvas, mark: Mark, height: float, fonts: FontSet) -> None:
    if isinstance(mark, TextRun):
        _draw_text(canvas, mark, height, fonts)
    elif isinstance(mark, Matrix):
        _draw_picture(canvas, matrix_picture(mark, fonts), height)
    elif isinstance(mark, Line):
        canvas.setStrokeColorRGB(*(part / 255 for part in mark.colour))
        canvas.setLineWidth(mark.width * _POINTS)
        canvas.setDash(*([mark.dash * _POINTS, mark.dash * _POINTS],) if mark.dash else ([],))
        canvas.line(mark.x1 * _POINTS, (height - mark.y1) * _POINTS, mark.x2 * _POINTS, (height - mark.y2) * _POINTS)
    elif isinstance(mark, Ellipse):
        canvas.setStrokeColorRGB(*(part / 255 for part in mark.colour))
        canvas.setFillColorRGB(*(part / 255 for part in mark.colour))
        canvas.setLineWidth(mark.width * _POINTS)
        x, y, rx, ry = mark.x * _POINTS, (height - mark.y) * _POINTS, mark.rx * _POINTS, mark.ry * _POINTS
        canvas.ellipse(x - rx, y - ry, x + rx, y + ry, stroke=int(mark.width > 0), fill=int(mark.width == 0))
    else:
        _draw_polygon(canvas, mark, height)


def _draw_polygon(canvas: Canvas, mark: Polygon, height: float) -> None:
    canvas.setFillColorRGB(*(part / 255 for part in mark.colour))
    path = canvas.beginPath()
    for i, (x, y) in enumerate(mark.points):
        (path.lineTo if i else path.moveTo)(x * _POINTS, (height - y) * _POINTS)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_picture(canvas: Canvas, picture: PlacedPicture, height: float) -> None:
    reader = ImageReader(BytesIO(picture.png))
    x, y = picture.x * _POINTS, (height - picture.y - picture.height) * _POINTS
    canvas.drawImage(reader, x, y, picture.width * _POINTS, picture.height * _POINTS, mask="auto")


def _draw_text(canvas: Canvas, run: TextRun, height: float, fonts: FontSet) -> None:
    """One text object a run, with character spacing where letters stand apart from their natural width."""
    turn = math.radians(run.angle)
    text = canvas.beginText()
    text.setFillColorRGB(*(part / 255 for part in run.style.colour))
    text.setHorizScale(run.style.stretch * 100)
    size = run.style.size
    for start, part, file, gap in _pieces(run, fonts):
        x, y = run.x + start * math.cos(turn), run.y + start * math.sin(turn)
        cos, sin = math.cos(-turn), math.sin(-turn)
        text.setTextTransform(cos, sin, -sin, cos, x * _POINTS, (height - y) * _POINTS)
        text.setFont(_registered(fonts, file), size * _POINTS)
        text.setCharSpace(gap / run.style.stretch * _POINTS)
        text.textOut(part)
    text.setHorizScale(100)
    canvas.drawText(text)


def _pieces(run: TextRun, fonts: FontSet) -> Iterator[tuple[float, str, FontFile, float]]:
    """Parts of a run that one font and one character spacing can set: (start in mm, text, font, spacing in mm)."""
    at, start, part = 0.0, 0.0, ""
    file, gap = fonts.font_for(run.style.face, run.text[0]), 0.0
    for char, advance in zip(run.text, run.advances, strict=True):
        own = fonts.font_for(run.style.face, char)
        own_gap = advance - fonts.book.advance(own, char) * run.style.size * run.style.stretch
        if part and (own != file or abs(own_gap - gap) > 0.02):
            yield start, part, file, gap
            part = ""
        if not part:
            start, file, gap = at, own, own_gap
        part += char
        at += advance
    yield start, part, file, gap


def _registered(fonts: FontSet, file: FontFile) -> str:
    """Reportlab keeps its fonts by name, for the whole process."""
    name = f"{file.name}-{file.index}"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, str(fonts.book.path(file)), subfontIndex=file.index))
    return name
