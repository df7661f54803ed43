"""Corrections from a table: one word of one witness on one value in every row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from intake.behaviour.history import CHINA_TIME
from intake.corrections import Correction, Witness
from intake.csv_table import Fault, read_rows, refuse
from intake.invoice import Kind
from intake.kinds.fields import FIELD_LABELS

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "document": ("document", "sha256", "文件摘要"),
    "page": ("page", "页码"),
    "index": ("index", "序号"),
    "field": ("field", "字段", "栏目"),
    "before": ("before", "更正前"),
    "after": ("after", "更正后"),
    "who": ("who", "更正人"),
    "when": ("when", "更正时间"),
    "witness": ("witness", "来源"),
    "kind": ("kind", "发票种类"),
    "raw_confidence": ("raw_confidence", "原始置信度"),
}
"""Column -> headings it may have. All to `when` are needed but page and index, which are 1 and 0 where they are not given."""
_NEEDED = ("document", "field", "before", "after", "who", "when")
_WITNESSES = {"": Witness.PERSON, "person": Witness.PERSON, "人工": Witness.PERSON, "verification": Witness.VERIFICATION, "查验": Witness.VERIFICATION}
_FIELD_NAMES = {**{label.zh: name for name, label in FIELD_LABELS.items()}, **{name: name for name in FIELD_LABELS}}


def parse_corrections_csv(content: bytes) -> tuple[Correction, ...]:
    """One correction for each row; fields by their names in results or by what is printed. Times without a zone are Chinese ones.

    Raises UnreadableFile that names the lines at fault; then nothing of the table counts.
    """
    corrections, faults = [], []
    for row in read_rows(content, COLUMNS, _NEEDED):
        why = _fault(row.cells)
        if why is None:
            corrections.append(_correction(row.cells))
        else:
            faults.append(Fault(row.line, *why))
    refuse(faults)
    return tuple(corrections)


def _fault(cells: Mapping[str, str]) -> tuple[str, str] | None:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", cells["document"]):
        return "document must be the file's sha256, 64 hexadecimal digits", "文件摘要应为64位十六进制 sha256"
    if not re.fullmatch(r"[1-9][0-9]{0,4}|", cells["page"]) or not re.fullmatch(r"[0-9]{0,4}", cells["index"]):
        return "page counts from 1 and index from 0", "页码从1开始, 序号从0开始"
    if cells["field"] not in _FIELD_NAMES:
        return f"no field is called {cells['field']!r}", f"没有名为“{cells['field']}”的栏目"
    if not cells["who"]:
        return "who is empty", "缺少更正人"
    if _time(cells["when"]) is None:
        return f"{cells['when']!r} is no time: write 2026-11-03 14:05", f"“{cells['when']}”不是有效时间, 格式如 2026-11-03 14:05"
    if cells["witness"] not in _WITNESSES:
        return "witness is person or verification", "来源应为人工或查验"
    if cells["kind"] and cells["kind"] not in set(Kind):
        return f"no kind is called {cells['kind']!r}", f"没有名为“{cells['kind']}”的发票种类"
    if cells["raw_confidence"] and not re.fullmatch(r"0(\.[0-9]+)?|1(\.0+)?", cells["raw_confidence"]):
        return "raw_confidence is a number from 0 to 1", "原始置信度应为0到1之间的数"
    return None


def _correction(cells: Mapping[str, str]) -> Correction:
    when = _time(cells["when"])
    assert when is not None  # _fault saw to it
    return Correction(
        cells["document"].lower(),
        int(cells["page"] or 1),
        int(cells["index"] or 0),
        _FIELD_NAMES[cells["field"]],
        cells["before"],
        cells["after"],
        _WITNESSES[cells["witness"]],
        cells["who"],
        when,
        Kind(cells["kind"]) if cells["kind"] else None,
        float(cells["raw_confidence"]) if cells["raw_confidence"] else None,
    )


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=CHINA_TIME)
