"""From what a person typed to an entry, or to what is wrong with it, field by field. Pure.

Typing is taken as it comes: `2024年3月8日`, `¥1,234.5`, tax ids in small letters. What the values mean is for the rules, which look at entries as at any other invoice; here is refused
only what could be no entry at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from intake.domain.dates import read_date, read_iso_date, read_time
from intake.domain.money import format_fen, read_decimal, read_fen
from intake.entries.entry import Entry
from intake.invoice import ITEM_COLUMNS, TOLL_ITEM_COLUMNS, Kind
from intake.kinds.fields import FIELD_LABELS, KIND_LABELS, fields_of

MOST_ITEMS = 500
_LONGEST = 2000
_LONGEST_REASON = 1000
_CELLS = tuple(dict.fromkeys((*ITEM_COLUMNS, *TOLL_ITEM_COLUMNS)))
_SHA256 = re.compile("[0-9a-f]{64}")
_DIGITAL_NUMBER = re.compile("[0-9]{20}")
_WITHOUT_CODE = {Kind.TOLL_E: "D_TOLL", Kind.MOTOR_VEHICLE: "D_MOTOR", Kind.USED_VEHICLE: "D_USED"}
_WITH_CODE = {Kind.DIGITAL_SPECIAL: "DP_SPECIAL", Kind.DIGITAL_GENERAL: "DP_GENERAL"}
_NEEDED = ("invoice_code", "invoice_number", "ticket_number", "issue_date", "seller_name", "total")
CELL_LABELS: Mapping[str, tuple[str, str]] = {
    "name": ("项目名称", "item"),
    "specification": ("规格型号", "specification"),
    "unit": ("单位", "unit"),
    "quantity": ("数量", "quantity"),
    "unit_price": ("单价", "unit price"),
    "amount": ("金额", "amount"),
    "tax_rate": ("税率", "tax rate"),
    "tax": ("税额", "tax"),
    "plate_number": ("车牌号", "number plate"),
    "vehicle_type": ("类型", "vehicle type"),
    "start_date": ("通行日期起", "from"),
    "end_date": ("通行日期止", "to"),
}


@dataclass(frozen=True)
class Typed:
    """As it was typed; texts of any form."""

    kind: str
    """A `Kind` value, or its name in Chinese."""
    fields: Mapping[str, str]
    items: Sequence[Mapping[str, str]] = ()
    reason: str = ""
    evidence: tuple[str, ...] = ()
    """SHA-256 of documents."""
    without_evidence: str = ""


@dataclass(frozen=True)
class FormProblem:
    field: str
    """`total`, `items.2.amount`, `reason` ..."""
    message: str
    message_zh: str


def read_form(typed: Typed) -> Entry | tuple[FormProblem, ...]:
    """All problems at once, in the order of the form."""
    problems: list[FormProblem] = []
    kind = _kind(typed.kind)
    if kind is None:
        problems.append(FormProblem("kind", "Choose the kind of invoice from the list.", "请从列表中选择发票种类。"))
    fields = _cleaned(typed.fields, "", _FIELD_FORMS, FIELD_LABELS.keys() - {"items", "kind"}, problems)
    if kind is not None:
        problems += _missing(kind, fields)
        problems += _strangers(kind, fields)
    items = _items(typed.items, problems)
    reason, without = (_words(text) for text in (typed.reason, typed.without_evidence))
    problems += _reasons(reason, typed.evidence, without)
    if problems or kind is None:
        return tuple(problems)
    return Entry(kind, fields, items, reason, tuple(sorted(set(typed.evidence))), without)


def detail_of(kind: Kind, fields: Mapping[str, str]) -> str:
    """The finer id of a kind that exists with a code and without."""
    with_code = bool(fields.get("invoice_code"))
    return (_WITH_CODE.get(kind, "") if with_code else _WITHOUT_CODE.get(kind, "")) if _DIGITAL_NUMBER.fullmatch(fields.get("invoice_number", "")) else ""


def _kind(text: str) -> Kind | None:
    said = _words(text)
    by_name = {label.zh: kind for kind, label in KIND_LABELS.items()}
    found = next((kind for kind in Kind if said.lower() == kind.value), by_name.get(said) or by_name.get(said.partition(" ")[0]))
    return None if found is Kind.NOT_INVOICE else found


def _missing(kind: Kind, fields: Mapping[str, str]) -> Iterator[FormProblem]:
    there = fields_of(kind, detail_of(kind, fields))
    for name in _NEEDED:
        if name not in there or name in fields:
            continue
        if name == "ticket_number" and "invoice_number" in there:
            continue
        if name == "invoice_code" and _DIGITAL_NUMBER.fullmatch(fields.get("invoice_number", "")):
            continue
        label = FIELD_LABELS[name]
        yield FormProblem(name, f"Fill in: {label.en}.", f"请填写{label.zh}。")


def _strangers(kind: Kind, fields: Mapping[str, str]) -> Iterator[FormProblem]:
    there = (*fields_of(kind, detail_of(kind, fields)), "invoice_code")
    for name in fields:
        if name not in there:
            label, of_kind = FIELD_LABELS[name], KIND_LABELS[kind]
            yield FormProblem(
                name, f"A {of_kind.en} has no {label.en}. Leave it empty, or choose another kind.", f"{of_kind.zh}没有{label.zh}，请清空或更改种类。"
            )


def _items(typed: Sequence[Mapping[str, str]], problems: list[FormProblem]) -> tuple[Mapping[str, str], ...]:
    if len(typed) > MOST_ITEMS:
        problems.append(FormProblem("items", f"At most {MOST_ITEMS} lines.", f"明细最多 {MOST_ITEMS} 行。"))
        return ()
    lines = (_cleaned(cells, f"items.{number}.", _CELL_FORMS, frozenset(_CELLS), problems) for number, cells in enumerate(typed, 1))
    return tuple(line for line in lines if line)


def _cleaned(typed: Mapping[str, str], place: str, forms: Mapping[str, _Form], known: Iterable[str], problems: list[FormProblem]) -> dict[str, str]:
    names, cleaned = frozenset(known), {}
    for name, text in typed.items():
        if name not in names:
            problems.append(FormProblem(place + name, "There is no such field.", "没有该字段。"))
            continue
        said = _words(text)
        if not said:
            continue
        if len(said) > _LONGEST:
            problems.append(FormProblem(place + name, f"At most {_LONGEST} characters.", f"最多 {_LONGEST} 个字符。"))
            continue
        form = forms.get(name, _ANY)
        value = form.read(said)
        if value is None:
            problems.append(FormProblem(place + name, form.problem, form.problem_zh))
        else:
            cleaned[name] = value
    return cleaned


def _reasons(reason: str, evidence: Sequence[str], without: str) -> Iterator[FormProblem]:
    if not reason:
        yield FormProblem("reason", "Say why the invoice is entered by hand.", "请填写补录原因。")
    if not evidence and not without:
        yield FormProblem("evidence", "Name a document that shows the invoice, or say why there is none.", "请提供发票影像等凭据，或说明没有凭据的原因。")
    if not all(_SHA256.fullmatch(each) for each in evidence):
        yield FormProblem("evidence", "There is no such document.", "没有该凭据文件。")
    for name, text in (("reason", reason), ("without_evidence", without)):
        if len(text) > _LONGEST_REASON:
            yield FormProblem(name, f"At most {_LONGEST_REASON} characters.", f"最多 {_LONGEST_REASON} 个字符。")


def _words(text: str) -> str:
    """On one line, without what nobody sees."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


