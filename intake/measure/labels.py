"""Labels and results as records that can be compared, and what it takes for two printed values to count as the same.

Both come as one JSON object a line in the result format (docs/reading-files.md). A label holds plain strings: "" says that the field is printed without
a value, "?" that nobody can read it, and a missing name that this kind of invoice has no such field.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path, PurePosixPath

from intake.errors import UnreadableFile

UNREADABLE = "?"
"""A label's value that nobody can read: not scored."""

ITEM_COLUMNS = (
    "name",
    "specification",
    "unit",
    "quantity",
    "unit_price",
    "amount",
    "tax_rate",
    "tax",
    "plate_number",
    "vehicle_type",
    "start_date",
    "end_date",
)
"""Columns of goods lines and of toll lines together."""

_MONEY = frozenset({"amount", "tax", "total"})
_NUMBERS = frozenset({"unit_price", "quantity"})
_DATES = frozenset({"issue_date", "start_date", "end_date"})
_PROSE = frozenset({"buyer_name", "seller_name", "remarks", "name", "specification"})
_PROSE_ENDINGS = ("address_phone", "bank_account")
_PUNCTUATION = re.compile(r"[:;,.。、，；：·*\"'“”‘’\-—_]")
_NOT_IN_WORDS = re.compile(r"[^零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正负]")
_WORD_VARIANTS = str.maketrans("圆正〇", "元整零")


@dataclass(frozen=True)
class Stated:
    """What a label or a result says about one field."""

    value: str
    """"" where it says that there is none."""
    confidence: float | None = None
    """0..1; None in labels, and in results for fields without a value."""


@dataclass(frozen=True)
class Record:
    """One invoice of one file, as a label or a result states it."""

    file: str
    """Base name: labels and results may name different folders."""
    index: int
    kind: str
    format: str
    fields: Mapping[str, Stated]
    items: tuple[Mapping[str, str], ...] | None
    """None in a label that does not say what the items are."""
    qr_payload: str
    decision: str = ""
    failed: bool = False
    """The file could not be opened."""

    @property
    def is_invoice(self) -> bool:
        return not self.failed and self.kind != "not_invoice"

    def value(self, name: str) -> str:
        stated = self.fields.get(name)
        return stated.value if stated else ""

    def comparable(self, name: str) -> str:
        return comparable(name, self.value(name))


def load_records(path: Path) -> tuple[Record, ...]:
    """Every record of a JSON Lines file, or of a folder's `*.expected.json`, one JSON object or a list of them each.

    Raises UnreadableFile, naming file and line.
    """
    if path.is_dir():
        return tuple(record for file in sorted(path.rglob("*.expected.json")) for record in _records_of_sidecar(file))
    lines = _text_of(path).splitlines()
    return tuple(_record_of_json(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip())


def _records_of_sidecar(path: Path) -> Iterable[Record]:
    """Of `a.jpg.expected.json` or `a.expected.json` beside `a.jpg`: a record says itself which file it is of."""
    text = _text_of(path)
    try:
        value = json.loads(text)
    except ValueError:
        value = None  # refused below, with its name
    if not isinstance(value, list):
        return (_record_of_json(text, str(path)),)
    return tuple(_record_of_json(json.dumps(entry), str(path)) for entry in value)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"Cannot read {path}: {error}. Give a UTF-8 file of JSON lines."
        raise UnreadableFile("labels_unreadable", message, f"无法读取 {path}，请提供 UTF-8 编码的 JSONL 文件。") from error


def _record_of_json(text: str, place: str) -> Record:
    try:
        return record_of(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{place}: not a record of the result format ({type(error).__name__}: {error}). Correct it or make the file anew."
        raise UnreadableFile("labels_invalid", message, f"{place}：不符合结果格式，请修正或重新生成。") from error


def record_of(result: Mapping[str, object]) -> Record:
    """From one object of the result format. Raises ValueError, KeyError or TypeError when it is none."""
    items = result.get("items")
    return Record(
        file=PurePosixPath(str(result["file"]).replace("\\", "/")).name,
        index=int(str(result.get("index") or 0)),
        kind=str(result.get("kind") or ""),
        format=str(result.get("format") or ""),
        fields={name: _stated(value) for name, value in _mapping(result.get("fields")).items()},
        items=None if items is None else tuple(_mapping_of_text(row) for row in _sequence(items)),
        qr_payload=_payload(result.get("qr")),
        decision=str(result.get("decision") or ""),
        failed=bool(result.get("error")),
    )


def by_file(records: Iterable[Record]) -> dict[str, tuple[Record, ...]]:
    """Grouped by file name, order kept."""
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(record.file, []).append(record)
    return {name: tuple(group) for name, group in groups.items()}


def comparable(name: str, value: str) -> str:
    """The form of a value in which printing habits no longer matter: width, blanks, currency signs, trailing zeros, 圆/元, punctuation in names.

    Anything that is not in the form its field should have is compared as it stands, never dropped.
    """
    text = unicodedata.normalize("NFKC", value).strip()
    if not text.strip("*"):
        return ""  # stars stand for an exempt amount: no value
    if name in _MONEY:
        return _number(text, cents=True)
    if name in _NUMBERS:
        return _number(text)
    if name in _DATES:
        return _date(text)
    if name == "total_in_words":
        return _NOT_IN_WORDS.sub("", text).translate(_WORD_VARIANTS).removesuffix("整")
    if name == "tax_rate":
        return _number(text.replace("*", "").replace(" ", "").rstrip("%"))
    text = "".join(text.split())
    if name in _PROSE or name.endswith(_PROSE_ENDINGS):
        text = _PUNCTUATION.sub("", text)
    return text.upper()


def comparable_payload(payload: str) -> tuple[str, ...]:
    """The six parts of a QR payload that carry data; the tail behind them is a checksum printed in several ways."""
    return tuple(payload.replace(" ", "").split(",")[:6])


def _number(text: str, cents: bool = False) -> str:
    text = re.sub(r"[¥￥,\s元]", "", text)
    try:
        number = Decimal(text)
        return format(number.quantize(Decimal("0.01")) if cents else number.normalize(), "f")
    except InvalidOperation:
        return text


def _date(text: str) -> str:
    parts = re.findall(r"\d+", text)
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    return f"{int(parts[0]):04}-{int(parts[1]):02}-{int(parts[2]):02}" if len(parts) == 3 else text


def _stated(value: object) -> Stated:
    if not isinstance(value, Mapping):
        return Stated(_text(value))
    confidence = value.get("confidence")
    printed = value.get("value")
    return Stated(_text(printed), None if confidence is None or printed is None else float(confidence))


def _payload(qr: object) -> str:
    return _text(qr.get("payload") if isinstance(qr, Mapping) else qr)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _mapping(value: object) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise TypeError(f"an object was expected, found {value!r:.40}")
    return value


def _mapping_of_text(value: object) -> Mapping[str, str]:
    return {name: _text(cell) for name, cell in _mapping(value).items()}


def _sequence(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(f"a list was expected, found {value!r:.40}")
    return value
