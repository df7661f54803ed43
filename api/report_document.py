"""A report as PDF to print: A4 across, a table below the other, pages numbered.

Chinese is set in STSong-Light, one of the fonts that every PDF reader has or replaces by one of its own (ISO 32000-1, 9.7.5.2: predefined CMaps): nothing needs to be installed
where the report is made, and the file stays small.
"""

from __future__ import annotations

from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4, landscape  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfmetrics import registerFont  # type: ignore[import-untyped]
from reportlab.platypus import CondPageBreak, Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle  # type: ignore[import-untyped]

from api.report_table import Form, Report, ReportTable, shown

_FONT = "STSong-Light"
MOST_ROWS = 200
"""Of a table; all of it is in the workbook."""
_MARGIN = 14 * mm
_FRAME = 6
"""Points that a page keeps free on each side within its margins."""
_LINE, _HEAD, _INK, _FAINT = HexColor("#d5d9e0"), HexColor("#eef0f3"), HexColor("#1b2430"), HexColor("#566173")


def report_document(report: Report) -> bytes:
    registerFont(UnicodeCIDFont(_FONT))
    file = BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=landscape(A4),
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=report.title,
        subject=report.subtitle,
        invariant=1,
    )
    story: list[Flowable] = [Paragraph(_text(report.title), _style(16)), Paragraph(_text(report.subtitle), _style(9, _FAINT)), Spacer(0, 4 * mm)]
    for table in report.tables:
        story += _table(report, table, document.width - 2 * _FRAME)
    document.build(story, onFirstPage=_numbered, onLaterPages=_numbered)
    return file.getvalue()


def _table(report: Report, table: ReportTable, width: float) -> list[Flowable]:
    parts: list[Flowable] = [CondPageBreak(35 * mm), Paragraph(_text(table.title), _style(12))]
    if table.note:
        parts.append(Paragraph(_text(table.note), _style(8, _FAINT)))
    if not table.rows:
        return [*parts, Paragraph(_text(report.empty), _style(9)), Spacer(0, 5 * mm)]
    head = [Paragraph(_text(column.title), _style(8, right=column.form is not Form.TEXT)) for column in table.columns]
    forms = [column.form for column in table.columns]
    rows = [
        [Paragraph(_text(shown(cell, form)), _style(8, right=form is not Form.TEXT)) for cell, form in zip(row, forms, strict=True)]
        for row in table.rows[:MOST_ROWS]
    ]
    whole = sum(column.width for column in table.columns)
    lines = LongTable([head, *rows], [width * column.width / whole for column in table.columns], repeatRows=1)
    lines.setStyle(_LINES)
    parts += [Spacer(0, 1.5 * mm), lines]
    if len(table.rows) > MOST_ROWS:
        parts.append(Paragraph(_text(report.cut.format(len(table.rows) - MOST_ROWS)), _style(8, _FAINT)))
    return [*parts, Spacer(0, 6 * mm)]


_LINES = TableStyle(
    [
        ("BACKGROUND", (0, 0), (-1, 0), _HEAD),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 8),
    ]
)


def _style(size: float, colour: Any = _INK, *, right: bool = False) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size}{colour}{right}", fontName=_FONT, fontSize=size, leading=size * 1.35, textColor=colour, alignment=2 if right else 0, wordWrap="CJK"
    )


def _text(text: str) -> str:
    """Never markup; characters beyond those the font has stand as a box. Line breaks and other controls are blanks."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return escape("".join("□" if character > "\uffff" else character for character in plain))


def _numbered(canvas: Any, document: Any) -> None:
    canvas.setFont(_FONT, 8)
    canvas.setFillColor(_FAINT)
    canvas.drawRightString(document.pagesize[0] - _MARGIN, 7 * mm, str(document.page))