@dataclass(frozen=True)
class _Form:
    read: Callable[[str], str | None]
    problem: str = ""
    problem_zh: str = ""


def _date(text: str) -> str | None:
    found = read_iso_date(text) or read_date(text)
    return found.isoformat() if found else None


def _time(text: str) -> str | None:
    return read_time(text)


def _money(text: str) -> str | None:
    fen = read_fen(text)
    return None if fen is None else format_fen(fen)


def _code(text: str) -> str | None:
    """A code, number or tax id: half-width, without blanks, in capitals."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    return plain if re.fullmatch(r"[0-9A-Z*-]{1,40}", plain) else None


def _number(text: str) -> str | None:
    return text if read_decimal(text) is not None else None


def _rate(text: str) -> str | None:
    """`6%`, `6`, `0.06`; words such as 免税 as they are."""
    said = unicodedata.normalize("NFKC", text).replace(" ", "")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?%?", said):
        return said
    number = Decimal(said.rstrip("%"))
    percent = number if said.endswith("%") or number >= 1 else number * 100
    return f"{percent.normalize():f}%" if percent <= 100 else None


_ANY = _Form(lambda text: text)
_DATE_FORM = _Form(_date, "Write the date as 2024-03-08.", "日期请写作 2024-03-08。")
_MONEY_FORM = _Form(_money, "Write the sum as 106.00.", "金额请写作 106.00。")
_CODE_FORM = _Form(_code, "Only digits and letters, 40 at most.", "只能包含数字和字母，最多 40 位。")
_NUMBER_FORM = _Form(_number, "Write a number.", "请填写数字。")
_RATE_FORM = _Form(_rate, "Write the rate as 6%.", "税率请写作 6%。")
_TIME_FORM = _Form(_time, "Write the time as 09:05.", "时间请写作 09:05。")
_FIELD_FORMS: Mapping[str, _Form] = {
    "issue_date": _DATE_FORM,
    **dict.fromkeys(("amount", "tax", "total"), _MONEY_FORM),
    **dict.fromkeys(("invoice_code", "invoice_number", "check_code", "machine_number", "buyer_tax_id", "seller_tax_id", "vin"), _CODE_FORM),
    **dict.fromkeys(("time_on", "time_off"), _TIME_FORM),
}
_CELL_FORMS: Mapping[str, _Form] = {
    **dict.fromkeys(("amount", "tax"), _MONEY_FORM),
    **dict.fromkeys(("quantity", "unit_price"), _NUMBER_FORM),
    **dict.fromkeys(("start_date", "end_date"), _DATE_FORM),
    "tax_rate": _RATE_FORM,
}
