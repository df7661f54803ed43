"""Of the report on the overview: who reviewed and sent how much and how well, what was corrected, and what goes wrong more often than elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from api.overview_views import OverviewAnswer, PatternAnswer
from api.report_table import Cell, Form, ReportTable
from api.report_words import Words, text_column

_SOURCES = {
    "xml": ("XML", "XML"),
    "ofd": ("OFD", "OFD"),
    "text_layer": ("文件文本", "text of the file"),
    "qr": ("二维码", "QR code"),
    "ocr": ("文字识别", "OCR"),
    "ocr2": ("第二识别", "second OCR"),
    "words": ("大写金额", "sum in words"),
    "arithmetic": ("推算", "arithmetic"),
    "registry": ("单位档案", "known parties"),
    "verification": ("查验", "tax bureau"),
}
"""Who had read a value."""


def people_tables(words: Words, overview: OverviewAnswer) -> Iterator[ReportTable]:
    own = ("仅显示您本人的数据。", "Only your own numbers.") if not overview.sees_all else ("", "")
    yield words.table(
        ("复核人", "Reviewers"),
        [
            text_column("姓名", "name", 1.5),
            ("已办", "decided", Form.COUNT, 1),
            ("通过", "approved", Form.COUNT, 1),
            ("退回", "rejected", Form.COUNT, 1),
            ("有更正", "with corrections", Form.COUNT, 1),
            ("自审", "sent by themselves", Form.COUNT, 1),
            ("用时中位数（秒）", "median seconds", Form.NUMBER, 1),
            ("九成以内（秒）", "nine of ten within, seconds", Form.NUMBER, 1),
            ("合计小时", "hours in all", Form.NUMBER, 1),
        ],
        [
            [each.name, each.decided, each.approved, each.rejected, each.edited, each.own, each.median_seconds, each.slow_seconds, each.hours]
            for each in overview.reviewers
        ],
        (f"用时为实际操作时间，停顿超过 20 秒不计。{own[0]}", f"Time at work on one invoice; pauses of more than 20 seconds are left out. {own[1]}".strip()),
    )
    yield words.table(
        ("更正栏目", "Corrected fields"),
        [text_column("栏目", "field", 2), ("发票数", "invoices", Form.COUNT, 1), text_column("误读来源", "who had read it wrong", 3)],
        [
            [words(each.label_zh, each.label_en), each.invoices, ", ".join(f"{_source(words, name)} {count}" for name, count in each.sources.items())]
            for each in overview.fields
        ],
        ("本期人工更正了识别结果的栏目。", "Fields in which people replaced what was read, in the period."),
    )
    yield words.table(
        ("提交人", "Senders"),
        [
            text_column("提交人", "sender", 1.6),
            ("文件", "files", Form.COUNT, 1),
            ("重复提交", "sent again", Form.COUNT, 1),
            ("无法识别", "not readable", Form.COUNT, 1),
            ("发票", "invoices", Form.COUNT, 1),
            ("应重拍", "to be taken again", Form.COUNT, 1),
            ("图片欠佳", "poor pictures", Form.COUNT, 1),
            ("退回", "rejected", Form.COUNT, 1),
            ("重复发票", "duplicates", Form.COUNT, 1),
        ],
        [
            [words(each.name_zh, each.name_en), each.files, each.again, each.unread, each.invoices, each.retake, each.poor, each.rejected, each.duplicates]
            for each in overview.senders
        ],
        own,
    )
    yield words.table(
        ("易错规律", "Patterns"),
        [text_column("规律", "what happens more often than elsewhere", 3), text_column("建议", "advice", 3)],
        [_pattern_row(words, each) for each in overview.patterns],
        ("样本少的已注明，不宜据此下结论。", "Where cases are few it is said: nothing should be concluded from these."),
    )


def _source(words: Words, name: str) -> str:
    return words(*_SOURCES.get(name, (name, name)))


def _pattern_row(words: Words, pattern: PatternAnswer) -> list[Cell]:
    return [words(pattern.text_zh, pattern.text_en), words(pattern.advice_zh, pattern.advice_en)]
