"""The words of a report in the one language that it is made in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.report_table import Cell, Column, Form, Language, ReportTable
from intake.behaviour.history import CHINA_TIME

Heading = tuple[str, str, Form, float]
"""Of a column: Chinese, English, how its cells are shown, its width beside the others."""


@dataclass(frozen=True)
class Words:
    """Calls are given the Chinese and the English, and answer with what is spoken."""

    language: Language

    def __call__(self, chinese: str, english: str) -> str:
        return chinese if self.language is Language.ZH else english

    def table(self, name: tuple[str, str], columns: Sequence[Heading], rows: Sequence[Sequence[Cell]], note: tuple[str, str]) -> ReportTable:
        title = self(*name)
        made = tuple(Column(self(chinese, english), form, width) for chinese, english, form, width in columns)
        return ReportTable(title, title, made, rows, self(*note))


def text_column(chinese: str, english: str, width: float = 1.0) -> Heading:
    return chinese, english, Form.TEXT, width


def moment(at: datetime | None) -> str:
    """In China; "" for none."""
    return "" if at is None else at.astimezone(CHINA_TIME).strftime("%Y-%m-%d %H:%M")
