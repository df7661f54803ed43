"""Differences as rows of a table, safe to be opened in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

from api.export_rows import Headings, csv_text
from api.reconciliation_views import DifferenceFound
from intake.kinds.fields import Wording
from intake.spreadsheet_cells import BOM
from intake.upload.reconciliation_words import FINDING_LABELS

LABELS = {
    "id": Wording("差异编号", "record"),
    "kind": Wording("差异类别", "kind"),
    "label": Wording("差异", "difference"),
    "state": Wording("状态", "state"),
    "key": Wording("发票号码", "invoice"),
    "day": Wording("开票日期", "date of issue"),
    "seller": Wording("销售方", "seller"),
    "sum": Wording("涉及金额", "at stake"),
    "ours": Wording("本系统", "ours"),
    "theirs": Wording("对方", "theirs"),
    "their_id": Wording("凭证号", "their entry"),
    "cause": Wording("原因", "cause"),
    "step": Wording("处理办法", "what to do"),
    "first_seen_at": Wording("首次发现", "first found"),
    "last_seen_at": Wording("最近发现", "last found"),
    "decided_by": Wording("处理人", "decided by"),
    "why": Wording("处理说明", "reason"),
}
COLUMNS = tuple(LABELS)


def heading(headings: Headings) -> list[str]:
    return [name if headings is Headings.NAMES else getattr(LABELS[name], headings.value) for name in COLUMNS]


def row_of(found: DifferenceFound, headings: Headings) -> list[str]:
    """In Chinese under Chinese headings, else in English; the kind and the state as programs know them under names."""
    zh = headings is Headings.ZH
    state = found.state.value if headings is Headings.NAMES else FINDING_LABELS[found.state][1 if zh else 0]
    label, cause, step = (found.label_zh, found.cause_zh, found.remedy.step_zh) if zh else (found.label_en, found.cause_en, found.remedy.step_en)
    return [
        str(found.id),
        found.kind.value,
        label,
        state,
        found.key,
        found.day.isoformat() if found.day else "",
        found.seller,
        found.sum,
        found.ours,
        found.theirs,
        found.their_id,
        cause,
        step,
        found.first_seen_at.isoformat(),
        found.last_seen_at.isoformat(),
        found.decided_by,
        found.why,
    ]


def findings_csv(pages: Iterator[Sequence[DifferenceFound]], headings: Headings) -> Iterator[bytes]:
    yield (BOM + csv_text([heading(headings)])).encode()
    for page in pages:
        yield csv_text(row_of(each, headings) for each in page).encode()


def write_findings(path: Path, pages: Iterator[Sequence[DifferenceFound]], headings: Headings, most: int) -> bool:
    """An XLSX whose cells are texts, but for the sums. False, and no use in the file, where there are more than `most` rows."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("reconciliation")
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
        sheet.freeze_panes(1, 0)
        for column, label in enumerate(heading(headings)):
            sheet.write_string(0, column, label, bold)
        line = 0
        for page in pages:
            for found in page:
                line += 1
                if line > most:
                    return False
                for column, cell in enumerate(row_of(found, headings)):
                    if COLUMNS[column] == "sum":
                        sheet.write_number(line, column, float(cell), money)
                    else:
                        sheet.write_string(line, column, cell)
    return True
